"""The sealer: it gives every transition a position in one log and signs checkpoints of the log."""

import time
from collections.abc import Callable
from typing import Final

from hub.errors import Code, OperatorError, operator_error
from hub.model import tree
from hub.model.checkpoint import Checkpoint, Note, parse_checkpoint, parse_note
from hub.model.moments import SECOND
from hub.ports import Clock, Entry, LogReader, LogUnit, NoteSigner, Sealed, SealedLog
from hub.text.log import Log

INTERVAL_S: Final = 15.0
"""Seconds between two checkpoints while there is something to seal. The promise is a minute."""
PAGE: Final = 2048
"""Entries that are appended in one transaction."""
log = Log()


class SealingLine:
    """unsealed ─► [prove the newest checkpoint, append what waits, sign]. One worker at a time runs it on a store."""

    def __init__(
        self, sealed_log: SealedLog, signer: NoteSigner, clock: Clock, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._log = sealed_log
        self._signer = signer
        self._clock = clock
        self._monotonic = monotonic
        self._next = monotonic()
        self._is_behind = False
        """Whether more waited than the last page."""

    def is_due(self) -> bool:
        return self._monotonic() >= self._next

    def run(self) -> Sealed | None:
        """Append the next page, and sign a checkpoint unless more waits.

        Where the log cannot go on, its waiting entries stay, and the reason is logged. Raises Deferred when the store
        is gone.
        """
        self._next = self._monotonic() + INTERVAL_S
        try:
            return self._seal_next()
        except (OperatorError, ValueError) as error:
            log.warning("not_sealed", reason=str(error))
            return None

    def _seal_next(self) -> Sealed | None:
        with self._log.seal() as unit:
            if unit is None:
                return None
            newest, now = unit.sealed(), self._clock.now()
            age = INTERVAL_S if newest is None or now < newest.at else (now - newest.at) / SECOND
            if age < INTERVAL_S / 2 and not self._is_behind:
                return None  # another worker has just signed
            prove_continued(unit, newest, self._signer)
            size, self._is_behind = append_next(unit)
            if self._is_behind:
                self._next = self._monotonic()
            if size == (newest.size if newest else 0) or (self._is_behind and age < INTERVAL_S):
                return None
            return self._sign(unit, size, now)

    def _sign(self, unit: LogUnit, size: int, now: int) -> Sealed:
        root = root_of(unit, size)
        text = Checkpoint(self._signer.name, size, root).text()
        sealed = Sealed(size=size, root=root, at=now, note=str(Note(text, [self._signer.sign(text)])))
        unit.add_checkpoint(sealed)
        return sealed


def prove_continued(unit: LogReader, newest: Sealed | None, signer: NoteSigner) -> None:
    """Raise OperatorError unless the log holds what its newest checkpoint says (HUB-903), signed by us (HUB-902)."""
    if newest is None:
        return
    try:
        note = parse_note(newest.note)
        checkpoint = parse_checkpoint(note.text)
        is_continued = unit.size() >= checkpoint.size and root_of(unit, checkpoint.size) == checkpoint.root
    except ValueError as error:  # a note that is none, or tiles that make no tree
        raise operator_error(Code.LOG_DIFFERS, size=str(newest.size)) from error
    if not signer.has_signed(note):
        raise operator_error(Code.LOG_SIGNED_BY_ANOTHER, origin=checkpoint.origin)
    if not is_continued:
        raise operator_error(Code.LOG_DIFFERS, size=str(newest.size))


def root_of(unit: LogReader, size: int) -> bytes:
    """The root over the first `size` entries; raises ValueError if tiles are missing or too short."""
    try:
        return tree.root(_reading(unit), size)
    except IndexError as error:
        raise ValueError("a tile is too short") from error


def append_next(unit: LogUnit) -> tuple[int, bool]:
    """Give the next page of transitions their positions; the new size of the log, and whether more waits."""
    entries, size = unit.next_entries(PAGE), unit.size()
    if entries:
        unit.append(entries, tree.grown(_reading(unit), size, list(map(leaf_of, entries))))
    return size + len(entries), len(entries) == PAGE


def leaf_of(entry: Entry) -> bytes:
    """The hash of a transition's leaf."""
    return tree.leaf(bytes.fromhex(entry.hash))


def _reading(unit: LogReader) -> tree.Read:
    """Reads tiles of the log; each once."""
    known: dict[tree.Address, tree.Tile] = {}

    def read(address: tree.Address) -> tree.Tile:
        if address not in known:
            known.update(unit.tiles([address]))
        if address not in known:
            raise ValueError(f"tile {address} is missing")
        return known[address]

    return read
