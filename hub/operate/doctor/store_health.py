"""What can keep a store from working: asked by `hub run` before it starts, by `hub status` and by `hub doctor`."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from adapters.store.health import Health, Moment
from hub.errors import (
    Deferred,
    StoreDamaged,
    StoreForbidden,
    StoreLocked,
    StoreNewer,
    StoreNotDurable,
    StoreNotReady,
    Wording,
)
from hub.flow.clock_guard import apart
from hub.operate.doctor.finding import Finding
from hub.operate.doctor.judgements import SECOND, judge_clock, judge_heartbeat, judge_recorded
from hub.operate.doctor.store_access import StoreAccess
from hub.ports import WorkerRow
from hub.text.log import Log

START_CHECK_S: Final = 60.0
QUICK_CHECK_S: Final = 0.1
"""Seconds for which a file is read to find damage; `hub doctor` reads all of it."""
log = Log()


class Glance(NamedTuple):
    """How the store is, as far as a moment tells."""

    faults: Sequence[Wording]
    """What keeps the store or the clock from working, a line each."""
    workers: Sequence[WorkerRow]
    silent: Sequence[tuple[str, Wording]]
    """Workers that beat no more, with what is said of them."""


def glance(access: StoreAccess) -> Glance:
    """Look for no longer than a moment."""
    found = access.health(QUICK_CHECK_S)
    silent = [(name, finding.text) for name, finding in _silent(access, found) if isinstance(finding.text, Wording)]
    return Glance(_told([*kept_from_working(found), *_of_clock(access, found)]), found.workers, silent)


def prove_store(access: StoreAccess) -> list[Wording]:
    """Refuse to start on a store that is damaged, of a newer hub, or keeps nothing; tell what workers will wait for.

    Raises StoreDamaged, StoreNewer, StoreNotDurable, StoreNotReady, StoreForbidden. A store that is gone is for workers
    to wait for.
    """
    try:
        found = access.health(START_CHECK_S)
    except (StoreDamaged, StoreNewer, StoreNotDurable, StoreNotReady, StoreForbidden):
        raise
    except Deferred as gone:
        log.warning("store_not_checked", reason=str(gone))
        return []
    if found.damage and found.kind == "sqlite":  # a server refuses what it cannot read itself, and only that
        raise StoreDamaged(found.damage)
    if not found.is_read_whole:
        log.warning("store_not_read_whole", seconds=START_CHECK_S)
    return _told([*kept_from_working(found), *_of_clock(access, found)])


def kept_from_working(found: Health) -> Iterator[Finding]:
    """Damage, and locks that somebody holds."""
    if found.damage:
        yield Finding.of("failure", StoreDamaged(found.damage))
    if found.lock:
        yield Finding.of("failure", StoreLocked(found.lock))


def of_workers(access: StoreAccess, found: Health) -> Iterator[Finding]:
    """Workers that beat no more."""
    return (finding for _, finding in _silent(access, found))


def _silent(access: StoreAccess, found: Health) -> Iterator[tuple[str, Finding]]:
    """By name. Those of this home have our clock; those of other machines may have another."""
    home, settings, now = access.home, access.home.settings, access.clock.now()
    ours = f"{settings.name}-{home.mark}-" if home.has_mark else None
    for worker in found.workers:
        is_ours = ours is not None and worker.id.startswith(ours)
        tolerance = 0 if is_ours else settings.clock_skew_s * SECOND
        if (finding := judge_heartbeat(worker.id, now - worker.at, tolerance)) is not None:
            yield worker.id, finding


def of_servers_clock(access: StoreAccess, kind: str, moment: Moment) -> Finding:
    """Our clock beside the server's."""
    ahead = apart(moment.theirs, moment.before, moment.after)
    return judge_clock(kind, ahead, access.home.settings.clock_skew_s * SECOND)


def _of_clock(access: StoreAccess, found: Health) -> Iterator[Finding]:
    """Beside the server's clock, and beside what is recorded."""
    settings = access.home.settings
    if found.moment is not None:
        yield of_servers_clock(access, found.kind, found.moment)
    if found.newest > settings.recorded_ahead_until:
        yield judge_recorded(found.newest - access.clock.now(), settings.clock_skew_s * SECOND)


def _told(findings: Iterable[Finding]) -> list[Wording]:
    """What is not ok: it alone has a code."""
    return [finding.text for finding in findings if isinstance(finding.text, Wording)]
