"""The lives of a log as its store tells them, proved by the log's own key."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from hub.errors import Code, operator_error
from hub.flow.log_tiles import has_root
from hub.model.checkpoint import Checkpoint, Note, parse_checkpoint, parse_note
from hub.model.life import FIRST, Life, life_name, life_number
from hub.ports import LogReader, NoteSigner


@dataclass(frozen=True, slots=True)
class LogOwner:
    """Whose a log is: its origin, and its key where the home has it. Without the key no signature is verified."""

    origin: str
    signer: NoteSigner | None

    def number(self, name: str) -> int | None:
        """Which life has this name; None for another log's."""
        return life_number(name, self.origin)

    def has_signed(self, note: Note, number: int) -> bool:
        """Whether the log signed this, as this life."""
        return self.signer is None or self.signer.named(life_name(self.origin, number)).has_signed(note)

    def is_by_another_key(self, note: Note, name: str) -> bool:
        """Whether somebody signed it under this name with another key; a damaged signature is not that."""
        if self.signer is None:
            return False
        ours = self.signer.named(name).sign(note.text).key_id
        by = {one.key_id for one in note.signatures if one.name == name}
        return bool(by) and ours not in by


def prove_lives(log: LogReader, owner: LogOwner) -> Sequence[Life]:
    """The log's later lives; raises OperatorError: HUB-902 unless our key signed each, HUB-903 unless each is true."""
    lives = log.lives()
    for life in lives:
        note, checkpoint = _first(life)
        if checkpoint is None or not owner.has_signed(note, life.number):
            raise operator_error(Code.LOG_SIGNED_BY_ANOTHER, origin=life_name(owner.origin, life.number))
        said = (owner.number(checkpoint.origin), checkpoint.size)
        if said != (life.number, life.size) or not has_root(log, life.size, checkpoint.root):
            raise operator_error(Code.LOG_DIFFERS, size=str(life.size))
    if any(one.size > next_.size or one.number >= next_.number for one, next_ in pairwise(lives)):
        raise operator_error(Code.LOG_DIFFERS, size=str(lives[0].size))
    return lives


def _first(life: Life) -> tuple[Note, Checkpoint | None]:
    try:
        note = parse_note(life.note)
        return note, parse_checkpoint(note.text) if life.number > FIRST else None
    except ValueError:
        return Note("", []), None
