"""Looks at what is known of the log outside its store."""

from collections.abc import Iterator, Sequence
from typing import Final

from hub.errors import Code, Deferred, OperatorError, StoreForgot, operator_error
from hub.flow.log_lives import LogOwner
from hub.flow.past import UNFIT, Kept, Known, kept_in, known_among, prove_past
from hub.model.moments import SECOND
from hub.operate.doctor.finding import Finding
from hub.operate.doctor.store_access import StoreAccess
from hub.ports import CheckpointPlace, Sealed
from hub.text.bilingual import Bilingual, listed

LATEST_S: Final = 120
"""Seconds after which a checkpoint is kept everywhere, while a worker runs."""


def look_at_past(access: StoreAccess, owner: LogOwner, places: Sequence[CheckpointPlace]) -> Iterator[Finding]:
    """The store holds every checkpoint that is known, and each place keeps the newest one."""
    known, unusable = known_among(kept_in(places), owner)
    try:
        with access.opened() as store, store.log.read() as log:
            newest = log.sealed()
            prove_past(log, known, owner)
    except StoreForgot as forgot:
        yield Finding.of("failure", forgot)
        return
    except OperatorError as error:
        if error.code != Code.BAD_CONFIGURATION:  # that is told by the look at the store
            yield Finding.of("failure", error)
        else:
            yield Finding("ok", Bilingual("见上文", "told above"))
        return
    except Deferred:  # the look at the store tells it
        yield Finding("ok", Bilingual("见上文", "told above"))
        return
    yield from map(_of_unusable, unusable)
    behind = list(_behind(places, known, unusable, newest)) if newest and _is_old(access, newest) else []
    yield from behind
    if not unusable and not behind:
        yield Finding("ok", _told(known))


def _of_unusable(one: Kept) -> Finding:
    return Finding.of(
        "warning", operator_error(Code.KEPT_CHECKPOINT_UNUSABLE, where=one.where, reason=one.reason or UNFIT)
    )


def _is_old(access: StoreAccess, newest: Sealed) -> bool:
    return access.clock.now() - newest.at > LATEST_S * SECOND


def _behind(
    places: Sequence[CheckpointPlace], known: Sequence[Known], unusable: Sequence[Kept], newest: Sealed
) -> Iterator[Finding]:
    """Places that keep nothing, or an older checkpoint than the store's."""
    told = [one.where for one in unusable] + [one.where for one in known if one.checkpoint.size >= newest.size]
    for place in places:
        if place.where not in told:
            yield Finding.of("warning", operator_error(Code.CHECKPOINT_NOT_KEPT, where=place.where), newest.at)


def _told(known: Sequence[Known]) -> Bilingual:
    if not known:
        return Bilingual("尚无已知的检查点", "no checkpoint is known yet")
    where, size = listed(one.where for one in known), known[0].checkpoint.size
    return Bilingual(f"已知 {size} 条，保存在{where.zh}", f"{size} entries are known, kept in {where.en}")
