"""The URL of a store. A PostgreSQL store may have several hosts."""

from typing import Final

from sqlalchemy import URL, make_url

from hub.text.urls import hosts_of, is_to_read

WRITES: Final = "read-write"
"""If the URL names several servers, the one that accepts writes is the store, unless the URL says otherwise."""
PRIMARY: Final = "primary"
"""The same server, for a session that refuses to write by itself."""


def address(url: str) -> URL:
    """Read a URL; several hosts become libpq's `host` and `port`. Raises ArgumentError or ValueError."""
    scheme, separator, rest = url.partition("://")
    login, at, place = rest.partition("/")[0].rpartition("@")
    if not (scheme.startswith("postgresql") and "," in place):
        return make_url(url)
    places = hosts_of(url)
    one = make_url(f"{scheme}{separator}{login}{at}{rest[len(login + at + place) :]}")
    hosts = {"host": ",".join(p.host for p in places), "port": ",".join(p.port for p in places)}
    store = PRIMARY if is_to_read(url) else WRITES
    return one.update_query_dict({"target_session_attrs": store, **one.query, **hosts})
