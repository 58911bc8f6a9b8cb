"""Looks at the timestamps of the sealed log."""

from collections.abc import Callable, Iterator
from typing import Final

from hub.errors import Code, Deferred, OperatorError, operator_error
from hub.flow.stamping import due_since
from hub.model.moments import SECOND, moment
from hub.operate.doctor.finding import Finding
from hub.operate.doctor.store_access import StoreAccess
from hub.text.bilingual import Bilingual

LATEST_S: Final = 3600
"""Seconds in which a timestamp that is due is got."""


def look_at_timestamps(access: StoreAccess, prove_trusted: Callable[[], object] | None) -> Iterator[Finding]:
    """A checkpoint a day has a timestamp (HUB-944). `prove_trusted` reads who is trusted; None: none is configured."""
    if prove_trusted is None:
        yield Finding("ok", Bilingual("未配置", "none is configured"))
        return
    prove_trusted()
    try:
        yield _look(access)
    except (Deferred, OperatorError):  # the look at the store tells it
        yield Finding("ok", Bilingual("见上文", "told above"))


def _look(access: StoreAccess) -> Finding:
    with access.opened() as store, store.log.read() as log:
        since, newest = due_since(log), log.timestamp()
    age = 0 if since is None else (access.clock.now() - since) // SECOND
    if age > LATEST_S:
        waited = Bilingual(f"{age // 60} 分钟", f"{age // 60} min")
        return Finding.of("warning", operator_error(Code.TIMESTAMP_LATE, age=waited), since)
    if newest is None:
        return Finding("ok", Bilingual("尚无", "none yet"))
    at = f"{moment(newest.at):%Y-%m-%d %H:%M:%S} UTC"
    return Finding("ok", Bilingual(f"{newest.size} 条，{at}", f"{newest.size} entries, {at}"))
