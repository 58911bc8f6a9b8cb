"""What happens to deliveries and parcels when the broker dies, stops, or takes nothing."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest
from queue_cases import OWNERS, RabbitRig, inbound
from services import RabbitMQ

from hub.errors import QueueUnavailable
from hub.ports import Confirmation, Parcel
from hub.testing.queue.play import bodies, parcels, publish, send, take, told

A, B, C = OWNERS
pytestmark = pytest.mark.slow
_COUNTS = ("list_queues", "name", "messages")


@pytest.fixture
def rig(rabbitmq: RabbitMQ) -> Iterator[RabbitRig]:
    rabbitmq.require_private()
    with closing(RabbitRig(rabbitmq)) as made:
        yield made


def many(count: int, size: int = 500) -> list[Parcel]:
    return [Parcel(id=f"{n}", destination=A, name=f"{n}.xml", body=bytes(size)) for n in range(count)]


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_a_broker_that_ends_and_starts_again_loses_nothing_that_it_confirmed(rig: RabbitRig, end: str) -> None:
    """Publishing goes on while it ends; what is told as lost goes out again."""
    queue, broker = rig.queue(), rig.broker
    rig.drop_all(B, [(f"{n}.xml", b"%d" % n) for n in range(20)])
    held = take(queue, 20)
    queue.acknowledge(held[:5])
    time.sleep(0.2)

    def end_and_start() -> None:
        time.sleep(0.3)
        getattr(broker, end)()
        broker.start()

    restart = threading.Thread(target=end_and_start)
    restart.start()

    left, confirmed = {parcel.id: parcel for parcel in many(6000)}, set[str]()
    told_of: list[Confirmation] = []
    until = time.monotonic() + 300
    while left and time.monotonic() < until:
        some = list(left.values())[:300]
        publish(queue, some)
        fates = told(queue, {parcel.id for parcel in some}, 60)
        told_of += fates.values()
        confirmed |= {left.pop(id_).name for id_, fate in fates.items() if fate == "confirmed"}
        time.sleep(0.02)
    restart.join()

    assert not left, broker.last_words()
    assert set(told_of) <= {"confirmed", "lost"}
    assert {name for name, _ in rig.pick_up(A)} == confirmed == {f"{n}.xml" for n in range(6000)}
    again = take(queue, 15)
    assert [(d.body, d.redelivered) for d in again] == [(b"%d" % n, True) for n in range(5, 20)]


def test_while_the_broker_is_down_everything_is_deferred_and_then_goes_on(rig: RabbitRig) -> None:
    """By itself, and within seconds of the broker's return."""
    queue = rig.queue()
    send(queue, parcels(A, [b"1"]))
    rig.broker.kill()
    try:
        with pytest.raises(QueueUnavailable, match="HUB-506"):
            for _ in range(50):
                queue.take(1, 0.1)
        with pytest.raises(QueueUnavailable, match="HUB-506"):
            queue.publish(parcels(A, [b"2"]))
        queue.acknowledge([])
        assert queue.confirmations(0) == {}
    finally:
        rig.broker.start()
    rig.drop(B, "3.xml", b"3")

    assert bodies(take(queue, 1, 20)) == [b"3"]
    publish(queue, parcels(A, [b"2"]))
    assert told(queue, ["id-0"]) == {"id-0": "confirmed"}


def test_a_blocked_broker_keeps_parcels_untold_and_lets_deliveries_and_acknowledgements_through(
    rig: RabbitRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Publishing is deferred once memory holds as much as it should; all goes out when the alarm ends."""
    monkeypatch.setattr("adapters.rabbitmq.publisher.UNCONFIRMED_LIMIT", 100)
    monkeypatch.setattr("adapters.rabbitmq.publisher.PUBLISH_TIMEOUT_S", 0.3)
    monkeypatch.setattr("adapters.rabbitmq.publisher.CHECK_INTERVAL_S", 0.05)
    monkeypatch.setattr("adapters.rabbitmq.publisher.CONFIRM_TIMEOUT_S", 0.5)
    queue, sent = rig.queue(), many(150)
    rig.drop_all(B, [("1.xml", b"1"), ("2.xml", b"2")])
    send(queue, parcels(A, [b"0"]))
    rig.broker.set_memory_alarm(True)
    try:
        queue.publish(sent[:50])
        assert queue.confirmations(1.0) == {}
        queue.publish(sent[50:])
        with pytest.raises(QueueUnavailable, match="takes nothing now"):
            queue.publish(many(1))
        queue.acknowledge(take(queue, 2))
        await_empty(rig, inbound(B))
    finally:
        rig.broker.set_memory_alarm(False)

    assert set(told(queue, {parcel.id for parcel in sent}).values()) == {"confirmed"}
    assert len(rig.pick_up(A)) == 151
    queue.close()
    assert rig.depth(inbound(B)) == 0


def await_empty(rig: RabbitRig, queue: str) -> None:
    """Wait until nothing waits there and nothing is held; the broker counts a queue's messages every few seconds."""
    until = time.monotonic() + 300
    while f"{queue}\t0" not in (rows := rig.broker.control("--quiet", *_COUNTS, "--vhost", rig.vhost)).splitlines():
        assert time.monotonic() < until, rows


def test_a_blocked_connection_that_is_lost_tells_its_parcels_as_lost(rig: RabbitRig) -> None:
    """They were never written, or nobody knows."""
    queue = rig.queue()
    send(queue, parcels(A, [b"0"]))
    rig.broker.set_memory_alarm(True)
    try:
        queue.publish(many(50))
        time.sleep(0.5)
        rig.broker.cut(rig.vhost)
        fates = told(queue, {parcel.id for parcel in many(50)})
    finally:
        rig.broker.set_memory_alarm(False)

    assert set(fates.values()) == {"lost"}


def test_closing_ends_its_threads_and_connections_whatever_the_broker_does(rig: RabbitRig) -> None:
    """Also while there is none, or it does not answer."""
    queue = rig.queue()
    rig.drop(B, "1.xml", b"1")
    assert bodies(take(queue, 1)) == [b"1"]
    send(queue, parcels(A, [b"0"]))
    threads = [thread for thread in threading.enumerate() if thread.name.startswith("w-1 ")]
    rig.broker.freeze()
    try:
        began = time.monotonic()
        queue.close()
        assert time.monotonic() - began < 10
    finally:
        rig.broker.thaw()

    assert len(threads) == 2
    assert not any(thread.is_alive() for thread in threads)
    with suppress(QueueUnavailable):
        queue.take(1, 0)
