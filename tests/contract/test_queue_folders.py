"""What folders promise beyond the contract: their names, boxes and files, and what else may stand in them."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from queue_cases import OWNERS, FolderRig, names, publish_until_killed

from adapters.folder import OWNER_SIDE, FolderQueue, drop, taken_files
from hub.errors import OperatorError
from hub.ports import Parcel
from hub.testing.queue import InProcess, StandingClock
from hub.testing.queue.play import bodies, parcels, send

A, B, _ = OWNERS


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[FolderRig]:
    with closing(FolderRig(tmp_path)) as made:
        yield made


def test_acknowledged_files_go_to_a_folder_for_the_day_in_shanghai(folders: FolderRig) -> None:
    """A quarter past five in the afternoon in London is the next day there."""
    queue = folders.queue()
    folders.drop(A, "1.json", b"1")

    queue.acknowledge(queue.take(1, 0))

    assert names(folders.box("SentBox/20260102")) == ["1.json"]


def test_files_of_the_same_name_are_all_kept(folders: FolderRig) -> None:
    """Neither claiming nor keeping overwrites; two workers hold one of the name each."""
    one, other, taken = folders.queue("w-1"), folders.queue("w-2"), []
    for body, queue in [(b"1", one), (b"2", one), (b"3", other)]:
        folders.drop(A, "same.json", body)
        taken += queue.take(1, 0)

    one.acknowledge(taken[:2])
    other.acknowledge(taken[2:], refused={taken[2].tag})

    kept = {path.name: path.read_bytes() for path in folders.box("SentBox/20260102").iterdir()}
    assert kept == {"same.json": b"1", "same~2.json": b"2"}
    assert names(folders.box("FailBox")) == ["same.json"]
    assert folders.refused(A) == [b"3"]


def test_a_missing_box_is_made_again_and_nobody_else_waits(folders: FolderRig) -> None:
    """What the others dropped is taken; the owner's own comes once its box is there."""
    queue = folders.queue()
    folders.box("OutBox").rmdir()
    folders.drop(B, "1.json", b"1")

    assert bodies(queue.take(5, 0)) == [b"1"]
    folders.drop(A, "2.json", b"2")
    assert bodies(queue.take(5, 0)) == [b"2"]


def test_a_folder_in_the_way_keeps_back_its_owners_parcel_alone(folders: FolderRig) -> None:
    """It is told as full, so it is published again once the way is free."""
    queue = folders.queue()
    (folders.box("InBox") / "x.json").mkdir()
    sent = [Parcel(id=n, destination=to, name="x.json", body=b"x") for n, to in (("1", A), ("2", B))]

    assert send(queue, sent) == {"1": "full", "2": "confirmed"}
    (folders.box("InBox") / "x.json").rmdir()
    assert send(queue, sent[:1]) == {"1": "confirmed"}


@pytest.mark.parametrize("box", ["SentBox", ".taken/w-1"])
def test_what_is_in_the_way_of_one_owners_files_keeps_nobody_else_waiting(
    folders: FolderRig, monkeypatch: pytest.MonkeyPatch, box: str
) -> None:
    """It was recorded: it is moved once the way is free, and redelivered when the worker ends before."""
    monkeypatch.setattr("adapters.folder.queue.DEAD_WORKER_CHECK_INTERVAL_S", 0)
    queue = folders.queue("w-1")
    for owner in (A, B):
        folders.drop(owner, "1.json", b"1")
    taken = queue.take(2, 0)
    moved = folders.box(box).rename(folders.root / "moved")
    folders.box(box).write_bytes(b"in the way")

    queue.acknowledge(taken)
    folders.drop(B, "2.json", b"2")
    queue.acknowledge(queue.take(2, 0))
    assert names(folders.box("SentBox/20260102", B)) == ["1.json", "2.json"]

    folders.box(box).unlink()
    moved.rename(folders.box(box))
    assert queue.take(2, 0) == []
    assert names(folders.box("SentBox/20260102")) == ["1.json"]


def test_half_written_files_are_left_alone(folders: FolderRig) -> None:
    """Their names start with a dot or end in .tmp."""
    queue = folders.queue()
    for name in [".1.json", "1.json.tmp"]:
        (folders.box("OutBox") / name).write_bytes(b"half")

    assert queue.take(5, 0) == []
    assert names(folders.box("OutBox")) == [".1.json", "1.json.tmp"]


def test_links_pipes_and_folders_are_neither_followed_nor_moved_nor_waited_for(
    folders: FolderRig, tmp_path: Path
) -> None:
    """What is beside them is delivered as ever."""
    queue, out = folders.queue(), folders.box("OutBox")
    (tmp_path / "secret").write_bytes(b"secret")
    (out / "link.json").symlink_to(tmp_path / "secret")
    (out / "dangling.json").symlink_to(tmp_path / "nothing")
    (out / "folder.json").mkdir()
    os.mkfifo(out / "pipe.json")
    folders.drop(A, "1.json", b"1")

    assert bodies(queue.take(9, 0)) == [b"1"]
    assert names(out) == ["dangling.json", "folder.json", "link.json", "pipe.json"]


