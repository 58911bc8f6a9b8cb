"""The promises for taking and acknowledging."""

import random
import threading
import time

from hub.ports import Delivery
from hub.testing.queue.play import bodies, numbered, take
from hub.testing.queue.rig import QueueRig


class Taking:
    """Deliveries come once, in order, and without waiting for anything else."""

    def test_an_owners_deliveries_come_in_the_order_they_were_dropped(self, rig: QueueRig) -> None:
        """Names in another sorting order do not change the order."""
        owner = rig.owners[0]
        for item in numbered(range(20)):
            rig.drop_all(owner, [item])

        taken = take(rig.queue(), 20)

        assert bodies(taken) == [b"%d" % n for n in range(20)]
        assert {(d.owner, d.redelivered) for d in taken} == {(owner, False)}
        assert len({d.tag for d in taken}) == 20

    def test_no_more_than_the_limit_is_taken_and_the_rest_waits(self, rig: QueueRig) -> None:
        """The next call continues where the last one stopped."""
        rig.drop_all(rig.owners[0], numbered(range(5)))
        queue = rig.queue()

        assert queue.take(0, 0) == []
        first = queue.take(3, 5)
        assert 1 <= len(first) <= 3
        assert bodies(first + take(queue, 9, 0.5)) == [b"0", b"1", b"2", b"3", b"4"]

    def test_taking_from_empty_queues_waits_as_long_as_asked_and_no_longer(self, rig: QueueRig) -> None:
        """Zero means: look once."""
        queue, margin = rig.queue(), 2.5
        began = time.monotonic()

        assert queue.take(1, 0) == []
        looked = time.monotonic()
        assert queue.take(1, 0.3) == []
        waited = time.monotonic() - looked

        assert looked - began < margin
        assert 0.3 <= waited < 0.3 + margin

    def test_what_is_dropped_while_taking_waits_is_delivered_at_once(self, rig: QueueRig) -> None:
        """Not only at the end of the wait."""
        queue = rig.queue()
        timer = threading.Timer(0.2, rig.drop_all, (rig.owners[-1], [("late.xml", b"late")]))
        timer.start()
        began = time.monotonic()

        assert bodies(queue.take(10, 20)) == [b"late"]
        assert time.monotonic() - began < 5
        timer.join()

    def test_each_owners_order_holds_though_many_send_at_once(self, rig: QueueRig) -> None:
        """Whatever the sizes of the batches."""
        owners = rig.owners
        for n, item in enumerate(numbered(range(120))):
            rig.drop_all(owners[n % len(owners)], [item])
        queue, sizes = rig.queue(), random.Random(7)  # noqa: S311 - no secret
        taken: list[Delivery] = []
        while len(taken) < 120 and (batch := queue.take(sizes.randint(1, 40), 5)):
            taken += batch
            queue.acknowledge(batch)

        for number, owner in enumerate(owners):
            theirs = [b"%d" % n for n in range(number, 120, len(owners))]
            assert [d.body for d in taken if d.owner == owner] == theirs

    def test_what_was_acknowledged_never_comes_back_and_the_rest_does(self, rig: QueueRig) -> None:
        """Closing gives unacknowledged deliveries back to the next worker."""
        rig.drop_all(rig.owners[0], numbered(range(6)))
        queue = rig.queue("w-1")
        taken = take(queue, 6)
        queue.acknowledge(taken[:2])
        queue.acknowledge(taken[3:4])
        queue.close()

        again = take(rig.queue("w-2"), 3)

        assert bodies(again) == [b"2", b"4", b"5"]
        assert all(delivery.redelivered for delivery in again)

    def test_acknowledging_twice_is_the_same_as_once(self, rig: QueueRig) -> None:
        """A caller that is not sure may repeat the call."""
        rig.drop_all(rig.owners[0], numbered([1]))
        queue = rig.queue()
        taken = take(queue, 1)

        queue.acknowledge(taken)
        queue.acknowledge(taken)
        queue.acknowledge([])

        assert queue.take(1, 0.1) == []
        queue.close()
        assert rig.queue("w-2").take(1, 0.5) == []

    def test_what_was_refused_is_kept_apart(self, rig: QueueRig) -> None:
        """If the queue has a place for refused deliveries. They do not come back."""
        owner = rig.owners[0]
        rig.drop_all(owner, numbered(range(3)))
        queue = rig.queue()
        taken = take(queue, 3)

        queue.acknowledge(taken, refused={taken[1].tag})

        assert rig.refused(owner) == ([b"1"] if rig.features.keeps_refused else [])
        queue.close()
        assert rig.queue("w-2").take(3, 0.5) == []


class SeveralOwners:
    """Owners do not disturb each other."""

    def test_a_busy_owner_does_not_hold_up_a_quiet_one(self, rig: QueueRig) -> None:
        """Owners are served in turn, however long the queue of one owner is."""
        rig.drop_all(rig.owners[0], [(f"{n}.json", b"busy") for n in range(1000)])
        rig.drop_all(rig.owners[-1], [("1.xml", b"quiet")])
        queue, seen = rig.queue(), 0

        while b"quiet" not in bodies(batch := queue.take(10, 5)):
            assert batch
            seen += len(batch)
            time.sleep(0.01)
        assert seen <= 300
