"""The hub's straight lines: submission, reply, dispatch."""
