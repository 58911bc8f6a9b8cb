"""The contract of the queue port: what every adapter promises."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from queue_cases import (
    OWNERS,
    RIGS,
    Rig,
    bodies,
    finish,
    kill,
    line_of,
    parcels,
    send,
    start_taking,
    start_working,
    take,
)

from hub.ports import Delivery, Parcel

A, B, C = OWNERS


@pytest.fixture(params=sorted(RIGS))
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    with closing(RIGS[request.param](request)) as made:
        yield made


# ---- taking ----------------------------------------------------------------------------------


def test_an_owners_deliveries_come_in_the_order_they_were_dropped(rig: Rig) -> None:
    """Names that sort the other way round don't change it."""
    for n in range(20):
        rig.drop(A, f"{99 - n}.json", b"%d" % n)

    taken = take(rig.queue(), 20)

    assert bodies(taken) == [b"%d" % n for n in range(20)]
    assert {(d.owner, d.redelivered) for d in taken} == {(A, False)}
    assert len({d.tag for d in taken}) == 20


def test_no_more_than_the_limit_is_taken_and_the_rest_waits(rig: Rig) -> None:
    """The next call goes on where the last one stopped."""
    for n in range(5):
        rig.drop(A, f"{n}.json", b"%d" % n)
    queue = rig.queue()

    assert queue.take(0, 0) == []
    first = queue.take(3, 5)
    assert 1 <= len(first) <= 3
    assert bodies(first + take(queue, 9, 0.5)) == [b"0", b"1", b"2", b"3", b"4"]


def test_taking_from_empty_queues_waits_as_long_as_asked_and_no_longer(rig: Rig) -> None:
    """Zero means: look once."""
    queue, margin = rig.queue(), 2.5
    began = time.monotonic()

    assert queue.take(1, 0) == []
    looked = time.monotonic()
    assert queue.take(1, 0.3) == []
    waited = time.monotonic() - looked

    assert looked - began < margin
    assert 0.3 <= waited < 0.3 + margin


def test_what_is_dropped_while_taking_waits_is_delivered_at_once(rig: Rig) -> None:
    """Not only when the wait is over."""
    queue = rig.queue()
    timer = threading.Timer(0.2, rig.drop, (B, "late.xml", b"late"))
    timer.start()
    began = time.monotonic()

    assert bodies(queue.take(10, 20)) == [b"late"]
    assert time.monotonic() - began < 5
    timer.join()


def test_a_busy_owner_does_not_hold_up_a_quiet_one(rig: Rig) -> None:
    """Owners take turns, however long one's queue is."""
    rig.drop_all(A, [(f"{n}.json", b"busy") for n in range(1000)])
    rig.drop(C, "1.xml", b"quiet")
    queue, seen = rig.queue(), 0

    while b"quiet" not in bodies(batch := queue.take(10, 5)):
        assert batch
        seen += len(batch)
        time.sleep(0.01)
    assert seen <= 300


def test_each_owners_order_holds_though_many_send_at_once(rig: Rig) -> None:
    """Whatever the sizes of the batches."""
    for n in range(120):
        rig.drop(OWNERS[n % 3], f"{n}.json", b"%d" % n)
    queue, sizes = rig.queue(), random.Random(7)
    taken: list[Delivery] = []
    while len(taken) < 120 and (batch := queue.take(sizes.randint(1, 40), 5)):
        taken += batch
        queue.acknowledge(batch)

    for number, owner in enumerate(OWNERS):
        assert [d.body for d in taken if d.owner == owner] == [b"%d" % n for n in range(number, 120, 3)]


@pytest.mark.parametrize("size", [0, 20_000_000])
def test_a_body_of_any_size_arrives_as_it_was_in_both_directions(rig: Rig, size: int) -> None:
    """Empty ones, and such as no sender should send, are the flow's to judge."""
    body = random.Random(size).randbytes(size)
    queue = rig.queue()
    rig.drop(A, "1.json", body)

    assert bodies(take(queue, 1)) == [body]
    assert send(queue, parcels(B, [body])) == {"id-0": "confirmed"}
    assert [content for _, content in rig.pick_up(B)] == [body]


