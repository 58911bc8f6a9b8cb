"""Archive closed months: what leaves the store, and how it stays provable."""
