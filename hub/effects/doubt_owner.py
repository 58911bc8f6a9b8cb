"""Mark a document whose enterprise nobody knows, because those who named its customs code disagree."""

from typing import Final

from hub.effects.concerned import enterprises_of, units_of
from hub.effects.dispute import dispute
from hub.effects.work import Work
from hub.model import Cause, Document

UNCLEAR: Final = "owner-unclear"
"""Observed on a document that would concern somebody, if the namings of a customs code agreed."""


def doubt_owner(work: Work, document: Document, cause: Cause) -> None:
    """Mark a document that nobody can be told of, because the namings of its customs codes disagree."""
    if not enterprises_of(work.books, work.catalogue, document):
        unclear = [unit.code for unit in units_of(work.books, document) if work.books.names.is_named(unit.code)]
        if unclear:
            dispute(work, document, cause, {"observed": UNCLEAR, "units": unclear})
