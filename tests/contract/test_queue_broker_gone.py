"""What happens to deliveries and parcels when the broker dies, stops, or takes nothing."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest
from queue_cases import OWNERS, RabbitRig, inbound, outgoing
from services import RabbitMQ

from adapters.rabbitmq import RabbitQueue
from hub.errors import QueueUnavailable
from hub.ports import Confirmation, Parcel
from hub.testing.queue.play import bodies, parcels, send, take, told

A, B, C = OWNERS
pytestmark = pytest.mark.slow


@pytest.fixture
def rig(rabbitmq: RabbitMQ) -> Iterator[RabbitRig]:
    rabbitmq.require_private()
    with closing(RabbitRig(rabbitmq)) as made:
        yield made


def many(count: int, size: int = 500) -> list[Parcel]:
    return [Parcel(id=f"{n}", destination=A, name=f"{n}.xml", body=bytes(size)) for n in range(count)]


def publish_with_retry(queue: RabbitQueue, sent: list[Parcel]) -> None:
    """As a worker does: again, as long as it is deferred."""
    until = time.monotonic() + 300
    while True:
        try:
            return queue.publish(sent)
        except QueueUnavailable:
            if time.monotonic() > until:
                raise


class Progress:
    """Starts a broker again that came back without one of its queues.

    RabbitMQ 3.10 can: a queue's process does not survive its recovery, and whoever publishes to it is cut off
    (INTERNAL_ERROR) until the next start.
    """

    def __init__(self, rig: RabbitRig) -> None:
        self._rig = rig
        self._since = time.monotonic()
        self.told = {"confirmed", "lost"}
        """What may be told of parcels; a queue that is down refuses or is missing until the next start."""

    def saw(self, count: int) -> None:
        """Some parcels were confirmed, or none."""
        if count:
            self._since = time.monotonic()
        elif time.monotonic() - self._since > 60 and "running" not in self._state():
            self._rig.broker.stop()
            self._rig.broker.start()
            self.told |= {"full", "returned"}
            self._since = time.monotonic()

    def _state(self) -> str:
        """Of the queue of the receiver, as the broker sees it."""
        rows = self._rig.broker.control("--quiet", "list_queues", "--vhost", self._rig.vhost, "name", "state")
        return next((row for row in rows.splitlines() if row.startswith(outgoing(A))), "")


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
    progress = Progress(rig)
    until = time.monotonic() + 300
    while left and time.monotonic() < until:
        some = list(left.values())[:300]
        publish_with_retry(queue, some)
        fates = told(queue, {parcel.id for parcel in some}, 60)
        told_of += fates.values()
        arrived = [left.pop(id_).name for id_, fate in fates.items() if fate == "confirmed"]
        confirmed.update(arrived)
        progress.saw(len(arrived))
        time.sleep(0.02)
    restart.join()

    assert not left, broker.last_words()
    assert set(told_of) <= progress.told
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
    publish_with_retry(queue, parcels(A, [b"2"]))
    assert told(queue, ["id-0"]) == {"id-0": "confirmed"}


def test_a_blocked_broker_keeps_parcels_untold_and_lets_deliveries_and_acknowledgements_through(
    rig: RabbitRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Publishing is deferred once memory holds as much as it should; all goes out when the alarm ends."""
    monkeypatch.setattr("adapters.rabbitmq.publisher.UNCONFIRMED_LIMIT", 100)
    monkeypatch.setattr("adapters.rabbitmq.publisher.PUBLISH_TIMEOUT_S", 0.3)
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
        queue_depth_is_settled(rig)
    finally:
        rig.broker.set_memory_alarm(False)

    assert set(told(queue, {parcel.id for parcel in sent}).values()) == {"confirmed"}
    assert len(rig.pick_up(A)) == 151
    queue.close()
    assert rig.depth(inbound(B)) == 0


def queue_depth_is_settled(rig: RabbitRig) -> None:
    """Acknowledged: nothing waits, and nothing is held."""
    rows = rig.broker.control("--quiet", "list_queues", "--vhost", rig.vhost, "name", "messages")
    assert f"{inbound(B)}\t0" in rows


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
