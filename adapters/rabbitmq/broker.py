"""Where the broker is, how it is reached, and what it says when something is wrong."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pika import SSLOptions, URLParameters

HEARTBEAT: Final = 20
"""Seconds, unless the URL says otherwise (`?heartbeat=`): a silent peer is given up after twice that."""


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the broker is and how to reach it."""

    url: str = field(repr=False)
    """amqp(s)://user:password@host:port/vhost; the password is not for logs."""
    ca: Path | None = None
    """Who must have signed the broker's certificate; None means the system's authorities."""

    @property
    def user(self) -> str:
        return str(URLParameters(self.url).credentials.username)

    @property
    def vhost(self) -> str:
        return str(URLParameters(self.url).virtual_host)

    def parameters(self, name: str) -> URLParameters:
        """What pika needs for one connection, which shows to the broker's operators under this name."""
        parameters = URLParameters(self.url)
        parameters.heartbeat = HEARTBEAT if parameters.heartbeat is None else parameters.heartbeat
        parameters.client_properties = {"connection_name": name}
        parameters.socket_timeout = 5
        parameters.stack_timeout = 10
        parameters.connection_attempts = 1
        if parameters.ssl_options is not None:
            context = ssl.create_default_context(cafile=self.ca)
            parameters.ssl_options = SSLOptions(context, parameters.host)
        return parameters


def describe(error: BaseException | str) -> str:
    """What went wrong with a connection or channel, in the broker's words where it has any; never a password."""
    inner = [*getattr(error, "exceptions", ()), getattr(error, "exception", None), *getattr(error, "args", ())]
    if nested := [cause for cause in inner if isinstance(cause, BaseException)]:
        return describe(nested[0])
    return str(getattr(error, "reply_text", "") or error) or type(error).__name__
