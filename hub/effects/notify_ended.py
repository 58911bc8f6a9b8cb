"""Report that the figures' period is over: on each document that brought such figures, to its portals."""

from collections.abc import Collection
from datetime import date

from hub.catalogue import Ending
from hub.effects.account import account_for
from hub.effects.portals import portals_of
from hub.effects.work import Work
from hub.model import Cause, Document, Transition
from hub.model.books.trails import parted
from hub.xml.times import end_of

ENDED = "ended"


def notify_ended(work: Work, about: Document, trails: Collection[Transition]) -> None:
    """Report each last day once, if it is over by now. Newer figures may have another last day, or none.

    `trails` are the trails of the documents that report it.
    """
    account = account_for(work.catalogue, about)
    ending = account.figures.ends if account else None
    if account is None or ending is None:
        return
    last = work.books.claims.resource(account.key).figures.get(ending.after)
    if last is None or (end := end_of(date.fromisoformat(last))) > work.books.now:
        return
    told = {t.document for t in trails if t.track == ending.track and t.detail.get(ENDED) == last}
    newest = {t.document: t.at for t in trails}
    told |= {id_ for id_ in parted(trails) if newest[id_] >= end}  # an archive may have the row that told it
    for teller in work.books.trails.standing(account.told_to, account.enterprise):
        if teller.party == account.party and teller.id not in told and _has_brought(work, teller):
            _tell(work, teller, ending, last)


def _tell(work: Work, document: Document, ending: Ending, last: str) -> None:
    detail = {"observed": ENDED, "event": ending.status, ENDED: last, "returned": {ending.after: last}}
    cause = Cause("clock", "figures", document.payload)
    told = work.books.trails.append(document.id, document.status, cause, detail, track=ending.track)
    for portal in portals_of(work.books, work.catalogue, document):
        work.books.post.promise_event(document.id, told.seq, portal)


def _has_brought(work: Work, document: Document) -> bool:
    figures = work.route(document).figures
    return figures is not None and document.status in figures.when
