"""What an operator names and filters by: one thing, several, or nothing there is."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from verbs import hub, hub_json

from adapters.store import open_store
from hub.model import Changes, Parked, Quarantined, digest

RECEIPT = b"<Receipt>\r\n\xe5\x9b\x9e\xe6\x89\xa7 without an end of line</Receipt>"
TRACEBACK = 'Traceback (most recent call last):\n  File "x.py", line 1\nValueError: [red]not markup[/x]'


@pytest.fixture(scope="module")
def apart(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the home with two parked receipts, a parked notice, and a fault of ours in quarantine."""
    copy = tmp_path_factory.mktemp("apart") / "home"
    shutil.copytree(home, copy)
    changes = Changes(payloads={digest(RECEIPT): RECEIPT})
    for message in ("PA-2026-1", "PA-2026-10"):
        changes.parked.append(
            Parked(party="ping-an", message=message, answers="m-1", payload=digest(RECEIPT), at=1_790_000_000_000_000)
        )
    policy = {"message": "POLICY-1", "answers": "", "type": "cargo-policy", "names": "C-2026-1"}
    changes.parked.append(Parked(party="ping-an", payload=digest(RECEIPT), at=1_790_000_000_000_000, **policy))
    printed = {"code": "HUB-501", "field": "data.amount", "zh": "本方处理异常", "en": "the hub failed on it"}
    about: dict[str, Any] = {
        "id": "c0ffee00-0000-5000-8000-000000000000",
        "owner": "national",
        "cause": TRACEBACK,
        "document": None,
    }
    row = Quarantined(**printed, **about, payload=digest(RECEIPT), answers="order-7", at=1_790_000_000_000_000)
    changes.quarantined.append(row)
    store = open_store(f"sqlite:///{copy / 'store.sqlite'}")
    with store.transactions.begin() as unit:
        unit.write(changes)
    store.close()
    return copy


def test_log_shows_the_portals_own_id(home: Path) -> None:
    """The number that a portal asks about, for people and for programs."""
    text = hub(home, "log").stdout.decode()
    assert ("accepted-1" in text, "refused-1" in text) == (True, True)
    assert {row["submission"] for row in hub_json(home, "log")} == {"accepted-1", "refused-1"}


def test_a_name_of_several_documents_lists_them(home: Path) -> None:
    """Eight characters of an id are all documents of a minute: exit 3, and what to choose from."""
    rows = hub_json(home, "log")
    name = os.path.commonprefix([row["document"] for row in rows])  # noqa: RUF071 - character by character is meant
    assert len(name) >= 8
    done = hub(home, "show", name)
    first, *candidates = done.stderr.decode().splitlines()
    assert (done.returncode, done.stdout, "HUB-708" in first, len(candidates)) == (3, b"", True, 6)
    for row, *lines in zip(rows, candidates[::3], candidates[1::3], candidates[2::3], strict=True):
        assert (row["status"] in lines[0], row["submission"] in lines[1]) == (True, True), lines
        assert lines[2] == f"  hub show {row['record'] or row['document']}"
    printed = hub_json(home, "show", name)
    assert (printed["error"], printed["name"], printed["count"], printed["candidates"]) == ("HUB-708", name, 2, rows)


@pytest.mark.parametrize(
    ("option", "value", "near"),
    [
        ("--status", "P0O2", "P002"),
        ("--status", "h001", "H001"),
        ("--status", "报文已发送成功", "P002"),
        ("--status", "zzz", "A001, A002"),
        ("--type", "quota-aplication", "quota-application"),
        ("--portal", "lianing", "liaoning"),
        ("--party", "pingan", "ping-an"),
    ],
)
@pytest.mark.parametrize("more", [(), ("--json",), ("--follow",)])
def test_an_unknown_filter_is_reported_with_what_comes_near(
    home: Path, option: str, value: str, near: str, more: tuple[str, ...]
) -> None:
    """Exit 3 and one line, instead of an empty list or of waiting for ever."""
    done = hub(home, "log", option, value, *more)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (3, b"", 1)
    said = done.stderr.decode()
    assert [word for word in ("HUB-710", option, value, near) if word not in said] == []


def test_a_known_filter_may_find_nothing(home: Path) -> None:
    """No document of it yet is no failure, and it is said."""
    for words in (
        ("--status", "S"),
        ("--party", "boc-insurance"),
        ("--portal", "liaoning"),
        ("--type", "quota-change"),
    ):
        done = hub(home, "log", *words)
        assert (done.returncode, "no documents" in done.stdout.decode(), done.stderr) == (0, True, b""), words
        assert hub(home, "log", *words, "--json").stdout == b"[]\n"


