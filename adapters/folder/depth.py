"""How much waits in the folders."""

import os
from collections.abc import Collection
from pathlib import Path

from adapters.folder.boxes import HUB_SIDE, is_finished


def depths(root: Path, owners: Collection[str]) -> dict[str, int]:
    """Files that wait to be taken, by owner and box: those for the hub, and those that the hub has put."""
    boxes = [f"{owner}/{box}" for owner in owners for box in (HUB_SIDE.take_from, HUB_SIDE.put_in)]
    return {box: _waiting(root / box) for box in boxes}


def _waiting(box: Path) -> int:
    if not box.is_dir():
        return 0
    with os.scandir(box) as entries:
        return sum(is_finished(entry.name) and entry.is_file() for entry in entries)
