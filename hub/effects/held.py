"""What a party says about a document that something holds: it is told at once, and counts when nothing holds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.effects.work import Work
from hub.model import Document, Verdict

HELD: Final = "held"
"""Observed when a party says something about a document that is held. The row's `event` is the status that was said."""


@dataclass(frozen=True)
class Released:
    """What would count of a held document if nothing held it."""

    status: str
    values: Mapping[str, Any]
    """The values that were returned meanwhile and count, without those that an operator has replaced since."""
    is_contradicted: bool
    """Whether its party said meanwhile what excludes this status."""


def released(work: Work, document: Document) -> Released | None:
    """A held document as if what its party said meanwhile had been applied in order; None if nothing holds it.

    The books must hold the document's trail.
    """
    route, past = work.route(document), work.books.trails.past(document.id)
    begun = [row for row in past if row.after == document.status and not row.is_observation]
    if document.status not in route.held_in or not begun:
        return None
    status, is_contradicted = begun[-1].before or document.status, False
    values: dict[str, Any] = {}
    for row in (one for one in past if one.seq > begun[-1].seq):
        if row.detail.get("observed") == HELD:
            verdict = route.lifecycle.judge(status, row.detail["event"])
            is_contradicted = is_contradicted or verdict is Verdict.CONTRADICTS
            if verdict is Verdict.MOVES:
                status = row.detail["event"]
                values |= row.returned
        elif row.is_taken:
            values = {name: value for name, value in values.items() if name not in row.returned}
    return Released(status, values, is_contradicted)
