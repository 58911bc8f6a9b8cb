"""What shows that a policy removed bytes of a document: signed lists, and paths to what they say of the document."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from hub.evidence import names
from hub.evidence.check_removed import signed_list
from hub.model import tree
from hub.model.checkpoint import NoteKey
from hub.model.removal import POLICY_FILE, document_entries, payload_entries
from hub.ports import Archive, Taken


def removal_files(
    removed: Sequence[Taken], document: str, absent: Collection[str], archive: Archive, key: NoteKey
) -> Iterator[tuple[str, bytes]]:
    """The files about the removals that took bytes of this document.

    A path shows its own entry of a list, and of all others only hashes: they may be another enterprise's. Lists of
    older hubs have no root to which a path could lead. Raises OperatorError (HUB-963) for a list that `key`, the log's,
    has not signed.
    """
    for taken in removed:
        digests = sorted({*taken.payloads} & {*absent})
        if not digests or document not in taken.pruned:
            continue
        manifest = signed_list(taken.removal.id, taken.removal.note.encode(), key)
        if manifest.payloads_root is None:
            continue
        place = names.removal(taken.removal.id)
        yield f"{place}{names.REMOVAL_LIST}", taken.removal.note.encode()
        yield f"{place}{names.REMOVED_DOCUMENT}", _Paths(document_entries(taken.pruned)).to(UUID(document).bytes)
        paths = _Paths(payload_entries(taken.payloads))
        yield from ((f"{place}{digest}{names.PATH}", paths.to(bytes.fromhex(digest))) for digest in digests)
        policy = archive.payload(manifest.files[POLICY_FILE]["sha256"])
        yield from [(f"{place}{POLICY_FILE}", policy)] if policy is not None else []


class _Paths:
    """Paths in the tree over some entries."""

    def __init__(self, entries: Sequence[bytes]) -> None:
        self._entries = entries
        self._tiles = tree.tiles_over(entries)

    def to(self, entry: bytes) -> bytes:
        """The hashes beside an entry's way to the root, each with its side: whoever has a shell can follow them."""
        position, size = self._entries.index(entry), len(self._entries)
        hashes = tree.inclusion(self._tiles.__getitem__, position, size)
        lines = (f"{side} {hash_.hex()}\n" for side, hash_ in zip(_sides(position, size), hashes, strict=True))
        return "".join(lines).encode()


def _sides(position: int, size: int) -> Iterator[str]:
    """On which side each hash of a path stands (RFC 6962, 2.1.1)."""
    at, last = position, size - 1
    while last:
        while at == last and not at & 1:  # the end of a level without a neighbour: it is its own parent
            at, last = at >> 1, last >> 1
        yield "left" if at & 1 else "right"
        at, last = at >> 1, last >> 1
