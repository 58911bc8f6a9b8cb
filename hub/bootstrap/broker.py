"""A home's RabbitMQ: who its users are, how it is reached, and what it is shown."""

from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, quote, unquote

from adapters.rabbitmq import Broker, Kind, Management
from adapters.x509 import SigningKey, load_tls_key
from hub.errors import Code, operator_error
from hub.home.broker_passwords import make_password, read_password
from hub.home.place import Home
from hub.text.bilingual import Bilingual
from hub.text.urls import hosts_of, split_url

if TYPE_CHECKING:
    from hub.catalogue import Catalogue

Owners = dict[str, Kind]
SLOW_TIMEOUT_S: Final = 15.0
"""Seconds in which the management API must answer somebody who changes things."""


def owners_of(home: Home, catalogue: "Catalogue") -> Owners:
    """Every portal and party; each is a broker's user of that name, and none the hub's (HUB-702)."""
    owners: Owners = dict.fromkeys(catalogue.portals, "portal")
    owners |= dict.fromkeys(catalogue.parties, "party")
    if both := set(catalogue.portals) & set(catalogue.parties):
        raise operator_error(
            Code.BAD_CONFIGURATION,
            reason=Bilingual(f"{min(both)} 既是渠道又是对方", f"{min(both)} is a portal and a party"),
        )
    if (user := _place(home).username) in owners:
        raise operator_error(
            Code.BAD_CONFIGURATION,
            reason=Bilingual(
                f"hub 的用户与渠道或对方同名：{user}", f"the hub's user has the name of an owner: {user}"
            ).about("queue"),
        )
    return owners


def broker_of(home: Home, *, user: str = "", make: bool = False) -> Broker:
    """The broker as the hub's user, or another; raises OperatorError (HUB-702, HUB-705).

    `make`: make a password where there is none.
    """
    place = _place(home)
    user = user or unquote(place.username or "")
    needs_none = not make and "auth_mechanism" in place.query and user == unquote(place.username or "")
    password = "" if needs_none else password_of(home, user, make=make)
    url = place._replace(netloc=_login(user, password) + _host(place)).geturl()
    try:
        broker = Broker(url, _authorities(home))
        _ = broker.vhost
    except (ValueError, TypeError) as error:
        reason = Bilingual(
            "queue 须为 folders 或 amqp(s)://user@host/vhost，host 可以有多个：one,two:5673,three",
            "queue must be `folders` or amqp(s)://user@host/vhost, where host may be several: one,two:5673,three",
        )
        raise operator_error(Code.BAD_CONFIGURATION, reason=reason) from error
    return broker


def queue_key(home: Home, *, user: str = "") -> SigningKey | None:
    """The key and certificate for the broker, as the hub's user or another; None where it is shown none.

    Raises OperatorError: HUB-705 and HUB-707 as for the signing key, HUB-707 also when it is to be the login of the
    hub's user and has another name.
    """
    way = broker_of(home, user=user)
    if (pair := way.pair) is None:
        return None
    key = load_tls_key(pair.key, pair.certificate)
    if not user and way.wants_certificate_login and not way.logs_in_by_certificate:
        raise operator_error(
            Code.BAD_KEY,
            reason=Bilingual(
                f"证书的通用名不是 queue 中的用户 {way.user}", f"its common name is not {way.user}, as in `queue`"
            ).about(pair.certificate),
        )
    return key


def management_of(home: Home, retry_for_s: float = 0, within: float = SLOW_TIMEOUT_S) -> Management:
    """The broker's management API; raises OperatorError (HUB-702, HUB-705).

    `patience`: seconds to wait for a broker that does not answer yet; `within`: seconds in which it must answer.
    """
    settings, place = home.settings, _place(home)
    user = unquote(place.username or "")
    if settings.management:
        parts = split_url(settings.management)
    else:
        scheme, port = ("https", 15671) if place.scheme == "amqps" else ("http", 15672)
        names = [f"[{one.host}]" if ":" in one.host else one.host for one in hosts_of(settings.queue)]
        parts = SplitResult(scheme, ",".join(f"{name}:{port}" for name in names), "", "", "")
    if not parts.username:
        parts = parts._replace(netloc=_login(user, password_of(home, user, make=False)) + _host(parts))
    return Management(parts.geturl(), _authorities(home), retry_for_s, within)


def password_of(home: Home, user: str, *, make: bool) -> str:
    """A user's password, from the setting `queue` or its file; `make` one where there is none (HUB-702, HUB-705)."""
    place = _place(home)
    if place.password and user == unquote(place.username or ""):
        return unquote(place.password)
    return (make_password if make else read_password)(home.broker_passwords, user)


def _place(home: Home) -> SplitResult:
    if not home.settings.uses_broker:
        raise operator_error(Code.NO_BROKER, queue=home.settings.queue)
    place = split_url(home.settings.queue)
    if not (place.scheme in ("amqp", "amqps") and place.hostname and place.username):
        raise operator_error(
            Code.BAD_CONFIGURATION,
            reason=Bilingual(
                "queue 不是消息服务器的地址：amqp(s)://user@host/vhost",
                "queue is not a broker: amqp(s)://user@host/vhost",
            ),
        )
    return place


def _authorities(home: Home) -> Path | None:
    return home.path / home.settings.queue_ca if home.settings.queue_ca else None


def _login(user: str, password: str) -> str:
    return f"{quote(user, safe='')}:{quote(password, safe='')}@"


def _host(place: SplitResult) -> str:
    """Host and port as they were written."""
    return place.netloc.rpartition("@")[2]
