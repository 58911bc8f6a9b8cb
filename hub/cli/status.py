"""`hub status`: what waits where, since when, and who works."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import typer
from rich.table import Table

from hub import bootstrap
from hub.cli.failures import Told, attempt
from hub.cli.screen import AsJson, clock_time, home_of, moment, plain, print_json, screen, status_of
from hub.config import Home
from hub.doctor_store import store_faults as faults_of_store
from hub.errors import OperatorError, operator_error
from hub.model import Status, Statuses
from hub.ports import Overview, Pile

MINUTE, HOUR = 60_000_000, 3_600_000_000


@dataclass(frozen=True, slots=True)
class Seen:
    """Each part, or why it could not be looked at."""

    statuses: Statuses | Told
    store: Overview | Told
    queues: Mapping[str, bootstrap.Depth] | Told
    faults: Sequence[str] | Told = ()
    """What keeps a broker's queues from working."""
    store_faults: Sequence[str] | Told = ()
    """What keeps store, clock or workers from working."""

    def failures(self) -> Iterator[tuple[str, str]]:
        """The part, and its line."""
        for part in ("statuses", "store", "queues", "faults", "store_faults"):
            if isinstance(found := getattr(self, part), Told):
                yield part, found.line
        if not isinstance(self.queues, Told):
            yield from ((name, str(n)) for name, n in self.queues.items() if isinstance(n, OperatorError))


def command(context: typer.Context, as_json: AsJson = False) -> None:
    """Show queues, outbox, open documents by party and status with the oldest, rates, and workers.

    What cannot be looked at is told in its place, and the rest is shown. Exit 4 or 5 when that is the store.
    """
    home, now = home_of(context), bootstrap.SystemClock().now()
    _ = home.settings  # a home it must be
    statuses = attempt(lambda: _statuses(home))
    known = Statuses({}, {}) if isinstance(statuses, Told) else statuses
    store = attempt(lambda: _overview(home, known, now))
    queues = attempt(lambda: bootstrap.queue_depths(home))
    faults = () if isinstance(queues, Told) else attempt(lambda: bootstrap.queue_faults(home, queues))
    store_faults = () if isinstance(store, Told) else attempt(lambda: faults_of_store(home))
    seen = Seen(statuses, store, queues, faults, store_faults)
    if as_json:
        print_json(_as_json(seen))
    else:
        _show(seen, known, now)
    if isinstance(store, Told):
        raise typer.Exit(store.exit)


def _statuses(home: Home) -> Statuses:
    """Raises OperatorError (HUB-703) where none can be read: then every document looks open, and none is named."""
    if not (found := bootstrap.read_statuses(home)):
        raise operator_error("HUB-703", count=1)
    return found


def _overview(home: Home, statuses: Statuses, now: int) -> Overview:
    store = bootstrap.open_store(home)
    try:
        return store.overview(statuses.final, [now - MINUTE, now - HOUR], statuses.own_ends)
    finally:
        store.close()


# ---- for programs --------------------------------------------------------------------------------


def _as_json(seen: Seen) -> dict[str, Any]:
    failures = [{"part": part, "code": line.partition(" ")[0], "text": line} for part, line in seen.failures()]
    if isinstance(seen.queues, Told):
        queues: dict[str, Any] = {"queues": None, "broker": seen.queues.line}
    else:
        queues = {"queues": {name: n for name, n in seen.queues.items() if not isinstance(n, OperatorError)}}
    faults = [] if isinstance(seen.faults, Told) else list(seen.faults)
    of_store = [] if isinstance(seen.store_faults, Told) else list(seen.store_faults)
    return {**queues, "queue_faults": faults, "store_faults": of_store, **_store_json(seen.store), "failures": failures}


