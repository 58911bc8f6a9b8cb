"""Let the values, and the decision, of one row of a trail stand, as an operator says."""

from collections.abc import Mapping
from typing import Any

from hub.effects.bring_facts import bring_settled
from hub.effects.decide_amounts import settle_anew
from hub.effects.move_other import STANDS
from hub.effects.move_status import move_status
from hub.effects.work import Work
from hub.model import Cause, Document, Transition


def decision_of(work: Work, document: Document, row: Transition) -> str:
    """The status to which a row moves its document where an operator lets it stand (`stands:`); empty for none.

    That is a decision of the party that moved nothing, because it came after another one or was superseded.
    """
    route = work.route(document)
    answers = route.legs[-1].answers if route.legs else None
    said = answers.codes.get(str(row.detail.get("code"))) if answers and row.cause.kind == "receipt" else None
    may = said is not None and said in route.stands and route.lifecycle.allows(document.status, said)
    return said if said is not None and may else ""


def standing(work: Work, document: Document, row: Transition) -> dict[str, Any]:
    """What a row brings if it stands: its values without files, and their time.

    That is the party's own time (`as_of`). Of an older hub's row it is that of the stored message, if it was loaded,
    otherwise the hub's time of the row. Values that a later answer says anew (`newest:`) and that the party has said
    anew since then stay what they are.
    """
    trails, newest = work.books.trails, work.route(document).newest
    as_of = row.detail.get("as_of") or str(trails.said_at(row.cause.digest) or row.at)
    brought = {n: v for n, v in row.detail.get("returned", {}).items() if not isinstance(v, dict)}
    later = {name for name in newest if int(as_of) < trails.as_of(document.id, name)}
    return {STANDS: row.seq, "returned": {n: v for n, v in brought.items() if n not in later}, "as_of": as_of}


def let_stand(work: Work, document: Document, row: Transition, cause: Cause, said: Mapping[str, Any]) -> None:
    """Apply what a row brings, after the dispute was settled: to the status, to claims, and to named documents.

    `said` is what `standing` returned. With a decision the document moves, and `follow` does what follows from it;
    without one, facts that go to named documents go there.
    """
    as_of = int(said["as_of"])
    if after := decision_of(work, document, row):
        move_status(work, document, after, cause, said)
        settle_anew(work, work.books.trails.document(document.id), as_of)
    else:
        bring_settled(work, document, said["returned"], as_of, cause)
        settle_anew(work, document, as_of, said["returned"])
