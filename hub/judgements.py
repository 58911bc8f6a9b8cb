"""What is well, a warning or a failure: judged by figures alone, so that a test can give them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, Literal, NamedTuple

from hub.errors import ClockApart, ClockBehind, Code, operator_error
from hub.flow.clock_guard import LEAST
from hub.flow.heartbeat import DEAD_AFTER_S

if TYPE_CHECKING:
    from adapters.x509 import Registered

Result = Literal["ok", "warning", "failure"]
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


def judge_certificates(who: str, known: Sequence["Registered"], now: int) -> Finding:
    """Until when somebody can sign; a successor counts where it begins before the last one ends."""
    from adapters.x509 import covered_until, expiry_problem  # noqa: PLC0415 - cryptography is slow to load

    if (found := expiry_problem(who, known, now)) is not None:
        return Finding("failure" if found.code.is_failure else "warning", str(found))
    return Finding("ok", f"{who} for {(covered_until(known, now) - now) // DAY} days")


def judge_way(host: str, lack: str) -> Finding:
    """What lacks does no harm on the way to this very machine: by a socket, or by a loopback address."""
    if host in ("", "localhost") or host.startswith(("/", "@")) or _is_loopback(host):
        return Finding("ok", f"{host} is on this machine")
    return Finding("warning", str(operator_error(Code.CONNECTION_NOT_PROTECTED, host=host, reason=lack)))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:  # a name, and whose address it is may change
        return False


def judge_year(now: int) -> Finding:
    """Whether the clock was ever set."""
    at = datetime.fromtimestamp(now // SECOND, UTC)
    if at.year not in YEARS:
        return Finding("warning", str(operator_error(Code.CLOCK_WRONG, reason=f"it says {at.year}")))
    return Finding("ok", f"{at:%Y-%m-%d %H:%M:%S} UTC")


def judge_clock(whose: str, ahead: int, tolerance: int) -> Finding:
    """Two seconds do no harm: times order nothing, but a receipt from the future is refused (HUB-415).

    Beyond the tolerance, in microseconds, the hub takes nothing.
    """
    if abs(ahead) <= APART:
        return Finding("ok", f"{whose} has our time")
    reason = f"{whose} is {abs(ahead) / SECOND:.1f} s {'ahead' if ahead > 0 else 'behind'}"
    if abs(ahead) > max(tolerance, LEAST):
        return Finding("failure", str(ClockApart(reason)))
    return Finding("warning", str(operator_error(Code.CLOCK_WRONG, reason=reason)))


def judge_recorded(ahead: int, tolerance: int) -> Finding:
    """How far the newest time that is recorded is ahead of ours; beyond the tolerance the hub takes nothing."""
    if ahead <= APART:
        return Finding("ok", "nothing was recorded later than now")
    reason = f"a document was recorded {ahead / SECOND:.0f} s later than now"
    if ahead > max(tolerance, LEAST):
        return Finding("failure", str(ClockBehind(reason)))
    return Finding("warning", str(operator_error(Code.CLOCK_WRONG, reason=reason)))


def judge_heartbeat(worker: str, age: int, tolerance: int) -> Finding | None:
    """A worker's last heartbeat, by the clock of its own machine, which may differ by the tolerance; microseconds."""
    if age <= DEAD_AFTER_S * SECOND + tolerance:
        return None
    return Finding("warning", str(operator_error(Code.WORKER_SILENT, worker=worker, seconds=age // SECOND)))


def judge_space(place: str, free: int, total: int) -> Finding:
    """Below 100 MB a store soon takes no more writes."""
    told = f"{free / 1e9:.1f} GB of {total / 1e9:.1f} GB"
    if free >= SCARCE and free >= total * SHARE:
        return Finding("ok", f"{place}: {told}")
    result: Result = "failure" if free < FULL else "warning"
    return Finding(result, str(operator_error(Code.LOW_DISK_SPACE, place=place, free=told)))


def not_checked(reason: str) -> Finding:
    """Not looking is no failure, but it is said."""
    return Finding("warning", str(operator_error(Code.NOT_CHECKED, reason=reason)))
