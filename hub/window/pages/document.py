"""*Document*: a business as one picture and one timeline, and the messages of one of its documents."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from hub.bootstrap.reader import Reader
from hub.operate.family import Family
from hub.text.bilingual import Bilingual
from hub.views.correspondence import view_correspondence
from hub.views.documents import view_document
from hub.views.family import RelativeView
from hub.views.personal import Cover
from hub.views.timeline import LONG_WAIT_S, wait_words
from hub.views.values import flat, value_text
from hub.window.asked import Asked
from hub.window.drawing.timeline import draw_timeline
from hub.window.page import Page, Painted
from hub.window.personal import cover_for

TITLE: Final = Bilingual("单证经过", "Document")
MOST: Final = 20
"""So many businesses are listed that one name may mean."""


def show(asked: Asked, reader: Reader) -> Painted:
    """The business that a name means; where there are several, a list of them."""
    families = reader.families(asked.value("name"))
    return _business(families[0], asked, reader) if len(families) == 1 else _choice(families, asked, reader)


def _choice(families: Sequence[Family], asked: Asked, reader: Reader) -> Painted:
    views = [view_document(family.named, reader.statuses) for family in families[:MOST]]
    sizes = [len(family.members) for family in families]
    kin = {view.type: reader.kinship[view.type] for view in views}
    names = {type_: Bilingual(one.zh or type_, one.en or type_) for type_, one in kin.items()}
    values = {"title": asked.value("name"), "documents": views, "sizes": sizes, "names": names, "count": len(families)}
    return Painted("choice.html", values)


def _business(family: Family, asked: Asked, reader: Reader) -> Painted:
    recorded, view = reader.trail(family.named.id), reader.family(family)
    cover = cover_for(asked, reader, *(one.document.document for one in view.documents))
    named = next(one for one in view.documents if one.document.document == view.named)
    values: Mapping[str, Any] = {
        "title": named.document.record or named.document.document,
        "trail": recorded.view,
        "family": view,
        "named": named,
        "marks": {one.document.document: one.mark for one in view.documents},
        "picture": draw_timeline(view),
        "pairs": view_correspondence(recorded.trail, recorded.view),
        "submission": _submission(named, cover),
        "said": cover.said,
        "place": cover.place,
        "returned": lambda type_, found: _returned(found, reader.labels(type_), cover),
        "wait": lambda seconds: wait_words(seconds) if seconds >= LONG_WAIT_S else "",
    }
    return Painted("document.html", values)


def _submission(named: RelativeView, cover: Cover) -> list[tuple[str, str]]:
    return list(flat(cover.over("", named.submission))) if named.submission else []


def _returned(
    found: Mapping[str, Any], labels: Mapping[str, tuple[str, str]], cover: Cover
) -> list[tuple[str | Bilingual, str]]:
    """What came back, each with its label if it has one."""
    return [
        (Bilingual(*labels[name]) if name in labels else name, value_text(cover.over(f"returned.{name}", value)))
        for name, value in found.items()
    ]


PAGE: Final = Page("document", TITLE, show, is_listed=False)
