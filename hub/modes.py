"""What others may do with what the hub makes: nothing of it is ever theirs to write, whatever the umask says."""

import os
from pathlib import Path
from typing import Final

FOLDER: Final = 0o775
"""A group may be let in by the umask, to fetch and to put; others look at most."""
FILE: Final = 0o644
SETTINGS: Final = 0o640
"""There may be a password in them."""
_RACES: Final = 100
"""Times that a folder may vanish while it is made; somebody who removes it more often means it."""


def keep_from_others() -> None:
    """Let nothing that this process makes, by whatever library, be writable by everybody."""
    os.umask(os.umask(0o077) | 0o002)


def make_folder(path: Path, mode: int = FOLDER) -> None:
    """Make a folder, and those above it that are missing, with this mode less the umask; one that is there stays.

    Another process may make or remove it at the same moment, as whoever clears up after a dead worker does.
    Raises OSError when something else is in its place, or the disk fails.
    """
    for _ in range(_RACES):
        try:
            _make(path, mode)
        except FileNotFoundError:
            continue  # a folder above it was removed after it had been made
        except FileExistsError:
            if os.path.lexists(path) and not path.is_dir():
                raise
        else:
            return
    _make(path, mode)


def _make(path: Path, mode: int) -> None:
    if path.is_dir():
        return
    _make(path.parent, mode)
    path.mkdir(mode=mode, exist_ok=True)


def write_file(path: Path, content: bytes, mode: int = FILE) -> None:
    """Write a file whole; a new one gets this mode less the umask."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode)
    with open(descriptor, "wb") as out:  # noqa: PTH123 - Path.open takes no descriptor
        out.write(content)
