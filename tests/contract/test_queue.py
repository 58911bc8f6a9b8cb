"""The contract of the queue port: what every adapter promises."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from queue_cases import (
    OWNERS,
    RIGS,
    Rig,
    bodies,
    finish,
    kill,
    parcels,
    start_taking,
    start_working,
)

from hub.ports import Parcel

A, B, C = OWNERS


@pytest.fixture(params=sorted(RIGS))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    with closing(RIGS[request.param](tmp_path)) as made:
        yield made


# ---- taking ----------------------------------------------------------------------------------


def test_an_owners_deliveries_come_in_the_order_they_were_dropped(rig):
    """Names that sort the other way round don't change it."""
    for n in range(20):
        rig.drop(A, f"{99 - n}.json", b"%d" % n)

    taken = rig.queue().take(20, 1)

    assert bodies(taken) == [b"%d" % n for n in range(20)]
    assert {(d.owner, d.redelivered) for d in taken} == {(A, False)}
    assert len({d.tag for d in taken}) == 20


def test_no_more_than_the_limit_is_taken_and_the_rest_waits(rig):
    """The next call goes on where the last one stopped."""
    for n in range(5):
        rig.drop(A, f"{n}.json", b"%d" % n)
    queue = rig.queue()

    assert queue.take(0, 0) == []
    assert bodies(queue.take(3, 1)) == [b"0", b"1", b"2"]
    assert bodies(queue.take(3, 1)) == [b"3", b"4"]


def test_taking_from_empty_queues_waits_as_long_as_asked_and_no_longer(rig):
    """Zero means: look once."""
    queue, margin = rig.queue(), 2.5
    began = time.monotonic()

    assert queue.take(1, 0) == []
    looked = time.monotonic()
    assert queue.take(1, 0.3) == []
    waited = time.monotonic() - looked

    assert looked - began < margin
    assert 0.3 <= waited < 0.3 + margin


def test_what_is_dropped_while_taking_waits_is_delivered_at_once(rig):
    """Not only when the wait is over."""
    queue = rig.queue()
    timer = threading.Timer(0.2, rig.drop, (B, "late.xml", b"late"))
    timer.start()
    began = time.monotonic()

    assert bodies(queue.take(10, 20)) == [b"late"]
    assert time.monotonic() - began < 5
    timer.join()


def test_a_busy_owner_does_not_hold_up_a_quiet_one(rig):
    """Owners take turns, however long one's queue is."""
    for n in range(50):
        rig.drop(A, f"{n}.json", b"busy")
    rig.drop(C, "1.xml", b"quiet")

    assert b"quiet" in bodies(rig.queue().take(10, 1))


@pytest.mark.parametrize("size", [0, 20_000_000])
def test_a_body_of_any_size_arrives_as_it_was_in_both_directions(rig, size):
    """Empty ones, and such as no sender should send, are the flow's to judge."""
    body = random.Random(size).randbytes(size)
    queue = rig.queue()
    rig.drop(A, "1.json", body)
    published = queue.publish(parcels(B, [body]))

    assert bodies(queue.take(1, 5)) == [body]
    assert published == {"id-0": "confirmed"}
    assert [content for _, content in rig.pick_up(B)] == [body]


def test_two_thousand_items_pass_once_each_and_in_order(rig):
    """Both ways."""
    queue, sent = rig.queue(), [b"%d" % n for n in range(2000)]
    queue.publish(parcels(A, sent))
    assert [body for _, body in rig.pick_up(A)] == sent

    for n, body in enumerate(sent):
        rig.drop(A, f"{n}.json", body)
    taken: list[bytes] = []
    while batch := queue.take(300, 0.5):
        taken += bodies(batch)
        queue.acknowledge(batch)
    assert taken == sent


# ---- acknowledging ---------------------------------------------------------------------------


def test_what_was_acknowledged_never_comes_back_and_the_rest_does(rig):
    """Closing gives back what was not acknowledged, to whoever comes next."""
    for n in range(6):
        rig.drop(A, f"{n}.json", b"%d" % n)
    queue = rig.queue("w-1")
    taken = queue.take(6, 1)
    queue.acknowledge(taken[:2])
    queue.acknowledge(taken[3:4])
    queue.close()

    again = rig.queue("w-2").take(10, 5)

    assert bodies(again) == [b"2", b"4", b"5"]
    assert all(delivery.redelivered for delivery in again)


def test_acknowledging_twice_is_the_same_as_once(rig):
    """A caller that is not sure may repeat it."""
    rig.drop(A, "1.json", b"1")
    queue = rig.queue()
    taken = queue.take(1, 1)

    queue.acknowledge(taken)
    queue.acknowledge(taken)
    queue.acknowledge([])

    assert queue.take(1, 0.1) == []
    queue.close()
    assert rig.queue("w-2").take(1, 0.1) == []


