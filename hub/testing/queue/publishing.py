"""The promises for publishing."""

import random
import time
from collections import Counter
from dataclasses import replace

import pytest

from hub.ports import Parcel
from hub.testing.queue.play import bodies, parcels, publish, send, take
from hub.testing.queue.rig import QueueRig


class Publishing:
    """Every parcel gets one result, and a confirmed parcel is on its queue."""

    def test_every_parcel_is_confirmed_by_its_id_and_arrives_in_order(self, rig: QueueRig) -> None:
        """Each parcel arrives on its own destination's queue."""
        queue, owners = rig.queue(), rig.owners
        sent = [
            Parcel(id=f"id-{n}", destination=owners[n % len(owners)], name=f"m-{9 - n}.xml", body=b"%d" % n)
            for n in range(9)
        ]

        assert send(queue, sent) == {parcel.id: "confirmed" for parcel in sent}
        for owner in owners:
            theirs = [parcel.body for parcel in sent if parcel.destination == owner]
            assert [body for _, body in rig.pick_up(owner)] == theirs
        queue.publish([])
        assert queue.confirmations(0.1) == {}

    def test_publishing_the_same_name_again_makes_no_second_item(self, rig: QueueRig) -> None:
        """Neither in one call nor in two. If items have no names, the same item may be there again."""
        queue, owner = rig.queue(), rig.owners[0]
        parcel = Parcel(id="1", destination=owner, name="m-1.xml", body=b"same")

        assert send(queue, [parcel, parcel]) == {"1": "confirmed"}
        time.sleep(0.2)
        queue.confirmations(0)
        assert send(queue, [parcel]) == {"1": "confirmed"}

        assert {(name or parcel.name, body) for name, body in rig.pick_up(owner)} == {(parcel.name, b"same")}

    def test_a_parcel_without_destination_is_returned_and_holds_up_no_other(self, rig: QueueRig) -> None:
        """No queue is made for an unknown owner."""
        owner = rig.owners[0]
        sent = [Parcel(id="lost", destination="nobody", name="m-1.xml", body=b"1"), *parcels(owner, [b"2"])]

        assert send(rig.queue(), sent) == {"lost": "returned", "id-0": "confirmed"}
        assert [body for _, body in rig.pick_up(owner)] == [b"2"]
        assert rig.pick_up("nobody") == []

    def test_taking_ends_early_when_there_are_confirmations_to_collect(self, rig: QueueRig) -> None:
        """A worker waits in one place only."""
        queue = rig.queue()
        publish(queue, parcels(rig.owners[0], [b"1"]))
        began = time.monotonic()

        assert queue.take(1, 300) == []
        assert time.monotonic() - began < 300
        assert queue.confirmations(0) == {"id-0": "confirmed"}

    def test_every_parcel_is_told_of_once(self, rig: QueueRig) -> None:
        """However often the results are asked for, and however many parcels are under way."""
        queue, counts = rig.queue(), Counter[str]()
        for start in range(0, 3000, 500):
            some = parcels(rig.owners[0], [b"x"] * 500)
            publish(queue, [replace(parcel, id=f"id-{start + n}") for n, parcel in enumerate(some)])
            counts.update(queue.confirmations(0).keys())
        until = time.monotonic() + 300
        while len(counts) < 3000 and time.monotonic() < until:
            counts.update(queue.confirmations(1.0).keys())
        counts.update(queue.confirmations(0.3).keys())

        assert counts == Counter(f"id-{n}" for n in range(3000))

    @pytest.mark.parametrize("size", [0, 20_000_000])
    def test_a_body_of_any_size_arrives_as_it_was_in_both_directions(self, rig: QueueRig, size: int) -> None:
        """Also empty bodies, and bodies that no sender should send: the flow judges them."""
        body = random.Random(size).randbytes(size)  # noqa: S311 - no secret
        queue = rig.queue()
        rig.drop_all(rig.owners[0], [("1.json", body)])

        assert bodies(take(queue, 1)) == [body]
        assert send(queue, parcels(rig.owners[-1], [body])) == {"id-0": "confirmed"}
        assert [content for _, content in rig.pick_up(rig.owners[-1])] == [body]

    def test_two_thousand_items_pass_once_each_and_in_order(self, rig: QueueRig) -> None:
        """In both directions."""
        queue, owner, sent = rig.queue(), rig.owners[0], [b"%d" % n for n in range(2000)]
        assert set(send(queue, parcels(owner, sent)).values()) == {"confirmed"}
        assert [body for _, body in rig.pick_up(owner)] == sent

        rig.drop_all(owner, [(f"{n}.json", body) for n, body in enumerate(sent)])
        taken: list[bytes] = []
        while batch := queue.take(300, 0.5):
            taken += bodies(batch)
            queue.acknowledge(batch)
        assert taken == sent
