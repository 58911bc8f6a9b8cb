"""A hub that is killed at any point and started again does everything once, as its partners see it."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hub_process import POINTS
from places import BACKENDS, FolderPlace, Place, RabbitPlace
from rig import Rig, a_credit_authorization, share_keys, usccs
from services import TEMPLATE
from truths import Afterwards, answers_to

from adapters.store import SqlStore, open_store

pytestmark = pytest.mark.slow
PROGRAM = Path(__file__).parent / "hub_process.py"
MANY = 10


class Stage(Afterwards):
    """Queues and a store that hubs come and go on."""

    def __init__(self, store: SqlStore, store_url: str, place: Place, keys: Path) -> None:
        super().__init__(store, place)
        self.store_url, self.keys = store_url, keys
        share_keys(keys)

    def live(self, point: str = "") -> int:
        """Let a hub work in a process of its own, until it dies or nothing is left to do; return how it ended."""
        command = [sys.executable, str(PROGRAM), self.store_url, self.place.spec, str(self.keys), point]
        paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        return subprocess.run(command, env=paths, timeout=60, check=False).returncode


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def stage(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    """Empty queues and an empty store."""
    place: Place
    if backend == "RabbitMQ+PostgreSQL":
        url = str(request.getfixturevalue("postgres").create(TEMPLATE))
        place = RabbitPlace(request.getfixturevalue("rabbitmq"))
    else:
        url = f"sqlite:///{tmp_path / 'hub.db'}"
        (tmp_path / "hub.db").write_bytes(request.getfixturevalue("migrated_file").read_bytes())
        place = FolderPlace(tmp_path / "queues")
    store = open_store(url)
    yield Stage(store, url, place, tmp_path / "keys")
    store.close()
    place.close()


def _forms(many: int = MANY) -> list[dict[str, Any]]:
    return [a_credit_authorization(uscc) for uscc in islice(usccs(), many)]


@pytest.mark.parametrize("point", POINTS)
def test_submissions_survive_a_kill(stage: Stage, point: str) -> None:
    """One document, one message and one content of each event for each, whenever the hub died."""
    forms = _forms()
    forms[3]["data"]["consent"] = False  # refused with a reason
    stage.place.drop("national", *(json.dumps(form).encode() for form in forms))
    assert stage.live(point) == -signal.SIGKILL
    assert stage.live() == 0
    documents = stage.documents()
    assert sorted(d.sender_ref for d in documents) == sorted(form["id"] for form in forms)
    assert Counter(d.status for d in documents) == {"P002": MANY - 1, "H001": 1}
    stage.assert_all()


@pytest.mark.parametrize("point", POINTS[:-1])  # a confirmed receipt of ours has no events
def test_receipts_survive_a_kill(stage: Stage, tmp_path: Path, point: str) -> None:
    """Each is applied once and answered by one receipt, the useless one too, whenever the hub died."""
    stage.place.drop("national", *(json.dumps(form).encode() for form in _forms()))
    assert stage.live() == 0
    rig = Rig(stage.store, tmp_path / "aside")
    messages = [rig.message_of(d.id) for d in stage.documents()]
    receipts = [rig.technical(m) for m in messages]
    receipts += [rig.decision("CreditAuthorizationDecision", m, "S") for m in messages]
    rig.close()
    stage.place.drop("ping-an", *receipts, b"not XML")
    assert stage.live(point) == -signal.SIGKILL
    assert stage.live() == 0
    for document in stage.documents():
        moves = [t.after for t in stage.trail(document).transitions]
        assert moves in (["P001", "P002", "P004", "S"], ["P001", "P002", "S", "S"])
    assert [q.code for q in stage.store.quarantined(10)] == ["HUB-401"]
    assert list(answers_to(stage.place, "ping-an").values()) == [1] * (2 * MANY + 1)
    stage.assert_all()


@pytest.mark.parametrize("second", ["half published", "published, not confirmed", "confirmed, not recorded"])
def test_a_kill_while_an_earlier_one_is_made_good_changes_nothing(stage: Stage, second: str) -> None:
    """What an earlier life promised is swept up, and that is interrupted too."""
    stage.place.drop("national", *(json.dumps(form).encode() for form in _forms()))
    assert stage.live("acknowledged, not published") == -signal.SIGKILL
    assert stage.live(second) == -signal.SIGKILL
    assert stage.live() == 0
    assert Counter(d.status for d in stage.documents()) == {"P002": MANY}
    stage.assert_all()


def test_poison_takes_no_neighbour_along(stage: Stage) -> None:
    """Whatever was taken with it, and what came later, gets through at once; in the end it is quarantined itself."""
    bodies = [json.dumps(form).encode() for form in _forms(5)]
    stage.place.drop("national", *bodies[:2], b"poison", *bodies[2:4])
    assert stage.live() == -signal.SIGKILL
    assert stage.documents() == []
    stage.place.drop("national", bodies[4])
    deaths = 1
    while stage.live() == -signal.SIGKILL:
        deaths += 1
        if deaths == 3:  # the first with all others, the second and third alone
            assert {d.sender_ref for d in stage.documents()} == {json.loads(body)["id"] for body in bodies}
    assert deaths <= 5
    assert [(q.owner, q.code) for q in stage.store.quarantined(9)] == [("national", "HUB-118")]
    stage.assert_all()
