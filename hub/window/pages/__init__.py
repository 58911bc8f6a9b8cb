"""The pages, one file each, in the order of the navigation."""

from collections.abc import Sequence
from typing import Final

from hub.window.page import Page
from hub.window.pages import document, log, message, now, style

PAGES: Final[Sequence[Page]] = (now.PAGE, log.PAGE, document.PAGE, message.PAGE, style.PAGE)
