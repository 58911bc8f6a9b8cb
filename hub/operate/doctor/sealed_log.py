"""Looks at the sealed log of the store."""

from collections.abc import Iterator
from typing import Final

from hub.errors import Code, Deferred, OperatorError, operator_error
from hub.flow.sealing import prove_continued
from hub.model.moments import SECOND
from hub.operate.doctor.finding import Finding
from hub.operate.doctor.store_access import StoreAccess
from hub.ports import Backlog, NoteSigner, Sealed
from hub.text.bilingual import Bilingual

LATEST_S: Final = 60
"""Seconds in which a transition is sealed while a worker runs."""
_ABOVE: Final = Finding("ok", Bilingual("见上文", "told above"))


def look_at_log(access: StoreAccess, signer: NoteSigner | None) -> Iterator[Finding]:
    """The log has its key, holds what its newest checkpoint says, and takes in what is recorded, within a minute."""
    if signer is None:
        yield Finding.of("warning", operator_error(Code.LOG_KEY_MISSING))
        return
    try:
        yield _look(access, signer)
    except (Deferred, OperatorError):  # the look at the store tells it
        yield _ABOVE


def look_at_backlog(access: StoreAccess) -> Iterator[Finding]:
    """The log takes in what is recorded, within a minute. Its key is not opened."""
    try:
        with access.opened() as store, store.log.read() as log:
            newest, backlog = log.sealed(), log.backlog()
    except (Deferred, OperatorError):  # the look at the store tells it
        yield _ABOVE
        return
    yield judge_backlog(backlog, access.clock.now()) or Finding("ok", _told(newest))


def _look(access: StoreAccess, signer: NoteSigner) -> Finding:
    with access.opened() as store, store.log.read() as log:
        newest, backlog = log.sealed(), log.backlog()
        try:
            prove_continued(log, newest, signer)
        except OperatorError as error:
            return Finding.of("failure", error)
    return judge_backlog(backlog, access.clock.now()) or Finding("ok", _told(newest))


def judge_backlog(backlog: Backlog, now: int) -> Finding | None:
    """HUB-904 where the oldest waits for more than a minute."""
    age = 0 if backlog.oldest is None else (now - backlog.oldest) // SECOND
    if age <= LATEST_S:
        return None
    waited = Bilingual(f"{age} 秒", f"{age} s")
    return Finding.of(
        "warning", operator_error(Code.SEALER_BEHIND, count=str(backlog.count), age=waited), backlog.oldest
    )


def _told(newest: Sealed | None) -> Bilingual:
    if newest is None:
        return Bilingual("尚无记录", "nothing is recorded yet")
    return Bilingual(f"已封存 {newest.size} 条", f"{newest.size} transitions are sealed")
