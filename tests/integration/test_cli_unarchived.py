"""What waited in quarantine for an archived document, released by verbs once the document is back."""

from pathlib import Path

from retention_home import WHY, lived_home
from rig import a_uscc
from test_archived_documents import answered
from verbs import hub_json


def test_a_delivery_is_released_once_its_document_is_back(tmp_path: Path) -> None:
    """Before that it is refused (HUB-951) and stays; afterwards it is judged: the party contradicts itself."""
    with lived_home(tmp_path / "home") as (home, rig):
        document, message, _ = answered(rig, a_uscc())
    archived = hub_json(home.path, "audit", "archive", "--before", "2026-10", *WHY)
    with lived_home(tmp_path / "home") as (_, rig):
        rig.clock.pass_(days=10)
        rig.reply(rig.decision("CreditAuthorizationDecision", message, "F"))
        (held,) = rig.store.quarantine.deliveries(10)

    early = hub_json(home.path, "quarantine", "release", held.id, *WHY)
    back = hub_json(home.path, "audit", "unarchive", "one", *WHY)
    released = hub_json(home.path, "quarantine", "release", held.id, *WHY)
    shown = hub_json(home.path, "show", "one")

    assert [one["documents"] for one in archived["archives"]] == [1]
    assert (held.code, early["outcome"], [one["code"] for one in early["faults"]]) == ("HUB-951", "kept", ["HUB-951"])
    assert back["documents"][0]["transitions"] == document.seq - 2
    assert released["outcome"] == "released"
    document_now = shown["document"]
    assert (document_now["status"], bool(document_now["disputed"]), len(shown["observations"])) == ("S", True, 1)
    assert hub_json(home.path, "audit", "verify", "--all", "--keep-going", "9")["findings"] == []
