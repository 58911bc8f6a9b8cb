"""`hub audit`: the sealed log of a home."""

import json
from pathlib import Path

import pytest
from own_home import OwnHome
from published_log import read_log
from verbs import hub, hub_json

from adapters.notes import is_signed_by
from hub.bootstrap.past import log_owner
from hub.flow.accept_restore import begin_life
from hub.flow.past import Known
from hub.model.checkpoint import Checkpoint, parse_checkpoint, parse_key, parse_note
from hub.text.bilingual import Bilingual


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


def test_a_log_that_goes_on_after_a_restore_is_verified_under_both_its_names(own: OwnHome) -> None:
    """Also from where the run before ended; the key is told under the new name."""
    own.accept("one")
    own.work()
    own.work()
    assert hub_json(own.path, "audit", "verify")["findings"] == []
    with own.store() as store:
        with store.log.read() as log:
            size = log.size()
        known = Known(Bilingual("此处", "here"), 1, Checkpoint("hub/audit", size + 5, bytes(32)), is_ours=True)
        begin_life(store.log, [known], log_owner(own.home), "act-1", 1)
    own.accept("two")
    own.work()
    own.work()
    told = hub_json(own.path, "audit", "checkpoint")
    assert (told["note"].split("\n")[0], told["size"] > size) == ("hub/audit/2", True)
    assert is_signed_by(parse_note(told["note"]), parse_key(told["key"]))
    assert hub_json(own.path, "audit", "verify")["findings"] == []
    assert hub_json(own.path, "audit", "verify", "--all")["findings"] == []
