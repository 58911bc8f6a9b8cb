"""*Now*: what waits where, since when, which workers run, and what needs a person."""

from typing import Final

from hub.bootstrap.reader import Reader
from hub.text.bilingual import Bilingual
from hub.window.asked import Asked
from hub.window.drawing.flow import draw_flow
from hub.window.page import Page, Painted
from hub.window.personal import covered

TITLE: Final = Bilingual("现在", "Now")


def show(asked: Asked, reader: Reader) -> Painted:
    """The store as it was at most some seconds ago, and what is beside it."""
    seen = reader.now()
    values = {"title": TITLE, "seen": seen, "now": seen.at.at, "picture": draw_flow(seen.flow, seen.at.at, asked)}
    values |= {"said": covered(reader).said}
    return Painted("now.html", values)


PAGE: Final = Page("", TITLE, show)
