"""Evidence files, as they are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hub.views.view import Digest, Moment, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceView:
    """An evidence file that holds, and what it leaves open."""

    file: str
    document: str
    record: Record | None
    type: str
    status: str
    """The document's status when the file was made."""
    made_at: Moment
    """By the clock of the hub that made it."""
    transitions: int
    messages: int
    card: bool
    """Whether a card signed the submission, and that was checked."""
    origin: str
    """The log's name."""
    size: int
    """How many transitions the log held."""
    key: str
    """The verifier key by which the log was checked."""
    key_given: bool
    """False if it is the file's own key: the file then only agrees with itself."""
    stamped_at: Moment | None
    """When a timestamp authority saw the log with the first transitions, by its clock; null without a timestamp."""
    stamped_by: str | None
    """The subject of the authority's certificate."""
    stamped: int
    """How many transitions, from the first on, existed then."""
    authority_given: bool
    """False if the timestamp was checked by the certificates in the file itself, or there is none."""
    signed_by: Digest | None
    """SHA-256 of the certificate that signed the whole file; null if nothing did."""
    elsewhere: Sequence[int]
    """The transitions whose causes are not in the file."""
    absent: Mapping[str, str]
    """SHA-256 of bytes that the hub had no more, with what they are."""
    removed: Mapping[str, str]
    """Of these, the bytes that a removal by policy took, as a list shows that the log's key signed: with its name."""
