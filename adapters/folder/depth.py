"""How much waits in the folders."""

import os
from collections.abc import Collection
from pathlib import Path

from adapters.folder.boxes import HUB_SIDE, is_finished


def depths(root: Path, owners: Collection[str]) -> dict[str, int | OSError]:
    """Files that wait to be taken, by owner and box: those for the hub, and those that the hub has put.

    For a box that cannot be looked into, why: the others are counted all the same.
    """
    boxes = [f"{owner}/{box}" for owner in owners for box in (HUB_SIDE.take_from, HUB_SIDE.put_in)]
    return {box: _waiting(root / box) for box in boxes}


def _waiting(box: Path) -> int | OSError:
    try:
        with os.scandir(box) as entries:
            return sum(is_finished(entry.name) and entry.is_file(follow_symlinks=False) for entry in entries)
    except FileNotFoundError as error:  # not made yet, unless it is a link to nothing
        return error if any(path.is_symlink() and not path.exists() for path in (box, box.parent)) else 0
    except OSError as error:
        return error
