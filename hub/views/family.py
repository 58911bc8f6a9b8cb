"""One business: its documents, what each waits for, and one timeline of what happened to all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, Literal

from hub.catalogue import Kinship
from hub.model import Document, Statuses, Timer
from hub.ports import Trail
from hub.text.bilingual import Bilingual
from hub.views.awaited import AwaitedView, view_awaited
from hub.views.documents import DocumentView, TrailView, view_document
from hub.views.exchanges import ExchangeView, view_exchanges
from hub.views.timeline import StepView, Told, timeline
from hub.views.view import ON_SCREEN

Role = Literal["member", "beside", "rests-on", "resting"]
_LONGEST: Final = 200
"""Characters of a submission's value that are shown; a file in it is longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelativeView:
    """One document of a family."""

    mark: str
    """How the timeline names it: A, B, …; empty for a document that is no member."""
    role: Role
    """beside: another that a member is about too. rests-on: a member rests on it. resting: it rests on that named."""
    name_zh: str
    """The name of its type."""
    name_en: str
    document: DocumentView
    awaited: AwaitedView | None = None
    """Null for a document at its end, and for one that is no member."""
    submission: Mapping[str, Any] | None = None
    """The data of the submission; null where it has none, or its bytes are not in the store."""
    name: Bilingual = field(metadata=ON_SCREEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyView:
    """All documents of one business."""

    named: str
    """The document that was asked for."""
    documents: Sequence[RelativeView]
    """Members first, by age."""
    timeline: Sequence[StepView]
    """Oldest first."""
    exchanges: Sequence[ExchangeView]
    """What was sent, oldest first."""
    whole: bool
    """False: the family has more members than are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relatives:
    """The documents of a family, with what is recorded of its members."""

    named: Document
    members: Sequence[Trail]
    others: Mapping[Role, Sequence[Document]]
    timers: Sequence[Timer]
    forms: Mapping[str, Mapping[str, Any]]
    """The data of submissions, by document."""
    is_whole: bool


def view_family(family: Relatives, kinship: Kinship, statuses: Statuses) -> FamilyView:
    """The view of a family."""
    marks = {trail.document.id: mark for trail, mark in zip(family.members, _marks(), strict=False)}
    members = [_member(trail, marks[trail.document.id], family, kinship, statuses) for trail in family.members]
    others = [
        _relative(document, "", role, kinship, statuses)
        for role, documents in family.others.items()
        for document in documents
    ]
    told = Told(trails={t.document.id: t for t in family.members}, marks=marks, statuses=statuses, kinship=kinship)
    exchanges = [one for trail in family.members for one in view_exchanges(trail)]
    return FamilyView(
        named=family.named.id,
        documents=[*members, *others],
        timeline=timeline(told),
        exchanges=sorted(exchanges, key=lambda one: one.at),
        whole=family.is_whole,
    )


def _marks() -> Any:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return (letters[n % 26] + (str(n // 26) if n >= 26 else "") for n in count())


def _member(trail: Trail, mark: str, family: Relatives, kinship: Kinship, statuses: Statuses) -> RelativeView:
    document = trail.document
    timers = [timer for timer in family.timers if timer.document == document.id]
    form = family.forms.get(document.id)
    return _relative(
        document,
        mark,
        "member",
        kinship,
        statuses,
        awaited=view_awaited(trail, kinship[document.type], statuses, timers),
        submission=None if form is None else _short(form),
    )


def _relative(
    document: Document, mark: str, role: Role, kinship: Kinship, statuses: Statuses, **more: Any
) -> RelativeView:
    kin = kinship[document.type]
    name = Bilingual(kin.zh or document.type, kin.en or document.type)
    view = view_document(document, statuses)
    return RelativeView(mark=mark, role=role, name_zh=name.zh, name_en=name.en, document=view, name=name, **more)


def _short(value: Any) -> Any:
    """A value without the text of files."""
    if isinstance(value, Mapping):
        return {name: _short(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_short(inner) for inner in value]
    if isinstance(value, str) and len(value) > _LONGEST:
        return f"{value[:20]}… ({len(value)})"
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessView(TrailView):
    """The document that was named, with everything that is recorded about it, and its family."""

    family: FamilyView
