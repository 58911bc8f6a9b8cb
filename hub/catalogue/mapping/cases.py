"""What a rule may look at."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hub.model import Document, Fault, Resource


@dataclass(frozen=True, kw_only=True)
class Known:
    """A document that another one names, as rules see it."""

    document: Document
    form: Mapping[str, Any]
    """What its portal submitted; empty for what a party announced."""
    returned: Mapping[str, Any]
    """What came back for it so far, the newest of each name."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a rule may look at; a rule is pure."""

    form: Mapping[str, Any]
    """The submission, or the values that a party's message returned."""
    today: date
    """In Shanghai."""
    account: Resource | None = None
    """What the document's figures or claims are about."""
    predecessor: Document | None = None
    """The document that this one is made again of."""
    named: Mapping[str, Sequence[Known]] = field(default_factory=dict)
    """By the route's word for them: the documents that this one is about, in the form's order."""


Rule = Callable[[Case], Iterable[Fault]]
