"""Looks at queues, folders or a broker's."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from adapters.rabbitmq import Ailment, Difference
from adapters.x509 import Registered, SigningKey
from hub.errors import Code, Deferred, OperatorError, operator_error
from hub.operate.doctor.certificates import judge_certificates
from hub.operate.doctor.finding import Finding, not_checked
from hub.operate.doctor.home import write_in
from hub.operate.doctor.judgements import judge_way
from hub.text.bilingual import Bilingual, listed
from hub.text.urls import hosts_of, split_url

Depths = Mapping[str, int | None]
"""Messages that wait in each queue; None for a missing one."""


@dataclass(frozen=True, slots=True)
class BrokerAccess:
    """How a home's broker is reached; each way raises what keeps it from being used."""

    key: Callable[[], SigningKey | None]
    """What is shown to it, proved."""
    urls: Sequence[str]
    """The broker's, and its management API's where that is set."""
    depths: Callable[[], Depths]
    missing: Callable[[Depths], Sequence[Ailment]]
    """Queues that are not there."""
    ailments: Callable[[Depths], Sequence[Ailment]]
    """What else keeps queues from working, as the management API says."""
    differences: Callable[[], Sequence[Difference]]
    """What `hub topology` would change, or could not."""


def look_at_folders(folder: Path, depths: Mapping[str, int | OperatorError | None]) -> Iterator[Finding]:
    """Every folder can be read, and files can be made."""
    yield from (Finding.of("failure", n) for n in depths.values() if isinstance(n, OperatorError))
    waiting = _waiting({n: d for n, d in depths.items() if not isinstance(d, OperatorError)})
    yield Finding("ok", Bilingual(f"文件夹队列，{waiting.zh}", f"folders, {waiting.en}"))
    write_in(folder)


def look_at_broker(access: BrokerAccess, now: int) -> Iterator[Finding]:
    """It answers, every queue is there, and all is as `hub topology` would make it."""
    yield from _look_at_ways(access, now)
    depths = access.depths()
    yield Finding("ok", _waiting(depths))
    yield from map(_of_ailment, access.missing(depths))
    if None in depths.values():
        return
    try:
        yield from map(_of_ailment, access.ailments(depths))
        left = access.differences()
    except (Deferred, OperatorError) as error:
        yield not_checked(error.wording.by_language.about("topology"))
        return
    if left := [difference for difference in left if not difference.is_of_members]:  # those are told above
        first = left[0].found.about(left[0].name)
        yield Finding.of("failure", operator_error(Code.BROKER_DIFFERS, count=len(left), first=first))


def _look_at_ways(access: BrokerAccess, now: int) -> Iterator[Finding]:
    """How the broker and its management are reached, and what they are shown; they are not asked."""
    if (key := access.key()) is not None:
        yield judge_certificates(
            Bilingual("hub（连接消息服务器）", "the hub for the broker"), [Registered.of(key.certificate)], now
        )
    for url in access.urls:
        if (scheme := split_url(url).scheme) in ("amqp", "http"):
            yield from (judge_way(place.host, _not_encrypted(scheme)) for place in hosts_of(url))


def _not_encrypted(scheme: str) -> Bilingual:
    return Bilingual(f"{scheme}://，而非 {scheme}s://", f"{scheme}://, not {scheme}s://")


def _of_ailment(found: Ailment) -> Finding:
    return Finding("failure" if found.is_failure else "warning", found.wording)


def _waiting(depths: Depths) -> Bilingual:
    """The queues in which something waits, the longest first."""
    filled = sorted(((n, name) for name, n in depths.items() if n), reverse=True)
    count, longest = sum(n for n, _ in filled), listed(f"{name} {n}" for n, name in filled[:5])
    text = Bilingual(f"{len(depths)} 个队列中共有 {count} 件等待", f"{count} waiting in {len(depths)} queues")
    return longest.about(text) if filled else text