@pytest.mark.parametrize("trick", ["link", "pipe", "folder"])
def test_a_file_that_turns_into_something_else_after_it_was_listed_is_not_delivered(
    folders: FolderRig, tmp_path: Path, trick: str
) -> None:
    """It is opened without following or waiting, and looked at once more."""
    queue, victim = folders.queue(), folders.box("OutBox") / "2.json"
    (tmp_path / "secret").write_bytes(b"secret")
    for n in range(1, 4):
        folders.drop(A, f"{n}.json", b"%d" % n)
    first = queue.take(1, 0)
    victim.unlink()
    tricks: dict[str, Callable[[], None]] = {
        "link": lambda: victim.symlink_to(tmp_path / "secret"),
        "pipe": lambda: os.mkfifo(victim),
        "folder": victim.mkdir,
    }
    tricks[trick]()

    assert bodies(first + queue.take(9, 0)) == [b"1", b"3"]
    assert names(folders.box("FailBox")) == ([] if trick == "folder" else ["2.json"])


def test_a_file_that_is_too_large_is_delivered_cut_and_kept_whole(folders: FolderRig) -> None:
    """One byte above the limit shows the flow that there is more; memory holds no more."""
    queue = FolderQueue(folders.root, [A], "w-1", StandingClock(), largest=1000)
    folders.opened.append(queue)
    for size in (5000, 1000):
        folders.drop(A, "big.json", b"x" * size)

    first, second = queue.take(9, 0), queue.take(9, 0)
    queue.acknowledge(first, refused=[first[0].tag])

    assert [len(d.body) for d in first + second] == [1001, 1000]
    assert (folders.box("FailBox") / "big.json").stat().st_size == 5000


def test_what_a_killed_publisher_left_half_written_is_swept_away(folders: FolderRig) -> None:
    """By the worker that takes over from it; other temporary files stay."""
    folders.queue("w-2").close()
    InProcess(folders.opening("w-1"), publish_until_killed).finish()
    (folders.box("InBox") / ".theirs.tmp").touch()
    assert len(names(folders.box("InBox"))) == 2

    folders.queue("w-2").take(1, 0)

    assert names(folders.box("InBox")) == [".theirs.tmp"]


def test_a_living_workers_name_cannot_be_used_twice(folders: FolderRig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of a name would take each other's files for their own."""
    monkeypatch.setattr(taken_files, "LOCK_TIMEOUT_S", 0.1)
    folders.queue("w-1")

    with pytest.raises(OperatorError, match=r"HUB-706.*end it first"):
        folders.queue("w-1")


@pytest.mark.parametrize("name", ["", ".x", "x.tmp", "../x", "a/b", "a\\b", "a\0b", "a\nb", "x" * 181])
def test_a_name_that_is_no_plain_file_name_is_an_error_of_ours(folders: FolderRig, name: str) -> None:
    """Nothing is written for it, inside the box or outside."""
    queue, before = folders.queue(), set(folders.root.rglob("*"))

    with pytest.raises(ValueError, match="file name"):
        queue.publish([Parcel(id="1", destination=A, name=name, body=b"")])
    with pytest.raises(ValueError, match="file name"):
        drop(folders.root, A, name, b"")
    assert set(folders.root.rglob("*")) == before


def test_a_very_long_name_is_taken_and_kept(folders: FolderRig) -> None:
    """A sender may use all 255 bytes; its end is what remains."""
    queue, name = folders.queue(), "保" * 80 + "0123.json"
    (folders.box("OutBox") / name).write_bytes(b"1")

    taken = queue.take(1, 0)
    queue.acknowledge(taken)

    assert bodies(taken) == [b"1"]
    assert names(folders.box("SentBox/20260102"))[0].endswith("保0123.json")


def test_a_party_uses_the_same_class_from_its_side(folders: FolderRig) -> None:
    """What the hub publishes it takes, and the other way round; neither touches what the other holds."""
    queue = folders.queue("same-name")
    party = FolderQueue(folders.root, [B], "same-name", StandingClock(), boxes=OWNER_SIDE)
    folders.opened.append(party)
    queue.publish(parcels(B, [b"to you"]))
    party.publish(parcels(B, [b"to the hub"]))

    received, taken = party.take(1, 0), queue.take(1, 0)
    party.acknowledge(received)

    assert (bodies(received), bodies(taken)) == ([b"to you"], [b"to the hub"])
    assert names(folders.box("Read/20260102", B)) == ["m-000001.xml"]
