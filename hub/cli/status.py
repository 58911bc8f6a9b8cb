"""`hub status`: what waits where, since when, and who works."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

import typer

from hub.bootstrap.clock import SystemClock
from hub.bootstrap.health import store_faults as faults_of_store
from hub.bootstrap.queues import Depth, queues_of
from hub.bootstrap.statuses import read_statuses
from hub.bootstrap.store import open_store
from hub.cli.failures import FailureText, attempt
from hub.cli.screen import AsJson, home_of, plain, print_json, screen
from hub.cli.tables import Cell, Column, Table, styled
from hub.errors import CatalogueFaulty, OperatorError
from hub.home.place import Home
from hub.model import Statuses
from hub.views.overview import FailureView, StatusView, StoreView, view_store
from hub.views.view import ABSENT, ZONE, Moment, json_of

MINUTE, HOUR = 60_000_000, 3_600_000_000
_OF_STORE = [part.name for part in fields(StoreView)]
"""What is told of the store; null where it cannot be looked at."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Each part, or why it could not be looked at."""

    statuses: Statuses | FailureText
    store: StoreView | FailureText
    queues: Mapping[str, Depth] | FailureText
    faults: Sequence[str] | FailureText = ()
    """What keeps a broker's queues from working."""
    store_faults: Sequence[str] | FailureText = ()
    """What keeps store, clock or workers from working."""

    def failures(self) -> Iterator[tuple[str, str]]:
        """The part, and its line."""
        for part in ("statuses", "store", "queues", "faults", "store_faults"):
            if isinstance(found := getattr(self, part), FailureText):
                yield part, found.line
        if not isinstance(self.queues, FailureText):
            yield from ((name, str(n)) for name, n in self.queues.items() if isinstance(n, OperatorError))


def command(context: typer.Context, as_json: AsJson = False) -> None:
    """Show queues, outbox, open documents by party and status with the oldest, rates, and workers.

    What cannot be looked at is told in its place, and the rest is shown. Exit 4 or 5 when that is the store.
    """
    home, now = home_of(context), SystemClock().now()
    _ = home.settings  # a home it must be
    statuses = attempt(lambda: _statuses(home))
    known = Statuses({}, {}) if isinstance(statuses, FailureText) else statuses
    store = attempt(lambda: _overview(home, known, now))
    queues = attempt(lambda: queues_of(home).depths())
    faults = () if isinstance(queues, FailureText) else attempt(lambda: queues_of(home).faults(queues))
    store_faults = () if isinstance(store, FailureText) else attempt(lambda: faults_of_store(home))
    seen = Seen(statuses, store, queues, faults, store_faults)
    if as_json:
        print_json(json_of(_view(seen)))
    else:
        _show(seen, now)
    if isinstance(store, FailureText):
        raise typer.Exit(store.exit)


def _statuses(home: Home) -> Statuses:
    """Raises OperatorError (HUB-703) where none can be read: then every document looks open, and none is named."""
    if not (found := read_statuses(home)):
        raise CatalogueFaulty(1)
    return found


def _overview(home: Home, statuses: Statuses, now: int) -> StoreView:
    store = open_store(home)
    try:
        seen = store.totals.overview(statuses.final, [now - MINUTE, now - HOUR], statuses.own_ends)
    finally:
        store.close()
    return view_store(seen, statuses)


# ---- for programs --------------------------------------------------------------------------------


def _view(seen: Seen) -> StatusView:
    queues = None if isinstance(seen.queues, FailureText) else seen.queues
    return StatusView(
        queues=None if queues is None else {name: n for name, n in queues.items() if not isinstance(n, OperatorError)},
        broker=seen.queues.line if isinstance(seen.queues, FailureText) else ABSENT,
        queue_faults=[] if isinstance(seen.faults, FailureText) else list(seen.faults),
        store_faults=[] if isinstance(seen.store_faults, FailureText) else list(seen.store_faults),
        **dict.fromkeys(_OF_STORE)
        if isinstance(seen.store, FailureText)
        else {n: getattr(seen.store, n) for n in _OF_STORE},
        failures=[FailureView(part=part, code=line.partition(" ")[0], text=line) for part, line in seen.failures()],
    )


# ---- for people ----------------------------------------------------------------------------------


def _show(seen: Seen, now: int) -> None:
    if isinstance(seen.statuses, FailureText):
        _show_failure("状态表 statuses", seen.statuses)
    if isinstance(seen.queues, FailureText):
        _show_failure("队列 queues", seen.queues)
    else:
        _show_queues(seen.queues)
    for fault in () if isinstance(seen.faults, FailureText) else seen.faults:
        screen.print(f"[red]{plain(fault)}[/]")
    for fault in [seen.store_faults.line] if isinstance(seen.store_faults, FailureText) else seen.store_faults:
        screen.print(f"[red]{plain(fault)}[/]")
    if isinstance(seen.store, FailureText):
        _show_failure("审计库 store", seen.store)
    else:
        _show_store(seen.store, now)


def _show_failure(part: str, failure: FailureText) -> None:
    screen.print(f"{part}: [red]{plain(failure.line)}[/]")


def _show_queues(queues: Mapping[str, Depth]) -> None:
    told = f"{sum(n for n in queues.values() if isinstance(n, int))} waiting in all"
    rows = [(name, _depth(n)) for name, n in queues.items() if n != 0]
    _show_table(f"队列 queues: {told}", (Column("队列 queue", least=8), Column("等待 waiting")), rows)


def _depth(found: Depth) -> Cell:
    if isinstance(found, int):
        return str(found)
    return styled("缺少 missing" if found is None else found, "red")


def _show_store(seen: StoreView, now: int) -> None:
    party, kind, waiting = Column("对方 party", least=8), Column("类型 type", least=8), _waiting()
    status = Column("状态 status", least=12)
    rows = [(p.party, f"{p.status} {p.label_zh} {p.label_en}", *_since(p.count, p.oldest, now)) for p in seen.open]
    _show_table("未办结 open documents", (party, status, *waiting), rows)
    if seen.disputed:
        rows = [(p.party, p.type, *_since(p.count, p.oldest, now)) for p in seen.disputed]
        _show_table("有争议 disputed: hub log --disputed", (party, kind, *waiting), rows)
    rows = [(p.destination, p.about, *_since(p.count, p.oldest, now)) for p in seen.outbox]
    _show_table("待发送 outbox", (Column("发往 to", least=8), Column("种类 what", least=8), *waiting), rows)
    workers = [(w.worker, str(w.beats), w.since.clock, w.last_beat.age(now)) for w in seen.workers]
    columns = (
        Column("进程 worker", least=8),
        Column("心跳 beats"),
        Column(f"自 since {ZONE}"),
        Column("上次心跳 last beat ago"),
    )
    _show_table("工作进程 workers", columns, workers)
    screen.print(
        f"办理 documents moved: {seen.moved.last_minute} in the last minute, {seen.moved.last_hour} in the last hour   "
        f"隔离 quarantined: {seen.quarantined}   待匹配 parked: {seen.parked}"
    )


def _waiting() -> tuple[Column, ...]:
    return Column("数量 count"), Column(f"最早 oldest {ZONE}"), Column("时长 age")


def _since(count: int, oldest: Moment, now: int) -> tuple[str, ...]:
    return f"{count:>5}", oldest.clock, oldest.age(now)


def _show_table(title: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> None:
    screen.print(f"[bold]{title}[/]" + ("" if rows or ":" in title else ": –"))
    Table(*columns, indent=2).show(rows)
