"""`hub audit`: the sealed log of a home."""

import json
from pathlib import Path

import pytest
from own_home import OwnHome
from published_log import read_log
from verbs import hub, hub_json

from adapters.notes import is_signed_by
from hub.model.checkpoint import parse_checkpoint, parse_key, parse_note


@pytest.fixture
def own(tmp_path: Path, store_url: str) -> OwnHome:
    return OwnHome(tmp_path / "home", store_url)


def test_the_newest_checkpoint_is_printed_exactly_as_it_was_signed(own: OwnHome) -> None:
    """Others keep these bytes, and verify them with the verifier key."""
    own.accept("one", "two")
    own.work()  # a worker that starts seals what is there
    told = hub_json(own.path, "audit", "checkpoint")
    printed = hub(own.path, "audit", "checkpoint").stdout.decode()

    assert printed == told["note"]
    note = parse_note(printed)
    assert is_signed_by(note, parse_key(told["key"]))
    checkpoint = parse_checkpoint(note.text)
    assert (checkpoint.size, checkpoint.root.hex()) == (told["size"], told["root"])


def test_a_new_home_has_no_checkpoint_yet(own: OwnHome) -> None:
    """Nothing was found: a sentence for people, `[]` for programs."""
    assert hub(own.path, "audit", "checkpoint").stdout.decode().strip() == "no checkpoint yet"
    assert json.loads(hub(own.path, "audit", "checkpoint", "--json").stdout) == []


def test_the_log_is_published_for_any_web_server(own: OwnHome, tmp_path: Path) -> None:
    """The folder holds the printed checkpoint and as many entries as it says; a second run has nothing to write."""
    assert json.loads(hub(own.path, "audit", "publish", str(tmp_path / "www"), "--json").stdout) == []
    own.accept("one", "two")
    own.work()
    told = hub_json(own.path, "audit", "publish", str(tmp_path / "www"))
    assert (tmp_path / "www" / "checkpoint").read_bytes() == hub(own.path, "audit", "checkpoint").stdout
    assert len(read_log(tmp_path / "www")) == told["size"] > 0
    again = hub(own.path, "audit", "publish", str(tmp_path / "www")).stdout.decode()
    assert again == f"{told['size']} entries are published, 0 new files: {tmp_path / 'www'}\n"


def test_a_store_at_work_is_verified(own: OwnHome) -> None:
    """Documents, messages and receipts: nothing is found, and the next run verifies only what is new."""
    own.accept("one", "two")
    own.reply(own.receipt(own.message("one")))
    own.work()
    own.work()
    first = hub_json(own.path, "audit", "verify")
    assert (first["whole"], first["findings"]) == (True, [])
    own.accept("three")
    second = hub_json(own.path, "audit", "verify")
    assert (second["whole"], second["findings"]) == (False, [])
    assert second["size"] >= first["size"]
    assert hub_json(own.path, "audit", "verify", "--all")["findings"] == []
