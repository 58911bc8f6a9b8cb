"""Make folders that only the hub's user, or its group, can write to."""

import os
from pathlib import Path
from typing import Final

FOLDER: Final = 0o775
"""The umask decides whether the group may write; others may only read."""
_ATTEMPTS: Final = 100
"""How often a folder may vanish while it is made, before that is an error."""


def keep_from_others() -> None:
    """Set the umask so that no file or folder of this process, by whatever library, is writable by everybody."""
    os.umask(os.umask(0o077) | 0o002)


def make_folder(path: Path, mode: int = FOLDER) -> None:
    """Make a folder and its missing parents with this mode less the umask; an existing folder is not changed.

    Another process may make or remove the folder at the same moment, for example to clean up after a dead worker.
    Raises OSError when something else has the folder's name, or when the disk fails.
    """
    for _ in range(_ATTEMPTS):
        try:
            _make(path, mode)
        except FileNotFoundError:
            continue  # a parent was removed after it had been made
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
