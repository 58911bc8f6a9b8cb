"""`hub log`: what is chosen, in which order, how many there are, and searches that are saved."""

import csv
import io
import json
import os
import pty
import subprocess
import sys
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from verbs import ENVIRONMENT, hub

from adapters.store import open_store
from hub.bootstrap.home import make_home
from hub.home.place import Home
from hub.model import Reference
from hub.testing.rows import opened, write

HOUR = 3_600_000_000
NOON = 1_790_000_000_000_000
"""2026-09-21, in microseconds."""
DOCUMENTS: tuple[dict[str, Any], ...] = (
    {"sender_ref": "s-1", "enterprise_name": "大连甲公司", "party": "ping-an"},
    {"sender_ref": "s-2", "enterprise_name": "=SUM(1)", "party": "boc-insurance"},
    {"sender_ref": "s-3", "enterprise_name": "Dalian Exports", "party": "ping-an"},
    {"sender_ref": "s-4", "enterprise_name": "＝上海乙公司", "party": "customs"},
)
STATUSES = ("P002", "P005", "S", "P002")


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home with four documents, an hour apart."""
    home = Home(tmp_path_factory.mktemp("listed"))
    make_home(home, ["ping-an", "boc-insurance"], ["national"], keys=False)
    with closing(open_store(home.store_url)) as store:
        for n, (given, status) in enumerate(zip(DOCUMENTS, STATUSES, strict=True)):
            id_ = f"0190aaa{n}-0000-8000-8000-000000000001"
            books, document = opened(status, id=id_, type="credit-authorization", portal="national", **given)
            books.names.refer(Reference(document.id, "authorization_number", f"AUTH-{n}"))
            changes = books.changes()
            for moved in (changes.created, changes.moved):
                for key, one in moved.items():
                    moved[key] = _at(one, NOON + n * HOUR)
            write(store, changes)
    yield home.path


def _at(document: Any, at: int) -> Any:
    return replace(document, updated_at=at)


def chosen(home: Path, *words: str) -> str:
    """The numbers of the documents listed, in order."""
    rows = hub(home, "log", *words, "--json").stdout.splitlines()
    return "".join(row["submission"][2:] for row in map(json.loads, rows) if row)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("--status", "P005,S", "--status", "P002", "--sort", "oldest"), "1234"),
        (("--open", "--name", "公司"), "41"),
        (("--since", "2026-09-21T23:13:20", "--until", "2026-09-21T16:13:20Z"), "32"),
        (("--since", "99999d", "--limit", "1", "--text", "auth-2"), "3"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_filters_and_orders(listed: Path, words: tuple[str, ...], found: str) -> None:
    """Times without a zone are Shanghai's, and both ends are included."""
    assert chosen(listed, *words) == found


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "4 of 4 documents"),
        (("--party", "ping-an", "--limit", "1"), "1 listed, there may be more · no index"),
        (("--party", "ping-an", "--limit", "3"), "2 of 2 documents · no index"),
        (("--since", "99999d", "--limit", "1"), "1 of 4 documents"),
        (("--status", "F"), "no documents · no index"),
    ],
)
def test_the_last_line_says_how_many_there_are(listed: Path, words: tuple[str, ...], said: str) -> None:
    """And whether documents were read one by one to find them. The heading has the zone."""
    lines = hub(listed, "log", *words).stdout.decode().splitlines()
    assert (lines[-1].startswith(said), "+08:00" in lines[0]) == (True, len(lines) > 1), lines


def test_csv_is_for_spreadsheets(listed: Path) -> None:
    """A zone in each time; no formula of a sender's is calculated."""
    rows = list(csv.DictReader(io.StringIO(hub(listed, "log", "--csv").stdout.decode())))
    assert [row["submission"] for row in rows] == ["s-4", "s-3", "s-2", "s-1"]
    assert (rows[2]["enterprise_name"], rows[2]["status"], rows[2]["label"]) == (
        *("'=SUM(1)", "P005", "refused by the counterparty"),
    )
    assert rows[0]["enterprise_name"] == "'＝上海乙公司"
    assert {row["updated_at"][-6:] for row in rows} == {"+08:00"}
    both = hub(listed, "log", "--csv", "--json")
    assert (both.returncode, b"--json" in both.stderr) == (2, True)


def test_excel_gets_the_same_with_a_byte_order_mark(listed: Path) -> None:
    """By which it knows UTF-8; also where standard output has another encoding."""
    plain = hub(listed, "log", "--csv", "--party", "customs").stdout
    words = ("log", "--excel", "--party", "customs")
    assert hub(listed, *words).stdout == BOM_UTF8 + plain
    assert hub(listed, *words, seen={"PYTHONIOENCODING": "gbk", "LC_ALL": "C.UTF-8"}).stdout == BOM_UTF8 + plain
    followed = hub(listed, *words, "--follow")
    assert (followed.returncode, b"--excel: cannot be used with --follow" in followed.stderr) == (2, True)


