"""Proofs that compiled routes, dialects and parties fit together."""
