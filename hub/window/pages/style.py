"""The one stylesheet: light and dark, screen and paper."""

from functools import cache
from pathlib import Path
from typing import Final

from hub.bootstrap.reader import Reader
from hub.text.bilingual import Bilingual
from hub.window.asked import Asked
from hub.window.page import Page, Sent

_FILE: Final = Path(__file__).parents[1] / "window.css"


def show(_asked: Asked, _reader: Reader) -> Sent:
    """The same for all."""
    return Sent(_read(), "text/css")


@cache
def _read() -> bytes:
    return _FILE.read_bytes()


PAGE: Final = Page("window.css", Bilingual("样式", "style"), show, is_listed=False)
