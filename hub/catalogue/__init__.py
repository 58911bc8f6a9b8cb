"""Routes, mappings, code lists and schemas: loaded, proved to fit, compiled once."""
