"""Queues on a broker. What it is shown is proved before it is shown."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from adapters import rabbitmq
from adapters.rabbitmq import OWNER_SIDE, Ailment, AilmentWatch, RabbitQueue
from hub.bootstrap.broker import Owners, broker_of, management_of, owners_of, queue_key
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.queues import CONFIRM, Depth, Kind
from hub.errors import Code, Deferred, OperatorError, Wording
from hub.home.place import Home
from hub.ports import Parcel
from hub.text.bilingual import Bilingual

if TYPE_CHECKING:
    from hub.catalogue import Catalogue

QUICK: Final = 3.0
"""Seconds in which the management API must answer somebody who only looks."""


class RabbitQueues:
    """The queues on the broker that the home's setting `queue` names."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def open(self, catalogue: "Catalogue", worker: str) -> RabbitQueue:
        queue_key(self._home)
        owners = owners_of(self._home, catalogue)
        prefetch = max(500, self._home.settings.work.batch * 5 // 2)
        return RabbitQueue(broker_of(self._home), owners, SystemClock(), worker=worker, prefetch=prefetch)

    def open_side_of(self, owner: str, kind: Kind) -> RabbitQueue:
        """With the owner's own password."""
        queue_key(self._home, user=owner)
        way = broker_of(self._home, user=owner)
        return RabbitQueue(way, {owner: kind}, SystemClock(), side=OWNER_SIDE, worker=owner)

    def submit(self, portal: str, name: str, body: bytes) -> str:
        queue = self.open_side_of(portal, "portal")
        try:
            queue.publish([Parcel(id=name, destination=portal, name=name, body=body)])
            if (outcome := queue.confirmations(CONFIRM).get(name, "lost")) != "confirmed":
                raise Deferred(
                    Bilingual(f"消息服务器的结果：{outcome}", f"the broker says: {outcome}"), Code.QUEUE_UNAVAILABLE
                )
        finally:
            queue.close()
        return f"in.{portal}"

    def depths(self) -> dict[str, Depth]:
        from hub.bootstrap.catalogue import read_catalogue  # noqa: PLC0415 - slow to load, and who submits counts nothing

        queue_key(self._home)
        return dict(count(self._home, owners_of(self._home, read_catalogue(self._home))))

    def faults(self, depths: Mapping[str, Depth]) -> list[Wording]:
        known = {name: depth for name, depth in depths.items() if not isinstance(depth, OperatorError)}
        try:
            found = ailments(self._home, known)
        except (Deferred, OperatorError):  # the management API is not for us, or away: `hub doctor` says so
            found = missing(known)
        return [one.wording for one in found]

    def watches(self, catalogue: "Catalogue") -> tuple[Callable[[], None], ...]:
        home, owners = self._home, owners_of(self._home, catalogue)
        return (AilmentWatch(lambda: ailments(home, count(home, owners))).look,)


def checkpoint_place(home: Home) -> rabbitmq.RabbitCheckpoint:
    """Where the broker keeps the log's newest checkpoint."""
    queue_key(home)
    return rabbitmq.RabbitCheckpoint(broker_of(home))


def dead_letters(home: Home) -> list[rabbitmq.DeadLetter]:
    """What the broker keeps because it was delivered too often. Raises QueueUnavailable."""
    queue_key(home)
    return rabbitmq.dead_letters(broker_of(home))


def count(home: Home, owners: Owners) -> dict[str, int | None]:
    """Messages that wait in each queue; None for a missing one. Raises QueueUnavailable."""
    return rabbitmq.depths(broker_of(home), owners)


def ailments(home: Home, depths: Mapping[str, int | None]) -> list[Ailment]:
    """What keeps queues from working: missing ones by what was counted, the others by what the management API says.

    Raises QueueUnavailable, OperatorError (HUB-705, HUB-721) where that is not for the hub: missing ones may be asked
    for by `missing`.
    """
    management = management_of(home, within=QUICK)
    return [*missing(depths), *rabbitmq.ailments(management, broker_of(home).vhost, depths.keys())]


def missing(depths: Mapping[str, int | None]) -> list[Ailment]:
    """Queues that are not there."""
    return rabbitmq.missing([name for name, depth in depths.items() if depth is None])
