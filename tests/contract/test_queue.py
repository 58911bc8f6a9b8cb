"""The contract of the queue port: what every adapter promises, and what folders promise beyond it."""

import os
import random
import resource
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from queue_cases import (
    OWNERS,
    RIGS,
    FolderRig,
    Rig,
    StandingClock,
    finish,
    kill,
    parcels,
    start,
    start_taking,
    start_working,
)

from adapters.folder import OWNER_SIDE, FolderQueue, claims, drop, lane
from hub.errors import Deferred, OperatorError
from hub.ports import Delivery, Parcel

A, B, C = OWNERS


@pytest.fixture(params=sorted(RIGS))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    made = RIGS[request.param](tmp_path)
    yield made
    made.close()


def bodies(deliveries: list[Delivery]) -> list[bytes]:
    return [delivery.body for delivery in deliveries]


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
    queue = rig.queue()
    queue.take(1, 0)
    began = time.monotonic()

    assert queue.take(1, 0.3) == []
    assert 0.3 <= time.monotonic() - began < 1.5


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
    workers = [start_working(rig, "w-1", 1.5), start_working(rig, "w-2", 1.5)]
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
    """Neither in one call nor in two."""
    queue, parcel = rig.queue(), Parcel(id="1", destination=A, name="m-1.xml", body=b"same")

    assert queue.publish([parcel, parcel]) == {"1": "confirmed"}
    assert queue.publish([parcel]) == {"1": "confirmed"}

    assert {body for _, body in rig.pick_up(A)} == {b"same"}


def test_a_parcel_without_destination_is_returned_and_holds_up_no_other(rig):
    """Nothing is made for a stranger."""
    sent = [Parcel(id="lost", destination="nobody", name="m-1.xml", body=b"1"), *parcels(A, [b"2"])]

    assert rig.queue().publish(sent) == {"lost": "returned", "id-0": "confirmed"}
    assert [body for _, body in rig.pick_up(A)] == [b"2"]


# ---- folders only ----------------------------------------------------------------------------


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[FolderRig]:
    made = FolderRig(tmp_path)
    yield made
    made.close()


def box(rig: FolderRig, name: str, owner: str = A) -> Path:
    return rig.root / owner / name


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_acknowledged_files_go_to_a_folder_for_the_day_in_shanghai(folders):
    """A quarter past five in the afternoon in London is the next day there."""
    queue = folders.queue()
    folders.drop(A, "1.json", b"1")

    queue.acknowledge(queue.take(1, 0))

    assert names(box(folders, "SentBox/20260102")) == ["1.json"]


def test_files_of_the_same_name_are_all_kept(folders):
    """Neither claiming nor keeping overwrites; two workers hold one of the name each."""
    one, other = folders.queue("w-1"), folders.queue("w-2")
    for body, queue in [(b"1", one), (b"2", one), (b"3", other)]:
        folders.drop(A, "same.json", body)
        queue.taken = [*getattr(queue, "taken", []), *queue.take(1, 0)]

    one.acknowledge(one.taken)
    other.acknowledge(other.taken, refused={other.taken[0].tag})

    assert names(box(folders, "SentBox/20260102")) == ["same.json", "same~2.json"]
    assert names(box(folders, "FailBox")) == ["same.json"]


def test_half_written_files_are_left_alone(folders):
    """Their names start with a dot or end in .tmp."""
    queue = folders.queue()
    for name in [".1.json", "1.json.tmp"]:
        (box(folders, "OutBox") / name).write_bytes(b"half")

    assert queue.take(5, 0) == []
    assert names(box(folders, "OutBox")) == [".1.json", "1.json.tmp"]


