"""A foundation of the adapters: what every device that keeps a private key has in common."""

from adapters.devices.blocks import Family, digest_info, padded, require_digest
from adapters.devices.failures import LAST_TRY, PIN_BLOCKED, gone, locked, refused
from adapters.devices.pins import OF_THIS_PROCESS, Pin, WrongPins

__all__ = [
    "LAST_TRY",
    "OF_THIS_PROCESS",
    "PIN_BLOCKED",
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
