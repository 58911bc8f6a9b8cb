"""What can keep a hub from working, looked at one thing after the other.

Each look yields what it finds and raises what keeps it from looking. Nothing stays changed: a file is made and
removed, a worker's beat written and taken back.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import urlsplit

from hub import bootstrap, broker
from hub.bootstrap.keys import US, read_register, read_ring
from hub.config import FILE, Home
from hub.errors import Deferred, OperatorError, SignerUnavailable, operator_error
from hub.model import Document
from hub.ports import Filter
from hub.urls import places_of

if TYPE_CHECKING:
    from adapters.rabbitmq import Ailment
    from adapters.signing.windows import Registered

Result = Literal["ok", "warning", "failure"]
Look = Callable[[Home], Iterator["Finding"]]
SECOND, DAY = 1_000_000, 86_400_000_000
"""In microseconds."""
APART = 2 * SECOND
"""Clocks may differ by so much."""
FULL, SCARCE, SHARE = 100_000_000, 1_000_000_000, 0.05
"""Bytes that must be free; bytes, and share of the disk, that should be."""
YEARS = range(2026, 2100)
"""A clock that says another year was never set."""


class Finding(NamedTuple):
    """What was found about one thing."""

    result: Result
    text: str
    """What is not ok begins with its code."""


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
            yield Finding("warning", str(operator_error("HUB-734", path=path)))
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


def judge_certificates(who: str, known: Sequence["Registered"], now: int) -> Finding:
    """Until when somebody can sign; a successor counts where it begins before the last one ends."""
    from adapters.signing.windows import covered_until, outlook  # noqa: PLC0415 - cryptography is slow to load

    if (found := outlook(who, known, now)) is not None:
        return Finding("failure" if found.code == "HUB-732" else "warning", str(found))
    return Finding("ok", f"{who} for {(covered_until(known, now) - now) // DAY} days")


def _day(at: int) -> str:
    return f"{datetime.fromtimestamp(at // SECOND, UTC):%Y-%m-%d}"


# ---- store and broker ------------------------------------------------------------------------


def look_at_store(home: Home) -> Iterator[Finding]:
    """It answers, has every table, takes writes, and what is open in it has a route."""
    from adapters.signing.windows import Registered  # noqa: PLC0415 - cryptography is slow to load
    from adapters.store.health import ask  # noqa: PLC0415 - SQLAlchemy is slow to load

    key = bootstrap.store_key(home)
    found = ask(home.store_url(home.settings), clock := bootstrap.SystemClock())
    store = bootstrap.open_store(home)
    name = f"doctor-{home.settings.name}-{os.getpid()}"
    try:
        store.beat(name, clock.now())
        store.leave(name)
    finally:
        store.close()
    yield Finding("ok", f"{found.kind} takes writes")
    if key is not None:
        yield judge_certificates("the hub for the database", [Registered.of(key.certificate)], clock.now())
    if (link := found.link) is not None and link.sslmode != "verify-full":
        yield judge_way(link.host, f"sslmode is {link.sslmode}, not verify-full")
    if (moment := found.moment) is not None:
        yield judge_clock(found.kind, apart(moment.theirs, moment.before, moment.after))
    try:
        bootstrap.prove_open_documents(home, bootstrap.sound_catalogue(home))
    except OperatorError as error:
        if error.code != "HUB-703":  # that is the catalogue's check
            raise


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
        yield Finding("failure", str(operator_error("HUB-737", count=len(left), first=first)))


def _of_ailment(found: "Ailment") -> Finding:
    return Finding("failure" if found.is_failure else "warning", found.text)


def _look_at_ways(home: Home) -> Iterator[Finding]:
    """How the broker and its management are reached, and what they are shown; they are not asked."""
    from adapters.signing.windows import Registered  # noqa: PLC0415 - cryptography is slow to load

    if (key := bootstrap.queue_key(home)) is not None:
        now = bootstrap.SystemClock().now()
        yield judge_certificates("the hub for the broker", [Registered.of(key.certificate)], now)
    for url in filter(None, (home.settings.queue, home.settings.management)):
        if (scheme := urlsplit(url).scheme) in ("amqp", "http"):
            yield from (judge_way(place.host, f"{scheme}://, not {scheme}s://") for place in places_of(url))


def judge_way(host: str, lack: str) -> Finding:
    """What lacks does no harm on the way to this very machine: by a socket, or by a loopback address."""
    if host in ("", "localhost") or host.startswith(("/", "@")) or _is_loopback(host):
        return Finding("ok", f"{host} is on this machine")
    return Finding("warning", str(operator_error("HUB-739", host=host, reason=lack)))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:  # a name, and whose address it is may change
        return False


def _waiting(depths: Mapping[str, int | None]) -> str:
    """The queues in which something waits, the longest first."""
    filled = sorted(((n, name) for name, n in depths.items() if n), reverse=True)
    told = ", ".join(f"{name} {n}" for n, name in filled[:5])
    return f"{sum(n for n, _ in filled)} waiting in {len(depths)} queues" + (f": {told}" if told else "")


# ---- clock and disk --------------------------------------------------------------------------


def look_at_clock(home: Home) -> Iterator[Finding]:
    """The year can be true, and nothing was recorded later than now."""
    now = bootstrap.SystemClock().now()
    yield judge_year(now)
    try:
        later = _recorded_after(home, now + APART)
    except (Deferred, OperatorError):
        yield not_checked("what is recorded, since the store cannot be read")
        return
    if later:
        reason = f"a document was recorded {(later[0].updated_at - now) / SECOND:.0f} s later than now"
        yield Finding("warning", str(operator_error("HUB-735", reason=f"{reason}: {later[0].id}")))


def _recorded_after(home: Home, at: int) -> list[Document]:
    store = bootstrap.open_store(home)
    try:
        return store.log(Filter(since=at, limit=1))
    finally:
        store.close()


def judge_year(now: int) -> Finding:
    """Whether the clock was ever set."""
    at = datetime.fromtimestamp(now // SECOND, UTC)
    if at.year not in YEARS:
        return Finding("warning", str(operator_error("HUB-735", reason=f"it says {at.year}")))
    return Finding("ok", f"{at:%Y-%m-%d %H:%M:%S} UTC")


def apart(theirs: int, before: int, after: int) -> int:
    """How far a clock is ahead of ours, at least, which was asked between two looks at ours; microseconds."""
    return theirs - min(max(theirs, before), after)


def judge_clock(whose: str, ahead: int) -> Finding:
    """Two seconds do no harm: times order nothing, but a receipt from the future is refused (HUB-415)."""
    if abs(ahead) <= APART:
        return Finding("ok", f"{whose} has our time")
    reason = f"{whose} is {abs(ahead) / SECOND:.1f} s {'ahead' if ahead > 0 else 'behind'}"
    return Finding("warning", str(operator_error("HUB-735", reason=reason)))


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


def judge_space(place: str, free: int, total: int) -> Finding:
    """Below 100 MB a store soon takes no more writes."""
    told = f"{free / 1e9:.1f} GB of {total / 1e9:.1f} GB"
    if free >= SCARCE and free >= total * SHARE:
        return Finding("ok", f"{place}: {told}")
    result: Result = "failure" if free < FULL else "warning"
    return Finding(result, str(operator_error("HUB-736", place=place, free=told)))


def not_checked(reason: str) -> Finding:
    """Not looking is no failure, but it is said."""
    return Finding("warning", str(operator_error("HUB-738", reason=reason)))


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
