"""The steps of an archive, and of a removal by policy, as their runs tell them."""

from dataclasses import dataclass

from hub.operate.retention.choosing import Going
from hub.operate.retention.closed import Kept
from hub.ports import Room

# ---- of both -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recorded:
    """The store knows the archive, or the removal: a later run goes on with it."""

    name: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Nothing is left to remove."""

    name: str


# ---- of an archive -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wrote:
    """An archive is whole and has its name."""

    name: str
    documents: int


@dataclass(frozen=True, slots=True)
class Removed:
    """Rows are gone from the store: so many transitions in one transaction."""

    name: str
    transitions: int


@dataclass(frozen=True, slots=True)
class Shrunk:
    """A month's trails were written anew without the room of what left; None: somebody kept its lock."""

    month: str
    room: Room | None


# ---- of a removal by policy ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Chose:
    """What a removal takes, or would take."""

    name: str
    """Empty where nothing is removed."""
    going: Going


@dataclass(frozen=True, slots=True)
class Emptied:
    """Bytes are gone from the store: so many in one transaction."""

    name: str
    payloads: int


ArchiveStep = Kept | Wrote | Recorded | Removed | Finished | Shrunk
PruneStep = Kept | Chose | Recorded | Emptied | Finished
