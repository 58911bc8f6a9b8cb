"""Find the files that were taken since a time, to tell what a restored store may have forgotten."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from adapters.folder.boxes import HUB_SIDE, day, is_finished


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A file that the hub took from an owner."""

    owner: str
    box: str
    """SentBox, or FailBox if it was refused or could not be read."""
    name: str
    at: int
    """When it was put there, as the file system tells, in microseconds since 1970, UTC."""


def taken_since(root: Path, since: int) -> list[TakenFile]:
    """The files in all owners' SentBox and FailBox that came there after `since`, oldest first. Raises OSError.

    Copies that were restored from a backup have the time of the restore; folders of days before `since` are left out.
    """
    owners = sorted(path.name for path in root.iterdir() if path.is_dir() and not path.name.startswith("."))
    found = [one for owner in owners for one in _of_owner(root / owner, day(since))]
    return sorted((one for one in found if one.at > since), key=lambda one: (one.at, one.owner, one.name))


def _of_owner(home: Path, first: str) -> Iterator[TakenFile]:
    for box in (HUB_SIDE.done, HUB_SIDE.refused):
        for folder, _, names in os.walk(home / box):
            within = Path(folder).relative_to(home / box)
            if within.parts and within.parts[0].isdigit() and within.parts[0] < first:
                continue
            for name in filter(is_finished, names):
                at = (Path(folder) / name).lstat().st_ctime_ns // 1000
                yield TakenFile(home.name, box, str(within / name), at)
