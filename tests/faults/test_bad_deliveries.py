"""What must not come over AMQP: kept apart with a code, its neighbours on time."""

import json
from collections.abc import Iterator
from pathlib import Path

import pika
import pika.exceptions
import pytest
from places import RabbitPlace, hub_queue, waiting
from rig import Rig, a_credit_authorization, usccs
from services import RabbitMQ
from worker_farm import MachineClock

from hub.ports import Filter, Store

ANY = Filter()
_uscc = usccs()


@pytest.fixture
def place(rabbitmq: RabbitMQ) -> Iterator[RabbitPlace]:
    made = RabbitPlace(rabbitmq)
    yield made
    made.close()


@pytest.fixture
def expected() -> list[int]:
    """How many documents and quarantined deliveries there will be, unless a test says otherwise."""
    return [2]


@pytest.fixture
def rig(store: Store, place: RabbitPlace, tmp_path: Path, expected: list[int]) -> Iterator[Rig]:
    made = Rig(
        store,
        tmp_path,
        hub_queue(place.spec, MachineClock()),
        waiting=lambda: (
            len(store.quarantine.deliveries(9)) + len(store.documents.log(ANY)) < expected[0] or waiting(place.spec) > 0
        ),
        clock=MachineClock(),
    )
    made.worker.wait = 0.05
    yield made
    made.close()


def _send(place: RabbitPlace, body: bytes, **properties: object) -> None:
    """As the portal `national`, with these properties and no others."""
    url = place.spec.replace("://hub:", "://national:") + "?heartbeat=0"
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        key = "portal.national.submit"
        channel.basic_publish("in.national", key, body, pika.BasicProperties(**properties), mandatory=True)


def _form() -> tuple[str, bytes]:
    form = a_credit_authorization(next(_uscc))
    return form["id"], json.dumps(form).encode()


def test_who_does_not_say_who_he_is_is_not_heard(rig: Rig, place: RabbitPlace) -> None:
    """A message without user_id is shown to operators, and the portal is told why; the next one is on time."""
    unnamed, body = _form()
    _send(place, body)
    good, body = _form()
    _send(place, body, user_id="national")
    rig.work()
    assert [(row.owner, row.code) for row in rig.store.quarantine.deliveries(9)] == [("national", "HUB-117")]
    assert [d.sender_ref for d in rig.store.documents.log(ANY)] == [good]
    told = [json.loads(body)["data"] for _, body in place.arrived("national")]
    assert sorted((data["status"], data["submission"]) for data in told) == sorted(
        [("H002", unnamed), ("P001", good), ("P002", good)]
    )


def test_a_message_needs_no_id_and_no_content_type(rig: Rig, place: RabbitPlace) -> None:
    """What counts is in the body."""
    ids = []
    for properties in ({}, {"content_type": "text/html", "content_encoding": "gzip", "message_id": "x" * 255}):
        name, body = _form()
        ids.append(name)
        _send(place, body, user_id="national", **properties)
    rig.work()
    assert sorted(d.sender_ref for d in rig.store.documents.log(ANY)) == sorted(ids)


@pytest.mark.parametrize(("body", "code"), [(b"", "HUB-134"), (b"[" + b" " * 20_000_000 + b"]", "HUB-107")])
def test_no_body_and_too_large_a_body(rig: Rig, place: RabbitPlace, body: bytes, code: str) -> None:
    """Its bytes are kept, and its neighbour is on time."""
    _send(place, body, user_id="national")
    good, neighbour = _form()
    _send(place, neighbour, user_id="national")
    rig.work()
    (row,) = rig.store.quarantine.deliveries(9)
    assert (row.code, rig.store.archive.payload(row.payload)) == (code, body)
    assert [d.sender_ref for d in rig.store.documents.log(ANY)] == [good]


def test_a_foreign_user_is_refused_by_the_broker(place: RabbitPlace) -> None:
    """Nobody can say to be somebody else."""
    with pytest.raises(pika.exceptions.ChannelClosedByBroker, match="user_id"):
        _send(place, b"{}", user_id="ping-an")
    assert waiting(place.spec) == 0


def test_healthy_deliveries_that_passed_the_brokers_limit_are_not_blamed(
    rig: Rig, place: RabbitPlace, expected: list[int]
) -> None:
    """Workers died, of whatever: what they had in memory became dead letters, and is worked through like any other."""
    expected[0] = 20
    forms = [_form() for _ in range(20)]
    place.drop("national", *(body for _, body in forms))
    place.limit_deliveries(1)
    while place.depth("dead") < 20:  # what a dead worker had is in no queue for a moment
        place.hold_and_let_go("portal.national.submit")
    rig.work()
    assert rig.store.quarantine.deliveries(9) == []
    assert sorted(d.sender_ref for d in rig.store.documents.log(ANY)) == sorted(name for name, _ in forms)
    told = [json.loads(body)["data"]["status"] for _, body in place.arrived("national")]
    assert "H002" not in told