def test_two_thousand_items_pass_once_each_and_in_order(rig: Rig) -> None:
    """Both ways."""
    queue, sent = rig.queue(), [b"%d" % n for n in range(2000)]
    assert set(send(queue, parcels(A, sent)).values()) == {"confirmed"}
    assert [body for _, body in rig.pick_up(A)] == sent

    rig.drop_all(A, [(f"{n}.json", body) for n, body in enumerate(sent)])
    taken: list[bytes] = []
    while batch := queue.take(300, 0.5):
        taken += bodies(batch)
        queue.acknowledge(batch)
    assert taken == sent


# ---- acknowledging ---------------------------------------------------------------------------


def test_what_was_acknowledged_never_comes_back_and_the_rest_does(rig: Rig) -> None:
    """Closing gives back what was not acknowledged, to whoever comes next."""
    for n in range(6):
        rig.drop(A, f"{n}.json", b"%d" % n)
    queue = rig.queue("w-1")
    taken = take(queue, 6)
    queue.acknowledge(taken[:2])
    queue.acknowledge(taken[3:4])
    queue.close()

    again = take(rig.queue("w-2"), 3)

    assert bodies(again) == [b"2", b"4", b"5"]
    assert all(delivery.redelivered for delivery in again)


def test_acknowledging_twice_is_the_same_as_once(rig: Rig) -> None:
    """A caller that is not sure may repeat it."""
    rig.drop(A, "1.json", b"1")
    queue = rig.queue()
    taken = take(queue, 1)

    queue.acknowledge(taken)
    queue.acknowledge(taken)
    queue.acknowledge([])

    assert queue.take(1, 0.1) == []
    queue.close()
    assert rig.queue("w-2").take(1, 0.5) == []


def test_what_was_refused_is_kept_apart(rig: Rig) -> None:
    """Where the queue has a place for it."""
    for n in range(3):
        rig.drop(A, f"{n}.json", b"%d" % n)
    queue = rig.queue()
    taken = take(queue, 3)

    queue.acknowledge(taken, refused={taken[1].tag})

    if (kept := rig.refused(A)) is None:
        pytest.skip("this queue keeps nothing apart")
    assert kept == [b"1"]


# ---- dying -----------------------------------------------------------------------------------


@pytest.mark.parametrize("successor", ["w-1", "w-2"])
def test_what_a_killed_worker_held_is_redelivered_in_order(rig: Rig, successor: str) -> None:
    """To a worker of the same name or of another; marked, and before what came later."""
    for n in range(8):
        rig.drop(A, f"{9 - n}.json", b"%d" % n)
    process = start_taking(rig, "w-1", limit=5)
    assert line_of(process) == "5\n"
    kill(process)

    taken = take(rig.queue(successor), 8)

    assert bodies(taken) == [b"%d" % n for n in range(8)]
    assert all(delivery.redelivered for delivery in taken[:5])
    assert {delivery.redelivered for delivery in taken[5:]} == {rig.holds_ahead}


def test_a_worker_that_runs_already_takes_over_from_a_killed_one(rig: Rig) -> None:
    """Nobody has to be restarted."""
    survivor = rig.queue("w-2")
    rig.drop_all(A, [(f"{n}.json", b"%d" % n) for n in range(20)])
    process = start_taking(rig, "w-1", limit=20)
    for n in range(20, 40):
        time.sleep(0.05)
        rig.drop(A, f"{n}.json", b"%d" % n)
    held = int(line_of(process))
    kill(process)

    taken = take(survivor, 40)

    assert held > 0
    assert sorted(bodies(taken), key=int) == [b"%d" % n for n in range(40)]
    assert sum(delivery.redelivered for delivery in taken) >= held