def test_links_pipes_and_folders_are_neither_followed_nor_moved_nor_waited_for(folders, tmp_path):
    """What is beside them is delivered as ever."""
    queue, out = folders.queue(), box(folders, "OutBox")
    (tmp_path / "secret").write_bytes(b"secret")
    (out / "link.json").symlink_to(tmp_path / "secret")
    (out / "dangling.json").symlink_to(tmp_path / "nothing")
    (out / "folder.json").mkdir()
    os.mkfifo(out / "pipe.json")
    folders.drop(A, "1.json", b"1")

    assert bodies(queue.take(9, 0)) == [b"1"]
    assert names(out) == ["dangling.json", "folder.json", "link.json", "pipe.json"]


@pytest.mark.parametrize("trick", ["link", "pipe", "folder"])
def test_a_file_that_turns_into_something_else_after_it_was_listed_is_not_delivered(folders, tmp_path, trick):
    """It is opened without following or waiting, and looked at once more."""
    queue, victim = folders.queue(), box(folders, "OutBox") / "2.json"
    (tmp_path / "secret").write_bytes(b"secret")
    for n in range(1, 4):
        folders.drop(A, f"{n}.json", b"%d" % n)
    first = queue.take(1, 0)
    victim.unlink()
    {"link": lambda: victim.symlink_to(tmp_path / "secret"), "pipe": lambda: os.mkfifo(victim), "folder": victim.mkdir}[
        trick
    ]()

    assert bodies(first + queue.take(9, 0)) == [b"1", b"3"]
    assert names(box(folders, "FailBox")) == ([] if trick == "folder" else ["2.json"])


def test_a_file_that_may_not_be_read_goes_to_the_failbox(folders, monkeypatch):
    """Without a delivery, and without holding up those behind it."""
    queue = folders.queue()
    folders.drop(A, "1.json", b"closed")
    folders.drop(A, "2.json", b"open")
    closed_once(monkeypatch, PermissionError(13, "denied"))

    assert bodies(queue.take(9, 0)) == [b"open"]
    assert names(box(folders, "FailBox")) == ["1.json"]


def test_a_file_that_the_disk_cannot_read_now_is_delivered_when_it_can(folders, monkeypatch):
    """Marked redelivered, since it was taken before."""
    queue = folders.queue()
    folders.drop(A, "1.json", b"1")
    closed_once(monkeypatch, OSError(5, "bad sector"))

    with pytest.raises(Deferred, match="bad sector"):
        queue.take(9, 0)
    assert [(d.body, d.redelivered) for d in queue.take(9, 0)] == [(b"1", True)]


def closed_once(monkeypatch: pytest.MonkeyPatch, error: OSError) -> None:
    """Let reading a file fail the first time."""

    def fail(*_: object) -> bytes:
        monkeypatch.undo()
        raise error

    monkeypatch.setattr(lane, "read_file", fail)


def test_a_file_that_is_too_large_is_delivered_cut_and_kept_whole(folders):
    """One byte above the limit shows the flow that there is more; memory holds no more."""
    queue = FolderQueue(folders.root, [A], "w-1", StandingClock(), largest=1000)
    folders.opened.append(queue)
    for size in (5000, 1000):
        folders.drop(A, "big.json", b"x" * size)

    first, second = queue.take(9, 0), queue.take(9, 0)
    queue.acknowledge(first, refused=[first[0].tag])

    assert [len(d.body) for d in first + second] == [1001, 1000]
    assert (box(folders, "FailBox") / "big.json").stat().st_size == 5000


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file can grow beyond this size: writing stops half-way, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_defers_publishing_and_shows_no_half_file(folders):
    """Nothing is left behind, and the same call goes through later."""
    queue, sent = folders.queue(), parcels(A, [b"fits", b"x" * 50_000])

    with full_disk(10_000), pytest.raises(Deferred, match="publishing"):
        queue.publish(sent)

    assert names(box(folders, "InBox")) == []
    assert set(queue.publish(sent).values()) == {"confirmed"}


def test_a_full_disk_defers_dropping_and_shows_no_half_file(folders):
    """The portal's side keeps the same promise."""
    folders.queue()

    with full_disk(10_000), pytest.raises(Deferred, match="dropping"):
        drop(folders.root, A, "1.json", b"x" * 50_000)

    assert names(box(folders, "OutBox")) == []


