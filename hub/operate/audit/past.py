"""What is known of the log outside its store: its later lives, the checkpoints that are kept, the run before."""

from collections.abc import Iterator, Sequence
from typing import Final

from hub.errors import Code, OperatorError
from hub.flow.log_lives import LogOwner, prove_lives
from hub.flow.log_tiles import has_root
from hub.flow.past import Known
from hub.model.checkpoint import Checkpoint
from hub.model.life import newest_life
from hub.operate.audit.finding import Finding, found
from hub.operate.audit.sealed import ROOT, SHORT, check_checkpoint, signer_at
from hub.operate.audit.verified import Verified
from hub.ports import AuditReader, NoteSigner, Sealed
from hub.text.bilingual import Bilingual

LIFE: Final = Bilingual("认可恢复后的日志名称未经证明", "the name that the log has since a restore is not proved")


def check_past(reader: AuditReader, kept: Sequence[Known], signer: NoteSigner | None) -> Iterator[Finding]:
    """The log's later lives are true, and what is kept is of this log.

    What belongs to a life before the newest one was given up by an operator.
    """
    lives = reader.lives()
    if signer is not None:
        try:
            prove_lives(reader, LogOwner(signer.name, signer))
        except OperatorError:
            yield found(Code.CHECKPOINT_DIFFERS, size=lives[-1].size, what=LIFE)
            return
    for one in kept:
        if one.number > newest_life(lives):
            yield found(Code.CHECKPOINT_DIFFERS, size=one.checkpoint.size, what=SHORT)
        elif one.number == newest_life(lives):
            yield from _check_known(reader, one)


def check_before(reader: AuditReader, before: Verified, signer: NoteSigner | None) -> Iterator[Finding]:
    """What was verified before is a checkpoint of this log, and of this home."""
    checkpoint, lost = before.checkpoint, False
    for finding in _check_root(reader, checkpoint):
        lost = True
        yield finding
    if not lost:
        sealed = Sealed(size=checkpoint.size, root=checkpoint.root, at=0, note=before.note)
        yield from check_checkpoint(sealed, checkpoint.root, signer_at(reader.lives(), signer, checkpoint.size))


def _check_known(reader: AuditReader, known: Known) -> Iterator[Finding]:
    if not known.is_ours:
        yield found(Code.SIGNED_BY_ANOTHER, size=known.checkpoint.size)
    else:
        yield from _check_root(reader, known.checkpoint)


def _check_root(reader: AuditReader, checkpoint: Checkpoint) -> Iterator[Finding]:
    """The log begins with what the checkpoint is about; not if tiles of that are missing."""
    if checkpoint.size > reader.size():
        yield found(Code.CHECKPOINT_DIFFERS, size=checkpoint.size, what=SHORT)
    elif not has_root(reader, checkpoint.size, checkpoint.root):
        yield found(Code.CHECKPOINT_DIFFERS, size=checkpoint.size, what=ROOT)
