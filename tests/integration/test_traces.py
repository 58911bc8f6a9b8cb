"""The traceparent of a submission goes with the document's messages and events, and into no signed byte."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from rig import Rig, a_credit_authorization

from hub.model.trace import TRACEPARENT
from hub.ports import Parcel

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def sent(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> list[Parcel]:
    """What is published, in order."""
    parcels: list[Parcel] = []
    publish = rig.queue.publish

    def noting(given: Sequence[Parcel]) -> None:
        parcels.extend(given)
        publish(given)

    monkeypatch.setattr(rig.queue, "publish", noting)
    return parcels


def submit(rig: Rig, form: object, trace: str = PARENT) -> None:
    delivery = replace(rig.delivery("national", json.dumps(form).encode()), trace=trace)
    rig.worker.beat()  # otherwise the poller sends it, as after a long pause
    rig.worker.promise(rig.worker.submissions.run([delivery]))
    rig.worker.dispatch.settle(1.0)


def told(parcels: Sequence[Parcel]) -> list[object]:
    """The attribute of each event."""
    return [json.loads(one.body).get(TRACEPARENT) for one in parcels if one.name.endswith(".json")]


def test_messages_and_events_have_the_trace_of_their_submission(rig: Rig, sent: list[Parcel], uscc: str) -> None:
    """At once; for a receipt that comes later; and of a submission that is refused."""
    submit(rig, a_credit_authorization(uscc) | {"id": "one"})
    message = next(one for one in sent if one.name.endswith(".xml"))
    assert PARENT.encode() not in message.body
    rig.worker.promise(
        rig.worker.replies.run([rig.delivery("ping-an", rig.technical(rig.message_of(rig.document("one").id)))])
    )
    submit(rig, {"id": "two"})
    assert {one.trace for one in sent if one.id.startswith(("message:", "event:"))} >= {PARENT}
    assert [one.trace for one in sent if one.destination != "ping-an"] == [PARENT] * len(told(sent))
    assert told(sent) == [PARENT] * 4
    assert message.trace == PARENT


def test_none_is_invented(rig: Rig, sent: list[Parcel], uscc: str) -> None:
    """Neither for a submission without one, nor for the hub's receipts to a party."""
    submit(rig, a_credit_authorization(uscc) | {"id": "one"}, trace="")
    assert {one.trace for one in sent} == {""}
    assert set(told(sent)) == {None}


def test_what_is_sent_from_the_store_has_it_too(rig: Rig, sent: list[Parcel], uscc: str) -> None:
    """As after a crash, when nothing is left in memory."""
    form = a_credit_authorization(uscc) | {"id": "one"}
    delivery = replace(rig.delivery("national", json.dumps(form).encode()), trace=PARENT)
    rig.worker.submissions.run([delivery])
    rig.worker.dispatch.poller.begin()
    rig.worker.dispatch.pick_up()
    assert {one.trace for one in sent} == {PARENT}
    assert told(sent) == [PARENT]
