"""TLS to PostgreSQL. libpq does it as the URL says; this module checks the URL's options."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection

from adapters.store.address import address
from hub.errors import Code, operator_error
from hub.text.bilingual import Bilingual

MODERN: Final = ("TLSv1.2", "TLSv1.3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """How a store on a server is reached."""

    host: str
    """A name, an address, or the folder of a socket."""
    sslmode: str
    """The mode in force: from the URL, a service file, the environment, or libpq's default."""


def modern(target: URL) -> URL:
    """The same URL, with TLS 1.2 or later if TLS is used; raises OperatorError (HUB-702) for an older version."""
    for name in ("ssl_min_protocol_version", "ssl_max_protocol_version"):
        if (version := target.query.get(name, MODERN[0])) not in MODERN:
            raise operator_error(
                Code.BAD_CONFIGURATION,
                reason=Bilingual(
                    f"{name}={version} 低于 {MODERN[0]}", f"{name}={version} is older than {MODERN[0]}"
                ).about("store"),
            )
    return target.update_query_dict({"ssl_min_protocol_version": MODERN[0], **target.query})


def client_files(url: str) -> tuple[Path, Path]:
    """The private key and the certificate that a URL names; raises OperatorError (HUB-702) unless it names both."""
    named = address(url).query
    if not {"sslkey", "sslcert"} <= named.keys():
        raise operator_error(
            Code.BAD_CONFIGURATION,
            reason=Bilingual("sslcert 与 sslkey 须同时给出", "sslcert and sslkey go together").about("store"),
        )
    return Path(str(named["sslkey"])), Path(str(named["sslcert"]))


def link_of(connection: Connection) -> Link | None:
    """How this connection was made; None for a store in a file."""
    if connection.dialect.name != "postgresql":
        return None
    driver: Any = connection.connection.dbapi_connection
    options = {option.keyword: option.val for option in driver.pgconn.info}
    return Link(host=driver.info.host, sslmode=(options[b"sslmode"] or b"").decode())
