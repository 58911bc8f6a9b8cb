"""Rights that only one document can hold, and amounts reserved on what they draw on."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A document's hold on a resource: all of one key, or an amount."""

    document: str
    resource: str
    key: str
    """What is claimed; two open exclusive claims never share resource and key."""
    amount: Decimal | None
    """Yuan reserved on the resource; None for an exclusive claim."""
    open: bool
    settled_at: int | None
    """When the counterparty said it counts the amount itself; None before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What claims draw on, as a quota account: the counterparty's figures and our reservations."""

    key: str
    figures: Mapping[str, str]
    """The counterparty's newest figures, verbatim; empty before the first."""
    as_of: int
    """The counterparty's time of those figures; 0 before the first."""
    reserved: Decimal
    """Yuan held by open claims: their sum."""
    dispute: str = ""
    """Why the figures are in doubt; empty when they are not. Newer figures or an operator settle it."""
