"""Claims: rights that only one document can hold, and amounts reserved on a resource."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A document's hold on a resource: exclusive for one key, or an amount."""

    document: str
    resource: str
    key: str
    """What is claimed. Two open exclusive claims never have the same resource and key."""
    amount: Decimal | None
    """Yuan reserved on the resource; None for an exclusive claim."""
    open: bool
    settled_at: int | None
    """When the party began to count the amount itself, by its own time; None before."""
    doubted: bool = False
    """Whether the party may have given the amount back if its document turns out to have failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What claims draw on, such as a quota account: the party's figures and the hub's reservations."""

    key: str
    figures: Mapping[str, str]
    """The party's newest figures, unchanged; empty before the first."""
    as_of: int
    """The party's own time of these figures, in microseconds since 1970, UTC; 0 before the first."""
    reserved: Decimal
    """Yuan held by open claims: their sum."""
    dispute: str = ""
    """Why the figures are in doubt; empty if they are not. Newer figures or an operator end the doubt."""
    unexplained: Decimal = Decimal(0)
    """Yuan by which the party's count has risen with these figures, and that nothing explains which the hub knows."""
