"""A foundation of other adapters: reads certificates and lists from outside, and tolerates nothing that is odd."""

from adapters.x509.strictly import strictly

__all__ = ["strictly"]
