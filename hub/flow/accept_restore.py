"""Go on with a store that forgot something: its log begins another life, under another name."""

import base64
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hub.errors import Code, StoreForgot, StoreUnavailable, operator_error, rejected
from hub.flow.log_lives import LogOwner
from hub.flow.log_tiles import root_of
from hub.flow.past import Known, prove_past
from hub.flow.sealing import prove_continued
from hub.model.checkpoint import Checkpoint, Note
from hub.model.life import Life, life_name, newest_life
from hub.ports import LogReader, LogUnit, SealedLog
from hub.text.bilingual import Bilingual

ATTEMPTS: Final = 20
PAUSE_S: Final = 0.25
"""How often, and how long apart, the log is asked for while a worker seals."""


@dataclass(frozen=True, slots=True)
class Restore:
    """What a store lacks, and what its log is called once an operator has accepted that."""

    known: Known
    """The newest checkpoint that the store does not hold."""
    size: int
    """Entries that the store has."""
    number: int
    """The life that begins."""
    name: str
    """Its name."""

    @property
    def given_up(self) -> str:
        """The checkpoint that is given up: origin, size and root."""
        one = self.known.checkpoint
        return f"{one.origin} {one.size} {base64.b64encode(one.root).decode()}"


def find_restore(log: LogReader, known: Sequence[Known], owner: LogOwner) -> Restore:
    """What the store lacks of what is known; raises Rejected (HUB-923) if that is nothing, and as `prove_past`."""
    for one in known:
        try:
            prove_past(log, [one], owner)
        except StoreForgot:
            number = max(newest_life(log.lives()), *(other.number for other in known)) + 1
            return Restore(one, log.size(), number, life_name(owner.origin, number))
    raise rejected(Code.NOTHING_FORGOTTEN)


def begin_life(log: SealedLog, known: Sequence[Known], owner: LogOwner, act: str, now: int) -> Life:
    """Begin the next life where the store's log ends, and commit it; nothing is signed under the former name any more.

    `act` accepted it. Raises Rejected (HUB-923) where another operator did it first, OperatorError (HUB-901, and as
    `prove_continued`: a log that is not what its own checkpoints say has no next life), StoreUnavailable.
    """
    if owner.signer is None:
        raise operator_error(Code.LOG_KEY_MISSING)
    for _ in range(ATTEMPTS):
        with log.seal() as unit:
            if unit is not None:
                prove_continued(unit, unit.sealed(), owner.signer)
                life = _signed(unit, find_restore(unit, known, owner), owner, (act, now))
                unit.add_life(life)
                return life
        time.sleep(PAUSE_S)
    raise StoreUnavailable(Bilingual("有工作进程正在封存，请先停止", "a worker is sealing: stop all workers first"))


def _signed(unit: LogUnit, restore: Restore, owner: LogOwner, by: tuple[str, int]) -> Life:
    """The life with its first checkpoint. A checkpoint's text may have lines of extension after its third."""
    assert owner.signer is not None
    checkpoint = Checkpoint(restore.name, restore.size, root_of(unit, restore.size))
    text = f"{checkpoint.text()}gives-up {restore.given_up}\n"
    note = Note(text, [owner.signer.named(restore.name).sign(text)])
    act, now = by
    return Life(number=restore.number, size=restore.size, at=now, act=act, note=str(note))
