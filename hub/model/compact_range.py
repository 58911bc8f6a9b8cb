"""The root of a growing tree (RFC 6962), leaf by leaf: only the nodes at its right edge are kept."""

from collections.abc import Sequence

from hub.model.tree import EMPTY_ROOT, Read, node, root


class CompactRange:
    """A tree of `size` leaves. A leaf costs two hashes, a root one for each bit of the size."""

    def __init__(self, edge: Sequence[bytes] = (), size: int = 0) -> None:
        self._edge = list(edge)
        self.size = size

    @classmethod
    def of(cls, read: Read, size: int) -> "CompactRange":
        """The first `size` leaves of a tree that is kept in tiles."""
        edge, start = [], 0
        for bit in reversed(range(size.bit_length())):
            if size >> bit & 1:
                edge.append(_whole(read, start, bit))
                start += 1 << bit
        return cls(edge, size)

    def add(self, leaf: bytes) -> None:
        """Add the next leaf."""
        size, edge = self.size, self._edge
        while size & 1:
            leaf = node(edge.pop(), leaf)
            size >>= 1
        edge.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves."""
        if not self._edge:
            return EMPTY_ROOT
        *left, hash_ = self._edge
        for sibling in reversed(left):
            hash_ = node(sibling, hash_)
        return hash_


def _whole(read: Read, start: int, height: int) -> bytes:
    """The node over 2^height leaves from `start` on, a multiple of their number."""
    level, rest = divmod(height, 8)
    number, at = divmod(start >> 8 * level, 256)
    hashes = read((level, number))[at : at + (1 << rest)]
    return root(lambda _: hashes, len(hashes))
