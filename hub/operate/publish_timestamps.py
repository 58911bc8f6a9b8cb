"""Write the timestamps of the sealed log beside its published tiles."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from adapters.files.durable import is_there, write_file
from adapters.files.folders import make_folder
from hub.ports import SealedLog

FOLDER: Final = "timestamp"
"""Below the folder of the log: for each checkpoint with a timestamp a folder, by its size."""
CHECKPOINT: Final = "checkpoint"
RESPONSE: Final = "response.tsr"


def publish_timestamps(log: SealedLog, size: int, folder: Path) -> Iterator[Path]:
    """Write what is not there for the checkpoints up to this size, the answer last; the paths that are new."""
    with log.read() as reader:
        sizes = [one for one in reader.timestamped() if one <= size]
    for one in sizes:
        place = folder / FOLDER / str(one)
        if not is_there(place / RESPONSE):
            yield from _write(log, one, place)


def _write(log: SealedLog, size: int, place: Path) -> Iterator[Path]:
    with log.read() as reader:
        sealed, timestamp = reader.sealed(size), reader.timestamp(size)
    assert sealed is not None
    assert timestamp is not None
    make_folder(place)
    for name, content in ((CHECKPOINT, sealed.note.encode()), (RESPONSE, timestamp.response)):
        write_file(place / name, content)
        yield place / name
