"""Looks at what witnesses have cosigned."""

from collections.abc import Iterator, Sequence
from typing import Final

from hub.errors import Code, Deferred, OperatorError, operator_error
from hub.model.moments import SECOND
from hub.operate.doctor.finding import Finding
from hub.operate.doctor.store_access import StoreAccess
from hub.ports import HistoryMemory, OtherHistory
from hub.text.bilingual import Bilingual

LATEST_S: Final = 3600
"""Seconds in which a witness cosigns."""


def look_at_witnesses(access: StoreAccess, names: Sequence[str], histories: HistoryMemory) -> Iterator[Finding]:
    """Each witness knows this history (HUB-943), and has cosigned what was sealed an hour ago (HUB-941)."""
    if not names:
        yield Finding("ok", Bilingual("未配置", "none is configured"))
        return
    others = {name: other for name in names if (other := histories.of(name)) is not None}
    yield from map(_other, others.values())
    try:
        yield from [_look(access, name) for name in names if name not in others]
    except (Deferred, OperatorError):  # the look at the store tells it
        yield Finding("ok", Bilingual("见上文", "told above"))


def _other(known: OtherHistory) -> Finding:
    error = operator_error(Code.WITNESS_KNOWS_ANOTHER, witness=known.witness, size=known.size, ours=known.ours)
    return Finding.of("failure", error, known.at)


def _look(access: StoreAccess, name: str) -> Finding:
    with access.opened() as store, store.log.read() as log:
        size = log.cosigned(name)
        first = log.sealed_after(size)
    since = None if first is None else first.at
    age = 0 if since is None else (access.clock.now() - since) // SECOND
    if age <= LATEST_S:
        return Finding("ok", Bilingual(f"{name} 已会签 {size} 条", f"{name} has cosigned {size} entries"))
    waited = Bilingual(f"{age // 60} 分钟", f"{age // 60} min")
    return Finding.of("warning", operator_error(Code.WITNESS_BEHIND, witness=name, age=waited), since)
