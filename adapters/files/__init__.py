"""A foundation of the adapters: files."""
