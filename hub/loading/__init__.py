"""Lock what a transaction needs in the store, then read it into the books."""
