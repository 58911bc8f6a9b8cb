"""A hub that is killed at any point and started again does everything once, as its partners see it."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import pytest
from hub_process import POINTS
from lxml import etree
from rig import Rig, a_credit_authorization, share_keys, usccs

from adapters.folder import drop
from adapters.store import SqlStore
from hub.model import GENESIS, Document
from hub.ports import Filter, Trail
from hub.xml.build import text_at

pytestmark = pytest.mark.slow
PROGRAM = Path(__file__).parent / "hub_process.py"
MANY = 10


class Stage:
    """Folders and a store that hubs come and go on."""

    def __init__(self, store: SqlStore, store_url: str, folder: Path) -> None:
        self.store, self.store_url, self.folder = store, store_url, folder
        self.queues = folder / "queues"
        share_keys(folder / "keys")

    def drop(self, owner: str, *bodies: bytes) -> None:
        for number, body in enumerate(bodies):
            drop(self.queues, owner, f"{number:03}.drop", body)

    def live(self, point: str = "") -> int:
        """Let a hub work in a process of its own, until it dies or nothing is left to do; return how it ended."""
        paths = os.pathsep.join(sys.path)
        command = [sys.executable, str(PROGRAM), self.store_url, str(self.folder), point]
        return subprocess.run(command, env={**os.environ, "PYTHONPATH": paths}, timeout=60, check=False).returncode

    def arrived(self) -> dict[Path, bytes]:
        """All that portals and parties have found in their boxes."""
        return {path: path.read_bytes() for path in self.queues.glob("*/InBox/*") if path.suffix != ".tmp"}

    def documents(self) -> list[Document]:
        return self.store.log(Filter())

    def trail(self, document: Document) -> Trail:
        trail = self.store.trail(document.id)
        assert trail is not None
        return trail


@pytest.fixture
def stage(store: SqlStore, store_url: str, tmp_path: Path) -> Stage:
    return Stage(store, store_url, tmp_path)


@pytest.fixture
def rig(stage: Stage) -> Iterator[Rig]:
    """A hub in this process, for what happens before."""
    made = Rig(stage.store, stage.queues)
    yield made
    made.close()


def _forms() -> list[dict[str, Any]]:
    return [a_credit_authorization(uscc) for uscc in islice(usccs(), MANY)]


@pytest.mark.parametrize("point", POINTS)
def test_submissions_survive_a_kill(stage: Stage, point: str) -> None:
    """One document, one message and one content of each event for each, whenever the hub died."""
    forms = _forms()
    forms[3]["data"]["consent"] = False  # refused with a reason
    stage.drop("national", *(json.dumps(form).encode() for form in forms))
    assert stage.live(point) == -signal.SIGKILL
    before = stage.arrived()
    assert stage.live() == 0
    documents = stage.documents()
    assert sorted(d.sender_ref for d in documents) == sorted(form["id"] for form in forms)
    assert Counter(d.status for d in documents) == {"P002": MANY - 1, "H001": 1}
    _assert_each_message_arrived_once(stage)
    _assert_everything_is_settled(stage, before)


@pytest.mark.parametrize("point", POINTS)
def test_receipts_survive_a_kill(stage: Stage, rig: Rig, point: str) -> None:
    """Each is applied once and answered by one receipt, the useless one too, whenever the hub died."""
    documents = rig.submit(*_forms())
    rig.work()
    messages = [rig.message_of(d.id) for d in documents]
    receipts = [rig.technical(m) for m in messages]
    receipts += [rig.decision("CreditAuthorizationDecision", m, "S") for m in messages]
    rig.close()
    stage.drop("ping-an", *receipts, b"not XML")
    assert stage.live(point) == -signal.SIGKILL
    before = stage.arrived()
    assert stage.live() == 0
    for document in stage.documents():
        moves = [t.after for t in stage.trail(document).transitions]
        assert moves in (["P001", "P002", "P004", "S"], ["P001", "P002", "S", "S"])
    assert [q.code for q in stage.store.quarantined(10)] == ["HUB-401"]
    answers = Counter(text_at(root, "InReplyTo/Digest") for root in _to_party(stage, "TechnicalReceipt"))
    assert list(answers.values()) == [1] * (2 * MANY + 1)
    _assert_each_message_arrived_once(stage)
    _assert_everything_is_settled(stage, before)


def test_poison_takes_no_neighbour_along(stage: Stage) -> None:
    """Whatever was taken with it, and what came later, gets through at once; in the end it is quarantined itself."""
    bodies = [json.dumps(form).encode() for form in _forms()[:5]]
    stage.drop("national", *bodies[:2], b"poison", *bodies[2:4])
    assert stage.live() == -signal.SIGKILL
    assert stage.documents() == []
    drop(stage.queues, "national", "later.drop", bodies[4])
    assert stage.live() == -signal.SIGKILL  # what is new, and what came before it
    assert stage.live() == -signal.SIGKILL  # all the others, and then poison alone
    assert {d.sender_ref for d in stage.documents()} == {json.loads(body)["id"] for body in bodies}
    assert stage.live() == -signal.SIGKILL
    assert stage.live() == 0
    assert [(q.owner, q.code) for q in stage.store.quarantined(9)] == [("national", "HUB-118")]
    _assert_each_message_arrived_once(stage)


# ---- what must be true after any crash -----------------------------------------------------------


def _assert_each_message_arrived_once(stage: Stage) -> None:
    """The party has one message for each accepted document, with the bytes that are in the store."""
    found = Counter(text_at(root, "Header/DocumentId") for root in _to_party(stage, "CreditAuthorization"))
    assert found == {d.id: 1 for d in stage.documents() if d.status != "H001"}
    for document in stage.documents():
        for message in stage.trail(document).messages:
            if message.direction == "out":
                file = stage.queues / message.party / "InBox" / f"{message.id}.xml"
                assert file.read_bytes() == stage.store.payload(message.digest)


def _assert_everything_is_settled(stage: Stage, before: dict[Path, bytes]) -> None:
    """Nothing is held or promised any more, nothing that had arrived was changed, and every trail verifies."""
    after = stage.arrived()
    assert {path: after[path] for path in before} == before
    assert _held(stage) == []
    assert stage.store.due("hub", 1) == []
    events = [json.loads(body) for path, body in after.items() if path.suffix == ".json"]
    assert max(Counter(event["id"] for event in events).values()) == 1
    assert {event["id"] for event in events} == {
        f"{d.id}:{t.seq}" for d in stage.documents() for t in stage.trail(d).transitions if not t.is_observation
    }
    for document in stage.documents():
        _assert_trail_verifies(stage, stage.trail(document))


def _assert_trail_verifies(stage: Stage, trail: Trail) -> None:
    """Hashes are chained and right, each cause is there, and the document stands where its trail ends."""
    transitions = trail.transitions
    assert [t.seq for t in transitions] == list(range(1, len(transitions) + 1))
    assert [t.previous for t in transitions] == [GENESIS, *(t.hash for t in transitions[:-1])]
    assert [t.sealed().hash for t in transitions] == [t.hash for t in transitions]
    assert all(later.before == earlier.after for earlier, later in pairwise(transitions))
    assert (trail.document.head, trail.document.status) == (transitions[-1].hash, transitions[-1].after)
    messages = {(m.id, m.digest) for m in trail.messages}
    for transition in transitions:
        cause = transition.cause
        assert stage.store.payload(cause.digest) is not None
        if cause.kind == "document":
            assert cause.ref == trail.document.sender_ref
        else:
            assert (cause.ref, cause.digest) in messages
    assert max(Counter((t.cause.kind, t.cause.ref) for t in transitions).values()) == 1


def _held(stage: Stage) -> list[Path]:
    return [path for path in stage.queues.glob("*/.taken/*/*") if path.name != ".lock"]


def _to_party(stage: Stage, element: str) -> list[etree._Element]:
    roots = [etree.fromstring(path.read_bytes()) for path in (stage.queues / "ping-an" / "InBox").glob("*.xml")]
    return [root for root in roots if etree.QName(root).localname == element]
