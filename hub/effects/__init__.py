"""What stages do to documents in the books, with everything that hangs on it."""
