"""The steps of an archive, as its run tells them."""

from dataclasses import dataclass

from hub.operate.retention.closed import Kept
from hub.ports import Room


@dataclass(frozen=True, slots=True)
class Wrote:
    """An archive is whole and has its name."""

    name: str
    documents: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """The store knows the archive."""

    name: str


@dataclass(frozen=True, slots=True)
class Removed:
    """Rows are gone from the store: so many transitions in one transaction."""

    name: str
    transitions: int


@dataclass(frozen=True, slots=True)
class Finished:
    """Nothing of an archive is left to remove."""

    name: str


@dataclass(frozen=True, slots=True)
class Shrunk:
    """A month's trails were written anew without the room of what left; None: somebody kept its lock."""

    month: str
    room: Room | None


Step = Kept | Wrote | Recorded | Removed | Finished | Shrunk
