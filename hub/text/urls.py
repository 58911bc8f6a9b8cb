"""URLs with several hosts, separated by commas, as libpq writes them; the URL of a store for whoever only reads."""

import re
from typing import Final, NamedTuple
from urllib.parse import SplitResult

from hub.text.bilingual import Bilingual

_URL = re.compile(r"(?:([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
_PLACE = re.compile(r"(\[[^\]]+\]|[^:\[\]]+)(?::(\d+))?")

_OPTIONS: Final = re.compile(r"([?&]options=[^&]*)")
_FILE_TO_READ: Final = "mode=ro"
"""SQLite's own parameter."""
_SERVER_TO_READ: Final = "-c%20default_transaction_read_only%3Don"
"""An option of PostgreSQL's sessions, as libpq's parameter `options` takes it. The last of several counts."""

NO_HOSTS = Bilingual("须为带端口的主机，以逗号分隔", "not hosts with ports, separated by commas")


class Host(NamedTuple):
    """One host of a URL."""

    host: str
    """A name or address, without brackets."""
    port: str
    """Digits, or empty for the usual one."""


def split_url(url: str) -> SplitResult:
    """As `urllib.parse.urlsplit`, also for several hosts: later Pythons refuse an address in brackets after a comma."""
    found = _URL.fullmatch(url)
    scheme, netloc, path, query, fragment = found.groups("") if found else ("", "", url, "", "")
    return SplitResult(scheme.lower(), netloc, path, query, fragment)


def hosts_of(url: str) -> list[Host]:
    """The hosts of a URL with their ports, in its order; raises ValueError for one that is empty or not a host."""
    hosts = split_url(url).netloc.rpartition("@")[2]
    found = [_PLACE.fullmatch(host) for host in hosts.split(",")]
    return [Host(one[1].strip("[]"), one[2] or "") for one in map(_there, found)]


def each_host(url: str) -> list[str]:
    """The URL once for each of its hosts; raises ValueError as `places_of`."""
    hosts_of(url)
    parts = split_url(url)
    login, at, hosts = parts.netloc.rpartition("@")
    return [parts._replace(netloc=f"{login}{at}{host}").geturl() for host in hosts.split(",")]


def to_read(url: str) -> str:
    """The URL of the same store, whose every connection may only read: the database refuses to write."""
    if is_to_read(url):
        return url
    and_ = "&" if "?" in url else "?"
    if url.startswith("sqlite"):
        return f"{url}{and_}{_FILE_TO_READ}"
    if _OPTIONS.search(url):
        return _OPTIONS.sub(rf"\1%20{_SERVER_TO_READ}", url)
    return f"{url}{and_}options={_SERVER_TO_READ}"


def is_to_read(url: str) -> bool:
    """Whether `to_read` made this URL."""
    query = url.partition("?")[2].split("&")
    return _FILE_TO_READ in query or any(one.startswith("options=") and one.endswith(_SERVER_TO_READ) for one in query)


def _there(found: re.Match[str] | None) -> re.Match[str]:
    if found is None:
        raise ValueError(NO_HOSTS.en)
    return found
