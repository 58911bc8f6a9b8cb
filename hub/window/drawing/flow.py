"""The picture of what waits between portals, the hub and parties."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from hub.text.bilingual import Bilingual
from hub.views.flow import EndView, FlowView, WaitView
from hub.window.asked import Asked

Look = Literal["quiet", "busy", "late"]
WIDTH: Final = 1000
BOX: Final = 270
"""The width of a box; what follows are lengths too."""
LINE: Final = 20
GAP: Final = 14
PAD: Final = 10
_LONGEST: Final = 24
"""Characters of a name that have room."""
_HOUR: Final = 3_600_000_000
_MIDDLE: Final = (WIDTH - BOX) // 2
_ARROWS: Final = {"portal": ("→", "←"), "party": ("←", "→")}
"""Into the hub and out of it, as portals stand on its left and parties on its right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One place with its lines of text."""

    x: int
    y: int
    height: int
    title: str
    lines: Sequence[Bilingual]
    look: Look
    href: str
    width: int = BOX

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def baselines(self) -> Sequence[int]:
        """Where its lines stand, behind the title."""
        return [self.y + PAD + LINE * (n + 2) - 5 for n in range(len(self.lines))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A curve between two boxes."""

    path: str
    look: Look


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowPicture:
    """Everything, with its size."""

    height: int
    boxes: Sequence[Box]
    ways: Sequence[Way]
    width: int = WIDTH


def draw_flow(flow: FlowView, now: int, asked: Asked) -> FlowPicture:
    """Portals on the left, parties on the right, the hub between them as high as both."""
    portals = list(_column(flow.portals, 0, now, asked, "portal"))
    parties = list(_column(flow.parties, WIDTH - BOX, now, asked, "party"))
    lines = _of_hub(flow, now)
    height = max([one.y + one.height for one in (*portals, *parties)] + [PAD * 2 + LINE * (len(lines) + 1)])
    hub = Box(
        x=_MIDDLE,
        y=0,
        height=height,
        title="hub",
        lines=lines,
        look="busy" if flow.workers else "late",
        href=asked.link("log", open="yes"),
    )
    ways = [Way(path=_curve(one.x + BOX, one.middle, hub.x, one.middle), look=one.look) for one in portals]
    ways += [Way(path=_curve(hub.x + BOX, one.middle, one.x, one.middle), look=one.look) for one in parties]
    return FlowPicture(height=height, boxes=[*portals, hub, *parties], ways=ways)


def _column(ends: Sequence[EndView], x: int, now: int, asked: Asked, kind: str) -> Iterator[Box]:
    """What waits most first; quiet ones are low boxes."""
    y = 0
    for one in sorted(ends, key=lambda end: end.is_quiet):
        lines = list(_of_end(one, now, *_ARROWS[kind]))
        height = PAD * 2 + LINE * (len(lines) + 1)
        yield Box(
            x=x,
            y=y,
            height=height,
            title=_short(one.name),
            lines=lines,
            look=_look(one, now),
            href=asked.link("log", **{kind: one.name, "open": "yes"}),
        )
        y += height + GAP


def _of_end(one: EndView, now: int, into: str, out: str) -> Iterator[Bilingual]:
    """One line for each thing that waits; none where all is quiet. The arrows lead into the hub, and out of it."""
    if one.to_hub:
        yield Bilingual(f"{into} hub 未取 {one.to_hub}", f"{into} not taken by the hub: {one.to_hub}")
    if one.outgoing.count:
        yield _waits(Bilingual(f"{out} 待发送", f"{out} to be sent"), one.outgoing, now)
    if one.from_hub:
        yield Bilingual(f"{out} 已送达未取 {one.from_hub}", f"{out} not yet fetched: {one.from_hub}")
    if one.open.count:
        yield _waits(Bilingual("未办结", "open"), one.open, now)
    if one.disputed:
        yield Bilingual(f"有争议 {one.disputed}", f"disputed: {one.disputed}")


def _of_hub(flow: FlowView, now: int) -> list[Bilingual]:
    beat = "" if flow.newest_beat is None else flow.newest_beat.age(now)
    return [
        Bilingual(f"工作进程 {flow.workers}，心跳 {beat}前", f"workers: {flow.workers}, heartbeat {beat} ago")
        if flow.workers
        else Bilingual("没有工作进程", "no worker"),
        _waits(Bilingual("未办结", "open"), flow.open, now),
        _waits(Bilingual("待发送箱", "outbox"), flow.outbox, now),
        _waits(Bilingual("等待签名", "to be signed"), flow.to_sign, now),
        _waits(Bilingual("待匹配", "parked"), flow.parked, now),
        Bilingual(f"隔离 {flow.quarantined}", f"quarantined: {flow.quarantined}"),
        Bilingual(f"近一小时状态变动 {flow.moved_last_hour}", f"moved in the last hour: {flow.moved_last_hour}"),
    ]


def _waits(what: Bilingual, group: WaitView, now: int) -> Bilingual:
    if group.oldest is None:
        return Bilingual(f"{what.zh} {group.count}", f"{what.en}: {group.count}")
    age = group.oldest.age(now)
    return Bilingual(f"{what.zh} {group.count}，最早 {age}前", f"{what.en}: {group.count}, oldest {age}")


def _look(one: EndView, now: int) -> Look:
    """late: disputed, or something has waited for an hour to be sent."""
    since = one.outgoing.oldest
    if one.disputed or (since is not None and now - since.at > _HOUR):
        return "late"
    return "quiet" if one.is_quiet else "busy"


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def _curve(x: int, y: int, to_x: int, to_y: int) -> str:
    bend = (to_x - x) // 2
    return f"M{x} {y} C{x + bend} {y} {to_x - bend} {to_y} {to_x} {to_y}"
