"""The sealed log from its leaves: tiles, tree, checkpoints and signatures."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from hub.errors import Code
from hub.flow.log_tiles import tiles_of
from hub.model import tree
from hub.model.checkpoint import Checkpoint, Note, parse_checkpoint, parse_note
from hub.model.compact_range import CompactRange
from hub.model.life import Life, life_at, life_name
from hub.operate.audit.finding import Finding, found
from hub.ports import AuditReader, NoteSigner, Sealed, TileRow
from hub.text.bilingual import Bilingual

PAGE: Final = 256
"""Tiles, or checkpoints, that are read at a time."""
_HASH, _NAME = 32, 20
Leaf = Callable[[bytes, bytes, int], None]
"""Takes the name, hash and position of each leaf."""

ROOT = Bilingual("日志的根散列值与它不同", "the log has another root")
SHORT = Bilingual(
    "日志没有这么长：尾部被截去，或库由备份恢复", "the log is shorter: its tail was cut, or a backup restored"
)
UNREADABLE = Bilingual("不是有效的检查点", "it is no checkpoint")
ORDER = Bilingual("缺块，或未满", "a tile is missing, or is not whole")
SHAPE = Bilingual("长度不对", "its length is wrong")
HASHES = Bilingual("散列值不是由下层得出的", "its hashes do not follow from those below")
SURPLUS = Bilingual("多余", "it belongs to nothing")


class SealedLogCheck:
    """Reads the log once, from a size on whose checkpoint was verified before, and compares all that rests on it.

    Raises ValueError, IndexError where the tiles of that size are missing or too short.
    """

    def __init__(self, reader: AuditReader, signer: NoteSigner | None, since: int = 0) -> None:
        self._reader = reader
        self._tile = tiles_of(reader)
        self._signer = signer
        self._since = since
        self._lives = reader.lives()
        self.is_whole = False
        """Whether all leaves were read."""
        self._edge = CompactRange.of(self._tile, since)
        self._begun: dict[tree.Address, tree.Tile] = self._begun_at(since)
        self._checkpoints = self._all_checkpoints(since)
        self._next = next(self._checkpoints, None)

    @property
    def size(self) -> int:
        """How many entries were read."""
        return self._edge.size

    def check(self, leaf: Leaf) -> Iterator[Finding]:
        """Compare all, in the order of the log; `leaf` gets every leaf from `since` on. Ends where a tile is broken."""
        number, upper = self._since // tree.WIDTH, dict[tree.Address, tree.Tile]()
        while rows := self._reader.tile_rows(number, PAGE):
            if broken := _broken(rows, number):
                yield broken
                return
            fresh, size = self._fresh(rows), self.size
            for _ in self._take(rows, leaf):
                yield from self._check_checkpoints()
            upper |= self._grow(size, fresh)
            number += len(rows)
        self.is_whole = True
        yield from self._check_upper(upper)
        if self._next is not None:
            yield found(Code.CHECKPOINT_DIFFERS, size=self._next.size, what=SHORT)

    # ---- tiles -------------------------------------------------------------------------------

    def _fresh(self, rows: list[TileRow]) -> list[bytes]:
        """The leaves behind those that were read."""
        skipped = max(0, self.size - rows[0].number * tree.WIDTH)
        return [hash_ for row in rows for hash_ in _parts(row.hashes, _HASH)][skipped:]

    def _take(self, rows: list[TileRow], leaf: Leaf) -> Iterator[None]:
        """Add the leaves to the edge; stops behind each."""
        position = rows[0].number * tree.WIDTH
        for row in rows:
            for hash_, name in zip(_parts(row.hashes, _HASH), _parts(row.names, _NAME), strict=False):
                if position >= self.size:
                    self._edge.add(hash_)
                    leaf(name, hash_, position)
                    if self._next is not None and self._next.size <= self.size:
                        yield
                position += 1

    def _grow(self, size: int, fresh: list[bytes]) -> dict[tree.Address, tree.Tile]:
        """The tiles above level 0 that change by these leaves."""
        changed = tree.grown(self._begun.__getitem__, size, fresh)
        self._begun |= {address: tile for address, tile in changed.items() if len(tile) < tree.WIDTH}
        return {address: tile for address, tile in changed.items() if address[0]}

    def _check_upper(self, upper: dict[tree.Address, tree.Tile]) -> Iterator[Finding]:
        """Tiles above level 0 are those that follow from it."""
        stored = self._reader.upper()
        for (level, number), tile in sorted(upper.items()):
            if stored.get((level, number)) != b"".join(tile):
                yield found(Code.TREE_DIFFERS, level=level, number=number, what=HASHES)
        for level, number in sorted(stored):
            if level < 1 or not 0 <= number < -(-self.size // tree.WIDTH ** min(level, 8) // tree.WIDTH):
                yield found(Code.TREE_DIFFERS, level=level, number=number, what=SURPLUS)

    # ---- checkpoints -------------------------------------------------------------------------

    def _check_checkpoints(self) -> Iterator[Finding]:
        """Those of the size that is reached."""
        while self._next is not None and self._next.size <= self.size:
            yield from check_checkpoint(
                self._next, self._edge.root(), signer_at(self._lives, self._signer, self._next.size)
            )
            self._next = next(self._checkpoints, None)

    def _all_checkpoints(self, after: int) -> Iterator[Sealed]:
        after = after or -1  # nobody signs an empty log
        while page := self._reader.checkpoints(after, PAGE):
            yield from page
            after = page[-1].size

    # ---- what was read before ----------------------------------------------------------------

    def _begun_at(self, size: int) -> dict[tree.Address, tree.Tile]:
        """The tiles that were begun when the log had this size."""
        begun: dict[tree.Address, tree.Tile] = {}
        level = 0
        while size:
            number, width = divmod(size, tree.WIDTH)
            if width:
                begun[level, number] = self._tile((level, number))[:width]
            level, size = level + 1, number
        return begun


def signer_at(lives: Sequence[Life], signer: NoteSigner | None, size: int) -> NoteSigner | None:
    """The home's key under the name that the log had at this size: an accepted restore gives it another one."""
    return signer and signer.named(life_name(signer.name, life_at(lives, size)))


