"""Compare a store with the newest checkpoint that is known outside it: a store that forgot something is not used."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from hub.errors import Code, Deferred, StoreForgot, of_the_system
from hub.flow.log_lives import LogOwner, prove_lives
from hub.flow.log_tiles import has_root
from hub.model.checkpoint import Checkpoint, parse_checkpoint, parse_note
from hub.model.life import newest_life
from hub.ports import CheckpointPlace, LogReader
from hub.text.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class Kept:
    """What a place keeps."""

    where: Bilingual
    note: str
    """Empty where the place could not be read."""
    reason: Bilingual | None = None
    """Why it could not be read."""


UNFIT: Final = Bilingual("内容已损坏，或属于另一日志", "it is damaged, or of another log")
"""Why a checkpoint cannot be used that could be read."""


@dataclass(frozen=True, slots=True)
class Known:
    """A checkpoint that is kept, under a name of the log's."""

    where: Bilingual
    number: int
    """The life that signed it."""
    checkpoint: Checkpoint
    is_ours: bool
    """False where another key signed it."""

    @property
    def rank(self) -> tuple[int, int]:
        """A later life counts more, and in a life the longer log."""
        return self.number, self.checkpoint.size


def kept_in(places: Iterable[CheckpointPlace]) -> list[Kept]:
    """What is kept there; nothing for a place that keeps none yet."""
    return [kept for place in places if (kept := _kept(place)) is not None]


def known_among(kept: Iterable[Kept], owner: LogOwner) -> tuple[list[Known], list[Kept]]:
    """The checkpoints of the log, newest first, and what cannot be used: unreadable, damaged, or another log's."""
    read = [(one, _known(one, owner)) for one in kept]
    usable = [known for _, known in read if known is not None]
    return sorted(usable, key=lambda one: one.rank, reverse=True), [one for one, known in read if known is None]


def prove_past(log: LogReader, known: Sequence[Known], owner: LogOwner) -> None:
    """Prove that the log holds all that is known, but for what an operator has given up with an earlier life.

    Raises StoreForgot: HUB-920 for a log that is shorter, HUB-921 for one with other entries, and for a checkpoint of
    another key; and as `prove_lives`.
    """
    if known:
        life, size = newest_life(prove_lives(log, owner)), log.size()
        for one in known:
            if one.number > life:
                raise StoreForgot(_shorter(one, size))
            if one.number == life:
                _prove(log, one, size)


def replaces(note: str, kept: str, owner: LogOwner) -> bool:
    """Whether a checkpoint of the log's is to be kept in place of this: it is newer, or this cannot be used."""
    nowhere = Bilingual("", "")
    new, old = (_known(Kept(nowhere, text), owner) for text in (note, kept))
    if new is None or old is None:
        return new is not None
    return new.rank > old.rank if old.is_ours else new.number > old.number


def _kept(place: CheckpointPlace) -> Kept | None:
    try:
        note = place.read()
    except (Deferred, OSError) as error:
        failure = of_the_system(error) if isinstance(error, OSError) else error
        return Kept(place.where, "", failure.wording.by_language)
    return None if note is None else Kept(place.where, note)


def _known(kept: Kept, owner: LogOwner) -> Known | None:
    try:
        note = parse_note(kept.note)
        checkpoint = parse_checkpoint(note.text)
    except ValueError:
        return None
    number = owner.number(checkpoint.origin)
    if number is None:
        return None
    is_ours = owner.has_signed(note, number)
    if is_ours or owner.is_by_another_key(note, checkpoint.origin):
        return Known(kept.where, number, checkpoint, is_ours)
    return None


def _prove(log: LogReader, known: Known, size: int) -> None:
    checkpoint = known.checkpoint
    if not known.is_ours:
        text = Bilingual(
            f"{known.where.zh}中的检查点 {checkpoint.origin} 由另一把密钥签名",
            f"another key signed the checkpoint {checkpoint.origin} in {known.where.en}",
        )
        raise StoreForgot(text, Code.STORE_OF_ANOTHER_HISTORY)
    if size < checkpoint.size:
        raise StoreForgot(_shorter(known, size))
    if not has_root(log, checkpoint.size, checkpoint.root):
        text = Bilingual(
            f"前 {checkpoint.size} 条与{known.where.zh}中的检查点 {checkpoint.origin} 不同",
            f"its first {checkpoint.size} entries differ from the checkpoint {checkpoint.origin} in {known.where.en}",
        )
        raise StoreForgot(text, Code.STORE_OF_ANOTHER_HISTORY)


def _shorter(known: Known, size: int) -> Bilingual:
    checkpoint = known.checkpoint
    return Bilingual(
        f"库中有 {size} 条，{known.where.zh}中的检查点 {checkpoint.origin} 有 {checkpoint.size} 条",
        f"it has {size} entries, and the checkpoint {checkpoint.origin} in {known.where.en} has {checkpoint.size}",
    )
