"""What is well, a warning or a failure: judged by figures alone, so that a test can give them."""

from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Final

from hub.errors import ClockApart, ClockBehind, Code, operator_error
from hub.flow.clock_guard import LEAST
from hub.flow.heartbeat import DEAD_AFTER_S
from hub.operate.doctor.finding import Finding, Result
from hub.text.bilingual import Bilingual

SECOND: Final = 1_000_000
"""In microseconds."""
APART: Final = 2 * SECOND
"""Clocks may differ by so much."""
FULL, SCARCE, SHARE = 100_000_000, 1_000_000_000, 0.05
"""Bytes that must be free; bytes, and share of the disk, that should be."""
YEARS: Final = range(2026, 2100)
"""A clock that says another year was never set."""


def judge_way(host: str, lack: Bilingual) -> Finding:
    """What lacks does no harm on the way to this very machine: by a socket, or by a loopback address."""
    if host in ("", "localhost") or host.startswith(("/", "@")) or _is_loopback(host):
        return Finding("ok", Bilingual(f"{host} 就在本机", f"{host} is on this machine"))
    return Finding.of("warning", operator_error(Code.CONNECTION_NOT_PROTECTED, host=host, reason=lack))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:  # a name, and whose address it is may change
        return False


def judge_year(now: int) -> Finding:
    """Whether the clock was ever set."""
    at = datetime.fromtimestamp(now // SECOND, UTC)
    if at.year not in YEARS:
        reason = Bilingual(f"年份为 {at.year}", f"it says {at.year}")
        return Finding.of("warning", operator_error(Code.CLOCK_WRONG, reason=reason))
    time = f"{at:%Y-%m-%d %H:%M:%S} UTC"
    return Finding("ok", Bilingual.same(time))


def judge_clock(whose: str, ahead: int, tolerance: int) -> Finding:
    """Two seconds do no harm: times order nothing, but a receipt from the future is refused (HUB-415).

    Beyond the tolerance, in microseconds, the hub takes nothing.
    """
    if abs(ahead) <= APART:
        return Finding("ok", Bilingual(f"{whose} 与本机时间一致", f"{whose} has our time"))
    seconds, is_ahead = f"{abs(ahead) / SECOND:.1f}", ahead > 0
    reason = Bilingual(
        f"{whose} 的时钟比本机{'快' if is_ahead else '慢'} {seconds} 秒",
        f"{whose} is {seconds} s {'ahead' if is_ahead else 'behind'}",
    )
    if abs(ahead) > max(tolerance, LEAST):
        return Finding.of("failure", ClockApart(reason))
    return Finding.of("warning", operator_error(Code.CLOCK_WRONG, reason=reason))


def judge_recorded(ahead: int, tolerance: int) -> Finding:
    """How far the newest time that is recorded is ahead of ours; beyond the tolerance the hub takes nothing."""
    if ahead <= APART:
        return Finding("ok", Bilingual("没有晚于现在的记录", "nothing was recorded later than now"))
    seconds = f"{ahead / SECOND:.0f}"
    reason = Bilingual(f"有单证的记录时间晚于现在 {seconds} 秒", f"a document was recorded {seconds} s later than now")
    if ahead > max(tolerance, LEAST):
        return Finding.of("failure", ClockBehind(reason))
    return Finding.of("warning", operator_error(Code.CLOCK_WRONG, reason=reason))


def judge_heartbeat(worker: str, age: int, tolerance: int) -> Finding | None:
    """A worker's last heartbeat, by the clock of its own machine, which may differ by the tolerance; microseconds."""
    if age <= DEAD_AFTER_S * SECOND + tolerance:
        return None
    return Finding.of("warning", operator_error(Code.WORKER_SILENT, worker=worker, seconds=age // SECOND))


def judge_space(place: Bilingual, free: int, total: int) -> Finding:
    """Below 100 MB a store soon takes no more writes."""
    left, all_ = f"{free / 1e9:.1f} GB", f"{total / 1e9:.1f} GB"
    told = Bilingual(f"{left}（共 {all_}）", f"{left} of {all_}")
    if free >= SCARCE and free >= total * SHARE:
        return Finding("ok", Bilingual(f"剩余 {told.zh}", told.en).about(place))
    result: Result = "failure" if free < FULL else "warning"
    return Finding.of(result, operator_error(Code.LOW_DISK_SPACE, place=place, free=told))
