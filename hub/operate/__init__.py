"""What operators do with a hub; used by the command line."""
