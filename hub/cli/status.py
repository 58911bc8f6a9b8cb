"""`hub status`: what waits where, since when, and which workers run."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from functools import cache, partial
from typing import Final

import typer

from hub.bootstrap.attention import AtHand, attention_of
from hub.bootstrap.begun_plans import half_done
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.devices import silent_devices
from hub.bootstrap.health import glance
from hub.bootstrap.health import store_faults as faults_of_store
from hub.bootstrap.queues import Depth, queues_of
from hub.bootstrap.statuses import read_statuses
from hub.bootstrap.store import Connect, OneStore
from hub.bootstrap.unencrypted import unencrypted
from hub.catalogue import Problems
from hub.cli.attention_items import show_names
from hub.cli.screen import AsJson, home_of, plain, print_json, screen
from hub.cli.tables import Cell, Column, Table, styled
from hub.errors import CatalogueFaulty, OperatorError, Wording
from hub.home.place import Home
from hub.model import Statuses
from hub.operate.doctor.store_health import Glance
from hub.ports import Store
from hub.text.bilingual import Bilingual
from hub.views.attention import ItemView
from hub.views.failures import FailureText, attempt, failure_text
from hub.views.overview import DeviceView, FailureView, StatusView, StoreView, view_store
from hub.views.view import ABSENT, ZONE, Moment, json_of
from hub.views.words import MESSAGE_KINDS, OPERATORS_ACTS, OUTBOX_KINDS, PAUSES, label

DETAILS: Final = Bilingual(
    "“最早”是单证进入当前状态的时间。看不到的部分在原处说明原因，其余照常显示；看不到的是审计库时，退出码为 4 或 5。",
    "`oldest` is when a document got its present status. What cannot be read is told in its place, and the rest is "
    "shown. The exit code is 4 or 5 when that is the store.",
)
MINUTE, HOUR = 60_000_000, 3_600_000_000
_OF_STORE = [part.name for part in fields(StoreView)]
"""Fields of the answer that come from the store; null where it cannot be read."""

_MISSING: Final = Bilingual("缺少", "missing")
_RECEIPT: Final = Bilingual("回执", "receipt")
_PARTY: Final = Column(Bilingual("对方", "party"), least=8)
_STATUS: Final = Column(Bilingual("状态", "status"), least=12)
_TYPE: Final = Column(Bilingual("类型", "type"), least=8)
_DESTINATION: Final = Column(Bilingual("发往", "to"), least=8)
_KIND: Final = Column(Bilingual("种类", "kind"), least=8)
_WAITING: Final = (
    Column(Bilingual("数量", "count")),
    Column(Bilingual(f"最早 {ZONE}", f"oldest {ZONE}")),
    Column(Bilingual("时长", "age")),
)
_OF_PAUSED: Final = (
    _DESTINATION,
    Column(Bilingual("原因", "why"), least=12),
    Column(Bilingual("等待", "waiting")),
    Column(Bilingual(f"始于 {ZONE}", f"since {ZONE}")),
    Column(Bilingual(f"下次试发 {ZONE}", f"next probe {ZONE}")),
)
_OF_QUEUES: Final = (Column(Bilingual("队列", "queue"), least=8), Column(Bilingual("等待", "waiting")))
_OF_WORKERS: Final = (
    Column(Bilingual("进程", "worker"), least=8),
    Column(Bilingual("心跳数", "heartbeats")),
    Column(Bilingual(f"启动于 {ZONE}", f"since {ZONE}")),
    Column(Bilingual("距上次心跳", "last heartbeat")),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """Each part, or the failure that kept it from being read."""

    statuses: Statuses | FailureText
    store: StoreView | FailureText
    queues: Mapping[str, Depth] | FailureText
    faults: Sequence[Wording] | FailureText = ()
    """What is wrong with the broker's queues."""
    store_faults: Sequence[Wording] | FailureText = ()
    """What is wrong with the store, the clock or the workers, and what waits there that nobody encrypts."""
    devices: Sequence[DeviceView] = ()
    """Tokens and cards that do not sign."""
    attention: Sequence[ItemView] = ()
    """What needs a person."""

    def failures(self) -> Iterator[tuple[str, str]]:
        """Name and line of each part that failed."""
        for part in ("statuses", "store", "queues", "faults", "store_faults"):
            if isinstance(found := getattr(self, part), FailureText):
                yield part, found.fixed
        if not isinstance(self.queues, FailureText):
            yield from ((name, str(n)) for name, n in self.queues.items() if isinstance(n, OperatorError))


