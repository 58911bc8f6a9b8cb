"""A portal's side of its queue: put one file into the hub's inbound box."""

import os
import time
from contextlib import suppress
from pathlib import Path

from adapters.files.durable import sync_folder, written_beside
from adapters.files.folders import make_folder
from adapters.folder.boxes import HUB_SIDE, plain_name
from adapters.folder.files import MODE, deferring, free_names
from hub.text.bilingual import Bilingual


def drop(root: Path, owner: str, name: str, body: bytes) -> Path:
    """Put one new file into the owner's OutBox, as a whole or not at all, and return its path.

    Never replaces another file: if the name is in use, a number is added to it. Raises ValueError for an unusable name,
    Deferred when the disk fails.
    """
    box = root / plain_name(owner) / HUB_SIDE.take_from
    target = box / plain_name(name)
    with deferring(Bilingual("投放", "dropping")):
        make_folder(box)
        with written_beside(target, body, MODE, time.time_ns()) as temporary:
            return _link_free(temporary, name)


def _link_free(temporary: Path, name: str) -> Path:
    for free in free_names(name):
        target = temporary.with_name(free)
        with suppress(FileExistsError):
            os.link(temporary, target)
            sync_folder(target.parent)
            return target
    raise AssertionError("names never run out")
