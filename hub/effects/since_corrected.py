"""A document that rests on a version which its party has corrected meanwhile: what of it still fits the new version."""

from collections.abc import Mapping
from typing import Any, Final

from hub.catalogue import Bringing, Case, Kept, NamedDocument, alike
from hub.effects.concerned import owned_by
from hub.effects.current import said_anew
from hub.effects.work import Work
from hub.model import Document

CORRECTED: Final = "since-corrected"
"""Observed on a version when a decision on a document about the version before does not fit what it says now."""


def said_since(
    work: Work, document: Document, bringing: Bringing, named: Document, current: Document
) -> frozenset[str]:
    """Names of the values that a form must not bring to the version that counts now.

    They are the values that the party wrote anew in it. They are all values if it does not concern the form's
    enterprise any more: that enterprise's data are not for the others.
    """
    if not owned_by(work, current, document.enterprise):
        return frozenset(bringing.values)
    return frozenset(said_anew(work, named, current))


def misfits(work: Work, document: Document, bringing: Bringing, current: Document, given: Mapping[str, Any]) -> bool:
    """Whether a form says something else than the version that counts now.

    `given` are the values by which the form corrected the version that it named, as far as it may not bring them. What
    the route says must stay is compared too.
    """
    books, route = work.books, work.route(document)
    known = books.trails.returned(current.id)
    if any(not alike(value, known.get(name)) for name, value in given.items()):
        return True
    naming = route.naming(bringing.named)
    if naming.each:
        return False
    now = NamedDocument(document=current, form=books.trails.form(current.id), returned=known)
    case = Case(form=books.trails.form(document.id), today=work.today, named={naming.name: [now]})
    rules = (rule for rule in route.rules if isinstance(rule, Kept))
    return any(True for rule in rules if rule.pairs[0][1].naming == naming for _ in rule(case))
