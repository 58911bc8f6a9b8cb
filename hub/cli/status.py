"""`hub status`: what waits where, since when, and who works."""

from collections.abc import Iterable, Mapping
from typing import Any

import typer
from rich.table import Table

from hub import bootstrap
from hub.cli.screen import AsJson, clock_time, home_of, moment, plain, print_json, screen, status_of
from hub.config import Home
from hub.errors import Deferred
from hub.model import Status
from hub.ports import Overview, Pile

Depths = Mapping[str, int | None]
"""How much waits in each queue; None for a missing one."""
MINUTE, HOUR = 60_000_000, 3_600_000_000


def command(context: typer.Context, as_json: AsJson = False) -> None:
    """Show queues, outbox, open documents by party and status with the oldest, rates, and workers."""
    home = home_of(context)
    statuses = bootstrap.read_statuses(home)
    now = bootstrap.SystemClock().now()
    final = [status.code for status in statuses.values() if status.kind == "final"]
    store = bootstrap.open_store(home)
    try:
        seen = store.overview(final, [now - MINUTE, now - HOUR])
    finally:
        store.close()
    queues = _depths(home)
    faults = [] if isinstance(queues, Deferred) else bootstrap.queue_faults(home, queues)
    if as_json:
        print_json(_as_json(seen, queues) | {"queue_faults": faults})
    else:
        _show(seen, queues, statuses, now)
        for fault in faults:
            screen.print(f"[red]{plain(fault)}[/]")


def _depths(home: Home) -> Depths | Deferred:
    """How much waits, or why the broker does not say."""
    try:
        return bootstrap.queue_depths(home)
    except Deferred as refusal:
        return refusal


def _as_json(seen: Overview, queues: Depths | Deferred) -> dict[str, Any]:
    last_minute, last_hour = seen.moved
    told = {"queues": None, "broker": str(queues)} if isinstance(queues, Deferred) else {"queues": queues}
    return {
        **told,
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


def _show(seen: Overview, queues: Depths | Deferred, statuses: Mapping[str, Status], now: int) -> None:
    if isinstance(queues, Deferred):
        screen.print(f"队列 queues: [red]{plain(str(queues))}[/]")
    else:
        told = f"{sum(n or 0 for n in queues.values())} waiting in all"
        piles = [(name, "[red]missing[/]" if n is None else str(n)) for name, n in queues.items() if n != 0]
        _table(f"队列 queues: {told}", ("queue", "waiting"), piles)
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
    workers = [(w.id, str(w.beat), clock_time(w.since), _age(now - w.at)) for w in seen.workers]
    _table("工作进程 workers", ("worker", "beats", "since", "last beat ago"), workers)
    last_minute, last_hour = seen.moved
    screen.print(
        f"办理 documents moved: {last_minute} in the last minute, {last_hour} in the last hour   "
        f"隔离 quarantined: {seen.quarantined}   待匹配 parked: {seen.parked}"
    )


def _row(pile: Pile, what: str, now: int) -> tuple[str, ...]:
    return plain(pile.where), what, str(pile.count), clock_time(pile.oldest), _age(now - pile.oldest)


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
