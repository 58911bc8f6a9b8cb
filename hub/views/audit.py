"""The sealed log: its newest checkpoint."""

from dataclasses import dataclass
from typing import Annotated

from hub.views.view import Digest, Moment, Shaped


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointView:
    """A signed checkpoint of the log."""

    size: int
    """How many transitions the log holds."""
    root: Digest
    """The root of the tree over them (RFC 6962)."""
    at: Moment
    """When it was signed, by the sealer's clock. The signature does not cover it."""
    note: str
    """The signed note (C2SP tlog-checkpoint), exactly as it was signed."""
    key: Annotated[str, Shaped(r"^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+={0,2}$")] | None
    """The verifier key of this home (C2SP signed-note); null where the home has no key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedView:
    """The log as it stands in a published folder."""

    size: int
    """How many entries it holds."""
    files: int
    """How many tiles and bundles of entries were written by this run."""
