"""Parties, well-behaved or not, played from a script; an independent second opinion on what the hub sends."""

from hub.simulate.play import simulate
from hub.simulate.reading import load_script
from hub.simulate.script import Action, Rule, Script
from hub.simulate.signatures import KeyPair

__all__ = ["Action", "KeyPair", "Rule", "Script", "load_script", "simulate"]
