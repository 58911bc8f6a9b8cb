"""What a home knows of its log's past, and the store that must hold it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from adapters.files.durable import is_there
from adapters.notes import KeptNote
from hub.bootstrap.sealing import open_sealer
from hub.bootstrap.store import open_store
from hub.errors import Code, OperatorError, Wording, operator_error
from hub.flow.log_lives import LogOwner
from hub.flow.past import UNFIT, Kept, Known, kept_in, known_among, prove_past
from hub.home.place import Home
from hub.ports import CheckpointPlace, Store
from hub.text.bilingual import Bilingual
from hub.text.log import Log

_IN_HOME: Final = Bilingual("主目录的 audit/checkpoint", "audit/checkpoint of the home")
log = Log()


def log_owner(home: Home) -> LogOwner:
    """Whose log it is. Raises OperatorError (HUB-705, HUB-707)."""
    return LogOwner(home.settings.origin, open_sealer(home))


def places_of(home: Home) -> tuple[CheckpointPlace, ...]:
    """Every place, the home first. Raises OperatorError where the broker is not set up (HUB-702, HUB-705, HUB-707)."""
    here = KeptNote(home.kept_checkpoint, _IN_HOME)
    if not home.settings.uses_broker:
        return (here,)
    from hub.bootstrap.queues.rabbit import checkpoint_place  # noqa: PLC0415 - pika is slow to load

    return here, checkpoint_place(home)


def known_of(home: Home, *, quickly: bool = False) -> list[Known]:
    """The checkpoints that are known, newest first. What cannot be used is logged.

    `quickly`: the broker is asked only where the home knows nothing.
    """
    owner, here = log_owner(home), KeptNote(home.kept_checkpoint, _IN_HOME)
    if quickly and is_there(home.kept_checkpoint) and (found := known_among(kept_in([here]), owner)[0]):
        return found
    known, rest = known_and_unusable(home)
    for one in rest:
        log.warning("checkpoint_unusable", where=one.where.en, reason=str(one.reason or ""))
    return known


def known_and_unusable(home: Home) -> tuple[list[Known], list[Kept]]:
    """The same from all places, and beside it what cannot be used."""
    return known_among(kept_in(places_of(home)), log_owner(home))


def known_as_far_as_told(home: Home) -> tuple[list[Known], list[Wording]]:
    """The checkpoints that are known, and why others are not: a home that cannot ask the broker reads its own."""
    here, owner = KeptNote(home.kept_checkpoint, _IN_HOME), log_owner(home)
    try:
        known, unusable = known_and_unusable(home)
        told = []
    except OperatorError as error:
        known, unusable = known_among(kept_in([here]), owner)
        told = [error.wording]
    return known, [*told, *(_unusable(one) for one in unusable)]


def _unusable(one: Kept) -> Wording:
    return operator_error(Code.KEPT_CHECKPOINT_UNUSABLE, where=one.where, reason=one.reason or UNFIT).wording


def prove_known(home: Home, store: Store, *, quickly: bool = False) -> None:
    """Prove that the store holds what is known. Raises StoreForgot (HUB-920, HUB-921), StoreUnavailable."""
    if known := known_of(home, quickly=quickly):
        with store.log.read() as reader:
            prove_past(reader, known, log_owner(home))


def prove_own_store(home: Home) -> None:
    """The same of the home's store."""
    with _opened(home) as store:
        prove_known(home, store)


def open_store_to_write(home: Home) -> Store:
    """The home's store, for an operator's act. Raises StoreForgot before anything is written to an older store."""
    store = open_store(home)
    try:
        prove_known(home, store, quickly=True)
    except BaseException:
        store.close()
        raise
    return store


@contextmanager
def _opened(home: Home) -> Iterator[Store]:
    store = open_store(home)
    try:
        yield store
    finally:
        store.close()
