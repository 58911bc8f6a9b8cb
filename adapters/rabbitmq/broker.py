"""The broker's address, the connection parameters, and the text of its failures."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlencode

from pika import SSLOptions, URLParameters
from pika.credentials import ExternalCredentials
from pika.exceptions import IncompatibleProtocolError

from adapters.rabbitmq.tls import Pair, common_name, explain, verifying_context
from hub.errors import Code, OperatorError, operator_error
from hub.text.bilingual import Bilingual
from hub.text.urls import each_host, split_url

AMQP_HEARTBEAT_S: Final = 20
"""Seconds, unless the URL sets `?heartbeat=`. A silent peer is given up after twice this time."""
_OURS: Final = ("certfile", "keyfile", "auth_mechanism")
"""Parameters of RabbitMQ's URIs that pika does not know."""
_NOBODYS: Final = {"verify", "cacertfile", "server_name_indication", "ssl_options"}
"""Refused parameters: they would change how the broker's certificate is verified."""


@dataclass(frozen=True, slots=True)
class Broker:
    """The broker's address and how to connect to it.

    Every use raises OperatorError (HUB-702) for invalid parameters. No parameter changes how the broker's certificate
    is verified: always by `ca` and the host's name.
    """

    url: str = field(repr=False)
    """amqp(s)://user:password@host:port/vhost. Must not be logged, because of the password. Several hosts, separated by
    commas, are the nodes of a cluster.

    `?certfile=&keyfile=` is the client certificate. With `&auth_mechanism=external` it is also the login of the user
    that has its common name; other users log in by password.
    """
    ca: Path | None = None
    """CA of the broker's certificate; None means the CAs of the operating system."""

    @property
    def user(self) -> str:
        return str(self._place(0).credentials.username)

    @property
    def vhost(self) -> str:
        return str(self._place(0).virtual_host)

    @property
    def hosts(self) -> int:
        """Number of hosts. Raises ValueError when one of them is not a host."""
        return len(each_host(self.url))

    @property
    def pair(self) -> Pair | None:
        """The client certificate and its key."""
        ours = self._ours()
        return Pair(Path(ours["certfile"]), Path(ours["keyfile"])) if "certfile" in ours else None

    @property
    def wants_certificate_login(self) -> bool:
        return "auth_mechanism" in self._ours()

    @property
    def logs_in_by_certificate(self) -> bool:
        """Whether this user logs in by certificate. Raises OperatorError (HUB-705, HUB-707)."""
        pair = self.pair
        return self.wants_certificate_login and pair is not None and common_name(pair.certificate) == self.user

    def parameters(self, name: str, place: int = 0) -> URLParameters:
        """pika's parameters for one connection; `name` is shown to the broker's operators.

        `place`: index of the host, modulo the number of hosts. Certificates are read again each time; raises
        OperatorError (HUB-705, HUB-707) for certificates that cannot be used.
        """
        parameters = self._place(place)
        parameters.heartbeat = AMQP_HEARTBEAT_S if parameters.heartbeat is None else parameters.heartbeat
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
            raise _unfit(
                Bilingual(
                    "签发消息服务器证书的机构写在 queue_ca 中，并且始终核验",
                    "who signed the broker's certificate is in queue_ca, and it is always verified",
                ).about(min(wrong))
            )
        self._ours()
        return URLParameters(parts._replace(query=urlencode(theirs)).geturl())

    def _ours(self) -> dict[str, str]:
        parts = split_url(self.url)
        ours = {key: value for key, value in parse_qsl(parts.query) if key in _OURS}
        if ours and parts.scheme != "amqps":
            raise _unfit(Bilingual(f"{min(ours)} 只用于 amqps://", f"{min(ours)} goes with amqps://"))
        if ("certfile" in ours) != ("keyfile" in ours):
            raise _unfit(Bilingual("certfile 与 keyfile 须同时给出", "certfile and keyfile go together"))
        if ours.get("auth_mechanism", "external") != "external" or ours.keys() == {"auth_mechanism"}:
            raise _unfit(
                Bilingual(
                    "auth_mechanism 只能是 external，并须给出 certfile 和 keyfile",
                    "auth_mechanism can only be external, with certfile and keyfile",
                )
            )
        return ours


def describe(error: BaseException | str) -> Bilingual:
    """What went wrong with a connection or channel, in the broker's words if it gave any. Never contains a password."""
    inner = [*getattr(error, "exceptions", ()), getattr(error, "exception", None), *getattr(error, "args", ())]
    if nested := [cause for cause in inner if isinstance(cause, BaseException)]:
        return describe(nested[0])
    said = str(getattr(error, "reply_text", "") or error) or type(error).__name__
    if isinstance(error, IncompatibleProtocolError) and explain(said).en == said:
        return Bilingual(
            "AMQP 开始之前连接就被断开：端口对吗？它接受我们的证书吗？",
            "it ended the connection before AMQP began: is that its port, and does it accept our certificate?",
        )
    return explain(said)


def _unfit(why: Bilingual) -> OperatorError:
    return operator_error(Code.BAD_CONFIGURATION, reason=why.about("queue"))
