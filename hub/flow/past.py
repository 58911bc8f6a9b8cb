"""Compare a store with the newest checkpoint that is known outside it: a store that forgot something is not used."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hub.errors import Code, Deferred, StoreForgot, of_the_system
from hub.flow.log_lives import LogOwner, prove_lives
from hub.flow.log_tiles import has_root
from hub.model.checkpoint import Checkpoint, Note, parse_checkpoint, parse_note
from hub.model.life import FIRST, Life, newest_life
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


@dataclass(frozen=True, slots=True)
class Known:
    """A checkpoint that is kept, and is the log's own."""

    where: Bilingual
    number: int
    """The life that signed it."""
    checkpoint: Checkpoint

    @property
    def rank(self) -> tuple[int, int]:
        """A later life counts more, and in a life the longer log."""
        return self.number, self.checkpoint.size


def kept_in(places: Iterable[CheckpointPlace]) -> list[Kept]:
    """What is kept there; nothing for a place that keeps none yet."""
    return [kept for place in places if (kept := _kept(place)) is not None]


def known_among(kept: Iterable[Kept], owner: LogOwner) -> tuple[list[Known], list[Kept]]:
    """The checkpoints that can be used, newest first, and what cannot: unreadable, damaged, or another log's.

    Raises StoreForgot (HUB-921) for one that another key signed under the log's name.
    """
    read = [(one, _known(one, owner)) for one in kept]
    usable = [known for _, known in read if known is not None]
    return sorted(usable, key=lambda one: one.rank, reverse=True), [one for one, known in read if known is None]


def prove_past(log: LogReader, known: Sequence[Known], owner: LogOwner) -> None:
    """Prove that the log holds all that is known, but for what an operator has given up.

    Raises StoreForgot: HUB-920 for a log that is shorter, HUB-921 for one with other entries; and as `prove_lives`.
    """
    if known:
        lives = prove_lives(log, owner)
        for one in known:
            _prove(log, lives, one)


def replaces(note: str, kept: str, owner: LogOwner) -> bool:
    """Whether a checkpoint of the log's is to be kept in place of this: it is newer, or this cannot be used."""
    nowhere = Bilingual("", "")
    new, old = (_known(Kept(nowhere, text), owner) for text in (note, kept))
    return new is not None and (old is None or new.rank > old.rank)


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
    if owner.has_signed(note, number):
        return Known(kept.where, number, checkpoint)
    _refuse_other_key(note, kept, owner)
    return None


def _refuse_other_key(note: Note, kept: Kept, owner: LogOwner) -> None:
    name = note.text.partition("\n")[0]
    if owner.is_by_another_key(note, name):
        text = Bilingual(
            f"{kept.where.zh}中的检查点由另一把密钥签名", f"another key signed the checkpoint in {kept.where.en}"
        )
        raise StoreForgot(text, Code.STORE_OF_ANOTHER_HISTORY)


def _prove(log: LogReader, lives: Sequence[Life], known: Known) -> None:
    checkpoint, size = known.checkpoint, log.size()
    if known.number > newest_life(lives):
        raise StoreForgot(_shorter(known, size))
    if _is_given_up(lives, known):
        return
    if size < checkpoint.size:
        raise StoreForgot(_shorter(known, size))
    if not has_root(log, checkpoint.size, checkpoint.root):
        text = Bilingual(
            f"前 {checkpoint.size} 条与{known.where.zh}中的检查点 {checkpoint.origin} 不同",
            f"its first {checkpoint.size} entries differ from the checkpoint {checkpoint.origin} in {known.where.en}",
        )
        raise StoreForgot(text, Code.STORE_OF_ANOTHER_HISTORY)


def _is_given_up(lives: Sequence[Life], known: Known) -> bool:
    """Whether an accepted restore gave it up: its life is none of this store's, or ended before it."""
    if known.number != FIRST and known.number not in [life.number for life in lives]:
        return True
    later = [life.size for life in lives if life.number > known.number]
    return bool(later) and known.checkpoint.size > later[0]


def _shorter(known: Known, size: int) -> Bilingual:
    checkpoint = known.checkpoint
    return Bilingual(
        f"库中有 {size} 条，{known.where.zh}中的检查点 {checkpoint.origin} 有 {checkpoint.size} 条",
        f"it has {size} entries, and the checkpoint {checkpoint.origin} in {known.where.en} has {checkpoint.size}",
    )
