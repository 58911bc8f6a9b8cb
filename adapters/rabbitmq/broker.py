"""Where the broker is, how it is reached, and what it says when something is wrong."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlencode

from pika import SSLOptions, URLParameters
from pika.credentials import ExternalCredentials
from pika.exceptions import IncompatibleProtocolError

from adapters.rabbitmq.tls import Pair, common_name, explain, verifying_context
from hub.errors import OperatorError, operator_error
from hub.text.urls import each_host, split_url

HEARTBEAT: Final = 20
"""Seconds, unless the URL says otherwise (`?heartbeat=`): a silent peer is given up after twice that."""
_OURS: Final = ("certfile", "keyfile", "auth_mechanism")
"""Parameters of RabbitMQ's URIs that pika does not know."""
_NOBODYS: Final = {"verify", "cacertfile", "server_name_indication", "ssl_options"}
"""Parameters that would say how the broker's certificate is verified."""


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the broker is and how to reach it.

    Every use raises OperatorError (HUB-702) for parameters that do not fit. None says how the broker's certificate is
    verified: it always is, by `ca` and the host's name.
    """

    url: str = field(repr=False)
    """amqp(s)://user:password@host:port/vhost; the password is not for logs. The nodes of a cluster are several hosts,
    separated by commas.

    `?certfile=&keyfile=` is the certificate to show; with `&auth_mechanism=external` it is also the login of the user
    that has its common name, and any other user's login is the password.
    """
    ca: Path | None = None
    """Who must have signed the broker's certificate; None means the system's authorities."""

    @property
    def user(self) -> str:
        return str(self._place(0).credentials.username)

    @property
    def vhost(self) -> str:
        return str(self._place(0).virtual_host)

    @property
    def hosts(self) -> int:
        """How many hosts there are; raises ValueError where one is no host."""
        return len(each_host(self.url))

    @property
    def pair(self) -> Pair | None:
        """The certificate that is shown to the broker, and its key."""
        ours = self._ours()
        return Pair(Path(ours["certfile"]), Path(ours["keyfile"])) if "certfile" in ours else None

    @property
    def wants_certificate_login(self) -> bool:
        return "auth_mechanism" in self._ours()

    @property
    def logs_in_by_certificate(self) -> bool:
        """Whether a certificate is the login, and this user's; raises OperatorError (HUB-705, HUB-707)."""
        pair = self.pair
        return self.wants_certificate_login and pair is not None and common_name(pair.certificate) == self.user

    def parameters(self, name: str, place: int = 0) -> URLParameters:
        """What pika needs for one connection, which shows to the broker's operators under this name.

        `place`: which of the hosts; counting on beyond the last, it begins again.
        Certificates are read anew each time; raises OperatorError (HUB-705, HUB-707) for those that cannot be used.
        """
        parameters = self._place(place)
        parameters.heartbeat = HEARTBEAT if parameters.heartbeat is None else parameters.heartbeat
        parameters.client_properties = {"connection_name": name}
        parameters.socket_timeout = 5
        parameters.stack_timeout = 10
        parameters.connection_attempts = 1
        if parameters.ssl_options is not None:
            parameters.ssl_options = SSLOptions(verifying_context(self.ca, self.pair), parameters.host)
        if self.logs_in_by_certificate:
            parameters.credentials = ExternalCredentials()
        return parameters

    def _place(self, place: int) -> URLParameters:
        hosts = each_host(self.url)
        parts = split_url(hosts[place % len(hosts)])
        theirs = [(key, value) for key, value in parse_qsl(parts.query) if key not in _OURS]
        if wrong := _NOBODYS & dict(theirs).keys():
            raise _unfit(f"{min(wrong)}: who signed the broker's certificate is in queue_ca, and it is always verified")
        self._ours()
        return URLParameters(parts._replace(query=urlencode(theirs)).geturl())

    def _ours(self) -> dict[str, str]:
        parts = split_url(self.url)
        ours = {key: value for key, value in parse_qsl(parts.query) if key in _OURS}
        if ours and parts.scheme != "amqps":
            raise _unfit(f"{min(ours)} goes with amqps://")
        if ("certfile" in ours) != ("keyfile" in ours):
            raise _unfit("certfile and keyfile go together")
        if ours.get("auth_mechanism", "external") != "external" or ours.keys() == {"auth_mechanism"}:
            raise _unfit("auth_mechanism can only be external, with certfile and keyfile")
        return ours


def describe(error: BaseException | str) -> str:
    """What went wrong with a connection or channel, in the broker's words where it has any; never a password."""
    inner = [*getattr(error, "exceptions", ()), getattr(error, "exception", None), *getattr(error, "args", ())]
    if nested := [cause for cause in inner if isinstance(cause, BaseException)]:
        return describe(nested[0])
    said = str(getattr(error, "reply_text", "") or error) or type(error).__name__
    if isinstance(error, IncompatibleProtocolError) and explain(said) == said:
        return "it ended the connection before AMQP began: is that its port, and does it accept our certificate?"
    return explain(said)


def _unfit(why: str) -> OperatorError:
    return operator_error("HUB-702", reason=f"queue: {why}")
