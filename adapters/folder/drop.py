"""A portal's side of its queue: put one file where the hub takes it."""

import os
import time
from contextlib import suppress
from pathlib import Path

from adapters.files.durable import make_folder
from adapters.folder.boxes import HUB_SIDE, plain_name
from adapters.folder.files import deferring, free_names, sync_folders, write_file


def drop(root: Path, owner: str, name: str, body: bytes) -> Path:
    """Put one new file into the owner's OutBox, whole or not at all, and return where it is.

    Never replaces another file: when the name is taken, a number is added to it. Raises ValueError
    when a name is unusable, Deferred when the disk fails.
    """
    box = root / plain_name(owner) / HUB_SIDE.take_from
    temporary = box / f".{plain_name(name)}.{os.getpid()}-{time.monotonic_ns()}.tmp"
    with deferring("dropping"):
        make_folder(box)
        try:
            _write_synced(temporary, body)
            return _link_free(temporary, name)
        finally:
            with suppress(OSError):
                temporary.unlink()


def _write_synced(path: Path, body: bytes) -> None:
    descriptor = write_file(path, body, time.time_ns())
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _link_free(temporary: Path, name: str) -> Path:
    for free in free_names(name):
        target = temporary.with_name(free)
        with suppress(FileExistsError):
            os.link(temporary, target)
            sync_folders([target.parent])
            return target
    raise AssertionError("names never run out")
