"""Verify the audit store: everything that can be computed again from what is stored is computed again."""
