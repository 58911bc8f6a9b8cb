"""Read what came in, without the store. Nothing here changes anything."""
