"""Which certificates and keys the hub trusts."""
