"""What came in, read without the store: no stage here changes anything."""
