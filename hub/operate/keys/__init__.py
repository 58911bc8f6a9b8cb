"""What operators do with keys and certificates."""
