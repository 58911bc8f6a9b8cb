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
    """True: it processes a message id once, so that sending a message again is safe."""
    answers_within: int = 0
    """Seconds in which it promises to answer; 0: the routes' deadlines apply."""
    dialect: str = ""
    """The dialect of its messages (`routes/dialects/`); empty when it takes and sends canonical messages."""
    envelope: str = ""
    """The envelope of its messages; empty when they have none."""
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
    """`required`: each submission is signed by a card. `vouched`: without a card the portal vouches for the signer."""
    revocation: str
    """A card without a valid revocation list: `required` refuses it, `when-fresh` accepts it."""
    where: Where
    """Where the file speaks of signatures."""
