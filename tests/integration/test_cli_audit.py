"""`hub audit`: the sealed log of a home."""

import json
from pathlib import Path

import pytest
from own_home import OwnHome
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
