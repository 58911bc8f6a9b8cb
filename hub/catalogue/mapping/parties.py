"""Parties and portals."""

from dataclasses import dataclass, field

from hub.catalogue.words.places import Places, Where

ROLES = ("insurer", "bank", "customs", "export-credit-insurer")


@dataclass(frozen=True)
class Party:
    """A counterparty: an insurer, a bank or customs."""

    id: str
    zh: str
    en: str
    role: str
    deduplicates: bool
    """True when it takes the same message id once, so that sending again is safe."""
    answers_within: int = 0
    """Seconds in which it promised to answer; 0 where the routes' deadlines hold."""
    dialect: str = ""
    """Its own forms of some messages (`routes/dialects/`); empty where it takes and sends ours."""
    envelope: str = ""
    """What its messages travel in; empty where they are bare."""
    dxp_id: str = ""
    """Its id on the customs platform."""
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class Portal:
    """An upstream system."""

    id: str
    zh: str
    en: str
    signatures: str
    """Who answers for the signer: with `required` only a card that signed; with `vouched` the portal where none did."""
    revocation: str
    """A card of which no list in force says whether it is revoked: `required` refuses it, `when-fresh` takes it."""
    where: Where
    """Where the file speaks of signatures."""
