"""Read the tree of a log."""

from hub.model import tree
from hub.ports import LogReader


def tiles_of(log: LogReader) -> tree.Read:
    """Reads tiles of the log, each once; what is returned raises ValueError for a tile that is missing."""
    known: dict[tree.Address, tree.Tile] = {}

    def read(address: tree.Address) -> tree.Tile:
        if address not in known:
            known.update(log.tiles([address]))
        if address not in known:
            raise ValueError(f"tile {address} is missing")
        return known[address]

    return read


def root_of(log: LogReader, size: int) -> bytes:
    """The root over the first `size` entries; raises ValueError if tiles are missing or too short."""
    try:
        return tree.root(tiles_of(log), size)
    except IndexError as error:
        raise ValueError("a tile is too short") from error


def has_root(log: LogReader, size: int, root: bytes) -> bool:
    """Whether the log's first `size` entries have this root; false for a log that is shorter, or lacks tiles."""
    try:
        return log.size() >= size and root_of(log, size) == root
    except ValueError:
        return False
