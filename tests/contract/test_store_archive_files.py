"""Archives as files: whole or not there, whoever is killed, and readable by others."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from archives import BEFORE, Shelf, Time, acting, archive_until, archive_up_to, is_archived, is_whole
from forked import kill_in
from sqlalchemy import Engine, text

from adapters.files.durable import sync_folder
from hub.errors import OperatorError, Rejected
from hub.model.month import Month
from hub.operate.retention.steps import Finished, Recorded, Shrunk, Wrote
from hub.ports import Store


@pytest.fixture
def shelf(store: Store, tmp_path: Path) -> Shelf:
    return Shelf(store, tmp_path)


def test_two_do_not_archive_at_once(shelf: Shelf) -> None:
    """The second is refused until the first has ended."""
    shelf.put("a")
    steps = shelf.archiving().run(BEFORE, acting())
    next(steps)
    with pytest.raises(Rejected, match="HUB-958"):
        shelf.archive("act-2")
    assert isinstance(list(steps)[-1], Finished)


def test_a_copy_beside_an_archive_is_none(shelf: Shelf) -> None:
    """Whoever copies a folder by hand stops nothing."""
    shelf.put("a")
    shelf.archive()
    place = shelf.folder / "archive"
    shutil.copytree(place / "2024-10-1", place / "2024-10-1.bak")
    shelf.put("b")
    assert isinstance(shelf.archive("act-2")[-1], Finished)


def test_an_archive_that_was_changed_removes_nothing(shelf: Shelf) -> None:
    """Its files are compared with its manifest before any row goes."""
    (one,) = shelf.put("a")
    for step in shelf.archiving().run(Month(2024, 11), acting()):
        if isinstance(step, Recorded):
            break
    file = shelf.folder / "archive" / "2024-10-1" / "payloads.parquet"
    file.write_bytes(file.read_bytes()[:-9] + bytes(9))
    with pytest.raises(OperatorError, match="HUB-953"):
        shelf.archive("act-2")
    file.unlink()
    with pytest.raises(OperatorError, match="HUB-954"):
        shelf.archive("act-2")
    assert is_whole(shelf, one)


@pytest.mark.parametrize("step", [*range(-1, 8), "record", "remove"])
def test_a_kill_at_any_step_leaves_the_store_or_the_archive_whole(
    shelf: Shelf, store_url: str, step: int | str
) -> None:
    """Between two, or within a transaction; the next run goes on where the first was cut off."""
    made = shelf.put("a", "b", "c")
    kill_in(archive_until, store_url, str(shelf.folder), str(step))
    for one in made:
        assert is_whole(shelf, one) or is_archived(shelf, one)
    shelf.archive("act-2")
    assert all(is_archived(shelf, one) and not is_whole(shelf, one) for one in made)
    assert (shelf.store.retention.undone(), shelf.findings()) == ([], [])


def test_an_archive_is_a_plain_parquet_file(shelf: Shelf) -> None:
    """Any reader of Parquet finds rows and bytes, compressed by zstd; here a process that knows nothing of ours."""
    (one,) = shelf.put("a")
    shelf.archive()
    program = """
import sys, hashlib, json
from pyarrow import parquet
folder = sys.argv[1]
rows = parquet.read_table(f"{folder}/transitions.parquet").to_pylist()
bodies = parquet.read_table(f"{folder}/payloads.parquet").to_pylist()
codec = parquet.ParquetFile(f"{folder}/payloads.parquet").metadata.row_group(0).column(2).compression
same = all(hashlib.sha256(one["bytes"]).hexdigest() == one["digest"] for one in bodies)
print(json.dumps([[row["after"] for row in rows], len(bodies), codec, same]))
"""
    folder = shelf.folder / "archive" / "2024-10-1"
    command = [sys.executable, "-I", "-c", program, str(folder)]
    done = subprocess.run(command, capture_output=True, check=True)
    assert json.loads(done.stdout) == [["received", "sent", "accepted"], len(one.bodies), "ZSTD", True]


def test_an_archive_has_its_name_on_the_disk(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its folder is forced to the disk, then, once it is renamed, the folder above, which may be new itself."""
    seen: list[tuple[str, bool]] = []

    def note(folder: Path) -> None:
        seen.append((folder.relative_to(shelf.folder).as_posix(), (shelf.folder / "archive" / "2024-10-1").is_dir()))
        sync_folder(folder)

    monkeypatch.setattr("adapters.parquet.files.sync_folder", note)
    shelf.put("a")
    archive_up_to(shelf, Wrote)
    assert seen == [("archive/.2024-10-1.part", False), ("archive", True), (".", True)]


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_month_gives_back_the_room_of_what_left(shelf: Shelf, raw: Engine) -> None:
    """Not while somebody reads it: nobody waits for that, and it is told."""
    shelf.put("a", "b")
    shelf.store.months.ensure(Time().now())
    first = [step for step in shelf.archive() if isinstance(step, Shrunk)]
    shelf.put("c")
    with raw.connect() as reader:
        reader.execute(text("SELECT count(*) FROM transition"))
        second = [step for step in shelf.archive("act-2") if isinstance(step, Shrunk)]
    assert [(step.month, step.room is None) for step in (*first, *second)] == [("2024-10", False), ("2024-10", True)]
    assert shelf.findings() == []
