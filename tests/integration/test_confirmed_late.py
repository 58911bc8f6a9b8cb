"""A queue's confirmation that comes behind the party's answer moves nothing, and still says what the queue did."""

import pytest
from rig import Rig, a_credit_authorization

from hub.bootstrap.kinship import kinship_of
from hub.bootstrap.statuses import read_statuses
from hub.home.place import Home
from hub.model import OUTRANKED, Cause, Transition
from hub.views.exchanges import queue_said, view_exchanges
from hub.views.timeline import Told, timeline


def test_it_is_told_as_what_the_queue_did(rig: Rig, uscc: str) -> None:
    """In the timeline and in the layers of receipts."""
    (document,) = rig.submit(a_credit_authorization(uscc))
    rig.reply(rig.technical(rig.message_of(document.id)))
    rig.confirm(document.id)
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    last = trail.transitions[-1]
    assert (trail.document.status, last.detail) == ("P004", {"observed": OUTRANKED, "code": "P002"})
    (exchange,) = view_exchanges(trail)
    assert exchange.transport is not None
    assert exchange.technical is not None
    assert (exchange.transport.code, exchange.technical.code) == ("taken", "accepted")
    kinship, statuses = kinship_of(Home(rig.root)), read_statuses(Home(rig.root))
    told = Told(trails={document.id: trail}, marks={document.id: "A"}, statuses=statuses, kinship=kinship)
    step = timeline(told)[-1]
    assert (step.code, step.why.en) == ("P002", "the queue took the message")


@pytest.mark.parametrize(
    ("before", "after", "detail", "said"),
    [
        ("P001", "P002", {}, "taken"),
        ("P001", "P003", {}, "returned"),
        ("P004", "P004", {"observed": OUTRANKED, "code": "P003"}, "returned"),
        ("P003", "P003", {"observed": OUTRANKED, "code": "P002"}, "taken"),
        ("P004", "P004", {"observed": OUTRANKED}, ""),
        ("P003", "P003", {"observed": OUTRANKED}, ""),
    ],
)
def test_the_documents_status_is_not_taken_for_the_queues_answer(
    before: str, after: str, detail: dict[str, str], said: str
) -> None:
    """A row that moved nothing has it; what an older hub did not record is not known."""
    row = Transition(
        document="d",
        seq=2,
        track="main",
        before=before,
        after=after,
        cause=Cause("confirm", "m", "0" * 64),
        detail=detail,
        at=7,
        catalogue="0" * 64,
        previous="",
    )
    assert queue_said(row) == said
