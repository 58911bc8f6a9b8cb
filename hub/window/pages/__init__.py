"""The pages, one file each, in the order of the navigation."""

from collections.abc import Sequence
from typing import Final

from hub.window.page import Page
from hub.window.pages import audit, document, log, message, now, plan, quarantine, style

PAGES: Final[Sequence[Page]] = (
    now.PAGE,
    log.PAGE,
    document.PAGE,
    message.PAGE,
    quarantine.PAGE,
    plan.PAGE,
    audit.PAGE,
    style.PAGE,
)
