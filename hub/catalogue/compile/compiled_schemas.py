"""Schemas that this thread has compiled before, by the digest of everything that they are made of.

A hub loads its catalogue once. Whoever loads many, as tests and editors do, compiles each schema once.
"""

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from hub.catalogue.mapping.schemas import CODES, Schema

MOST = 32
"""Schemas that a thread keeps; the one not used for longest goes first. A catalogue has about ten."""
_LOCATION = re.compile(r"schemaLocation\s*=\s*[\"']([^\"']*)[\"']")
_NAMES = re.compile(r"[\w.-]+")


class _Kept(threading.local):
    """Of each thread its own: a schema is not thread-safe while it validates."""

    def __init__(self) -> None:
        self.schemas: OrderedDict[str, Schema] = OrderedDict()


_KEPT = _Kept()


def compiled(path: Path, codes: Mapping[str, frozenset[str]], digest: str) -> Schema:
    """The schema of a file; `digest` tells all that it is made of. Raises BrokenSchema, each time anew."""
    key, known = f"{digest}/{path.name}", _KEPT.schemas
    if key not in known:
        schema = Schema(path, codes)
        schema.prove()
        known[key] = schema
    known.move_to_end(key)
    while len(known) > MOST:
        known.popitem(last=False)
    return known[key]


class Contents:
    """What the schemas of one folder are made of."""

    def __init__(self, folder: Path, codes: Mapping[str, frozenset[str]]) -> None:
        self._folder = folder
        self._codes = codes
        self._values: dict[str, str] = {}
        self._files: dict[str, _File | None] = {}

    def digest(self, name: str) -> str:
        """The SHA-256 in hex over a file, the files that it includes, and the values of the code lists that they name.

        A schema that cannot be told so is told by all files of the folder.
        """
        files = self._included(name)
        if files is None:
            paths = (path for path in self._folder.iterdir() if path.is_file())
            return _over((path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths)
        named = frozenset[str]().union(*(file.names for file in files.values()))
        values = ((code, self._values_of(code)) for code in named & self._codes.keys())
        return _over(((name, file.digest) for name, file in files.items()), values)

    def _values_of(self, code: str) -> str:
        if code not in self._values:
            self._values[code] = hashlib.sha256(str(sorted(self._codes[code])).encode()).hexdigest()
        return self._values[code]

    def _included(self, name: str) -> dict[str, "_File"] | None:
        """The file and all that it includes, but the types of code lists; None when a name is hidden."""
        found: dict[str, _File] = {}
        wanted = [name]
        while wanted:
            if (name := wanted.pop()) in found or name == CODES:
                continue
            if name not in self._files:
                self._files[name] = _read(self._folder / name) if "/" not in name else None
            if (file := self._files[name]) is None:
                return None
            found[name] = file
            wanted += file.includes
        return found


class _File(NamedTuple):
    """One schema file."""

    digest: str
    includes: Sequence[str]
    names: frozenset[str]
    """Every name in it, those of types among them."""


def _read(path: Path) -> _File | None:
    """A file in which every name stands as it is; None for another encoding, references, and where there is none."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    if "&#" in text or "\0" in text or "<!ENTITY" in text:
        return None
    digest = hashlib.sha256(text.encode()).hexdigest()
    return _File(digest, _LOCATION.findall(text), frozenset(_NAMES.findall(text)))


def _over(*parts: Iterable[tuple[str, str]]) -> str:
    lines = (f"{name}\0{said}\n" for part in parts for name, said in sorted(part))
    return hashlib.sha256("".join(lines).encode()).hexdigest()
