"""What a portal dropped, once it could be read, and who signed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.model.document import Enterprise


@dataclass(frozen=True, slots=True)
class Signer:
    """The person and the card behind a submission, as it says itself."""

    card: str
    """`operator`, `legal-person` or `account`."""
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card whose signature was verified: what its certificate says of its holder."""

    thumbprint: str
    """Hex SHA-256 of the certificate."""
    serial: str
    """The certificate's serial number, in hex."""
    issuer: str
    """The card CA's name, as RFC 4514 writes it."""
    enterprise: str
    """The enterprise's USCC; empty where the certificate says none, or more than one."""
    role: str
    """`operator` or `legal-person`; empty where it bears the marks of none, or of both."""
    holder: str | None
    """The holder's name; None where the catalogue does not say where it stands."""
    is_checked: bool = False
    """Whether lists of revoked cards that are in force were at hand for its whole chain."""

    def as_json(self) -> dict[str, str]:
        """What the trail says of it; names of persons stay in the submission's bytes."""
        return {
            "sha256": self.thumbprint,
            "serial": self.serial,
            "issuer": self.issuer,
            "role": self.role,
            "revocation": "checked" if self.is_checked else "not-checked",
        }


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
    submitted_at: int
    """The portal's own time of it, in microseconds since 1970, UTC; 0 where it could not be read."""
    form: Mapping[str, Any]
    """The whole submission but its signature, as JSON values; numbers are Decimal or int, never float."""
    content: str
    """Digest of that in RFC 8785 form (hex SHA-256), which is what a card signs: equal content has equal digests."""
    payload: str
    """Digest of the bytes as dropped (hex SHA-256)."""
    signature: str = ""
    """What stands in `signer.signature`, not believed yet; empty where nothing does."""
    card: Card | None = None
    """The card that signed it; None where no signature was verified."""
    vouched_by: str | None = None
    """Who answers for the signer, as the document keeps it."""

    @property
    def signed_by(self) -> dict[str, Any]:
        """What the trail keeps of the card that signed; nothing where the portal vouches, as it does for most."""
        return {"signed_by": self.card.as_json()} if self.card else {}