def command(context: typer.Context, as_json: AsJson = False) -> None:
    """Show all parts that can be read."""
    home, now = home_of(context), SystemClock().now()
    tell(look(home, now), now, as_json)


def look(home: Home, now: int) -> Seen:
    """Look at all parts. Raises OperatorError where this is no home."""
    _ = home.settings
    with closing(OneStore()) as one:
        return _look(home, now, one)


def _look(home: Home, now: int, connect: Connect) -> Seen:
    statuses = attempt(lambda: _statuses(home))
    read = None if isinstance(statuses, FailureText) else statuses
    known = read or Statuses({}, {})
    store = attempt(lambda: _overview(connect(home), home, known, now))
    queues = attempt(lambda: queues_of(home).depths())
    faults = () if isinstance(queues, FailureText) else attempt(lambda: queues_of(home).faults(queues))
    seen = cache(partial(glance, home))
    store_faults = (
        () if isinstance(store, FailureText) else attempt(lambda: _faults_of_store(connect(home), home, now, seen))
    )
    needed = attention_of(
        home, now, lambda error: failure_text(error).wording, home.verb, AtHand(connect, seen, read)
    ).items
    return Seen(statuses, store, queues, faults, store_faults, silent_devices(home), needed)


def tell(seen: Seen, now: int, as_json: bool) -> None:
    """Print it once; the exit code is the store's."""
    if as_json:
        print_json(json_of(_view(seen)))
    else:
        show(seen, now)
    if isinstance(seen.store, FailureText):
        raise typer.Exit(seen.store.exit)


def _statuses(home: Home) -> Statuses:
    """Raises OperatorError (HUB-703) for a faulty table; then every document counts as open and has no label."""
    problems = Problems()
    found = read_statuses(home, problems)
    if problems:
        raise CatalogueFaulty(len(problems))
    return found


def _faults_of_store(store: Store, home: Home, now: int, seen: Callable[[], Glance]) -> list[Wording]:
    waiting = [one.wording for one in unencrypted(home, store, now)]
    return [*faults_of_store(home, seen()), *waiting]


def _overview(store: Store, home: Home, statuses: Statuses, now: int) -> StoreView:
    seen = store.totals.overview(statuses.final, [now - MINUTE, now - HOUR], statuses.own_ends)
    proposals, begun = store.acts.waiting(now), half_done(home, store, now)
    return view_store(seen, proposals, begun, statuses)


# ---- for programs --------------------------------------------------------------------------------


def _view(seen: Seen) -> StatusView:
    queues = None if isinstance(seen.queues, FailureText) else seen.queues
    return StatusView(
        queues=None if queues is None else {name: n for name, n in queues.items() if not isinstance(n, OperatorError)},
        broker=seen.queues.fixed if isinstance(seen.queues, FailureText) else ABSENT,
        queue_faults=[] if isinstance(seen.faults, FailureText) else [one.fixed for one in seen.faults],
        devices=seen.devices,
        attention=seen.attention,
        store_faults=[] if isinstance(seen.store_faults, FailureText) else [one.fixed for one in seen.store_faults],
        **dict.fromkeys(_OF_STORE)
        if isinstance(seen.store, FailureText)
        else {n: getattr(seen.store, n) for n in _OF_STORE},
        failures=[FailureView(part=part, code=line.partition(" ")[0], text=line) for part, line in seen.failures()],
    )


# ---- for people ----------------------------------------------------------------------------------


def show(seen: Seen, now: int) -> None:
    """Print it for people."""
    show_names(seen.attention, now)
    if isinstance(seen.statuses, FailureText):
        _show_failure(Bilingual("状态表", "statuses"), seen.statuses)
    if isinstance(seen.queues, FailureText):
        _show_failure(Bilingual("队列", "queues"), seen.queues)
    else:
        _show_queues(seen.queues)
    for fault in () if isinstance(seen.faults, FailureText) else seen.faults:
        screen.print(f"[red]{plain(fault)}[/]")
    for trouble in [seen.store_faults] if isinstance(seen.store_faults, FailureText) else seen.store_faults:
        screen.print(f"[red]{plain(trouble)}[/]")
    for device in seen.devices:
        screen.print(
            f"[red]{plain(f'{device.device}: {device.words} ({device.since.clock}, {device.since.age(now)})')}[/]"
        )
    if isinstance(seen.store, FailureText):
        _show_failure(Bilingual("审计库", "store"), seen.store)
    else:
        _show_store(seen.store, now)


