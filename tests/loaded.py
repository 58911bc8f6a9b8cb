"""Loaded once by the server that tests fork processes from (tests/forked.py): a hub with its catalogue."""

import gc

from every_module import load_every_module
from rig import catalogue

load_every_module()
catalogue()
gc.freeze()  # what all share is never looked through, and stays shared
