"""Files that a power cut leaves whole or not at all; one that is empty counts as missing."""

import os
from pathlib import Path
from typing import Any

import pytest

from adapters.files.durable import is_there, write_file, write_new
from hub.errors import OperatorError
from hub.home.broker_passwords import make_password
from hub.home.place import Home


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the system was asked for, in order."""
    calls: list[str] = []

    def noting(name: str, act: Any) -> Any:
        def call(*given: Any, **named: Any) -> Any:
            calls.append(name)
            return act(*given, **named)

        return call

    monkeypatch.setattr("adapters.files.durable.os.fsync", noting("fsync", os.fsync))
    monkeypatch.setattr(Path, "replace", noting("replace", Path.replace))
    monkeypatch.setattr(Path, "hardlink_to", noting("link", Path.hardlink_to))
    return calls


def test_a_file_has_its_name_only_when_its_content_is_on_the_disk(tmp_path: Path, done: list[str]) -> None:
    """Content, then name, then the folder."""
    write_new(tmp_path / "new", b"a")
    write_file(tmp_path / "new", b"b")
    assert done == ["fsync", "link", "fsync", "fsync", "replace", "fsync"]
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("new", b"b")]


@pytest.mark.parametrize("write", [write_new, write_file])
def test_a_disk_that_fails_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Any) -> None:
    """Neither under its name nor under another."""

    def failing(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("adapters.files.durable.os.fsync", failing)
    with pytest.raises(OSError, match="No space"):
        write(tmp_path / "new", b"a")
    assert list(tmp_path.iterdir()) == []


def test_a_new_file_is_never_written_over_another_but_over_an_empty_one(tmp_path: Path) -> None:
    """An empty one is what a power cut has left."""
    file = tmp_path / "new"
    file.touch()
    assert not is_there(file)
    write_new(file, b"a")
    assert is_there(file)
    with pytest.raises(FileExistsError):
        write_new(file, b"b")
    assert file.read_bytes() == b"a"


def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path) -> None:
    """What an operator took from others stays taken."""
    write_file(tmp_path / "f", b"a")
    (tmp_path / "f").chmod(0o600)
    write_file(tmp_path / "f", b"b")
    assert (tmp_path / "f").stat().st_mode & 0o777 == 0o600


def test_empty_settings_are_no_home(tmp_path: Path) -> None:
    """They would be read as if everything were as usual, on a store that nobody chose."""
    (tmp_path / "hub.toml").touch()
    with pytest.raises(OperatorError, match="HUB-701"):
        Home(tmp_path).settings  # noqa: B018 - it is read by asking


def test_an_empty_mark_and_an_empty_password_are_made_again(tmp_path: Path) -> None:
    """A name that ends in nothing would be another home's, too."""
    (tmp_path / ".mark").touch()
    assert len(Home(tmp_path).mark) == 8
    (tmp_path / "hub").touch()
    assert len(make_password(tmp_path, "hub")) == 32
    assert (tmp_path / "hub").stat().st_mode & 0o777 == 0o600