def _show_failure(part: Bilingual, failure: FailureText) -> None:
    screen.print(f"{part}: [red]{plain(failure)}[/]")


def _show_queues(queues: Mapping[str, Depth]) -> None:
    waiting = sum(n for n in queues.values() if isinstance(n, int))
    screen.print(f"[bold]{Bilingual(f'队列：共 {waiting} 件等待', f'queues: {waiting} waiting in all')}[/]")
    Table(*_OF_QUEUES, indent=2).show([(name, _depth(n)) for name, n in queues.items() if n != 0])


def _depth(found: Depth) -> Cell:
    if isinstance(found, int):
        return str(found)
    return styled(_MISSING if found is None else failure_text(found), "red")


def _show_store(seen: StoreView, now: int) -> None:
    rows = [(p.party, f"{p.status} {p.label}", *_since(p.count, p.oldest, now)) for p in seen.open]
    _show_table(Bilingual("未办结单证", "open documents"), (_PARTY, _STATUS, *_WAITING), rows)
    if seen.disputed:
        rows = [(p.party, p.type, *_since(p.count, p.oldest, now)) for p in seen.disputed]
        heading = Bilingual("有争议（hub log --disputed）", "disputed (hub log --disputed)")
        _show_table(heading, (_PARTY, _TYPE, *_WAITING), rows)
    if seen.proposed:
        rows = [(str(label(p.verb, OPERATORS_ACTS)), *_since(p.count, p.oldest, now)) for p in seen.proposed]
        _show_table(Bilingual("待第二人批准（hub approve）", "to be approved (hub approve)"), (_KIND, *_WAITING), rows)
    for plan in seen.half_done:
        screen.print(f"[yellow]{plain(plan.text)}[/] ({plan.since.age(now)})")
    if seen.waiting:
        rows = [(p.party, p.type or str(_RECEIPT), *_since(p.count, p.oldest, now)) for p in seen.waiting]
        heading = Bilingual("待匹配（hub quarantine）", "parked (hub quarantine)")
        _show_table(heading, (_PARTY, _TYPE, *_WAITING), rows)
    if seen.paused:
        paused = [
            (p.destination, label(p.why, PAUSES), f"{p.waiting:>5}", p.since.clock, p.next_probe.clock)
            for p in seen.paused
        ]
        _show_table(Bilingual("暂停发送", "paused"), _OF_PAUSED, paused)
    if seen.to_sign:
        rows = [(p.party, label(p.kind, MESSAGE_KINDS), *_since(p.count, p.oldest, now)) for p in seen.to_sign]
        _show_table(Bilingual("等待签名", "to be signed"), (_DESTINATION, _KIND, *_WAITING), rows)
    rows = [(p.destination, label(p.about, OUTBOX_KINDS), *_since(p.count, p.oldest, now)) for p in seen.outbox]
    _show_table(Bilingual("待发送箱", "outbox"), (_DESTINATION, _KIND, *_WAITING), rows)
    workers = [(w.worker, str(w.beats), w.since.clock, w.last_beat.age(now)) for w in seen.workers]
    _show_table(Bilingual("工作进程", "workers"), _OF_WORKERS, workers)
    minute, hour = seen.moved.last_minute, seen.moved.last_hour
    moved = Bilingual(
        f"状态变动：最近一分钟 {minute}，最近一小时 {hour}",
        f"documents moved: {minute} in the last minute, {hour} in the last hour",
    )
    kept = Bilingual(
        f"隔离：{seen.quarantined}   待匹配：{seen.parked}", f"quarantined: {seen.quarantined}   parked: {seen.parked}"
    )
    screen.print(f"{moved}\n{kept}")


def _since(count: int, oldest: Moment, now: int) -> tuple[str, ...]:
    return f"{count:>5}", oldest.clock, oldest.age(now)


def _show_table(title: Bilingual, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> None:
    screen.print(f"[bold]{title}[/]" + ("" if rows else ": –"))
    Table(*columns, indent=2).show(rows)
