"""The sealed log: its newest checkpoint, and what a verification found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from hub.views.view import Digest, ErrorCode, Moment, Shaped


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
    """The signed note (C2SP tlog-checkpoint), exactly as it was signed, with the lines of witnesses."""
    key: Annotated[str, Shaped(r"^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+={0,2}$")] | None
    """The verifier key of this home (C2SP signed-note); null where the home has no key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedView:
    """The log as it stands in a published folder."""

    size: int
    """How many entries it holds."""
    files: int
    """How many tiles, bundles of entries and files of timestamps were written by this run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """Something in the store that does not fit."""

    code: ErrorCode
    zh: str
    en: str
    names: Mapping[str, str]
    """What the sentence names: document, number of a transition, digest, message, position."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedView:
    """What `hub audit verify` found."""

    whole: bool
    """True if everything was verified; false if only what is new since everything was."""
    size: int
    """How many transitions the log holds."""
    findings: Sequence[FindingView]
    """Empty if everything fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CosignedView:
    """What a witness said to the newest checkpoint."""

    witness: str
    """The name of the witness."""
    size: int | None
    """The size of the checkpoint that it has cosigned; null where it did not."""
    code: str | None
    """Why not; null where it did."""
    text: str | None
    """The same as a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimestampView:
    """A checkpoint that has a timestamp."""

    size: int
    """The size of the checkpoint."""
    at: Moment
    """When the authority saw it, by the authority's clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessView:
    """A witness that has begun to listen."""

    listen: str
    """Host and port."""
    key: str
    """Its verifier key (C2SP tlog-cosignature)."""
