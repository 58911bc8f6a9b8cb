"""A foundation of the adapters: what every device that keeps a private key has in common."""

from adapters.devices.blocks import Family, digest_info, padded, require_digest
from adapters.devices.failures import gone, locked, refused
from adapters.devices.pins import OF_THIS_PROCESS, Pin, WrongPins

__all__ = [
    "OF_THIS_PROCESS",
    "Family",
    "Pin",
    "WrongPins",
    "digest_info",
    "gone",
    "locked",
    "padded",
    "refused",
    "require_digest",
]
