"""A home: its directory, its settings, its secrets, and where its log is written."""
