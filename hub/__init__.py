"""A headless message-exchange hub for trade Single Window portals."""

__version__ = "0.1.0"
