"""Schemas that this thread has compiled before, by the digest of everything that they are made of.

A hub loads its catalogue once. Whoever loads many, as tests and editors do, compiles each schema once.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path

from hub.catalogue.mapping.schemas import Schema

MOST = 32
"""Schemas that a thread keeps; the one not used for longest goes first. A catalogue has about ten."""


class _Kept(threading.local):
    """Of each thread its own: a schema is not thread-safe while it validates."""

    def __init__(self) -> None:
        self.schemas: OrderedDict[str, Schema] = OrderedDict()


_KEPT = _Kept()


def compiled(path: Path, codes: Mapping[str, frozenset[str]], folder: str) -> Schema:
    """The schema of a file; `folder` is the digest of its folder. Raises BrokenSchema, each time anew."""
    key, known = f"{folder}/{path.name}", _KEPT.schemas
    if key not in known:
        schema = Schema(path, codes)
        schema.prove()
        known[key] = schema
    known.move_to_end(key)
    while len(known) > MOST:
        known.popitem(last=False)
    return known[key]


def digest_of(folder: Path) -> str:
    """The SHA-256 in hex over the names and contents of the files in a folder: a schema may include any of them."""
    whole = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.is_file():
            whole.update(f"{path.name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()
