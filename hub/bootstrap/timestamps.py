"""A home's timestamp authority, and the certificates by which it is trusted."""

from functools import partial

from cryptography import x509

from adapters.x509 import read_pem
from hub.bootstrap.clock import SystemClock
from hub.errors import Code, operator_error
from hub.home.place import Home
from hub.model.moments import SECOND
from hub.ports import TimestampAuthority


def open_timestamps(home: Home) -> TimestampAuthority | None:
    """Who gives timestamps; None where the settings name nobody. What it is trusted by is read at each request."""
    if not (url := home.settings.audit.timestamp_url):
        return None
    from adapters.timestamps import HttpTimestampAuthority  # noqa: PLC0415 - most homes have none

    trusted = partial(require_timestamp_authorities, home)
    return HttpTimestampAuthority(url, trusted, SystemClock(), home.settings.clock_skew_s * SECOND)


def timestamp_authorities(home: Home) -> list[x509.Certificate]:
    """The certificates in keys/timestamps; raises OperatorError (HUB-705, HUB-707)."""
    files = sorted(home.timestamp_authorities.glob("*.pem"))
    return list(dict.fromkeys(one for file in files for one in read_pem(file)))


def require_timestamp_authorities(home: Home) -> list[x509.Certificate]:
    """The same, at least one (HUB-948)."""
    if not (found := timestamp_authorities(home)):
        raise operator_error(Code.TIMESTAMP_CA_MISSING, path=home.timestamp_authorities)
    return found
