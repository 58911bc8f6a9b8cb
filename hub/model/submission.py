"""A parsed submission, and who signed it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hub.model.document import Enterprise
from hub.model.fault import Fault


@dataclass(frozen=True, slots=True)
class Signer:
    """The person and the card behind a submission, as the submission states them."""

    card: str
    """`operator`, `legal-person` or `account`."""
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card whose signature was verified, with the statements of its certificate about the holder."""

    thumbprint: str
    """Hex SHA-256 of the certificate."""
    serial: str
    """The certificate's serial number, in hex."""
    issuer: str
    """The card CA's name in the form of RFC 4514."""
    enterprise: str
    """The enterprise's USCC; empty if the certificate has none, or more than one."""
    role: str
    """`operator` or `legal-person`; empty if the certificate has the marks of neither, or of both."""
    holder: str | None
    """The holder's name; None if the catalogue does not say where the certificate has it."""
    is_checked: bool = False
    """Whether valid revocation lists were available for the card's whole chain."""

    def as_json(self) -> dict[str, str]:
        """What the trail keeps of it. Names of persons stay in the submission's bytes."""
        return {
            "sha256": self.thumbprint,
            "serial": self.serial,
            "issuer": self.issuer,
            "role": self.role,
            "revocation": "checked" if self.is_checked else "not-checked",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A portal's submission, parsed but not checked yet."""

    portal: str
    id: str
    type: str
    party: str
    enterprise: Enterprise
    signer: Signer
    again_of: str | None
    submitted_at: int
    """The portal's own time of submission, in microseconds since 1970, UTC; 0 if it could not be read."""
    form: Mapping[str, Any]
    """The whole submission in the hub's own shape, without its signature; numbers are Decimal or int, never float."""
    content: str
    """Digest of `written` in RFC 8785 form (hex SHA-256), which is what a card signs. Equal content has equal
    digests."""
    payload: str
    """Digest of the bytes as dropped (hex SHA-256)."""
    written: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """The whole submission as the portal wrote it, in its own shape, without its signature.

    XML has the values of the same submission in JSON (`hub/reading/read_xml.py`).
    """
    worded: Callable[[Fault], Fault] | None = field(default=None, compare=False, repr=False)
    """Says a fault in the portal's own names; None when the portal writes in the hub's shape."""
    said_type: str = ""
    """The type that the portal wrote, cut to a length and safe on a screen; empty where it can be one of the hub's."""
    signature: str = ""
    """The content of `signer.signature`, not verified yet; empty if there is none."""
    card: Card | None = None
    """The card that signed it; None if no signature was verified."""
    vouched_by: str | None = None
    """Who vouches for the signer, as in `Document.vouched_by`."""

    @property
    def is_in_hub_form(self) -> bool:
        """Whether the portal wrote JSON in the hub's own shape: then its bytes are the form."""
        return self.worded is None

    def in_its_words(self, faults: Iterable[Fault]) -> list[Fault]:
        """Faults with the field names and codes that the portal uses."""
        return list(faults) if self.worded is None else [self.worded(one) for one in faults]

    @property
    def signed_by(self) -> dict[str, Any]:
        """What the trail keeps of the card that signed; empty if the portal vouches, as in most submissions."""
        return {"signed_by": self.card.as_json()} if self.card else {}
