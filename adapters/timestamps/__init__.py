"""Timestamps (RFC 3161): asked of an authority over HTTP, verified wherever they come from."""

from adapters.timestamps.authority import HttpTimestampAuthority
from adapters.timestamps.verified import UntrustedTimestamp, Vouched, verify_timestamp

__all__ = ["HttpTimestampAuthority", "UntrustedTimestamp", "Vouched", "verify_timestamp"]
