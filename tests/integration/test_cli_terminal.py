"""No verb dies of a character that a terminal cannot show, and nothing from outside moves a terminal."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rig import a_credit_authorization, a_quota_application, usccs
from verbs import hub, hub_json

from adapters.folder import drop
from adapters.store import open_store
from hub.bootstrap.home import make_home
from hub.bootstrap.worker import open_worker
from hub.home.place import Home
from hub.model import Changes, Quarantined, digest
from hub.text.visible import UNSEEN

ODD = "某\u200b公\u202e司\u2066\ufeff\U000e0041 [red]:skull:\\"
"""Zero width, a turn of direction, a byte order mark, a tag; markup, a name of an emoji, a backslash."""
RAW = "\x1b[2J\x07\x9b1m\udc80"
"""What no submission can hold, and a file's name or a bare byte may."""
ENCODINGS: dict[str, dict[str, str]] = {
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "strict ascii": {"PYTHONIOENCODING": "ascii:strict"},
    "latin-1": {"PYTHONIOENCODING": "latin-1"},
    "gbk": {"PYTHONIOENCODING": "gbk"},
    "a C locale": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
}
_uscc = usccs()


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a document, a refusal and a quarantined delivery whose every text of outside is odd."""
    home = Home(tmp_path_factory.mktemp("odd"))
    make_home(home, ["boc-insurance", "ping-an"], ["liaoning", "national"])
    accepted = a_credit_authorization(next(_uscc)) | {"id": "accepted-1"}
    accepted["enterprise"]["name"] = accepted["data"]["seal"]["content"] = ODD
    refused = a_quota_application(next(_uscc)) | {"id": "refused-1", ODD: 1, "type": ODD}
    for name, form in (("1", accepted), ("2", refused)):
        drop(home.queues, "national", f"{name}.json", json.dumps(form).encode())
    with open_worker(home) as worker:
        looks = iter([False, False, True])
        worker.run(lambda: next(looks))
    said = {"code": "HUB-501", "field": RAW, "zh": ODD, "en": RAW, "cause": f"a\n{RAW}\n{ODD}"}
    row = Quarantined(
        id="c0ffee00-0000-5000-8000-000000000000",
        owner="national",
        document=None,
        payload=digest(b"\x1b[2J"),
        answers="\x1b[2J",
        at=1_790_000_000_000_000,
        **{name: text.replace("\udc80", "") for name, text in said.items()},
    )
    store = open_store(home.store_url)
    with store.transactions.begin() as unit:
        unit.write(Changes(payloads={row.payload: b"\x1b[2J"}, quarantined=[row]))
    store.close()
    (home.queues / "national" / "InBox" / os.fsdecode(b"\xff\x1b[2J")).mkdir()
    (home.queues / os.fsdecode(b"owner-\xff\x1b[2J")).mkdir()
    (home.path / "form.json").write_text(json.dumps(accepted | {"id": "another"}))
    return home.path


def message_of(home: Path) -> str:
    (message,) = hub_json(home, "show", "accepted-1")["messages"]
    return str(message["id"])


def verbs(home: Path) -> Iterator[tuple[str, ...]]:
    """Every verb that shows something of what came."""
    for words in (
        ("log",),
        ("show", "accepted-1", "refused-1"),
        ("show", "accepted-1", "--message", message_of(home)),
        ("explain", str(home / "form.json"), "--portal", "national"),
        ("quarantine",),
        ("quarantine", "list", "--groups"),
        ("quarantine", "show", "c0ffee"),
        ("status",),
        ("check",),
        ("doctor",),
        ("keys", "list"),
        ("keys", "check"),
        ("replay", "plan"),
        ("replay", "events", "accepted-1", "--reason", ODD),
    ):
        yield words
        yield (*words, "--json")


def test_help_is_shown_where_lines_cannot_be_drawn(home: Path) -> None:
    """In ASCII too."""
    done = hub(home, "--help", seen={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, b"Usage" in done.stdout, done.stderr) == (0, True, b"")


def moving(printed: bytes) -> str:
    """What in the output a terminal would obey or hide; ends of lines and tabs aside."""
    return "".join(UNSEEN.findall(re.sub(r"[\n\t]", "", printed.decode("utf-8", "surrogateescape"))))


def test_nothing_from_outside_moves_a_terminal(odd: Path) -> None:
    """By any verb, for people and for programs, on both streams."""
    for words in verbs(odd):
        done = hub(odd, *words)
        assert (done.returncode in (0, 1), moving(done.stdout), moving(done.stderr)) == (True, "", ""), (words, done)


def test_what_is_shown_is_what_came_but_for_what_moves(odd: Path) -> None:
    """No markup of it is ours, no emoji is made of it, and programs get all of it."""
    assert "某�公�司�� [red]:skull:\\" in hub(odd, "log").stdout.decode().replace("\ufffd\ufffd\ufffd", "\ufffd\ufffd")
    (accepted,) = [row for row in hub_json(odd, "log") if row["submission"] == "accepted-1"]
    assert accepted["type"] == "credit-authorization"
    assert hub_json(odd, "quarantine", "show", "c0ffee")["en"] == RAW.replace("\udc80", "")


@pytest.mark.parametrize("environment", ENCODINGS.values(), ids=ENCODINGS)
def test_no_verb_dies_of_a_character_that_the_terminal_lacks(odd: Path, environment: dict[str, str]) -> None:
    """It is written as an escape; JSON stays JSON, and means the same."""
    message = ("show", "accepted-1", "--message", message_of(odd))
    for words in (("show", "accepted-1", "refused-1"), ("status",), message, ("explain", str(odd / "form.json"))):
        done = hub(odd, *words, seen=environment)
        assert (done.returncode in (0, 1), b"Traceback" in done.stderr) == (True, False), (words, done.stderr)
        assert done.stdout, words
    for words in (("quarantine",), ("replay", "plan")):
        done = hub(odd, *words, "--json", seen=environment)
        assert objects(done.stdout.decode("ascii")) == objects(hub(odd, *words, "--json").stdout.decode()), words


def objects(printed: str) -> list[Any]:
    """The JSON that was printed, without what differs from one plan or moment to the next."""
    try:
        found = [json.loads(printed)]
    except ValueError:
        found = [json.loads(line) for line in printed.splitlines()]
    return [{k: v for k, v in o.items() if k not in ("id", "made_at", "moved")} for o in found]


@pytest.mark.parametrize(
    "words",
    [
        ("log", "--\x1b[2J"),
        ("log", "--limit", "\x1b[2J\u202e"),
        ("\x1b[2J",),
        ("show",),
        ("show", "\x1b[2J\udc80"),
        ("log", "--portal", "\u200b\x9b"),
        ("topology", "\x1b[2J"),
        ("replay", "plan", "--since", "\x1b[2J"),
        ("keys", "roll", "--subject", "\x1b[2J"),
        ("simulate", "/nowhere\x1b[2J.yaml"),
        ("replay", "apply", "/nowhere\x1b[2J", "--reason", "x"),
    ],
)
def test_what_was_typed_moves_no_terminal_either(home: Path, words: tuple[str, ...]) -> None:
    """A wrong option, value or name is repeated as text: the exit code is that of the fault."""
    done = hub(home, *words)
    assert (done.returncode in (2, 3, 4), done.stdout, moving(done.stderr)) == (True, b"", ""), done
    assert done.stderr.startswith((b"hub: ", b"Usage: "))
    assert b"Traceback" not in done.stderr


def test_a_message_is_shown_by_the_encoding_that_it_declares(home: Path, tmp_path: Path) -> None:
    """As text for people; `--raw` stays exactly what is stored."""
    body = "<?xml version='1.0' encoding='GB2312'?><a>海关\x9b</a>".encode("gb18030")
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    store = open_store(f"sqlite:///{copy / 'store.sqlite'}")
    (document,) = store.documents.find("accepted-1")
    trail = store.documents.trail(document.id)
    assert trail is not None
    added = replace(trail.messages[0], id="m-gb", direction="in", digest=digest(body), size=len(body))
    with store.transactions.begin() as unit:
        unit.write(Changes(payloads={digest(body): body}, messages=[added]))
    store.close()
    done = hub(copy, "show", "accepted-1", "--message", "m-gb")
    assert ("海关" in done.stdout.decode(), moving(done.stdout)) == (True, "")
    assert hub(copy, "show", "accepted-1", "--message", "m-gb", "--raw").stdout == body
