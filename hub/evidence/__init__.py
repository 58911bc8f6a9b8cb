"""Evidence files: one document with everything that proves it, for whoever has no store. Making and checking them."""
