"""Effects: what stages do to documents in the books, with all consequences."""
