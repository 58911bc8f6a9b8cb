"""The archives in one folder."""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from adapters.files.folders import make_folder
from adapters.parquet.files import MANIFEST, ParquetWriter, file_of, libraries, parts_of, sums_of
from adapters.parquet.tables import SHAPES
from hub.errors import Code, operator_error, rejected
from hub.model import Transition
from hub.ports.archives import ArchivePart, ArchiveWriter
from hub.text.bilingual import Bilingual

_FOLDER: Final = 0o700
"""Archives hold business data, and may hold personal data."""
_NAME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]+")
"""A copy beside an archive has another name, and is none."""
_LOCK: Final = ".lock"
_UNREADABLE: Final = Bilingual("文件无法读取", "its files cannot be read")


class ParquetArchives:
    """ArchiveFiles in a folder, which is made with the first archive."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def place(self) -> str:
        return str(self._folder)

    def names(self) -> list[str]:
        """The archives that have their names."""
        found = self._folder.iterdir() if self._folder.is_dir() else ()
        return sorted(one.name for one in found if _NAME.fullmatch(one.name) and (one / MANIFEST).is_file())

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder against others who archive."""
        make_folder(self._folder / _LOCK, _FOLDER)
        descriptor = os.open(self._folder / _LOCK, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise rejected(Code.ARCHIVING_RUNS, path=self.place) from error
            yield
        finally:
            os.close(descriptor)

    @contextmanager
    def begin(self, name: str) -> Iterator[ArchiveWriter]:
        """Begin an archive."""
        libraries()
        make_folder(self._folder, _FOLDER)
        begun = self._folder / f".{name}.part"
        shutil.rmtree(begun, ignore_errors=True)
        begun.mkdir(_FOLDER)
        with ParquetWriter(begun, self._folder / name) as writer:
            yield writer

    def note(self, name: str) -> str:
        """The manifest."""
        return (self._found(name) / MANIFEST).read_text("utf-8")

    def sums(self, name: str) -> Mapping[str, Mapping[str, Any]]:
        """Size and SHA-256 of each file."""
        try:
            return sums_of(self._found(name))
        except FileNotFoundError as error:
            raise operator_error(Code.ARCHIVE_NOT_AT_HAND, name=name, path=self.place) from error

    def parts(self, name: str) -> Iterator[ArchivePart]:
        """All rows."""
        with self._reading(name) as folder:
            yield from parts_of(folder)

    def transitions(self, name: str, document: str) -> Sequence[Transition]:
        """A document's transitions: only row groups that may have them are read."""
        with self._reading(name) as folder:
            _, parquet = libraries()
            wanted = list(SHAPES["transitions"].columns)
            of_it = [("document", "==", document)]
            found = parquet.read_table(file_of(folder, "transitions"), columns=wanted, filters=of_it)
            rows: list[Transition] = list(map(SHAPES["transitions"].row, found.to_pylist()))
        return sorted(rows, key=lambda row: row.seq)

    def payload(self, name: str, digest: str) -> bytes | None:
        """Archived bytes: of all row groups only the digests are read, and then one group."""
        with self._reading(name) as folder:
            _, parquet = libraries()
            with parquet.ParquetFile(file_of(folder, "payloads")) as file:
                for number in range(file.num_row_groups):
                    digests = file.read_row_group(number, columns=["digest"]).column("digest").to_pylist()
                    if digest in digests:
                        body = file.read_row_group(number, columns=["bytes"]).column("bytes")
                        return bytes(body[digests.index(digest)].as_py())
        return None

    def _found(self, name: str) -> Path:
        folder = self._folder / name
        if not (folder / MANIFEST).is_file():
            raise operator_error(Code.ARCHIVE_NOT_AT_HAND, name=name, path=self.place)
        return folder

    @contextmanager
    def _reading(self, name: str) -> Iterator[Path]:
        """The archive's folder; what its files' reader raises is translated."""
        arrow, _ = libraries()
        try:
            yield self._found(name)
        except FileNotFoundError as error:
            raise operator_error(Code.ARCHIVE_NOT_AT_HAND, name=name, path=self.place) from error
        except (arrow.ArrowException, KeyError, TypeError, ValueError) as error:
            raise operator_error(Code.ARCHIVE_DIFFERS, name=name, what=_UNREADABLE) from error
