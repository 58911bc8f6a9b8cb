"""Simulated parties, well-behaved or not, driven by a script. They check the hub's messages with code of their own."""

from hub.simulate.encryption import EncryptionFiles
from hub.simulate.play import simulate
from hub.simulate.reading import load_script
from hub.simulate.script import Action, Rule, Script
from hub.simulate.seals import KeyPair

__all__ = ["Action", "EncryptionFiles", "KeyPair", "Rule", "Script", "load_script", "simulate"]
