"""The way of documents as a picture shows it: portals, the hub and parties, with what waits between them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hub.errors import Wording
from hub.views.attention import AttentionView
from hub.views.overview import StoreView
from hub.views.view import Moment

_TO_HUB: Final = (("", "/OutBox"), ("portal.", ".submit"), ("party.", ".replies"))
"""Before and behind an owner's name in the name of the queue that the hub takes from: a folder, or a broker's queue."""
_FROM_HUB: Final = (("", "/InBox"), ("portal.", ".status"), ("party.", ".messages"))


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitView:
    """How many things wait somewhere."""

    count: int
    oldest: Moment | None = None
    """Null where nothing waits, and where nobody notes since when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndView:
    """A portal or a party, and what waits between it and the hub."""

    name: str
    to_hub: int | None
    """Deliveries of its own that the hub has not taken; null where that cannot be seen."""
    from_hub: int | None
    """What the hub put into its queue and it has not taken; null likewise."""
    outgoing: WaitView
    """What the hub has yet to send to it: outbox, and messages that wait for signatures."""
    open: WaitView
    """Open documents; those of a party only."""
    disputed: int

    @property
    def is_quiet(self) -> bool:
        """Whether nothing at all waits here."""
        return not (self.to_hub or self.from_hub or self.outgoing.count or self.open.count or self.disputed)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowView:
    """Portals, the hub and parties."""

    portals: Sequence[EndView]
    parties: Sequence[EndView]
    open: WaitView
    """All open documents."""
    outbox: WaitView
    to_sign: WaitView
    parked: WaitView
    quarantined: int
    workers: int
    newest_beat: Moment | None
    moved_last_hour: int


def view_flow(
    portals: Collection[str], parties: Collection[str], depths: Mapping[str, int | None], store: StoreView
) -> FlowView:
    """The picture of a hub with these portals and parties; what nobody names any more but still waits is shown too."""
    named = {*(one.party for one in store.open), *(one.party for one in store.disputed)} - {""}
    return FlowView(
        portals=[_end(name, depths, store) for name in sorted(portals)],
        parties=[_end(name, depths, store) for name in sorted({*parties, *named} - {*portals})],
        open=_sum((one.count, one.oldest) for one in store.open),
        outbox=_sum((one.count, one.oldest) for one in store.outbox),
        to_sign=_sum((one.count, one.oldest) for one in store.to_sign),
        parked=_sum((one.count, one.oldest) for one in store.waiting),
        quarantined=store.quarantined,
        workers=len(store.workers),
        newest_beat=max((one.last_beat for one in store.workers), default=None),
        moved_last_hour=store.moved.last_hour,
    )


def _end(name: str, depths: Mapping[str, int | None], store: StoreView) -> EndView:
    outgoing = [(one.count, one.oldest) for one in store.outbox if one.destination == name]
    outgoing += [(one.count, one.oldest) for one in store.to_sign if one.party == name]
    return EndView(
        name=name,
        to_hub=_depth(name, _TO_HUB, depths),
        from_hub=_depth(name, _FROM_HUB, depths),
        outgoing=_sum(outgoing),
        open=_sum((one.count, one.oldest) for one in store.open if one.party == name),
        disputed=sum(one.count for one in store.disputed if one.party == name),
    )


def _depth(name: str, forms: Iterable[tuple[str, str]], depths: Mapping[str, int | None]) -> int | None:
    return next((depths[queue] for before, behind in forms if (queue := f"{before}{name}{behind}") in depths), None)


def _sum(groups: Iterable[tuple[int, Moment]]) -> WaitView:
    found = list(groups)
    return WaitView(count=sum(n for n, _ in found), oldest=min((at for _, at in found), default=None))


@dataclass(frozen=True, slots=True, kw_only=True)
class NowView:
    """How a hub is now."""

    at: Moment
    """When the store was read."""
    beside_at: Moment
    """When everything beside the store was looked at: queues, devices, keys, disk."""
    flow: FlowView
    store: StoreView
    attention: AttentionView
    queues: Wording | None
    """Why queues could not be looked at; null where they could."""
