"""The compiler: mappings, routes and dialects against the schemas that they fill and read."""
