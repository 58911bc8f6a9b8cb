"""Parties and portals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hub.catalogue.mapping.portal_shapes import PortalShape
from hub.catalogue.words.places import Places
from hub.model import CircuitLimits
from hub.model.circuit import USUAL_LIMITS

ROLES = ("insurer", "bank", "customs", "export-credit-insurer")
SIGNATURES = ("xmldsig-ecdsa", "xmldsig-rsa", "eport-sm2", "eport-sm2-sha1", "eport-rsa-sha1", "xades-b")
"""The signature profiles: adapters/signing says what each is."""
ENCRYPTIONS = ("aes256-gcm", "sm4-gcm", "sm4-gcm-w3")
"""The ciphers of messages: adapters/encryption says what each is."""
ACTS = ("settle", "replay", "release", "discard")
"""The acts of operators for which a party's file can ask for something."""
ACT_NEEDS = ("card", "two", "two-cards")
"""What an act may need: an operator's card, a second operator, or two operators with their cards."""
CARD_ALGORITHMS = ("ES256", "RS256", "PS256", "SM2")
"""The algorithms (`alg`) of cards' signatures: those of RFC 7518, and SM2 with SM3."""


@dataclass(frozen=True)
class Party:
    """A counterparty: an insurer, a bank or customs."""

    id: str
    zh: str
    en: str
    role: str
    deduplicates: bool
    """True: it processes a message id once, so that sending a message again is safe."""
    answers_within: int = 0
    """Seconds in which it promises to answer; 0: the routes' deadlines apply."""
    dialect: str = ""
    """The dialect of its messages (`routes/dialects/`); empty when it takes and sends canonical messages."""
    envelope: str = ""
    """The envelope of its messages; empty when they have none."""
    dxp_id: str = ""
    """Its id on the customs platform."""
    signatures: tuple[str, ...] = ()
    """The signature profiles by which its messages and those for it may be signed; none: by the usual ones."""
    encryption: str = ""
    """The cipher by which its messages and those for it are encrypted; empty when they travel as they are signed."""
    acts: Mapping[str, str] = field(default_factory=dict)
    """By act of an operator that concerns it: what the act needs; no word: what the home's settings say."""
    circuit: CircuitLimits = USUAL_LIMITS
    """When nothing more is sent to it because it takes nothing, and how often it is tried then."""
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class Portal:
    """An upstream system."""

    id: str
    zh: str
    en: str
    signatures: str
    """`required`: each submission is signed by a card. `vouched`: without a card the portal vouches for the signer."""
    revocation: str
    """A card without a valid revocation list: `required` refuses it, `when-fresh` accepts it."""
    algorithms: frozenset[str] = frozenset()
    """The algorithms by which cards may sign what it submits; none: the usual ones, without SM2."""
    carries: frozenset[str] | None = None
    """The document types and services that it names; None when its file names none, and it carries every type."""
    without: frozenset[str] = frozenset()
    """The types that it does not carry although it carries their service, or all types."""
    page: Any = field(default=None, compare=False, repr=False)
    """What its file says under `writes`, as long as it is not compiled."""
    shape: PortalShape | None = field(default=None, repr=False)
    """How it writes submissions and reads events; None when it does so as the hub."""
    places: Places = field(kw_only=True, compare=False, repr=False)

    def may_carry(self, document: str, service: str) -> bool:
        """Whether it submits documents of this type, and hears of them."""
        return document not in self.without and (
            self.carries is None or not self.carries.isdisjoint((document, service))
        )
