"""Personal data for readers who ask for it, and a line in the hub's log of each who did."""

from hub.bootstrap.reader import Reader
from hub.home.log_lines import line_of
from hub.home.logs import write_surely
from hub.views.personal import Cover
from hub.window.asked import Asked


def cover_for(asked: Asked, reader: Reader, *documents: str) -> Cover:
    """What covers the personal data of documents: nothing once it was asked for, and that is logged before, of each.

    Raises OSError where the log cannot be written: what nobody would know of is not shown.
    """
    if asked.is_personal:
        lines = (
            line_of("personal_data_shown", document=document, page=asked.page, reader=asked.who)
            for document in documents
        )
        write_surely(reader.home.log, "".join(lines))
    return Cover(fields=reader.personal, is_lifted=asked.is_personal)


def covered(reader: Reader) -> Cover:
    """What covers personal data on a page that shows it to nobody."""
    return Cover(fields=reader.personal)


def tell_search(asked: Asked, reader: Reader) -> None:
    """Log that a text is looked for among personal data: what is found says something of it. Raises OSError likewise.

    The text is not in the line, for it may be personal itself.
    """
    write_surely(reader.home.log, line_of("personal_data_searched", page=asked.page, reader=asked.who))