def test_quarantine_alone_lists_as_list_does(apart: Path) -> None:
    """With the same options, each row with the id by which it is shown."""
    assert hub(apart, "quarantine").stdout == hub(apart, "quarantine", "list").stdout
    rows = hub_json(apart, "quarantine")
    assert rows == hub_json(apart, "quarantine", "list")
    text = hub(apart, "quarantine").stdout.decode()
    assert [name for row in rows if (name := row.get("id") or row["message"]) not in text] == []


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        (("--owner", "ping-an"), ["parked", "parked", "parked"]),
        (("--owner", "national"), ["quarantined"]),
        (("--code", "HUB-102"), ["quarantined"]),
        (("--limit", "1"), ["quarantined", "parked"]),
    ],
)
def test_quarantine_filters(apart: Path, words: tuple[str, ...], kinds: list[str]) -> None:
    """By whose queue it was, by code, so many of each."""
    lines = hub(apart, "quarantine", *words, "--json").stdout.splitlines()
    assert [json.loads(line)["kind"] for line in lines] == kinds


def test_quarantine_shows_one_in_full(apart: Path) -> None:
    """The reason in both languages, the field, the sender's own id, the whole cause as it is."""
    for name in ("c0ffee00-0000-5000-8000-000000000000", "C0FFEE", "c"):
        text = hub(apart, "quarantine", "show", name).stdout.decode()
        for part in ("HUB-501", "本方处理异常", "the hub failed on it", "data.amount", "order-7", TRACEBACK):
            assert part in text, (name, part)
    printed = hub_json(apart, "quarantine", "show", "c0ffee")
    assert (printed["kind"], printed["field"], printed["cause"], printed["size"]) == (
        *("quarantined", "data.amount", TRACEBACK),
        len(RECEIPT),
    )
    assert "PA-2026-10" in hub(apart, "quarantine", "show", "PA-2026-10").stdout.decode()


def test_operators_see_which_notices_wait_for_which_numbers(apart: Path) -> None:
    """`hub status` counts them by party and type with their age; the list says the number that each waits for."""
    groups = hub_json(apart, "status")["waiting"]
    assert [(group["party"], group["type"], group["count"]) for group in groups] == [
        ("ping-an", "", 2),
        ("ping-an", "cargo-policy", 1),
    ]
    text = hub(apart, "status").stdout.decode()
    assert "cargo-policy" in text[text.index("parked (hub quarantine)") :]
    shown = hub(apart, "quarantine", "show", "POLICY-1").stdout.decode()
    assert "cargo-policy waits for the document that it names: C-2026-1" in shown
    told = hub_json(apart, "quarantine", "show", "POLICY-1")
    assert (told["answers"], told["type"], told["names"]) == ("", "cargo-policy", "C-2026-1")


def test_raw_quarantine_is_exactly_the_stored_bytes(apart: Path) -> None:
    """Of what was quarantined and of what is parked."""
    for name in ("c0ffee", "PA-2026-10", "PA-2026-1"):
        assert hub(apart, "quarantine", "show", name, "--raw").stdout == RECEIPT, name
    half = next(row for row in hub_json(apart, "quarantine") if row.get("code") == "HUB-102")
    assert hub(apart, "quarantine", "show", half["id"], "--raw").stdout == b"{half"


def test_a_name_of_several_in_quarantine_lists_them(apart: Path) -> None:
    """An id in full is never ambiguous, its beginning may be."""
    done = hub(apart, "quarantine", "show", "PA-2026")
    first, *candidates = done.stderr.decode().splitlines()
    assert (done.returncode, "HUB-708" in first, len(candidates)) == (3, True, 2)
    assert [row["message"] for row in hub_json(apart, "quarantine", "show", "PA-2026")["candidates"]] == [
        *("PA-2026-1", "PA-2026-10"),
    ]


@pytest.mark.parametrize("words", [("show", "no-such"), ("show", "PA-2026-1", "--owner", "boc-insurance")])
def test_what_is_not_in_quarantine_is_not_found(apart: Path, words: tuple[str, ...]) -> None:
    """Exit 3 and one line."""
    done = hub(apart, "quarantine", *words)
    assert (done.returncode, b"HUB-704" in done.stderr, done.stderr.count(b"\n")) == (3, True, 1)


def test_what_goes_wrong_is_reported_in_both_languages(home: Path) -> None:
    """The code between them can be looked up."""
    said = hub(home, "show", "nobody-knows").stderr.decode()
    assert [word for word in ("HUB-704", "找不到", "not found") if word not in said] == []
