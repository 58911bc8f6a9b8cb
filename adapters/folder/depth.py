"""Count the files that wait in the folders."""

import os
from collections.abc import Collection
from pathlib import Path

from adapters.folder.boxes import HUB_SIDE, is_finished


def depths(root: Path, owners: Collection[str]) -> dict[str, int | OSError]:
    """Waiting files by owner and box: files for the hub, and files that the hub has put.

    For a box that cannot be read, the error; the other boxes are still counted.
    """
    boxes = [f"{owner}/{box}" for owner in owners for box in (HUB_SIDE.take_from, HUB_SIDE.put_in)]
    return {box: _waiting(root / box) for box in boxes}


def _waiting(box: Path) -> int | OSError:
    try:
        with os.scandir(box) as entries:
            return sum(is_finished(entry.name) and entry.is_file(follow_symlinks=False) for entry in entries)
    except FileNotFoundError as error:  # the box was not made yet, unless it is a broken link
        return error if any(path.is_symlink() and not path.exists() for path in (box, box.parent)) else 0
    except OSError as error:
        return error
