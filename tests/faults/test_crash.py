"""A hub that is killed at any point and started again does everything once, as its partners see it."""

import json
import signal
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hub_process import POINTS
from money import BANK, PAYEE, a_payment, a_policy, agree, an_agreement, answer, of_type, paid, underwrite
from places import hub_queue
from rig import HandClock, Rig, a_credit_authorization, grant_quota, usccs
from stage import Stage
from truths import answers_to

from hub.flow.release import NoQueue

pytestmark = pytest.mark.slow
MANY = 10
COVERED = {"start_date": "2026-09-21", "end_date": "2026-09-30"}
_uscc = usccs()


class Money:
    """An enterprise with an agreement and applications that wait for their payment; all others have heard of it."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage, self.folder, self.uscc = stage, folder, next(_uscc)
        self.rig = Rig(stage.store, folder, NoQueue())
        grant_quota(self.rig, self.uscc)
        self.agreement = agree(self.rig, self.uscc)
        premiums = ("0.10", "0.20", "0.70")
        self.applications = [underwrite(self.rig, self.uscc, premium, **COVERED) for premium in premiums]
        self.rest()

    def rest(self) -> None:
        """Let a hub send what is promised, and end."""
        clock = HandClock()
        hub = Rig(self.stage.store, self.folder, hub_queue(self.stage.place.spec, clock), clock=clock)
        hub.work()
        hub.close()

    def payment(self) -> dict[str, Any]:
        """One payment for the first two applications."""
        (_, one), (_, other), _ = self.applications
        return a_payment(self.uscc, self.agreement, {one: "0.10", other: "0.20"})

    def policy(self, number: str) -> bytes:
        """That of the third application."""
        period = {"StartDate": COVERED["start_date"], "EndDate": COVERED["end_date"]}
        return a_policy(self.rig, self.uscc, number, Premium="0.70", **period)

    def statuses(self) -> list[str]:
        return [self.rig.document(application.id).status for application, _ in self.applications]


def _forms(many: int = MANY) -> list[dict[str, Any]]:
    return [a_credit_authorization(uscc) for uscc in islice(_uscc, many)]


@pytest.mark.parametrize("point", POINTS)
def test_submissions_survive_a_kill(stage: Stage, tmp_path: Path, point: str) -> None:
    """One document, one message and one content of each event for each, whenever the hub died; one payment of two."""
    money = Money(stage, tmp_path / "aside")
    before = {document.id for document in stage.documents()}
    forms = [*_forms(MANY - 3), money.payment(), money.payment(), an_agreement(money.uscc, "bank-of-china")]
    forms[3]["data"]["consent"] = False  # refused with a reason
    stage.place.drop("national", *(json.dumps(form).encode() for form in forms))
    assert stage.live(point) == -signal.SIGKILL
    assert stage.live() == 0
    documents = [document for document in stage.documents() if document.id not in before]
    assert sorted(d.sender_ref for d in documents) == sorted(form["id"] for form in forms)
    assert Counter(d.status for d in documents) == {"P002": MANY - 2, "H001": 2}
    assert money.statuses() == ["Y001", "Y001", "P202"]
    stage.assert_all()


@pytest.mark.parametrize("point", POINTS[:-1])  # a confirmed receipt of ours has no events
def test_receipts_survive_a_kill(stage: Stage, tmp_path: Path, point: str) -> None:
    """Each is applied once and answered by one receipt, the useless one too, with all that follows from it."""
    money = Money(stage, tmp_path / "aside")
    rig, number = money.rig, money.applications[2][1]
    forms = _forms(MANY - 2)
    payment, agreement, *others = rig.submit(money.payment(), an_agreement(money.uscc, "bank-of-china"), *forms)
    money.rest()
    known = answers_to(stage.place, "ping-an")
    messages = [rig.message_of(d.id) for d in others]
    receipts = [rig.technical(m) for m in messages]
    receipts += [rig.decision("CreditAuthorizationDecision", m, "S") for m in messages]
    payee = {"Account": PAYEE["PayeeAccount"], "Name": PAYEE["PayeeName"]}
    receipts += [rig.decision("PayeeData", rig.message_of(agreement.id), "P101", payee)]
    receipts += [money.policy(number)]
    result = rig.decision("PaymentResult", rig.message_of(payment.id), "Y002", paid(rig), sender=BANK)
    stage.place.drop("ping-an", *receipts, b"not XML")
    stage.place.drop(BANK, result)
    assert stage.live(point) == -signal.SIGKILL
    assert stage.live() == 0
    for document in others:
        moves = [t.after for t in stage.trail(rig.document(document.id)).transitions]
        assert moves in (["P001", "P002", "P004", "S"], ["P001", "P002", "S", "S"])
    assert money.statuses() == ["Y002", "Y002", "S"]
    assert rig.message_of(agreement.id).party == "bank-of-china"
    assert [len(of_type(rig, made)) for made in ("payment-advice", "duty-policy", "duty-guarantee-notice")] == [1, 1, 1]
    assert [q.code for q in stage.store.quarantine.deliveries(10)] == ["HUB-401"]
    assert list((answers_to(stage.place, "ping-an") - known).values()) == [1] * (len(receipts) + 1)
    stage.assert_all()


@pytest.mark.parametrize("point", [POINTS[1], *POINTS[4:9]])  # nothing is taken in
def test_what_the_clock_does_survives_a_kill(stage: Stage, tmp_path: Path, point: str) -> None:
    """Who is silent is asked again or overdue, and what is over ends, each once, whenever the hub died."""
    money = Money(stage, tmp_path / "aside")
    rig = money.rig
    payment, agreement = rig.submit(money.payment(), an_agreement(money.uscc, "construction-bank"))
    answer(rig, agreement, "PayeeData", "P101", {"Account": "62001", "Name": "收款户"})
    rig.reply(money.policy(money.applications[2][1]))
    money.rest()
    assert stage.live(point, days=20) == -signal.SIGKILL
    assert stage.live(days=20) == 0
    seen = {d.id: [t for t in stage.trail(d).transitions if t.cause.kind == "clock"] for d in stage.documents()}
    (policy,) = of_type(rig, "duty-policy")
    assert [t.detail.get("observed") for t in seen[payment.id]] == ["resent"]
    assert [t.detail.get("observed") for t in seen[agreement.id]] == ["overdue"]
    assert [t.after for t in seen[policy.id]] == ["E"]
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
    """Whatever was taken with it, and what came later, gets through; in the end it is quarantined itself, by name."""
    bodies = [json.dumps(form).encode() for form in _forms(5)]
    stage.place.drop("national", *bodies[:2], b'{"id": "P-1", "x": "poison"}', *bodies[2:4])
    assert stage.live() == -signal.SIGKILL
    before = {json.loads(body)["id"] for body in bodies[:2]}  # a broker may have delivered one or both on their own
    assert {d.sender_ref for d in stage.documents()} <= before
    stage.place.drop("national", bodies[4])
    deaths = 1
    while stage.live() == -signal.SIGKILL:
        deaths += 1
        if deaths == 4:  # in the batch, in the group that came again, and twice alone: its neighbours are through
            assert {d.sender_ref for d in stage.documents()} == {json.loads(body)["id"] for body in bodies}
    assert deaths <= 5
    assert [(q.owner, q.code, q.answers) for q in stage.store.quarantine.deliveries(9)] == [
        ("national", "HUB-118", "P-1")
    ]
    told = [json.loads(body) for _, body in stage.place.arrived("national")]
    assert [e["data"]["submission"] for e in told if e["data"]["status"] == "H002"] == ["P-1"]
    stage.assert_all()


def test_the_first_of_two_bodies_under_one_id_wins_though_its_worker_died(stage: Stage) -> None:
    """It comes again, and goes before what is new; the second is quarantined, and its portal told."""
    (form,) = _forms(1)
    first, second = (json.dumps({**form, "submitted_at": f"2026-09-21T1{n}:00:00+08:00"}).encode() for n in (0, 1))
    stage.place.drop("national", first)
    assert stage.live("taken") == -signal.SIGKILL
    stage.place.drop("national", second)
    assert stage.live() == 0
    (document,) = stage.documents()
    assert stage.store.archive.payload(document.payload) == first
    assert [(q.code, q.answers) for q in stage.store.quarantine.deliveries(9)] == [("HUB-115", form["id"])]
    stage.assert_all()
