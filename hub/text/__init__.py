"""Text as such: its two languages, what is masked in it, what of it may reach a screen, and URLs of several hosts.

Knows nothing of a hub.
"""
