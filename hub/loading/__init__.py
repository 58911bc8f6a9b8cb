"""What a transaction needs of the store: locked first, then read into the books."""
