"""Personal data for readers who ask for it, and a line in the hub's log of each who did."""

from hub.bootstrap.reader import Reader
from hub.text.log import Log
from hub.views.personal import Cover
from hub.window.asked import Asked

log = Log()


def cover_for(asked: Asked, reader: Reader, document: str) -> Cover:
    """What covers the personal data of a document: nothing once it was asked for, and that is logged before.

    Raises OSError where the log cannot be written: what nobody would know of is not shown.
    """
    if asked.is_personal:
        with reader.home.log.open("ab"):
            pass
        log.info("personal_data_shown", document=document, page=asked.page, reader=asked.who)
    return Cover(fields=reader.personal, is_lifted=asked.is_personal)
