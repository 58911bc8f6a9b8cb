"""Operations on single files. After a crash at any point, each file is whole and exists in at least one place."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Final

from adapters.folder.boxes import LONGEST_NAME
from hub.errors import QueueForbidden, QueueUnavailable
from hub.text.bilingual import Bilingual

MODE: Final = 0o660
"""File mode in the queues' boxes: hub and owner may share a group."""
_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


@contextmanager
def deferring(doing: Bilingual) -> Iterator[None]:
    """Turn disk errors into QueueUnavailable and missing rights into QueueForbidden: nothing is lost, try again."""
    try:
        yield
    except OSError as error:
        kind = QueueForbidden if isinstance(error, PermissionError) else QueueUnavailable
        place = f" {error.filename}" if error.filename else ""
        where = Bilingual(f"文件夹队列{doing.zh}{place}", f"folder queue, {doing.en}{place}")
        raise kind(Bilingual.same(error.strerror or type(error).__name__).about(where)) from error


def read_file(path: Path, limit: int) -> bytes:
    """Return the first `limit` bytes; never follows a link and never blocks.

    Raises OSError if the file cannot be read; ENXIO if it is not an ordinary file.
    """
    with open(os.open(path, _READ), "rb", buffering=0) as file:  # noqa: PTH123  Path.open takes no descriptor
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.ENXIO, "not an ordinary file")
        return b"".join(_pieces(file.fileno(), min(status.st_size + 1, limit)))


def _pieces(descriptor: int, left: int) -> Iterator[bytes]:
    while left > 0 and (piece := os.read(descriptor, left)):
        left -= len(piece)
        yield piece


def keep_apart(source: Path, folder: Path) -> None:
    """Move a file into a folder under its own name. If a file has this name already, a free name is used."""
    for name in free_names(own_name(source)):
        target = folder / name
        try:
            os.link(source, target, follow_symlinks=False)
        except FileExistsError:
            if not os.path.samestat(source.lstat(), target.lstat()):
                continue
        source.unlink()
        return


def claimed_name(number: int, name: str) -> str:
    """A name that is unique within a worker's folder and ends with the file's own name (cut if very long)."""
    own = os.fsencode(name)[-LONGEST_NAME:]
    return f"{number:010d}~{os.fsdecode(own)}"


def own_name(claimed: Path) -> str:
    """The name that the file had before it was claimed."""
    _, mark, name = claimed.name.partition("~")
    return name if mark else claimed.name


def free_names(name: str) -> Iterator[str]:
    """The name itself, then further names made from it; endless."""
    stem, dot, ending = name.rpartition(".")
    yield name
    for number in count(2):
        yield f"{stem}~{number}.{ending}" if dot else f"{name}~{number}"
