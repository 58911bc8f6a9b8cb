"""What a home shows to its broker and its database: proved before it is shown."""

from typing import TYPE_CHECKING

from hub import broker
from hub.config import Home
from hub.errors import Code, operator_error

if TYPE_CHECKING:
    from adapters.x509 import SigningKey


def queue_key(home: Home, *, user: str = "") -> "SigningKey | None":
    """The key and certificate for the broker, as the hub's user or another; None where it is shown none.

    Raises OperatorError: HUB-705 and HUB-707 as for the signing key, HUB-707 also when it is to be the login of the
    hub's user and has another name.
    """
    if not broker.is_used(home) or (pair := (way := broker.broker_of(home, user=user)).pair) is None:
        return None
    from adapters.x509 import load_key  # noqa: PLC0415 - cryptography is slow to load

    key = load_key(pair.key, pair.certificate)
    if not user and way.wants_certificate_login and not way.logs_in_by_certificate:
        raise operator_error(
            Code.BAD_KEY, reason=f"{pair.certificate}: its common name is not {way.user}, as in `queue`"
        )
    return key


def store_key(home: Home) -> "SigningKey | None":
    """The key and certificate for the database; None where it is shown none.

    Raises OperatorError: HUB-702 for a URL that cannot be used, HUB-705 and HUB-707 as for the signing key.
    """
    if "sslkey=" not in (url := home.store_url(home.settings)):
        return None
    from adapters.store.store import backend_of  # noqa: PLC0415 - SQLAlchemy is slow to load
    from adapters.store.tls import client_files  # noqa: PLC0415
    from adapters.x509 import load_key  # noqa: PLC0415 - cryptography is slow to load

    backend_of(url)
    return load_key(*client_files(url))