def _store_json(seen: Overview | Told) -> dict[str, Any]:
    """The store's part; every field is null where it cannot be looked at."""
    if isinstance(seen, Told):
        return dict.fromkeys(("open", "outbox", "moved", "workers", "disputed", "quarantined", "parked"))
    last_minute, last_hour = seen.moved
    return {
        "open": [{"party": p.where, "status": p.what, "count": p.count, "oldest": moment(p.oldest)} for p in seen.open],
        "outbox": [
            {"destination": p.where, "about": p.what, "count": p.count, "oldest": moment(p.oldest)}
            for p in seen.promised
        ],
        "moved": {"last_minute": last_minute, "last_hour": last_hour},
        "workers": [
            {"worker": w.id, "beats": w.beat, "since": moment(w.since), "last_beat": moment(w.at)} for w in seen.workers
        ],
        "disputed": [
            {"party": p.where, "type": p.what, "count": p.count, "oldest": moment(p.oldest)} for p in seen.disputed
        ],
        "quarantined": seen.quarantined,
        "parked": seen.parked,
    }


# ---- for people ----------------------------------------------------------------------------------


def _show(seen: Seen, statuses: Statuses, now: int) -> None:
    if isinstance(seen.statuses, Told):
        _show_failure("状态表 statuses", seen.statuses)
    if isinstance(seen.queues, Told):
        _show_failure("队列 queues", seen.queues)
    else:
        _show_queues(seen.queues)
    for fault in () if isinstance(seen.faults, Told) else seen.faults:
        screen.print(f"[red]{plain(fault)}[/]")
    for fault in [seen.store_faults.line] if isinstance(seen.store_faults, Told) else seen.store_faults:
        screen.print(f"[red]{plain(fault)}[/]")
    if isinstance(seen.store, Told):
        _show_failure("审计库 store", seen.store)
    else:
        _show_store(seen.store, statuses, now)


def _show_failure(part: str, failure: Told) -> None:
    screen.print(f"{part}: [red]{plain(failure.line)}[/]")


def _show_queues(queues: Mapping[str, bootstrap.Depth]) -> None:
    told = f"{sum(n for n in queues.values() if isinstance(n, int))} waiting in all"
    piles = [(plain(name), _depth(n)) for name, n in queues.items() if n != 0]
    _table(f"队列 queues: {told}", ("queue", "waiting"), piles)


def _depth(found: bootstrap.Depth) -> str:
    if found is None:
        return "[red]missing[/]"
    return str(found) if isinstance(found, int) else f"[red]{plain(str(found))}[/]"


def _show_store(seen: Overview, statuses: Statuses, now: int) -> None:
    named = [_row(pile, _named(status_of(pile.what, statuses)), now) for pile in seen.open]
    _table("未办结 open documents", ("party", "status", "count", "oldest", "age"), named)
    if seen.disputed:
        disputed = [_row(pile, pile.what, now) for pile in seen.disputed]
        _table("有争议 disputed: hub log --disputed", ("party", "type", "count", "oldest", "age"), disputed)
    _table(
        "待发送 outbox",
        ("to", "what", "count", "oldest", "age"),
        [_row(pile, pile.what, now) for pile in seen.promised],
    )
    workers = [(plain(w.id), str(w.beat), clock_time(w.since), _age(now - w.at)) for w in seen.workers]
    _table("工作进程 workers", ("worker", "beats", "since", "last beat ago"), workers)
    last_minute, last_hour = seen.moved
    screen.print(
        f"办理 documents moved: {last_minute} in the last minute, {last_hour} in the last hour   "
        f"隔离 quarantined: {seen.quarantined}   待匹配 parked: {seen.parked}"
    )


def _row(pile: Pile, what: str, now: int) -> tuple[str, ...]:
    return plain(pile.where), plain(what), str(pile.count), clock_time(pile.oldest), _age(now - pile.oldest)


def _named(status: Status) -> str:
    return f"{status.code} {status.zh} {status.en}"


def _table(title: str, headings: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    table = Table(title=title, title_justify="left", box=None, padding=(0, 2), title_style="bold")
    for heading in headings:
        table.add_column(heading)
    for row in rows:
        table.add_row(*row)
    if table.row_count:
        screen.print(table)
    else:
        screen.print(f"[bold]{title}[/]{'' if ':' in title else ': –'}")


def _age(microseconds: int) -> str:
    """To one unit, as people say it."""
    seconds = max(0, microseconds // 1_000_000)
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
