"""Inputs that nobody would write, for all that comes in."""
