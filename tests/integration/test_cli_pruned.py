"""What verbs say of a document whose bytes the home's policy removed."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from retention_home import WHY, lived_home
from rig import a_credit_authorization, a_quota_application, a_uscc
from verbs import hub, hub_json

from hub.model import Message

POLICY = "prune:\n  - documents: all\n    fields: all\n    after: 30 days\n"


class Pruned(NamedTuple):
    """A home after its policy was carried out."""

    home: Path
    uscc: str
    message: Message
    plan: dict[str, Any]
    """A plan of replays that was made before the answer came."""
    evidence: Path
    """Its evidence file, which was made afterwards."""


@pytest.fixture(scope="module")
def pruned(tmp_path_factory: pytest.TempPathFactory) -> Pruned:
    """An authorization that was granted in September 2026, and of which no bytes are left."""
    folder, uscc = tmp_path_factory.mktemp("pruned"), a_uscc()
    with lived_home(folder / "home") as (home, rig):
        (document,) = rig.submit(a_credit_authorization(uscc) | {"id": "one"})
        rig.work()
        message = rig.message_of(document.id)
        plan = json.loads(hub(home.path, "replay", "plan").stdout)
        rig.reply(rig.decision("CreditAuthorizationDecision", message, "S"))
        rig.work()
    home.retention.write_text(POLICY, "utf-8")
    told = hub_json(home.path, "audit", "prune", "--remove", *WHY)
    assert [one["finished"] for one in told["removals"]] == [True]
    file = folder / "one.asice"
    assert hub(home.path, "audit", "prove", "one", "--out", str(file)).returncode == 0
    return Pruned(home.path, uscc, message, plan, file)


def test_a_message_without_bytes_is_not_sent_again(pruned: Pruned) -> None:
    """Not even by a plan that was made before the answer came: it is told where the bytes are (HUB-957)."""
    (entry,) = pruned.plan["entries"]
    assert entry["send"]
    (file := pruned.home / "plan.json").write_text(json.dumps(pruned.plan), "utf-8")
    first, *_ = hub_json(pruned.home, "replay", "apply", str(file), *WHY)
    alone = hub_json(pruned.home, "replay", "one", *WHY)
    assert (first["message"], first["outcome"], first["code"]) == (pruned.message.id, "refused", "HUB-957")
    assert (alone["message"], alone["outcome"], alone["code"]) == (pruned.message.id, "refused", "HUB-957")


def test_a_portal_is_told_again_without_the_bytes(pruned: Pruned) -> None:
    """Events are made from the trail, which stayed."""
    told = hub_json(pruned.home, "replay", "events", "one", *WHY)
    assert (told["outcome"], told["to"], len(told["events"]) > 1) == ("promised", "national", True)


def test_what_comes_again_is_explained_as_a_duplicate(pruned: Pruned, tmp_path: Path) -> None:
    """By its digest; a submission that rests on the authorization's status would be sent."""
    (again := tmp_path / "again.json").write_text(json.dumps(a_credit_authorization(pruned.uscc) | {"id": "one"}))
    (next_ := tmp_path / "next.json").write_text(json.dumps(a_quota_application(pruned.uscc)))
    duplicate, application = (hub_json(pruned.home, "explain", str(file)) for file in (again, next_))
    assert (duplicate["faults"], "duplicate" in duplicate["verdict"]) == ([], True)
    assert (application["faults"], application["party"]) == ([], "ping-an")


def test_it_is_shown_and_verified_with_what_is_gone(pruned: Pruned) -> None:
    shown = hub_json(pruned.home, "show", "one")
    assert [one["kind"] for one in shown["left"]] == ["prune"]
    assert hub_json(pruned.home, "audit", "verify", "--all", "--keep-going", "9")["findings"] == []


def test_its_evidence_file_shows_that_the_log_s_key_signed_what_is_gone(pruned: Pruned, tmp_path: Path) -> None:
    """And nothing else of the removal."""
    key = hub_json(pruned.home, "audit", "checkpoint")["key"]
    checked = hub_json(tmp_path, "audit", "check", str(pruned.evidence), "--key", key)
    told = hub(tmp_path, "audit", "check", str(pruned.evidence), "--key", key).stdout
    (removal,) = {*checked["removed"].values()}
    assert checked["removed"].keys() == checked["absent"].keys() > {pruned.message.digest}
    assert removal.encode() in told