def test_two_workers_share_the_work_without_doing_anything_twice(rig: Rig) -> None:
    """Two processes on the same queues."""
    workers = [start_working(rig, worker, 3.0) for worker in ("w-1", "w-2")]
    for n in range(400):
        rig.drop(OWNERS[n % 3], f"{n}.json", b"%d" % n)

    lines = [finish(worker) for worker in workers]

    seen = Counter(line for output in lines for line in output if line.startswith("seen"))
    assert seen == Counter(f"seen {n}" for n in range(400))
    assert all(lines)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))])
def test_workers_killed_at_any_moment_lose_nothing_and_repeat_nothing_done(rig: Rig, seed: int) -> None:
    """What was seen and not acknowledged comes again; what was acknowledged does not."""
    random_ = random.Random(seed)
    for n in range(300):
        rig.drop(OWNERS[n % 3], f"{n}.json", b"%d" % n)
    history: list[str] = []
    for life in range(5):
        process = start_working(rig, f"w-{life % 2}", 2.0)
        history.append(line_of(process).strip())
        time.sleep(random_.random() * 0.02)
        history += kill(process)
    history += finish(start_working(rig, "w-9", 0.5))

    assert {line for line in history if line.startswith("seen")} == {f"seen {n}" for n in range(300)}
    for n in range(300):
        if rig.forgets_at_once and f"done {n}" in history:
            assert f"seen {n}" not in history[history.index(f"done {n}") :], n
    assert rig.queue().take(1, 0.5) == []


# ---- publishing ------------------------------------------------------------------------------


def test_every_parcel_is_confirmed_by_its_id_and_arrives_in_order(rig: Rig) -> None:
    """Each on its own destination's queue."""
    queue = rig.queue()
    sent = [*parcels(A, [b"1", b"2", b"3"]), Parcel(id="other", destination=B, name="other.xml", body=b"4")]

    assert send(queue, sent) == dict.fromkeys(["id-0", "id-1", "id-2", "other"], "confirmed")
    assert [body for _, body in rig.pick_up(A)] == [b"1", b"2", b"3"]
    assert [body for _, body in rig.pick_up(B)] == [b"4"]
    queue.publish([])
    assert queue.confirmations(0.1) == {}


def test_publishing_the_same_name_again_makes_no_second_item(rig: Rig) -> None:
    """Neither in one call nor in two; where items have no names, the same one may be there again."""
    queue, parcel = rig.queue(), Parcel(id="1", destination=A, name="m-1.xml", body=b"same")

    assert send(queue, [parcel, parcel]) == {"1": "confirmed"}
    time.sleep(0.2)
    queue.confirmations(0)
    assert send(queue, [parcel]) == {"1": "confirmed"}

    assert {(name or parcel.name, body) for name, body in rig.pick_up(A)} == {(parcel.name, b"same")}


def test_a_parcel_without_destination_is_returned_and_holds_up_no_other(rig: Rig) -> None:
    """Nothing is made for a stranger."""
    sent = [Parcel(id="lost", destination="nobody", name="m-1.xml", body=b"1"), *parcels(A, [b"2"])]

    assert send(rig.queue(), sent) == {"lost": "returned", "id-0": "confirmed"}
    assert [body for _, body in rig.pick_up(A)] == [b"2"]
    assert rig.pick_up("nobody") == []


def test_taking_ends_early_when_there_are_confirmations_to_collect(rig: Rig) -> None:
    """A worker waits in one place only."""
    queue = rig.queue()
    queue.publish(parcels(A, [b"1"]))
    began = time.monotonic()

    assert queue.take(1, 20) == []
    assert time.monotonic() - began < 5
    assert queue.confirmations(0) == {"id-0": "confirmed"}


def test_every_parcel_is_told_of_once(rig: Rig) -> None:
    """However often one asks, and however many are under way."""
    queue = rig.queue()
    counts: Counter[str] = Counter()
    for start in range(0, 3000, 500):
        some = [replace(parcel, id=f"id-{start + n}") for n, parcel in enumerate(parcels(A, [b"x"] * 500))]
        queue.publish(some)
        counts.update(queue.confirmations(0).keys())
    while more := queue.confirmations(1.0):
        counts.update(more.keys())

    assert counts == Counter(f"id-{n}" for n in range(3000))
