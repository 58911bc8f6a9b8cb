"""Spans of what is recorded about documents that belong to a trace of others."""
