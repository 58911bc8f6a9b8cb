"""What folders promise when the disk is full or fails: Deferred, nothing half-written, nothing lost."""

import errno
import os
import resource
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest
from queue_cases import OWNERS, FolderRig, names

from adapters.folder import drop, lane
from hub.errors import Deferred
from hub.ports import Parcel
from hub.testing.queue.play import bodies, parcels, send

A = OWNERS[0]


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[FolderRig]:
    with closing(FolderRig(tmp_path)) as made:
        yield made


def test_a_file_that_may_not_be_read_goes_to_the_failbox(folders: FolderRig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a delivery, and without holding up those behind it."""
    queue = folders.queue()
    folders.drop(A, "1.json", b"closed")
    folders.drop(A, "2.json", b"open")
    closed_once(monkeypatch, PermissionError(13, "denied"))

    assert bodies(queue.take(9, 0)) == [b"open"]
    assert names(folders.box("FailBox")) == ["1.json"]


def test_a_file_that_the_disk_cannot_read_now_is_delivered_when_it_can(
    folders: FolderRig, monkeypatch: pytest.MonkeyPatch
) -> None:
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


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file can grow beyond this size: writing stops half-way, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_defers_publishing_and_shows_no_half_file(folders: FolderRig) -> None:
    """Nothing is left behind, and the same call goes through later."""
    queue, sent = folders.queue(), parcels(A, [b"fits", b"x" * 50_000])

    with full_disk(10_000), pytest.raises(Deferred, match="publishing"):
        queue.publish(sent)

    assert names(folders.box("InBox")) == []
    assert set(send(queue, sent).values()) == {"confirmed"}


def test_a_full_disk_defers_dropping_and_shows_no_half_file(folders: FolderRig) -> None:
    """The portal's side keeps the same promise."""
    folders.queue()

    with full_disk(10_000), pytest.raises(Deferred, match="dropping"):
        drop(folders.root, A, "1.json", b"x" * 50_000)

    assert names(folders.box("OutBox")) == []


def test_nothing_is_confirmed_that_the_disk_did_not_sync(folders: FolderRig, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failing fsync defers; the names are not shown before."""
    queue = folders.queue()

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(Deferred, match="No space left"):
        patch.setattr(os, "fsync", fail)
        queue.publish(parcels(A, [b"1"]))

    assert names(folders.box("InBox")) == []


def test_a_full_disk_while_acknowledging_leaves_the_rest_to_a_second_call(
    folders: FolderRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file is in one place or the other, never in none."""
    queue, done = folders.queue(), folders.box("SentBox/20260102")
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
    assert names(done) == ["0.json"]
    assert len(list(folders.box(".taken").rglob("*.json"))) == 2
    queue.acknowledge(taken)

    assert names(done) == ["0.json", "1.json", "2.json"]


def another_disk(root: Path) -> Path:
    """A folder on another file system than this one."""
    ours = root.stat().st_dev
    places = [Path(name) for name in ("/dev/shm", "/var/tmp", Path.cwd())]
    return Path(mkdtemp(dir=next(one for one in places if one.is_dir() and one.stat().st_dev != ours)))


def test_the_disk_of_one_owner_that_is_full_holds_up_no_other(folders: FolderRig) -> None:
    """Its folder is on a disk of its own: what it cannot take is full, and what it gets later arrives."""
    queue, other = folders.queue(), another_disk(folders.root)
    box = folders.box("InBox")
    box.rmdir()
    box.symlink_to(other)
    try:
        sent = [Parcel(id="1", destination=A, name="large.xml", body=bytes(2000)), *parcels(OWNERS[1], [b"2"])]
        with full_disk(1000):
            assert send(queue, sent) == {"1": "full", "id-0": "confirmed"}
        assert names(other) == []
        assert send(queue, sent) == {"1": "confirmed", "id-0": "confirmed"}
        assert names(other) == ["large.xml"]
    finally:
        shutil.rmtree(other)


def test_a_share_that_is_away_keeps_no_other_owner_from_starting(
    folders: FolderRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its box is there and cannot be listed, as of a network file system without its server."""
    folders.queue().close()
    box, scan, stat = folders.box("InBox"), os.scandir, Path.stat

    def away(path: Path) -> Iterator[os.DirEntry[str]]:
        if Path(path) == box:
            raise OSError(errno.ESTALE, "Stale file handle")
        return scan(path)

    def gone(path: Path, **options: bool) -> os.stat_result:
        if path == box:
            raise OSError(errno.ESTALE, "Stale file handle")
        return stat(path, **options)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", away)
        patch.setattr(Path, "stat", gone)
        queue = folders.queue()
    assert send(queue, parcels(OWNERS[1], [b"2"])) == {"id-0": "confirmed"}


def test_a_disk_that_is_mounted_over_an_empty_home_is_used_under_a_lock_of_its_own(folders: FolderRig) -> None:
    """Whether or not the disk has the worker's folder of an earlier life, another worker takes nothing of it twice."""
    queue, home, empty = folders.queue(), folders.root / A, folders.root / "mount point"
    for has_folder in (True, False):
        home.rename(empty)
        for box in ("OutBox", "InBox", "SentBox", *([".taken/w-1"] if has_folder else [])):
            (home / box).mkdir(parents=True)
        folders.drop(A, "1.json", b"%d" % has_folder)
        taken = queue.take(9, 0)
        assert bodies(taken) == [b"%d" % has_folder]
        with closing(folders.queue("w-2")) as other:
            assert other.take(9, 0) == []
        queue.acknowledge(taken)
        assert names(folders.box("SentBox/20260102")) == ["1.json"]
        shutil.rmtree(home)
        empty.rename(home)


def test_an_owner_whose_whole_home_is_away_keeps_no_other_from_starting(folders: FolderRig) -> None:
    """Its home leads to a disk that is not mounted. When it is there again, its files go both ways."""
    folders.queue().close()
    home, disk = folders.root / A, folders.root / "disk"
    home.rename(disk)
    home.symlink_to(folders.root / "not mounted")
    queue = folders.queue()
    folders.drop(OWNERS[1], "1.json", b"1")
    assert bodies(queue.take(9, 0)) == [b"1"]
    assert send(queue, [*parcels(A, [b"2"]), Parcel(id="b", destination=OWNERS[1], name="3", body=b"3")]) == {
        "id-0": "full",
        "b": "confirmed",
    }
    home.unlink()
    disk.rename(home)
    folders.drop(A, "4.json", b"4")
    assert bodies(queue.take(9, 0)) == [b"4"]
    assert send(queue, parcels(A, [b"2"])) == {"id-0": "confirmed"}
