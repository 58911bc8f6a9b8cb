"""Tell an operator which amounts are reserved again, because the figures of a message may leave them out."""

from typing import Final

from hub.effects.taken_again import doubt_held_again
from hub.effects.work import Work
from hub.errors import Code
from hub.model import Cause
from hub.text.log import Log
from hub.xml.decimals import written

log = Log()
HELD_AGAIN: Final = "held-again"
"""Observed on a document whose figures may leave out amounts that are reserved again; `reason` lists the amounts."""


def tell_left_out(work: Work, document: str, cause: Cause) -> None:
    """Record on the document that brought it about which amounts are reserved again (HUB-822). No portal is told.

    A party that insures what these figures may have given back contradicts itself: a dispute (HUB-838).
    """
    if not (claims := work.books.claims.held_again()):
        return
    trails = work.books.trails
    named = (
        f"{trails.document(one.document).record or one.document}: {written(one.amount)}" for one in claims if one.amount
    )
    detail = {"observed": HELD_AGAIN, "code": Code.AMOUNTS_HELD_AGAIN, "reason": ", ".join(named)}
    row = trails.append(document, trails.document(document).status, cause, detail)
    log.warning("amounts_held_again", code=Code.AMOUNTS_HELD_AGAIN, document=document, amounts=detail["reason"])
    for claim in claims:
        doubt_held_again(work, claim, Cause("document", f"{row.document}:{row.seq}", cause.digest))
