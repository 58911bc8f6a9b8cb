"""Write the sealed log into a folder that any web server can serve (C2SP tlog-tiles), with its timestamps."""

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from adapters.files.durable import is_there, sync_folders, write_file
from adapters.files.folders import make_folder
from hub.errors import Code, operator_error
from hub.flow.log_tiles import root_of
from hub.model import tree
from hub.model.checkpoint import Checkpoint, parse_checkpoint, parse_note
from hub.model.tiles import CHECKPOINT, ENTRIES, bundle, path_of, tiles_between
from hub.operate.publish_timestamps import publish_timestamps
from hub.ports import LogReader, Sealed, SealedLog
from hub.ports.sealing import Elsewhere, nowhere

_PAGE: Final = 64
"""Tiles that are read in one transaction."""


def publish_log(log: SealedLog, sealed: Sealed, note: str, folder: Path, elsewhere: Elsewhere = nowhere) -> int:
    """Write what the folder lacks of the log up to this checkpoint, and the checkpoint last; how many files are new.

    `note`: the checkpoint with the signatures to publish; `elsewhere` knows transitions that left the store. A run that
    was cut off is made good by the next one.

    Raises OperatorError: HUB-940 where the folder holds another log, HUB-903 where the store's log is damaged; then
    the published checkpoint is still the former one. Raises OSError.
    """
    make_folder(folder)
    with _alone(folder):
        old = _published(log, sealed, folder)
        if old > sealed.size:
            return 0  # somebody has published a newer one
        tiles = list(tiles_between(old, sealed.size))
        pages = (tiles[at : at + _PAGE] for at in range(0, len(tiles), _PAGE))
        written = [path for page in pages for path in _write_page(log, sealed, (folder, elsewhere), page)]
        written += publish_timestamps(log, sealed.size, folder)
        sync_folders(_folders(folder, written))
        write_file(folder / CHECKPOINT, note.encode())
        _remove_begun(written)
    return len(written)


def _published(log: SealedLog, sealed: Sealed, folder: Path) -> int:
    """The size of the checkpoint in the folder, a former one of this log; 0 where there is none."""
    if not is_there(folder / CHECKPOINT):
        return 0
    try:
        old = parse_checkpoint(parse_note((folder / CHECKPOINT).read_text("utf-8")).text)
        with log.read() as reader:
            is_ours = old.origin == _checkpoint(sealed).origin and root_of(reader, old.size) == old.root
    except ValueError:
        is_ours = False
    if not is_ours:
        raise operator_error(Code.PUBLISHED_DIFFERS, path=folder)
    return old.size


def _write_page(
    log: SealedLog, sealed: Sealed, to: tuple[Path, Elsewhere], page: Iterable[tuple[tree.Address, int]]
) -> Iterator[Path]:
    """Write the files of these tiles that are not there; their paths."""
    folder, elsewhere = to
    with log.read() as reader:
        if root_of(reader, sealed.size) != sealed.root:
            raise operator_error(Code.LOG_DIFFERS, size=str(sealed.size))
        files = [file for one in page for file in _files(reader, one, sealed.size, elsewhere)]
    for name, content in files:
        path = folder / name
        if not is_there(path):
            make_folder(path.parent)
            write_file(path, content)
            yield path


def _files(
    reader: LogReader, tile: tuple[tree.Address, int], size: int, elsewhere: Elsewhere
) -> Iterator[tuple[str, bytes]]:
    """A tile, and the entries below it where it is of level 0."""
    address, width = tile
    level, number = address
    hashes = reader.tiles([address])[address][:width]
    if level == 0:
        try:
            entries = list(reader.leaves(number, elsewhere))[:width]
        except ValueError as error:
            raise operator_error(Code.LOG_DIFFERS, size=str(size)) from error
        if list(map(tree.leaf, entries)) != list(hashes):
            raise operator_error(Code.LOG_DIFFERS, size=str(size))
        yield path_of(ENTRIES, number, width), bundle(entries)
    yield path_of(level, number, width), b"".join(hashes)


def _checkpoint(sealed: Sealed) -> Checkpoint:
    return parse_checkpoint(parse_note(sealed.note).text)


def _folders(folder: Path, written: Iterable[Path]) -> Iterator[Path]:
    """The folders above these files, up to the log's own."""
    for path in written:
        for parent in path.parents:
            yield parent
            if parent == folder:
                break


def _remove_begun(written: Iterable[Path]) -> None:
    """Remove what was published of tiles that are whole now: readers take the whole tile instead."""
    for path in written:
        begun = path.with_name(f"{path.name}.p")
        if begun.is_dir():
            shutil.rmtree(begun)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Publishers wait for each other: none puts an older checkpoint over a newer one."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
