"""The log as files: what a stranger reads there is what the store holds."""

from pathlib import Path

import pytest
from published_log import read_log
from sealed_stores import seal

from hub.errors import Code, OperatorError
from hub.model.checkpoint import Checkpoint
from hub.operate.publish_log import publish_log
from hub.ports import Store
from hub.testing.rows import brought, trail_of


def files_in(folder: Path) -> dict[str, tuple[bytes, int]]:
    """By name: the content of every file, and which file on the disk it is."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_ino) for path in files}


def test_a_stranger_reads_every_transition_from_the_published_files(store: Store, tmp_path: Path) -> None:
    """Over several tiles, in the order of positions, up to the root that the checkpoint says."""
    documents = [brought(store, *["moved"] * 30) for _ in range(20)]
    sealed = seal(store, tmp_path)
    publish_log(store.log, sealed, sealed.note, tmp_path / "www")
    hashes = [bytes.fromhex(one.hash) for document in documents for one in trail_of(store, document).transitions]
    assert read_log(tmp_path / "www") == hashes
    assert sorted(files_in(tmp_path / "www")) == [
        "checkpoint",
        "tile/0/000",
        "tile/0/001",
        "tile/0/002.p/88",
        "tile/1/000.p/2",
        "tile/entries/000",
        "tile/entries/001",
        "tile/entries/002.p/88",
    ]


def test_only_what_is_new_is_written(store: Store, tmp_path: Path) -> None:
    """A second run writes no tile; a longer log leaves whole tiles as they are, and begun ones go."""
    brought(store, *["moved"] * 300)
    first, www = seal(store, tmp_path), tmp_path / "www"
    assert publish_log(store.log, first, first.note, www) == 5
    before = files_in(www)
    assert publish_log(store.log, first, first.note, www) == 0
    assert {name: kept for name, kept in files_in(www).items() if name != "checkpoint"} == {
        name: kept for name, kept in before.items() if name != "checkpoint"
    }
    brought(store, *["moved"] * 220)
    second = seal(store, tmp_path)
    publish_log(store.log, second, second.note, www)
    after = files_in(www)
    assert all(after[name] == before[name] for name in ("tile/0/000", "tile/entries/000"))
    assert "tile/0/001.p/44" not in after
    assert len(read_log(www)) == 520
    assert len(read_log(www, first.note)) == 300  # who still has the former checkpoint finds its tiles


def test_an_older_checkpoint_is_not_put_over_a_newer_one(store: Store, tmp_path: Path) -> None:
    brought(store, "received")
    first = seal(store, tmp_path)
    brought(store, "received")
    second = seal(store, tmp_path)
    for sealed in (second, first):
        publish_log(store.log, sealed, sealed.note, tmp_path / "www")
    assert (tmp_path / "www" / "checkpoint").read_text("utf-8") == second.note


def test_a_run_that_was_cut_off_is_made_good(store: Store, tmp_path: Path) -> None:
    """An empty tile, as a power cut may leave one, counts as missing; so do missing ones."""
    brought(store, *["moved"] * 300)
    sealed, www = seal(store, tmp_path), tmp_path / "www"
    publish_log(store.log, sealed, sealed.note, www)
    (www / "checkpoint").unlink()
    (www / "tile/0/000").write_bytes(b"")
    (www / "tile/entries/001.p/44").unlink()
    assert publish_log(store.log, sealed, sealed.note, www) == 2
    assert len(read_log(www)) == 300


@pytest.mark.parametrize("content", ["another/log", "a text that is no checkpoint"])
def test_the_folder_of_another_log_is_left_alone(store: Store, tmp_path: Path, content: str) -> None:
    """Another name, or no checkpoint at all: HUB-940, and the file stays."""
    brought(store, "received")
    sealed, www = seal(store, tmp_path), tmp_path / "www"
    www.mkdir()
    theirs = sealed.note.replace("hub/audit", content) if "/" in content else content
    (www / "checkpoint").write_text(theirs, "utf-8")
    with pytest.raises(OperatorError) as refused:
        publish_log(store.log, sealed, sealed.note, www)
    assert refused.value.code == Code.PUBLISHED_DIFFERS
    assert files_in(www).keys() == {"checkpoint"}
    assert (www / "checkpoint").read_text("utf-8") == theirs


def test_a_log_with_another_history_is_not_published_over(store: Store, tmp_path: Path) -> None:
    """The same name and size with another root: a restored or rewritten store."""
    brought(store, "received", "sent")
    sealed, www = seal(store, tmp_path), tmp_path / "www"
    www.mkdir()
    (www / "checkpoint").write_text(f"{Checkpoint('hub/audit', 1, b'r' * 32).text()}\n— hub/audit AAAAAAA=\n", "utf-8")
    with pytest.raises(OperatorError) as refused:
        publish_log(store.log, sealed, sealed.note, www)
    assert refused.value.code == Code.PUBLISHED_DIFFERS
