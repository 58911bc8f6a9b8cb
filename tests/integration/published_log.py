"""Reads a published log as a stranger does, from the text of C2SP tlog-tiles alone: nothing here is the hub's."""

import base64
import hashlib
from pathlib import Path


def _hash(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def _tree(leaves: list[bytes]) -> bytes:
    """The root by the recursion of RFC 6962, 2.1."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return _hash(b"\1", _tree(leaves[:half]), _tree(leaves[half:]))


def _tile(folder: Path, kind: str, number: int, width: int) -> bytes:
    """A tile; the whole one where the begun one is gone."""
    digits = f"{number:03}" if number < 1000 else f"x{number // 1000:03}/{number % 1000:03}"
    whole = folder / "tile" / kind / digits
    begun = Path(f"{whole}.p") / str(width)
    return (begun if width < 256 and begun.is_file() else whole).read_bytes()


def read_log(folder: Path, note: str | None = None) -> list[bytes]:
    """The entries up to the checkpoint (the published one), once they have its root and fit every tile."""
    text = (note or (folder / "checkpoint").read_text("utf-8")).split("\n")
    size, root = int(text[1]), base64.b64decode(text[2])
    entries = [entry for tile in range((size + 255) // 256) for entry in _entries(folder, tile, size)]
    level, hashes = 0, [_hash(b"\0", entry) for entry in entries]
    assert _tree(hashes) == root
    while hashes:
        for at in range(0, len(hashes), 256):
            width = min(256, len(hashes) - at)
            assert _tile(folder, str(level), at // 256, width)[: width * 32] == b"".join(hashes[at : at + width])
        whole = len(hashes) // 256
        level, hashes = level + 1, [_tree(hashes[at * 256 : at * 256 + 256]) for at in range(whole)]
    return entries


def _entries(folder: Path, tile: int, size: int) -> list[bytes]:
    width = min(256, size - tile * 256)
    rest, entries = _tile(folder, "entries", tile, width), list[bytes]()
    while rest and len(entries) < width:
        length = int.from_bytes(rest[:2], "big")
        entries.append(rest[2 : 2 + length])
        rest = rest[2 + length :]
    return entries