def test_a_mistyped_status_is_told_although_another_one_is_found(listed: Path) -> None:
    """With those that come near."""
    done = hub(listed, "log", "--status", "P002,P0O2")
    told = done.stderr.decode()
    assert (done.returncode, done.stdout) == (3, b"")
    assert [word for word in ("HUB-710", "P0O2", "P002") if word not in told] == []


def test_a_saved_search_is_a_line_of_options(listed: Path) -> None:
    """Options on the command line take precedence over those of the file."""
    (listed / "searches.toml").write_text('insurers = "--status P005,S --sort oldest"\n', "utf-8")
    assert chosen(listed, "@insurers") == "23"
    assert chosen(listed, "@insurers", "--sort", "newest", "--party", "ping-an") == "3"


@pytest.mark.parametrize(
    ("file", "code", "said"),
    [
        ('a = "--open"', 3, ["HUB-710", "@night", "@a"]),
        ('night = "--opne"', 4, ["HUB-702", "searches.toml", "night", "--opne"]),
        ('night = "@night"', 4, ["HUB-702", "another search"]),
        ("night = 3", 4, ["HUB-702", "night"]),
    ],
)
def test_the_file_of_searches_is_read_strictly(listed: Path, file: str, code: int, said: list[str]) -> None:
    """One line that names the file and the search; nothing is listed."""
    (listed / "searches.toml").write_text(file, "utf-8")
    done = hub(listed, "log", "@night")
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (code, b"", 1), done
    assert [word for word in said if word not in done.stderr.decode()] == []


def test_a_word_that_is_no_search_is_refused(listed: Path) -> None:
    """A number belongs to `hub show`."""
    done = hub(listed, "log", "AUTH-1")
    assert (done.returncode, b"hub show" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--sort", "oldest", "--limit", "2"), b"--limit: cannot be used with --follow --sort oldest"),
        (("--until", "1h"), b"--until: with --follow it must be a time to come"),
        (("--sort", "last-submitted"), b"--sort: with --follow it must be newest or oldest"),
        (("--sort", "first-submitted", "--limit", "2"), b"--sort: with --follow it must be newest or oldest"),
    ],
)
def test_what_cannot_be_followed_is_refused(listed: Path, words: tuple[str, ...], said: bytes) -> None:
    """Of the oldest few all others would follow at once; in the past nothing moves; documents follow by their moves."""
    done = hub(listed, "log", "--follow", *words)
    assert (done.returncode, done.stdout, said in done.stderr) == (2, b"", True), done.stderr


def on_terminal(home: Path, *words: str, rows: int, pager: str, verb: str = "log") -> str:
    """What a terminal of so many rows gets of a verb."""
    master, slave = pty.openpty()
    environment = {**ENVIRONMENT, "TERM": "xterm", "LINES": str(rows), "COLUMNS": "200", "PAGER": pager}
    command = [sys.executable, "-m", "hub", "--home", str(home), verb, *words]
    with subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environment) as process:
        os.close(slave)
        told = b""
        while True:
            try:
                read = os.read(master, 65536)
            except OSError:  # the terminal's other end was closed
                break
            if not read:
                break
            told += read
    os.close(master)
    assert process.returncode == 0
    return told.decode()


@pytest.mark.parametrize(("words", "is_paged"), [((), True), (("--no-pager",), False)])
def test_a_business_that_is_longer_than_the_terminal_is_paged(
    listed: Path, words: tuple[str, ...], is_paged: bool
) -> None:
    """As the list is."""
    told = on_terminal(listed, "s-1", *words, rows=6, pager="sed s/^/paged:/", verb="show")
    assert ("paged:" in told, "credit-authorization" in told) == (is_paged, True)


@pytest.mark.parametrize(
    ("rows", "words", "pager", "is_paged"),
    [
        (4, (), "sed s/^/paged:/", True),
        (40, (), "sed s/^/paged:/", False),
        (4, ("--no-pager",), "sed s/^/paged:/", False),
        (4, (), "sed s/^/paged:/ '", False),
    ],
)
def test_what_is_longer_than_the_terminal_is_paged(
    listed: Path, rows: int, words: tuple[str, ...], pager: str, is_paged: bool
) -> None:
    """By PAGER, as git does; without it where PAGER is no command line."""
    told = on_terminal(listed, *words, rows=rows, pager=pager)
    assert ("paged:" in told, "s-1" in told) == (is_paged, True)
