"""`hub audit cosign` and `hub audit witness`: two homes, each a process, that know each other by their settings."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from own_home import OwnHome
from verbs import hub, hub_json

from adapters.notes import is_signed_by, load_note_signer
from hub.home.reading import FILE
from hub.model.checkpoint import Checkpoint, Note, parse_checkpoint, parse_key, parse_note


@pytest.fixture
def own(tmp_path: Path, store_url: str) -> OwnHome:
    return OwnHome(tmp_path / "home", store_url)


@pytest.fixture
def witness(own: OwnHome, tmp_path: Path) -> Iterator[dict[str, str]]:
    """A second home that is the witness of the first one's log; what it says when it listens."""
    own.accept("one")
    own.work()
    folder = tmp_path / "other"
    folder.mkdir()
    key = hub_json(own.path, "audit", "checkpoint")["key"]
    (folder / FILE).write_text(f'id = "other"\n[[audit.logs]]\nkey = "{key}"\n', "utf-8")
    command = [
        sys.executable,
        "-m",
        "hub",
        "--home",
        str(folder),
        "audit",
        "witness",
        "--listen",
        "127.0.0.1:0",
        "--json",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        process.terminate()
        assert process.wait(60) == 0


def configure(own: OwnHome, key: str, url: str) -> None:
    with (own.path / FILE).open("a", encoding="utf-8") as file:
        file.write(f'[[audit.witnesses]]\nkey = "{key}"\nurl = "{url}"\n')


def test_a_second_home_cosigns_the_log(own: OwnHome, witness: dict[str, str], tmp_path: Path) -> None:
    """What is printed and published then has both signatures, and the doctor knows it."""
    configure(own, witness["key"], f"http://{witness['listen']}")
    (told,) = [json.loads(line) for line in hub(own.path, "audit", "cosign", "--json").stdout.splitlines()]
    printed = hub(own.path, "audit", "checkpoint").stdout.decode()
    hub(own.path, "audit", "publish", str(tmp_path / "www"))

    assert told == {"witness": "other/witness", "size": 2, "code": None, "text": None}
    assert is_signed_by(parse_note(printed), parse_key(witness["key"]))
    assert (tmp_path / "www" / "checkpoint").read_text("utf-8") == printed
    assert hub(own.path, "audit", "cosign").stdout.decode() == "other/witness: 2 entries are cosigned\n"


def test_that_a_witness_knows_another_history_needs_a_person_until_it_cosigns(
    own: OwnHome, witness: dict[str, str], tmp_path: Path
) -> None:
    """HUB-943 is an item of attention: who is called later did not see what the timer's verb printed."""
    configure(own, witness["key"], f"http://{witness['listen']}")
    hub(own.path, "audit", "cosign")
    (seen,) = (tmp_path / "other" / "audit" / "witness").iterdir()
    kept = seen.read_text("utf-8")
    signer = load_note_signer(own.path / "keys" / "audit" / "key.pem", parse_checkpoint(parse_note(kept).text).origin)
    other = Checkpoint(signer.name, 99, bytes(32)).text()
    seen.write_text(str(Note(other, [signer.sign(other)])), "utf-8")
    own.accept("two")
    own.work()
    told = [json.loads(hub(own.path, "audit", "cosign", "--json").stdout) for _ in range(2)]
    assert [one["code"] for one in told] == ["HUB-943"] * 2

    (item,) = items(own)
    assert (item["code"], item["waits_for"], item["count"]) == ("HUB-943", "administrator", 1)
    assert "99" in item["zh"]
    assert item["since"] is not None
    seen.write_text(kept, "utf-8")
    assert hub(own.path, "audit", "cosign").returncode == 0
    assert items(own) == []


def items(own: OwnHome) -> list[dict[str, Any]]:
    """What needs a person, of what witnesses know."""
    found: list[dict[str, Any]] = hub_json(own.path, "attention")["items"]
    return [one for one in found if one["name"].startswith("check/witnesses/")]


def test_a_witness_that_is_away_is_told_with_an_exit_code(own: OwnHome, witness: dict[str, str]) -> None:
    configure(own, witness["key"], "http://127.0.0.1:1/")
    refused = hub(own.path, "audit", "cosign", "--json")
    told = json.loads(refused.stdout)
    assert refused.returncode == 1
    assert (told["witness"], told["size"], told["code"]) == ("other/witness", None, "HUB-942")


def test_without_witnesses_nobody_is_asked(own: OwnHome) -> None:
    assert json.loads(hub(own.path, "audit", "cosign", "--json").stdout) == []


@pytest.mark.parametrize(
    "lines",
    [
        '[[audit.witnesses]]\nkey = "no key"\nurl = "http://a/"\n',
        '[[audit.witnesses]]\nkey = "{log}"\nurl = "http://a/"\n',
        '[[audit.witnesses]]\nkey = "{witness}"\nurl = "file:///etc/passwd"\n',
        '[[audit.witnesses]]\nkey = "{witness}"\nurl = "http://a/"\n' * 2,
        '[[audit.logs]]\nkey = "{witness}"\n',
    ],
    ids=["no key", "a log's key", "no http", "two of one name", "a witness' key"],
)
def test_settings_that_cannot_be_used_are_refused(own: OwnHome, witness: dict[str, str], lines: str) -> None:
    log = hub_json(own.path, "audit", "checkpoint")["key"]
    with (own.path / FILE).open("a", encoding="utf-8") as file:
        file.write(lines.replace("{log}", log).replace("{witness}", witness["key"]))
    refused = hub(own.path, "audit", "cosign")
    assert (refused.returncode, b"HUB-702" in refused.stderr) == (4, True)
