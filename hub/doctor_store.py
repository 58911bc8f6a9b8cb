"""What can keep a store from working: asked by `hub run` before it starts, by `hub status` and by `hub doctor`."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from hub import bootstrap
from hub.config import Home
from hub.errors import (
    CatalogueFaulty,
    Deferred,
    StoreDamaged,
    StoreForbidden,
    StoreLocked,
    StoreNewer,
    StoreNotDurable,
    StoreNotReady,
)
from hub.flow.clock_guard import apart
from hub.judgements import SECOND, Finding, judge_certificates, judge_clock, judge_heartbeat, judge_recorded, judge_way

if TYPE_CHECKING:
    from adapters.store.health import Health, Moment

START_CHECK_S, QUICK_CHECK_S = 60.0, 2.0
"""Seconds for which a file is read to find damage; `hub doctor` reads all of it."""
log = structlog.get_logger()


def look_at_store(home: Home) -> Iterator[Finding]:
    """It answers, is whole, has every table, takes writes and keeps them, and what is open in it has a route."""
    from adapters.x509 import Registered  # noqa: PLC0415 - cryptography is slow to load

    key, clock = bootstrap.store_key(home), bootstrap.SystemClock()
    found = _ask(home)
    yield from _kept_from_working(found)
    if found.damage or found.lock:
        return
    _write_to(home)
    yield Finding("ok", f"{found.kind} takes writes")
    yield from _of_durability(found)
    yield from _of_workers(home, found)
    if key is not None:
        yield judge_certificates("the hub for the database", [Registered.of(key.certificate)], clock.now())
    if (link := found.link) is not None and link.sslmode != "verify-full":
        yield judge_way(link.host, f"sslmode is {link.sslmode}, not verify-full")
    if found.moment is not None:
        yield _of_servers_clock(home, found.kind, found.moment)
    with suppress(CatalogueFaulty):  # that is the catalogue's check
        bootstrap.prove_open_documents(home, bootstrap.sound_catalogue(home))


def store_faults(home: Home) -> list[str]:
    """What keeps the store, the clock or workers from working, a line each; looks no longer than a moment."""
    found = _ask(home, QUICK_CHECK_S)
    return _told([*_kept_from_working(found), *_of_workers(home, found), *_of_clock(home, found)])


def prove_store(home: Home) -> list[str]:
    """Refuse to start on a store that is damaged, of a newer hub, or keeps nothing; tell what workers will wait for.

    Raises StoreDamaged, StoreNewer, StoreNotDurable, StoreNotReady, StoreForbidden. A store that is gone is for workers
    to wait for.
    """
    try:
        found = _ask(home, START_CHECK_S)
    except (StoreDamaged, StoreNewer, StoreNotDurable, StoreNotReady, StoreForbidden):
        raise
    except Deferred as gone:
        log.warning("store_not_checked", reason=str(gone))
        return []
    if found.damage and found.kind == "sqlite":  # a server refuses what it cannot read itself, and only that
        raise StoreDamaged(found.damage)
    if not found.is_read_whole:
        log.warning("store_not_read_whole", seconds=START_CHECK_S)
    return _told([*_kept_from_working(found), *_of_clock(home, found)])


def _told(findings: Iterable[Finding]) -> list[str]:
    return [finding.text for finding in findings if finding.result != "ok"]


def _ask(home: Home, seconds: float | None = None) -> "Health":
    from adapters.store.health import ask  # noqa: PLC0415 - SQLAlchemy is slow to load

    bootstrap.store_key(home)
    return ask(home.store_url(home.settings), bootstrap.SystemClock(), seconds)


def _write_to(home: Home) -> None:
    """Beat once, and take it back."""
    name = f"doctor-{home.settings.name}-{os.getpid()}"
    store = bootstrap.open_store(home)
    try:
        store.heartbeats.record(name, bootstrap.SystemClock().now())
        store.heartbeats.remove(name)
    finally:
        store.close()


def _kept_from_working(found: "Health") -> Iterator[Finding]:
    if found.damage:
        yield Finding("failure", str(StoreDamaged(found.damage)))
    if found.lock:
        yield Finding("failure", str(StoreLocked(found.lock)))


def _of_durability(found: "Health") -> Iterator[Finding]:
    """Without `fsync` a power cut takes what was committed; without `full_page_writes` it may tear a page."""
    if found.settings.get("fsync") == "off":
        yield Finding("failure", str(StoreNotDurable("fsync is off")))
    if found.settings.get("full_page_writes") == "off":
        yield Finding("warning", str(StoreNotDurable("full_page_writes is off, which only some file systems allow")))


def _of_workers(home: Home, found: "Health") -> Iterator[Finding]:
    """Workers of this home have our clock; those of other machines may have another."""
    settings, now = home.settings, bootstrap.SystemClock().now()
    ours = f"{settings.name}-{home.mark}-" if home.has_mark else None
    for worker in found.workers:
        is_ours = ours is not None and worker.id.startswith(ours)
        tolerance = 0 if is_ours else settings.clock_skew_s * SECOND
        if (finding := judge_heartbeat(worker.id, now - worker.at, tolerance)) is not None:
            yield finding


def _of_clock(home: Home, found: "Health") -> Iterator[Finding]:
    """Beside the server's clock, and beside what is recorded."""
    settings = home.settings
    if found.moment is not None:
        yield _of_servers_clock(home, found.kind, found.moment)
    if found.newest > settings.recorded_ahead_until:
        yield judge_recorded(found.newest - bootstrap.SystemClock().now(), settings.clock_skew_s * SECOND)


def _of_servers_clock(home: Home, kind: str, moment: "Moment") -> Finding:
    ahead = apart(moment.theirs, moment.before, moment.after)
    return judge_clock(kind, ahead, home.settings.clock_skew_s * SECOND)