def test_nothing_is_confirmed_that_the_disk_did_not_sync(folders, monkeypatch):
    """A failing fsync defers; the names are not shown before."""
    queue = folders.queue()

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(Deferred, match="No space left"):
        patch.setattr(os, "fsync", fail)
        queue.publish(parcels(A, [b"1"]))

    assert names(box(folders, "InBox")) == []


def test_a_full_disk_while_acknowledging_leaves_the_rest_to_a_second_call(folders, monkeypatch):
    """Each file is in one place or the other, never in none."""
    queue = folders.queue()
    for n in range(3):
        folders.drop(A, f"{n}.json", b"%d" % n)
    taken, link = queue.take(3, 0), os.link

    def fail(source: Path, target: Path, **options: bool) -> None:
        if "1.json" in str(target):
            raise OSError(28, "No space left on device")
        link(source, target, **options)

    with monkeypatch.context() as patch, pytest.raises(Deferred):
        patch.setattr(os, "link", fail)
        queue.acknowledge(taken)
    queue.acknowledge(taken)

    assert names(box(folders, "SentBox/20260102")) == ["0.json", "1.json", "2.json"]


def test_what_a_killed_publisher_left_half_written_is_swept_away(folders):
    """By the worker that takes over from it; other temporary files stay."""
    folders.queue("w-2").close()
    program = folders.prelude("w-1") + "import os\nos.fsync = lambda _: os.kill(os.getpid(), 9)\n"
    finish(start(program + f"from queue_cases import parcels\nqueue.publish(parcels({A!r}, [b'1']))"))
    (box(folders, "InBox") / ".theirs.tmp").touch()
    assert len(names(box(folders, "InBox"))) == 2

    folders.queue("w-2").take(1, 0)

    assert names(box(folders, "InBox")) == [".theirs.tmp"]


def test_a_living_workers_name_cannot_be_used_twice(folders, monkeypatch):
    """Two of a name would take each other's files for their own."""
    monkeypatch.setattr(claims, "PATIENCE", 0.1)
    folders.queue("w-1")

    with pytest.raises(OperatorError, match="HUB-706"):
        folders.queue("w-1")


@pytest.mark.parametrize("name", ["", ".x", "x.tmp", "../x", "a/b", "a\\b", "a\0b", "a\nb", "x" * 181])
def test_a_name_that_is_no_plain_file_name_is_an_error_of_ours(folders, name):
    """Nothing is written for it, inside the box or outside."""
    with pytest.raises(ValueError, match="file name"):
        folders.queue().publish([Parcel(id="1", destination=A, name=name, body=b"")])
    with pytest.raises(ValueError, match="file name"):
        drop(folders.root, A, name, b"")


def test_a_very_long_name_is_taken_and_kept(folders):
    """A sender may use all 255 bytes; its end is what remains."""
    queue, name = folders.queue(), "保" * 80 + "0123.json"
    (box(folders, "OutBox") / name).write_bytes(b"1")

    taken = queue.take(1, 0)
    queue.acknowledge(taken)

    assert bodies(taken) == [b"1"]
    assert names(box(folders, "SentBox/20260102"))[0].endswith("保0123.json")


def test_a_party_uses_the_same_class_from_its_side(folders):
    """What the hub publishes it takes, and the other way round; neither touches what the other holds."""
    queue = folders.queue("same-name")
    party = FolderQueue(folders.root, [B], "same-name", StandingClock(), boxes=OWNER_SIDE)
    queue.publish(parcels(B, [b"to you"]))
    party.publish(parcels(B, [b"to the hub"]))

    received, taken = party.take(1, 0), queue.take(1, 0)
    party.acknowledge(received)

    assert (bodies(received), bodies(taken)) == ([b"to you"], [b"to the hub"])
    assert names(box(folders, "Read/20260102", B)) == ["m-000001.xml"]
    party.close()
