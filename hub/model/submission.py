"""What a portal dropped, once it could be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.model.document import Enterprise


@dataclass(frozen=True, slots=True)
class Signer:
    """The person and the card behind a submission, vouched for by the portal."""

    card: str
    """`operator`, `legal-person` or `account`."""
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A portal's document, readable but not yet checked."""

    portal: str
    id: str
    type: str
    party: str
    enterprise: Enterprise
    signer: Signer
    again_of: str | None
    form: Mapping[str, Any]
    """The whole submission as JSON values; numbers are Decimal or int, never float."""
    content: str
    """Digest of its RFC 8785 form (hex SHA-256): equal content has equal digests."""
    payload: str
    """Digest of the bytes as dropped (hex SHA-256)."""
