"""A hub that is killed at any point and started again does everything once, as its partners see it."""

import json
import signal
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hub_process import POINTS
from rig import Rig, a_credit_authorization, usccs
from stage import Stage
from truths import answers_to

pytestmark = pytest.mark.slow
MANY = 10


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
