"""hub.log outlives what rotates it: moved away, removed or emptied, the next line is in the file of that name."""

import json
from pathlib import Path

import pytest
import structlog

from hub.home.logs import Forgiving, log_to
from hub.text.log import Log


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hub.log"


def test_a_file_that_was_moved_away_is_made_anew(path: Path) -> None:
    """As logrotate does it without a word to the hub; what was written before stays where it went."""
    log = Forgiving(path)
    log.write("one\n")
    path.rename(path.with_suffix(".1"))
    log.write("two\n")
    assert (path.with_suffix(".1").read_text(), path.read_text()) == ("one\n", "two\n")


def test_a_file_that_another_was_put_in_place_of_is_let_go(path: Path) -> None:
    """As logrotate's `create` does it."""
    log = Forgiving(path)
    log.write("one\n")
    path.rename(path.with_suffix(".1"))
    path.touch()
    log.write("two\n")
    assert path.read_text() == "two\n"


def test_a_file_that_was_removed_is_made_anew(path: Path) -> None:
    """By somebody who needed the space."""
    log = Forgiving(path)
    log.write("one\n")
    path.unlink()
    log.write("two\n")
    assert path.read_text() == "two\n"


def test_a_file_that_was_emptied_is_written_from_its_beginning(path: Path) -> None:
    """`copytruncate`: no hole of zeros in front of the next line."""
    log = Forgiving(path)
    log.write("one\n" * 1000)
    path.write_bytes(b"")
    log.write("two\n")
    assert path.read_bytes() == b"two\n"


def test_every_worker_finds_the_new_file(path: Path) -> None:
    """Each has the old one open; their lines stay whole, one after the other."""
    workers = [Forgiving(path) for _ in range(3)]
    for turn in range(2):
        for number, log in enumerate(workers):
            log.write(f"{turn}-{number}" + "x" * 20_000 + "\n")
        if not turn:
            path.rename(path.with_suffix(".1"))
    assert [line[:3] for line in path.read_text().splitlines()] == ["1-0", "1-1", "1-2"]


def test_where_no_new_file_can_be_made_the_old_one_takes_the_lines(path: Path) -> None:
    """A folder in its place, say: nothing is lost that need not be."""
    log = Forgiving(path)
    log.write("one\n")
    path.rename(path.with_suffix(".1"))
    path.mkdir()
    log.write("two\n")
    assert path.with_suffix(".1").read_text() == "one\ntwo\n"


def test_a_line_is_lost_and_nobody_dies_where_nothing_can_be_written(tmp_path: Path) -> None:
    """Neither of a missing folder nor of half a character."""
    Forgiving(tmp_path / "none" / "hub.log").write("one\n")
    log = Forgiving(tmp_path / "hub.log")
    log.write("\udc80\n")
    assert (tmp_path / "hub.log").read_bytes() == b"\\udc80\n"


def test_a_line_does_nothing_to_who_looks_at_it(path: Path) -> None:
    """And means the same to a program."""
    odd = "a\x1b[2J\x9b\u202e\u200b\U000e0041\udc80"
    configured = structlog.get_config()
    try:
        log_to(path)
        Log().warning("odd", reason=odd)
    finally:
        structlog.configure(**configured)
    (line,) = path.read_text("ascii").splitlines()
    assert json.loads(line)["reason"] == odd
