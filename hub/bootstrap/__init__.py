"""The one place where a hub's objects are wired.

Each module wires one thing and imports at its top all that this needs: a verb imports the modules that it uses.
"""
