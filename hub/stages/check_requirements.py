"""Check what a route requires of other documents: one must be there, or none may be there."""

from collections.abc import Iterator

from hub.catalogue import Requirement, Route
from hub.effects.current import first_of
from hub.effects.work import Work
from hub.errors import Code, fault
from hub.model import Document, Fault
from hub.stages.asked import Asked
from hub.text.bilingual import listed


def check_requirements(work: Work, asked: Asked) -> Iterator[Fault]:
    """A fault for each requirement that is not met. Documents that the form names must have been found."""
    for need in asked.route.requires:
        if (field := _field(work, asked, need)) is None or _is_met_by_itself(asked, need):
            continue
        there = any(_counts(work, asked, need, document) for document in _standing(work, asked, need))
        if there == need.is_absent:
            other = work.catalogue.routes[need.document]
            yield fault(_code(need), field, **_about(other, need))


def _code(need: Requirement) -> Code:
    if need.is_absent:
        return Code.STILL_RESTED_ON
    return Code.PRECONDITION_MISSING if need.where is None else Code.NEEDS_ANOTHER_FIRST


def _about(other: Route, need: Requirement) -> dict[str, str]:
    """What such a document is called; with what its form must say, where it must say something."""
    if need.where is None:
        return {"label": other.zh, "name": other.en}
    said = listed(other.label_of_code(need.where.path, code) for code in sorted(need.where.values))
    return {"label": f"{other.zh}（{said.zh}）", "name": f"{other.en} ({said.en})"}


def _field(work: Work, asked: Asked, need: Requirement) -> str | None:
    """The field that makes the requirement apply; None if it does not apply."""
    if need.when is None:
        return "party"
    if need.of:
        numbers = asked.route.naming(need.of).numbers(asked.submission.form)
        named = work.books.named_by(asked.document.id, need.of)
        found = (path for (_, path), d in zip(numbers, named, strict=False) if need.when.holds_of_any(_form(work, d)))
        return next(found, None)
    return next((place for value, place in asked.texts(need.when.path) if value in need.when.values), None)


def _is_met_by_itself(asked: Asked, need: Requirement) -> bool:
    return need.is_met_by_itself and need.where is not None and need.where.holds_of_any(asked.submission.form)


def _standing(work: Work, asked: Asked, need: Requirement) -> list[Document]:
    beside = {d.id for d in work.books.named_by(asked.document.id, need.beside)} if need.beside else set()
    standing = work.books.trails.standing(need.document, asked.uscc)
    return [d for d in standing if d.id not in {*beside, asked.document.id}]


def _counts(work: Work, asked: Asked, need: Requirement, document: Document) -> bool:
    """Whether a document is one of those that are required, or forbidden. A disputed one can only forbid."""
    if document.status not in need.statuses or (need.same_party and document.party != asked.party):
        return False
    if need.where is not None and not need.where.holds_of_any(_form(work, document)):
        return False
    if need.is_absent:
        return True
    return not document.disputes and not (need.unclaimed and _is_claimed(work, asked, need, document))


def _is_claimed(work: Work, asked: Asked, need: Requirement, document: Document) -> bool:
    """Whether another document is about to end this one."""
    key = asked.resource_key(need.resource)
    return work.books.claims.holder(key, f"{need.unclaimed}:{first_of(work, document).id}") is not None


def _form(work: Work, document: Document) -> dict[str, object]:
    return dict(work.books.trails.form(document.id))