def check_checkpoint(sealed: Sealed, root: bytes, signer: NoteSigner | None) -> Iterator[Finding]:
    """A checkpoint says what the log held at its size, in its columns and in its note, and the home's key signed it."""
    try:
        note = parse_note(sealed.note)
        checkpoint = parse_checkpoint(note.text)
    except ValueError:
        yield found(Code.CHECKPOINT_DIFFERS, size=sealed.size, what=UNREADABLE)
        return
    if signer is None or not signer.has_signed(note):
        yield found(Code.SIGNED_BY_ANOTHER, size=sealed.size)
    elif (checkpoint.size, checkpoint.root, sealed.root) != (sealed.size, root, root):
        yield found(Code.CHECKPOINT_DIFFERS, size=sealed.size, what=ROOT)
    elif sealed.note != str(Note(Checkpoint(signer.name, sealed.size, root).text(), note.signatures[:1])):
        yield found(Code.CHECKPOINT_DIFFERS, size=sealed.size, what=UNREADABLE)


def _broken(rows: list[TileRow], number: int) -> Finding | None:
    """A tile of level 0 that is missing, or is not what a tile must be."""
    for place, row in enumerate(rows):
        count, rest = divmod(len(row.hashes), _HASH)
        if row.number != number + place or (count < tree.WIDTH and row is not rows[-1]):
            return found(Code.TREE_DIFFERS, level=0, number=number + place, what=ORDER)
        if rest or not 0 < count <= tree.WIDTH or len(row.names) != count * _NAME:
            return found(Code.TREE_DIFFERS, level=0, number=row.number, what=SHAPE)
    return None


def _parts(whole: bytes, size: int) -> list[bytes]:
    return [whole[at : at + size] for at in range(0, len(whole), size)]
