"""Folders that two processes make and remove at once."""

from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from adapters.files.folders import make_folder


def test_a_folder_that_vanishes_between_two_looks_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was there when it was made, and is removed before anybody has seen that it is one."""
    folder, looks = tmp_path / ".taken" / "w1", 0
    folder.mkdir(parents=True)
    is_dir = Path.is_dir

    def removed_first(self: Path, *more: Any) -> bool:
        nonlocal looks
        looks += 1
        if self == folder and looks == 1:
            folder.rmdir()
        return is_dir(self, *more)

    monkeypatch.setattr(Path, "is_dir", removed_first)
    make_folder(folder)
    assert looks
    assert is_dir(folder)


def test_a_folder_above_that_vanishes_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when an operator clears a whole tree away at that moment."""
    folder, made, times = tmp_path / ".taken" / "w1", Path.mkdir, 0

    def removed_after(self: Path, *more: Any, **named: Any) -> None:
        nonlocal times
        made(self, *more, **named)
        if self == folder.parent and (times := times + 1) == 1:
            self.rmdir()

    monkeypatch.setattr(Path, "mkdir", removed_after)
    make_folder(folder)
    assert (times, folder.is_dir()) == (2, True)


def test_making_against_somebody_who_removes_never_fails(tmp_path: Path) -> None:
    """Whoever is the faster."""
    folder, enough = tmp_path / ".taken" / "w1", Event()

    def remove() -> None:
        while not enough.is_set():
            try:
                folder.rmdir()
            except OSError:
                continue

    other = Thread(target=remove)
    other.start()
    try:
        for _ in range(2000):
            make_folder(folder)
    finally:
        enough.set()
        other.join()
    make_folder(folder)
    assert folder.is_dir()


def test_what_is_in_a_folders_place_is_an_error(tmp_path: Path) -> None:
    """It is not removed, and nobody tries for ever."""
    (tmp_path / "w1").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        make_folder(tmp_path / "w1")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExistsError):
        make_folder(tmp_path / "gone")
