"""A home's RabbitMQ: who its users are, and the objects that the hub reaches it with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, quote, unquote

from hub.broker_passwords import make_password, read_password
from hub.config import Home
from hub.errors import operator_error
from hub.urls import places_of, split_url

if TYPE_CHECKING:
    from adapters.rabbitmq import Ailment, Broker, Difference, Kind, Management, RabbitQueue, Topology
    from hub.catalogue import Catalogue
    from hub.ports import Clock

Owners = dict[str, "Kind"]
QUICK, SLOW = 3.0, 15.0
"""Seconds in which the management API must answer: somebody who looks, and somebody who changes things."""


def is_used(home: Home) -> bool:
    """Whether this home's queues are on a broker."""
    return home.settings.queue != "folders"


def owners_of(home: Home, catalogue: "Catalogue") -> Owners:
    """Every portal and party; each is a broker's user of that name, and none the hub's (HUB-702)."""
    owners: Owners = dict.fromkeys(catalogue.portals, "portal")
    owners |= dict.fromkeys(catalogue.parties, "party")
    if both := set(catalogue.portals) & set(catalogue.parties):
        raise operator_error("HUB-702", reason=f"{min(both)} is a portal and a party")
    if (user := _place(home).username) in owners:
        raise operator_error("HUB-702", reason=f"queue: the hub's user has the name of an owner: {user}")
    return owners


# ---- queues ----------------------------------------------------------------------------------


def open_queue(home: Home, owners: Owners, worker: str, clock: "Clock") -> "RabbitQueue":
    """All owners' queues, from the hub's side."""
    from adapters.rabbitmq import RabbitQueue  # noqa: PLC0415 - pika is slow to load

    prefetch = max(500, home.settings.work.batch * 5 // 2)
    return RabbitQueue(broker_of(home), owners, clock, worker=worker, prefetch=prefetch)


def open_side_of(home: Home, owner: str, kind: "Kind", clock: "Clock") -> "RabbitQueue":
    """One owner's queues from its own side, with its own password: to play a portal or a party."""
    from adapters.rabbitmq import OWNER_SIDE, RabbitQueue  # noqa: PLC0415

    return RabbitQueue(broker_of(home, user=owner), {owner: kind}, clock, side=OWNER_SIDE, worker=owner)


def queue_depths(home: Home, owners: Owners) -> dict[str, int | None]:
    """Messages that wait in each queue; None for a missing one. Raises QueueUnavailable."""
    from adapters.rabbitmq import depths  # noqa: PLC0415

    return depths(broker_of(home), owners)


def broker_of(home: Home, *, user: str = "", make: bool = False) -> "Broker":
    """The broker as the hub's user, or another; raises OperatorError (HUB-702, HUB-705).

    `make`: make a password where there is none.
    """
    from adapters.rabbitmq import Broker  # noqa: PLC0415

    place, settings = _place(home), home.settings
    user = user or unquote(place.username or "")
    needs_none = not make and "auth_mechanism" in place.query and user == unquote(place.username or "")
    password = "" if needs_none else _password(home, user, make=make)
    url = place._replace(netloc=_login(user, password) + _host(place)).geturl()
    try:
        broker = Broker(url, home.path / settings.queue_ca if settings.queue_ca else None)
        _ = broker.vhost
    except (ValueError, TypeError) as error:
        reason = "queue must be `folders` or amqp(s)://user@host/vhost, where host may be several: one,two:5673,three"
        raise operator_error("HUB-702", reason=reason) from error
    return broker


def _place(home: Home) -> SplitResult:
    place = split_url(home.settings.queue)
    if not (place.scheme in ("amqp", "amqps") and place.hostname and place.username):
        raise operator_error("HUB-702", reason="queue is not a broker: amqp(s)://user@host/vhost")
    return place


def _password(home: Home, user: str, *, make: bool) -> str:
    place = _place(home)
    if place.password and user == unquote(place.username or ""):
        return unquote(place.password)
    return (make_password if make else read_password)(home.broker_passwords, user)


def _login(user: str, password: str) -> str:
    return f"{quote(user, safe='')}:{quote(password, safe='')}@"


def _host(place: SplitResult) -> str:
    """Host and port as they were written."""
    return place.netloc.rpartition("@")[2]


def broker_ailments(home: Home, depths: Mapping[str, int | None]) -> "list[Ailment]":
    """What keeps queues from working: missing ones by what was counted, the others by what the management API says.

    Raises QueueUnavailable, OperatorError (HUB-705, HUB-721) where that is not for the hub: missing ones may be asked
    for by `missing_queues`.
    """
    from adapters.rabbitmq import ailments  # noqa: PLC0415

    management = _management(home, within=QUICK)
    return [*missing_queues(depths), *ailments(management, broker_of(home).vhost, depths.keys())]


def watch(home: Home, owners: Owners) -> Callable[[], None]:
    """What a running hub calls at each turn, so that its log tells of queues that do not work."""
    from adapters.rabbitmq import AilmentWatch  # noqa: PLC0415

    return AilmentWatch(lambda: broker_ailments(home, queue_depths(home, owners))).look


def missing_queues(depths: Mapping[str, int | None]) -> "list[Ailment]":
    """Queues that are not there."""
    from adapters.rabbitmq import missing  # noqa: PLC0415

    return missing([name for name, depth in depths.items() if depth is None])


# ---- topology --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plan:
    """What must be on the broker, and what its users know."""

    topology: "Topology"
    passwords: dict[str, str]


def plan(home: Home, owners: Owners, *, make: bool) -> Plan:
    """`make`: make passwords where there are none; otherwise they must be there (HUB-705)."""
    from adapters.rabbitmq import Topology  # noqa: PLC0415

    broker = broker_of(home, make=make)
    topology = Topology(vhost=broker.vhost, hub=broker.user, owners=owners)
    return Plan(topology, {user: _password(home, user, make=make) for user in topology.users()})


def definitions(planned: Plan) -> dict[str, list[dict[str, Any]]]:
    """What RabbitMQ imports."""
    from adapters.rabbitmq import definitions as render  # noqa: PLC0415

    return render(planned.topology, planned.passwords)


def apply(home: Home, planned: Plan, patience: float = 0) -> list["Difference"]:
    """Make the broker fit; return what differed. Raises QueueUnavailable, OperatorError (HUB-721).

    `patience`: seconds to wait for a broker that does not answer yet.
    """
    from adapters.rabbitmq import apply as mend  # noqa: PLC0415

    return mend(planned.topology, planned.passwords, _management(home, patience))


def check(home: Home, planned: Plan) -> list["Difference"]:
    """What differs; nothing is changed. Raises QueueUnavailable, OperatorError (HUB-721)."""
    from adapters.rabbitmq import check as compare  # noqa: PLC0415

    return compare(planned.topology, planned.passwords, _management(home))


def _management(home: Home, patience: float = 0, within: float = SLOW) -> "Management":
    from adapters.rabbitmq import Management  # noqa: PLC0415

    settings, place = home.settings, _place(home)
    user = unquote(place.username or "")
    if settings.management:
        parts = split_url(settings.management)
    else:
        scheme, port = ("https", 15671) if place.scheme == "amqps" else ("http", 15672)
        names = [f"[{one.host}]" if ":" in one.host else one.host for one in places_of(settings.queue)]
        parts = SplitResult(scheme, ",".join(f"{name}:{port}" for name in names), "", "", "")
    if not parts.username:
        parts = parts._replace(netloc=_login(user, _password(home, user, make=False)) + _host(parts))
    return Management(parts.geturl(), home.path / settings.queue_ca if settings.queue_ca else None, patience, within)
