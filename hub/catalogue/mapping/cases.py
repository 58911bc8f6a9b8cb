"""The arguments of rules."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from hub.model import Document, Fault, Resource


@dataclass(frozen=True, kw_only=True)
class NamedDocument:
    """A document that another document names, as rules see it."""

    document: Document
    form: Mapping[str, Any]
    """What its portal submitted; empty for a notice of a party."""
    returned: Mapping[str, Any]
    """The values that came back for it, the newest of each name."""
    held: Decimal = Decimal(0)
    """Yuan that others hold, or have got for good, out of it."""
    beyond: Mapping[str, Decimal] = field(default_factory=dict)
    """By name of a figure in `returned` that sums what others got: what they hold out of it beside the figure."""
    position: int = 0
    """Its place among the numbers that name documents so, in the form's order."""
    beside: Mapping[str, "NamedDocument"] = field(default_factory=dict)
    """By name in its own route: the document that it named when the form in force was accepted, if a rule reads it."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """Everything that a rule can look at. Rules are pure."""

    form: Mapping[str, Any]
    """The submission, or the values that a party's message returned."""
    own: Mapping[str, Any] = field(default_factory=dict)
    """Of a party's answer: the submitted form of the document that it answers."""
    today: date
    """The date in Shanghai."""
    account: Resource | None = None
    """The resource of the document's figures or claims."""
    predecessor: Document | None = None
    """The document that this document is made again from."""
    was_refused_by_party: bool = False
    """Whether the party's gateway refused the predecessor: it was never looked at."""
    named: Mapping[str, Sequence[NamedDocument]] = field(default_factory=dict)
    """By name in the route: the documents that this document names, in the form's order."""


Rule = Callable[[Case], Iterable[Fault]]
