"""What an act on keys and certificates did."""

from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from adapters.x509 import Registered


@dataclass(frozen=True, slots=True)
class Done:
    """What a verb did."""

    certificate: x509.Certificate | None = None
    """What was registered, taken or made; None for a bare key, or where only a cutover was written."""
    written: tuple[Path, ...] = ()
    """The new files."""
    ended: tuple[Registered, ...] = ()
    """Certificates that a cutover was written for."""
    at: int | None = None
    """The cutover, in microseconds since 1970, UTC."""
