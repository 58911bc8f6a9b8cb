"""What a home shows to its database: proved before it is shown."""

from adapters.store.store import backend_of
from adapters.store.tls import client_files
from adapters.x509 import SigningKey, load_tls_key
from hub.home.place import Home


def store_key(home: Home) -> SigningKey | None:
    """The key and certificate for the database; None where it is shown none.

    Raises OperatorError: HUB-702 for a URL that cannot be used, HUB-705 and HUB-707 as for the signing key.
    """
    if "sslkey=" not in (url := home.store_url):
        return None
    backend_of(url)
    return load_tls_key(*client_files(url))
