"""What can keep a hub from working, looked at one thing after the other.

Each look yields what it finds and raises what keeps it from looking. Nothing stays changed: a file is made and
removed, a worker's heartbeat written and taken back.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hub import bootstrap, broker
from hub.bootstrap.keys import US, read_register, read_ring
from hub.config import FILE, Home
from hub.doctor_store import look_at_store
from hub.errors import Code, Deferred, OperatorError, SignerUnavailable, operator_error
from hub.judgements import (
    SECOND,
    Finding,
    judge_certificates,
    judge_recorded,
    judge_space,
    judge_way,
    judge_year,
    not_checked,
)
from hub.urls import hosts_of, split_url

if TYPE_CHECKING:
    from adapters.rabbitmq import Ailment

Look = Callable[[Home], Iterator["Finding"]]


# ---- the home --------------------------------------------------------------------------------


def look_at_home(home: Home) -> Iterator[Finding]:
    """It has settings, and they can be used."""
    yield Finding("ok", f"{home.path.absolute()}, {home.settings.id} on the wire")


def look_at_secrets(home: Home) -> Iterator[Finding]:
    """Passwords and simulated parties' keys; the hub's own key has a check of its own."""
    private = [*home.broker_passwords.glob("[!.]*"), *home.simulate.glob("*/key.pem")]
    open_to = [(path, 0o077) for path in private]
    if any(_has_password(getattr(home.settings, name)) for name in ("store", "queue", "management")):
        open_to.append((home.path / FILE, 0o007))  # a group may be given readers (docs/operations.md)
    for path, others in open_to:
        if path.stat().st_mode & others:
            yield Finding("warning", str(operator_error(Code.READABLE_BY_OTHERS, path=path)))
    yield Finding("ok", f"{len(open_to)} files, for the hub's user alone")


def _has_password(url: str) -> bool:
    return re.match(r"[^/]*://[^/@]*:[^/]*@", url) is not None


def _write_in(folder: Path) -> None:
    """Make and remove a file; raises OSError."""
    probe = folder / f".doctor-{os.getpid()}.tmp"
    try:
        probe.write_bytes(b"?")  # an empty file takes no space
    finally:
        probe.unlink(missing_ok=True)


# ---- catalogue and keys ----------------------------------------------------------------------


def look_at_catalogue(home: Home) -> Iterator[Finding]:
    """Everything in it fits, and the hub is known where its parties are; `hub check` tells more."""
    catalogue = bootstrap.sound_catalogue(home)
    home.settings.id_on_platform(catalogue.on_platform)
    yield Finding("ok", f"{len(catalogue.routes)} documents, digest {catalogue.digest[:12]}")


def look_at_key(home: Home) -> Iterator[Finding]:
    """Our keys are ours alone, have their certificates, and one of them is valid."""
    ring, now = read_ring(home), bootstrap.SystemClock().now()
    if ring.at(now) is None:
        raise SignerUnavailable("; ".join(f"{_day(p.known.since)} – {_day(p.known.until)}" for p in ring.pairs))
    yield judge_certificates(US, [pair.known for pair in ring.pairs], now)


def look_at_parties(home: Home) -> Iterator[Finding]:
    """Each party has a certificate that is valid, and every file in the register can be read."""
    register, now = read_register(home), bootstrap.SystemClock().now()
    for party in sorted(bootstrap.party_names(home)):
        yield judge_certificates(party, register.of(party), now)


def _day(at: int) -> str:
    return f"{datetime.fromtimestamp(at // SECOND, UTC):%Y-%m-%d}"


# ---- broker ------------------------------------------------------------------------


def look_at_broker(home: Home) -> Iterator[Finding]:
    """It answers, every queue is there, and all is as `hub topology` would make it."""
    if not broker.is_used(home):
        found = bootstrap.queue_depths(home)
        yield from (Finding("failure", str(n)) for n in found.values() if isinstance(n, OperatorError))
        depths = {name: n for name, n in found.items() if not isinstance(n, OperatorError)}
        yield Finding("ok", f"folders, {_waiting(depths)}")
        _write_in(home.queues)
        return
    yield from _look_at_ways(home)
    owners = broker.owners_of(home, bootstrap.read_catalogue(home))
    depths = broker.queue_depths(home, owners)
    yield Finding("ok", _waiting(depths))
    yield from map(_of_ailment, broker.missing_queues(depths))
    if None in depths.values():
        return
    try:
        yield from map(_of_ailment, broker.broker_ailments(home, depths))
        left = broker.check(home, broker.plan(home, owners, make=False))
    except (Deferred, OperatorError) as error:
        yield not_checked(f"topology: {error}")
        return
    if left := [difference for difference in left if not difference.is_of_members]:  # those are told above
        first = f"{left[0].name}: {left[0].found}"
        yield Finding("failure", str(operator_error(Code.BROKER_DIFFERS, count=len(left), first=first)))


def _of_ailment(found: "Ailment") -> Finding:
    return Finding("failure" if found.is_failure else "warning", found.text)


def _look_at_ways(home: Home) -> Iterator[Finding]:
    """How the broker and its management are reached, and what they are shown; they are not asked."""
    from adapters.x509 import Registered  # noqa: PLC0415 - cryptography is slow to load

    if (key := bootstrap.queue_key(home)) is not None:
        now = bootstrap.SystemClock().now()
        yield judge_certificates("the hub for the broker", [Registered.of(key.certificate)], now)
    for url in filter(None, (home.settings.queue, home.settings.management)):
        if (scheme := split_url(url).scheme) in ("amqp", "http"):
            yield from (judge_way(place.host, f"{scheme}://, not {scheme}s://") for place in hosts_of(url))


def _waiting(depths: Mapping[str, int | None]) -> str:
    """The queues in which something waits, the longest first."""
    filled = sorted(((n, name) for name, n in depths.items() if n), reverse=True)
    told = ", ".join(f"{name} {n}" for n, name in filled[:5])
    return f"{sum(n for n, _ in filled)} waiting in {len(depths)} queues" + (f": {told}" if told else "")


# ---- clock and disk --------------------------------------------------------------------------


def look_at_clock(home: Home) -> Iterator[Finding]:
    """The year can be true, and nothing was recorded later than now."""
    settings, now = home.settings, bootstrap.SystemClock().now()
    yield judge_year(now)
    try:
        newest = _newest(home)
    except (Deferred, OperatorError):
        yield not_checked("what is recorded, since the store cannot be read")
        return
    if newest > settings.recorded_ahead_until:
        yield judge_recorded(newest - now, settings.clock_skew_s * SECOND)


def _newest(home: Home) -> int:
    store = bootstrap.open_store(home)
    try:
        return store.clock.newest()
    finally:
        store.close()


def look_at_disk(home: Home) -> Iterator[Finding]:
    """There is room where the home, its queues and its store are; a server's disks are the server's to watch."""
    places = {"home": home.path}
    if not broker.is_used(home):
        places["queues"] = home.queues
    if (url := home.store_url(home.settings)).startswith("sqlite:///"):
        places["store"] = Path(url.removeprefix("sqlite:///").partition("?")[0]).parent
    disks: dict[int, list[str]] = {}
    for name, path in places.items():
        disks.setdefault(path.stat().st_dev, []).append(name)
    for names in disks.values():
        space = shutil.disk_usage(places[names[0]])
        yield judge_space(", ".join(names), space.free, space.total)
    _write_in(home.path)


CHECKS: dict[str, Look] = {
    "home": look_at_home,
    "secrets": look_at_secrets,
    "catalogue": look_at_catalogue,
    "key": look_at_key,
    "parties": look_at_parties,
    "store": look_at_store,
    "broker": look_at_broker,
    "clock": look_at_clock,
    "disk": look_at_disk,
}
"""In the order in which a start would meet them; the home comes first, for without its settings there is no other."""