def test_what_was_refused_is_kept_apart(rig):
    """Where the queue has a place for it."""
    for n in range(3):
        rig.drop(A, f"{n}.json", b"%d" % n)
    queue = rig.queue()
    taken = queue.take(3, 1)

    queue.acknowledge(taken, refused={taken[1].tag})

    if (kept := rig.refused(A)) is None:
        pytest.skip("this queue keeps nothing apart")
    assert kept == [b"1"]


# ---- dying -----------------------------------------------------------------------------------


@pytest.mark.parametrize("successor", ["w-1", "w-2"])
def test_what_a_killed_worker_held_is_redelivered_in_order(rig, successor):
    """To a worker of the same name or of another; marked, and before what came later."""
    for n in range(8):
        rig.drop(A, f"{9 - n}.json", b"%d" % n)
    process = start_taking(rig, "w-1", limit=5)
    assert process.stdout.readline() == "5\n"
    kill(process)

    taken = rig.queue(successor).take(20, 5)

    assert [(d.body, d.redelivered) for d in taken] == [(b"%d" % n, n < 5) for n in range(8)]


def test_a_worker_that_runs_already_takes_over_from_a_killed_one(rig):
    """Nobody has to be restarted."""
    survivor = rig.queue("w-2")
    assert survivor.take(1, 0) == []
    rig.drop(A, "1.json", b"1")
    process = start_taking(rig, "w-1", limit=5)
    assert process.stdout.readline() == "1\n"
    assert survivor.take(1, 2.5) == []
    kill(process)

    assert [(d.body, d.redelivered) for d in survivor.take(1, 10)] == [(b"1", True)]


def test_two_workers_share_the_work_without_doing_anything_twice(rig):
    """Two processes on the same queues."""
    workers = [start_working(rig, worker, 3.0) for worker in ("w-1", "w-2")]
    for n in range(400):
        rig.drop(OWNERS[n % 3], f"{n}.json", b"%d" % n)

    lines = [finish(worker) for worker in workers]

    seen = Counter(line for output in lines for line in output if line.startswith("seen"))
    assert seen == Counter(f"seen {n}" for n in range(400))
    assert all(lines)


@pytest.mark.parametrize("seed", range(3))
def test_workers_killed_at_any_moment_lose_nothing_and_repeat_nothing_done(rig, seed):
    """What was seen and not acknowledged comes again; what was acknowledged does not."""
    random_ = random.Random(seed)
    for n in range(300):
        rig.drop(OWNERS[n % 3], f"{n}.json", b"%d" % n)
    history: list[str] = []
    for life in range(5):
        process = start_working(rig, f"w-{life % 2}", 5.0)
        history.append(process.stdout.readline().strip())
        time.sleep(random_.random() * 0.02)
        history += kill(process)
    history += finish(start_working(rig, "w-9", 0.5))

    assert {line for line in history if line.startswith("seen")} == {f"seen {n}" for n in range(300)}
    for n in range(300):
        if f"done {n}" in history:
            assert f"seen {n}" not in history[history.index(f"done {n}") :], n
    assert rig.queue().take(1, 0) == []


# ---- publishing ------------------------------------------------------------------------------


def test_every_parcel_is_confirmed_by_its_id_and_arrives_in_order(rig):
    """Each on its own destination's queue."""
    queue = rig.queue()
    sent = [*parcels(A, [b"1", b"2", b"3"]), Parcel(id="other", destination=B, name="other.xml", body=b"4")]

    assert queue.publish(sent) == dict.fromkeys(["id-0", "id-1", "id-2", "other"], "confirmed")
    assert [body for _, body in rig.pick_up(A)] == [b"1", b"2", b"3"]
    assert [body for _, body in rig.pick_up(B)] == [b"4"]
    assert queue.publish([]) == {}


def test_publishing_the_same_name_again_makes_no_second_item(rig):
    """Neither in one call nor in two; where items have no names, the same one may be there again."""
    queue, parcel = rig.queue(), Parcel(id="1", destination=A, name="m-1.xml", body=b"same")

    assert queue.publish([parcel, parcel]) == {"1": "confirmed"}
    assert queue.publish([parcel]) == {"1": "confirmed"}

    assert {(name or parcel.name, body) for name, body in rig.pick_up(A)} == {(parcel.name, b"same")}


def test_a_parcel_without_destination_is_returned_and_holds_up_no_other(rig):
    """Nothing is made for a stranger."""
    sent = [Parcel(id="lost", destination="nobody", name="m-1.xml", body=b"1"), *parcels(A, [b"2"])]

    assert rig.queue().publish(sent) == {"lost": "returned", "id-0": "confirmed"}
    assert [body for _, body in rig.pick_up(A)] == [b"2"]
    assert rig.pick_up("nobody") == []
