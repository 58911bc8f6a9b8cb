"""Write and read the Parquet files of one archive: row groups of one `part` belong to the same documents."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Final, Self

from adapters.files.durable import sync_folder, write_file
from adapters.parquet.tables import BYTES, INTEGER, PART, SHAPES
from hub.errors import Code, operator_error
from hub.ports.archives import ArchivePart

MANIFEST: Final = "manifest"
PRIVATE: Final = 0o600
_BLOCK: Final = 1 << 20


def libraries() -> tuple[ModuleType, ModuleType]:
    """pyarrow and its reader of Parquet; raises OperatorError (HUB-950) where they are not installed."""
    try:
        import pyarrow as arrow  # noqa: PLC0415 - an extra, and slow to load
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise operator_error(Code.ARCHIVES_UNREADABLE) from error
    return arrow, parquet


class ParquetWriter:
    """An ArchiveWriter. The folder has another name until it is finished."""

    def __init__(self, folder: Path, target: Path) -> None:
        arrow, parquet = libraries()
        self._arrow = arrow
        self._folder = folder
        self._target = target
        self._part = 0
        self._writers = {}
        for name, shape in SHAPES.items():
            columns = {PART: INTEGER, **shape.columns}
            schema = arrow.schema([(column, getattr(arrow, kind)()) for column, kind in columns.items()])
            plain = [column for column, kind in columns.items() if kind != BYTES]
            self._writers[name] = parquet.ParquetWriter(
                file_of(folder, name), schema, compression="zstd", use_dictionary=plain, write_statistics=plain
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        for writer in self._writers.values():
            writer.close()

    def add(self, part: ArchivePart) -> None:
        """Add a row group to each file for which there are rows."""
        self._part += 1
        for name, shape in SHAPES.items():
            if rows := getattr(part, name):
                turned = {PART: [self._part] * len(rows), **shape.turned(rows)}
                writer = self._writers[name]
                writer.write_table(self._arrow.table(turned, schema=writer.schema), row_group_size=len(rows))

    def close(self) -> Mapping[str, Mapping[str, Any]]:
        """Write all to the disk, and read it back."""
        for name, writer in self._writers.items():
            writer.close()
            path = file_of(self._folder, name)
            path.chmod(PRIVATE)
            _sync(path)
        sync_folder(self._folder)
        return sums_of(self._folder)

    def parts(self) -> Iterator[ArchivePart]:
        """What was written."""
        return parts_of(self._folder)

    def finish(self, note: str) -> None:
        """Write the manifest, and give the archive its name."""
        write_file(self._folder / MANIFEST, note.encode(), PRIVATE)
        self._folder.rename(self._target)
        sync_folder(self._target.parent)
        sync_folder(self._target.parent.parent)


def file_of(folder: Path, name: str) -> Path:
    """The file of one kind of rows."""
    return folder / f"{name}.parquet"


def sums_of(folder: Path) -> dict[str, dict[str, Any]]:
    """Size and SHA-256 of each file."""
    return {file_of(folder, name).name: _sum_of(file_of(folder, name)) for name in SHAPES}


def parts_of(folder: Path) -> Iterator[ArchivePart]:
    """All rows, those of one part at a time."""
    _, parquet = libraries()
    with ExitStack() as files:
        opened = {name: files.enter_context(parquet.ParquetFile(file_of(folder, name))) for name in SHAPES}
        groups = {name: _groups(name, file) for name, file in opened.items()}
        waiting = {name: next(each, None) for name, each in groups.items()}
        while numbers := [group[0] for group in waiting.values() if group is not None]:
            rows: dict[str, list[Any]] = {}
            for name, group in waiting.items():
                if group is not None and group[0] == min(numbers):
                    rows[name], waiting[name] = group[1], next(groups[name], None)
            yield ArchivePart(**rows)


def _groups(name: str, file: Any) -> Iterator[tuple[int, list[Any]]]:
    """The rows of each row group, with the number of its part."""
    for number in range(file.num_row_groups):
        found = file.read_row_group(number).to_pylist()
        numbers = [values.pop(PART) for values in found]
        yield numbers[0], list(map(SHAPES[name].row, found))


def _sum_of(path: Path) -> dict[str, Any]:
    whole, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            whole.update(block)
            size += len(block)
    return {"size": size, "sha256": whole.hexdigest()}


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
