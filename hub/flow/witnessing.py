"""Cosign others' logs: only what continues the checkpoint that was cosigned before (C2SP tlog-witness)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hub.model.checkpoint import Checkpoint, Note, NoteKey, parse_checkpoint, parse_note
from hub.model.cosigning import AddCheckpoint, parse_add_checkpoint
from hub.model.moments import SECOND
from hub.model.tree import EMPTY_ROOT, is_extension
from hub.ports import Clock, Cosigner, NoteVerifier, WitnessAnswer, WitnessMemory
from hub.text.log import Log

COSIGNED: Final = 200
UNREADABLE: Final = 400
NOT_SIGNED: Final = 403
UNKNOWN_LOG: Final = 404
OTHER_SIZE: Final = 409
NO_CONTINUATION: Final = 422
log = Log()


@dataclass(frozen=True, slots=True, kw_only=True)
class CosigningDesk:
    """request ─► is it a known log's, signed by it, and does it continue? ─► memory ─► cosignature. Thread-safe."""

    logs: Sequence[NoteKey]
    """Whose logs are cosigned. The name of a key is the log's name."""
    memory: WitnessMemory
    cosigner: Cosigner
    is_signed_by: NoteVerifier
    clock: Clock

    def answer(self, body: str) -> WitnessAnswer:
        """Answer a request; raises OSError, and ValueError where what was cosigned before cannot be read."""
        try:
            asked = parse_add_checkpoint(body)
            note = parse_note(asked.note)
            checkpoint = parse_checkpoint(note.text)
        except ValueError as error:
            return WitnessAnswer(UNREADABLE, f"{error}\n")
        keys = [key for key in self.logs if key.name == checkpoint.origin]
        if not keys:
            return WitnessAnswer(UNKNOWN_LOG, "unknown log\n")
        if not any(self.is_signed_by(note, key) for key in keys):
            return WitnessAnswer(NOT_SIGNED, "not signed by a known key of the log\n")
        if asked.old > checkpoint.size:
            return WitnessAnswer(UNREADABLE, "the old size is larger than the checkpoint\n")
        return self._judged(asked, note, checkpoint)

    def _judged(self, asked: AddCheckpoint, note: Note, checkpoint: Checkpoint) -> WitnessAnswer:
        with self.memory.of(checkpoint.origin) as seen:
            newest = seen.newest() or Checkpoint(checkpoint.origin, 0, EMPTY_ROOT)
            if asked.old != newest.size:
                return WitnessAnswer(OTHER_SIZE, f"{newest.size}\n")
            if newest.size == checkpoint.size and newest.root != checkpoint.root:
                log.warning("log_forked", origin=checkpoint.origin, size=newest.size, note=asked.note)
                seen.keep_fork(asked.note)
                return WitnessAnswer(OTHER_SIZE, f"{newest.size}\n")
            if not is_extension((newest.size, newest.root), (checkpoint.size, checkpoint.root), asked.proof):
                log.warning("log_not_continued", origin=checkpoint.origin, size=newest.size, note=asked.note)
                return WitnessAnswer(NO_CONTINUATION, "the proof does not verify\n")
            seen.keep(asked.note)
            return WitnessAnswer(COSIGNED, self.cosigner.cosign(note.text, self.clock.now() // SECOND).line())
