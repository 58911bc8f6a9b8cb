"""Who is at the other end of a leg."""

from collections.abc import Mapping, Sequence
from typing import Any

from hub.catalogue import Leg, lookup
from hub.model import Document


def party_of_leg(document: Document, legs: Sequence[Leg], leg: Leg, facts: Mapping[str, Any]) -> str:
    """The party at the other end of one of a document's legs; empty if its facts do not say."""
    return document.party if leg is legs[0] else str(lookup(facts, leg.party) or "").strip()
