"""The broker's place for the newest checkpoint: one message, which stays, and which nothing older replaces."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from queue_cases import RabbitRig
from services import RabbitMQ
from structlog.testing import capture_logs

from adapters.rabbitmq import Broker, RabbitCheckpoint, dead_letters
from adapters.rabbitmq.names import CHECKPOINT
from hub.errors import QueueUnavailable

WAIT_S = 120


@pytest.fixture
def rig(rabbitmq: RabbitMQ) -> Iterator[RabbitRig]:
    with closing(RabbitRig(rabbitmq)) as made:
        yield made


@pytest.fixture
def place(rig: RabbitRig) -> RabbitCheckpoint:
    return RabbitCheckpoint(Broker(rig.url()))


def is_more(new: str) -> "IsMore":
    return IsMore(new)


class IsMore:
    """Whether a number replaces the one that is kept."""

    def __init__(self, new: str) -> None:
        self.new = int(new)

    def __call__(self, kept: str) -> bool:
        return self.new > int(kept)


def keep(place: RabbitCheckpoint, *notes: str) -> None:
    for note in notes:
        place.keep(note, is_more(note))
        place.wait(WAIT_S)


def test_the_newest_is_kept_and_reading_leaves_it(rig: RabbitRig, place: RabbitCheckpoint) -> None:
    """Whoever reads it, and however often; an older one does not replace it."""
    assert place.read() is None
    keep(place, "3", "9", "7")
    assert [place.read() for _ in range(5)] == ["9"] * 5
    assert RabbitCheckpoint(Broker(rig.url())).read() == "9"
    assert rig.depth(CHECKPOINT) == 1


def test_it_outlives_its_sender_and_is_the_only_message(rig: RabbitRig) -> None:
    """Each worker has a connection of its own for as long as it sends."""
    for note in ("1", "2", "3"):
        keep(RabbitCheckpoint(Broker(rig.url())), note)
    assert rig.depth(CHECKPOINT) == 1
    assert RabbitCheckpoint(Broker(rig.url())).read() == "3"


def test_homes_that_race_leave_one_message(rig: RabbitRig) -> None:
    """One of theirs; the next checkpoint is kept over whichever it is."""
    homes = [RabbitCheckpoint(Broker(rig.url())) for _ in range(3)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda one: keep(one[1], *(str(one[0] + 3 * n) for n in range(8))), enumerate(homes)))
    keep(homes[0], "99")
    assert (homes[1].read(), rig.depth(CHECKPOINT)) == ("99", 1)


def test_a_worker_does_not_wait_for_a_broker_that_is_away() -> None:
    """The failure is logged once, and who reads is told."""
    place = RabbitCheckpoint(Broker("amqp://hub:x@127.0.0.1:1/none"))
    with capture_logs() as logged:
        keep(place, "1", "2")
    assert [line["event"] for line in logged] == ["checkpoint_not_kept"]
    with pytest.raises(QueueUnavailable):
        place.read()


def test_a_queue_that_was_not_made_yet_is_named(rig: RabbitRig, place: RabbitCheckpoint) -> None:
    """As after an upgrade: `hub topology apply` makes it, and the next checkpoint is kept."""
    rig.channel("hub").queue_delete(CHECKPOINT)
    with pytest.raises(QueueUnavailable, match="topology apply"):
        place.read()
    keep(place, "1")
    assert [difference.name for difference in rig.apply()] == [f"queue {CHECKPOINT}"]
    keep(place, "1")
    assert place.read() == "1"


def test_dead_letters_are_listed_and_stay(rig: RabbitRig) -> None:
    """With their owners."""
    rig.channel("hub").basic_publish("dead", "portal-a", b"x")
    for _ in range(2):
        while not (found := dead_letters(Broker(rig.url()))):
            time.sleep(0.05)
        assert [one.owner for one in found] == ["portal-a"]
