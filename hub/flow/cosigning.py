"""Have witnesses cosign the newest checkpoint of the log."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from hub.errors import Code, OperatorError, operator_error
from hub.flow.log_tiles import tiles_of
from hub.model import tree
from hub.model.checkpoint import NoteKey, NoteSignature, parse_note
from hub.model.cosigning import AddCheckpoint
from hub.ports import HistoryMemory, LogReader, NoteVerifier, Sealed, SealedLog, Witness, WitnessAnswer
from hub.text.bilingual import Bilingual
from hub.text.log import Log

log = Log()
_COSIGNED: Final = 200
_OTHER_SIZE: Final = 409
_NO_CONTINUATION: Final = 422
_ROUNDS: Final = 3
"""How often a witness may name another size: others may ask it for this log at the same moment."""
_SIZE: Final = re.compile(r"(0|[1-9][0-9]{0,18})\n")


@dataclass(frozen=True, slots=True)
class Cosigning:
    """store ─► [newest checkpoint, proof] ─► witness ─► verified cosignature ─► store. No transaction waits for it."""

    log: SealedLog
    is_signed_by: NoteVerifier
    histories: HistoryMemory

    def ask(self, witness: Witness) -> Sealed | None:
        """Have the newest checkpoint cosigned, unless it is; None if there is no checkpoint.

        Raises OperatorError: HUB-942 where the witness did not cosign it, HUB-943 where it knows another history, which
        is kept until it cosigns: what it cosigned before does not count.
        """
        try:
            return self._ask(witness)
        except OperatorError as error:
            if error.code == Code.WITNESS_KNOWS_ANOTHER:
                self._note(partial(self.histories.keep, **{name: str(said) for name, said in error.names.items()}))
            raise

    def _note(self, act: Callable[[], None]) -> None:
        """A home that cannot be written keeps nobody from being told."""
        try:
            act()
        except OSError as error:
            log.warning("history_not_kept", reason=str(error))

    def _ask(self, witness: Witness) -> Sealed | None:
        name = witness.key.name
        with self.log.read() as reader:
            sealed, old = reader.sealed(), reader.cosigned(name)
        if sealed is None or old == sealed.size:
            return sealed
        for _ in range(_ROUNDS):
            answer = self._asked(witness, sealed, old)
            if answer.status == _COSIGNED:
                line = self._verified(answer, sealed, witness.key)
                self.log.keep_cosignature(sealed.size, name, line)
                self._note(partial(self.histories.forget, name))
                return sealed
            old = _next_size(answer, sealed, old, name)
        raise _not_cosigned(name, Bilingual("它每次要求的大小都不同", "it names another size each time"))

    def _asked(self, witness: Witness, sealed: Sealed, old: int) -> WitnessAnswer:
        with self.log.read() as reader:
            try:
                proof = tree.consistency(tiles_of(reader), old, sealed.size)
            except (ValueError, IndexError) as error:
                raise operator_error(Code.LOG_DIFFERS, size=str(sealed.size)) from error
        try:
            return witness.add_checkpoint(str(AddCheckpoint(old, proof, sealed.note)))
        except OSError as error:
            raise _not_cosigned(witness.key.name, Bilingual.same(str(getattr(error, "reason", error)))) from error

    def _verified(self, answer: WitnessAnswer, sealed: Sealed, key: NoteKey) -> str:
        """The line by this key; lines by unknown keys are ignored."""
        note = parse_note(sealed.note)
        for one in _lines(answer, note.text):
            if (one.name, one.key_id) == (key.name, key.id) and self.is_signed_by(replace(note, signatures=[one]), key):
                return one.line()
        raise _not_cosigned(
            key.name, Bilingual("答复中没有它的有效签名", "its answer has no valid signature of its key")
        )


def note_with_cosignatures(reader: LogReader, sealed: Sealed) -> str:
    """A checkpoint with what witnesses signed under it."""
    return sealed.note + "".join(reader.cosignatures(sealed.size))


def _lines(answer: WitnessAnswer, text: str) -> list[NoteSignature]:
    try:
        return list(parse_note(f"{text}\n{answer.body}").signatures)
    except ValueError:
        return []


def _next_size(answer: WitnessAnswer, sealed: Sealed, old: int, name: str) -> int:
    """The size from which the witness wants the proof; raises OperatorError where it will not cosign."""
    said = _SIZE.fullmatch(answer.body) if answer.status == _OTHER_SIZE else None
    size = int(said[1]) if said else old
    if answer.status == _NO_CONTINUATION or (said and (size == old or size > sealed.size)):
        raise operator_error(Code.WITNESS_KNOWS_ANOTHER, witness=name, size=str(size), ours=str(sealed.size))
    if said is None:
        raise _not_cosigned(name, Bilingual.same(f"HTTP {answer.status} {answer.body.strip()[:200]}"))
    return size


def _not_cosigned(name: str, reason: Bilingual) -> OperatorError:
    return operator_error(Code.NOT_COSIGNED, witness=name, reason=reason)
