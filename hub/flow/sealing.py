"""The sealer: it gives every transition a position in one log and signs checkpoints of the log."""

import time
from collections.abc import Callable, Sequence
from typing import Final

from hub.errors import Code, OperatorError, operator_error
from hub.flow.keeping import CheckpointKeeper
from hub.flow.log_lives import LogOwner, prove_lives
from hub.flow.log_tiles import has_root, root_of, tiles_of
from hub.model import tree
from hub.model.checkpoint import Checkpoint, Note, parse_checkpoint, parse_note
from hub.model.life import life_at, life_name, newest_life
from hub.model.moments import SECOND
from hub.ports import CheckpointPlace, Clock, Entry, LogReader, LogUnit, NoteSigner, Ports, Sealed, SealedLog
from hub.text.log import Log

INTERVAL_S: Final = 15.0
"""Seconds between two checkpoints while there is something to seal. The promise is a minute."""
PAGE: Final = 2048
"""Entries that are appended in one transaction."""
log = Log()


class SealingLine:
    """unsealed ─► [prove the newest checkpoint and what is known, append what waits, sign] ─► keep the checkpoint.

    One worker at a time runs it on a store. Every worker keeps the store's newest checkpoint, whoever signed it.
    """

    def __init__(
        self,
        sealed_log: SealedLog,
        signer: NoteSigner,
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
        places: Sequence[CheckpointPlace] = (),
    ) -> None:
        """`places`: where checkpoints are kept; the first is read before anything is signed."""
        self._keeper = CheckpointKeeper(places, LogOwner(signer.name, signer))
        self._log = sealed_log
        self._signer = signer
        self._clock = clock
        self._monotonic = monotonic
        self._next = monotonic()
        self._is_behind = False
        """Whether more waited than the last page."""
        self._is_ending = False

    def is_due(self) -> bool:
        return self._monotonic() >= self._next

    def run(self) -> Sealed | None:
        """Append the next page, and sign a checkpoint unless more waits.

        Where the log cannot go on, its waiting entries stay, and the reason is logged. Raises Deferred when the store
        is gone, and StoreForgot when it was restored while the hub ran.
        """
        self._next = self._monotonic() + INTERVAL_S
        try:
            newest, sealed = self._seal_next()
        except (OperatorError, ValueError) as error:
            log.warning("not_sealed", reason=str(error))
            return None
        if (last := sealed or newest) is not None:
            self._keeper.keep(last.note)
        return sealed

    def finish(self) -> None:
        """Seal a page of what waits, however young the newest checkpoint is: this worker ends."""
        self._is_ending = True
        self.run()

    def _seal_next(self) -> tuple[Sealed | None, Sealed | None]:
        """The newest checkpoint before, and the one that is signed now."""
        with self._log.seal() as unit:
            if unit is None:
                return None, None
            newest, now = unit.sealed(), self._clock.now()
            self._keeper.prove(unit)
            age = INTERVAL_S if newest is None or now < newest.at else (now - newest.at) / SECOND
            if age < INTERVAL_S / 2 and not (self._is_behind or self._is_ending):
                return newest, None  # another worker has just signed
            prove_continued(unit, newest, self._signer)
            size, self._is_behind = append_next(unit)
            if self._is_behind:
                self._next = self._monotonic()
            if size == (newest.size if newest else 0) or (self._is_behind and age < INTERVAL_S):
                return newest, None
            return newest, self._sign(unit, size, now)

    def _sign(self, unit: LogUnit, size: int, now: int) -> Sealed:
        root = root_of(unit, size)
        signer = self._signer.named(life_name(self._signer.name, newest_life(unit.lives())))
        text = Checkpoint(signer.name, size, root).text()
        sealed = Sealed(size=size, root=root, at=now, note=str(Note(text, [signer.sign(text)])))
        unit.add_checkpoint(sealed)
        return sealed


def sealing_of(ports: Ports) -> SealingLine | None:
    """A worker's sealer; None where the home has no key of the log."""
    if ports.sealer is None:
        return None
    return SealingLine(ports.store.log, ports.sealer, ports.clock, places=ports.places)


def prove_continued(unit: LogReader, newest: Sealed | None, signer: NoteSigner) -> None:
    """Raise OperatorError unless the log holds what its newest checkpoint says (HUB-903), signed by us (HUB-902).

    The same of the first checkpoint of each later life. `signer` has the log's first name.
    """
    owner = LogOwner(signer.name, signer)
    lives = prove_lives(unit, owner)
    if newest is None:
        return
    try:
        note = parse_note(newest.note)
        checkpoint = parse_checkpoint(note.text)
    except ValueError as error:
        raise operator_error(Code.LOG_DIFFERS, size=str(newest.size)) from error
    number = life_at(lives, newest.size)
    if not owner.has_signed(note, number) or owner.number(checkpoint.origin) != number:
        raise operator_error(Code.LOG_SIGNED_BY_ANOTHER, origin=checkpoint.origin)
    if checkpoint.size != newest.size or not has_root(unit, checkpoint.size, checkpoint.root):
        raise operator_error(Code.LOG_DIFFERS, size=str(newest.size))


def append_next(unit: LogUnit) -> tuple[int, bool]:
    """Give the next page of transitions their positions; the new size of the log, and whether more waits."""
    entries, size = unit.next_entries(PAGE), unit.size()
    if entries:
        unit.append(entries, tree.grown(tiles_of(unit), size, list(map(leaf_of, entries))))
    return size + len(entries), len(entries) == PAGE


def leaf_of(entry: Entry) -> bytes:
    """The hash of a transition's leaf."""
    return tree.leaf(bytes.fromhex(entry.hash))
