"""Whatever can be had only once goes to one: in one batch, and between two processes on one store."""

import json
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from racers import RACES, race
from rig import (
    START,
    Rig,
    a_credit_authorization,
    a_duty_application,
    a_quota_application,
    usccs,
)

from hub.effects.answer_party import receipt_id
from hub.model import Changes, Document, Resource
from hub.ports import Filter, Store, Trail
from hub.testing.rows import resource_of

pytestmark = pytest.mark.both_databases

TOTAL = Decimal("1000.00")
AMOUNTS = (Decimal("600.00"), Decimal("700.00"))
"""Each fits into the total, both do not."""


def _enterprises(count: int) -> list[str]:
    return list(islice(usccs(), count))


def _grant(store: Store, enterprises: list[str]) -> None:
    """Give each enterprise a quota in force, as an insurer's figures would."""
    numbers = {"total": str(TOTAL), "used": "0.00", "remaining": str(TOTAL)}
    accounts = [Resource(key=_account(e), figures=numbers, as_of=START, reserved=Decimal(0)) for e in enterprises]
    with store.transactions.begin() as unit:
        unit.write(Changes(resources={account.key: account for account in accounts}))


def _account(enterprise: str) -> str:
    return f"quota-account:{enterprise}:ping-an"


def _authorize(rig: Rig, enterprises: list[str]) -> None:
    """Bring each enterprise to a credit authorization in force."""
    documents = rig.submit(*(a_credit_authorization(e) for e in enterprises))
    rig.reply(*(rig.decision("CreditAuthorizationDecision", rig.message_of(d.id), "S") for d in documents))


def _bytes(form: dict[str, Any]) -> bytes:
    return json.dumps(form).encode()


def _both(enterprise: str) -> tuple[bytes, bytes]:
    """Two applications for one enterprise's quota."""
    one, other = (_bytes(a_duty_application(enterprise, str(amount))) for amount in AMOUNTS)
    return one, other


def _documents(store: Store, enterprise: str, type_: str) -> list[Document]:
    return list(store.documents.log(Filter(enterprise=enterprise, type=type_)))


def _trail(store: Store, document: Document) -> Trail:
    trail = store.documents.trail(document.id)
    assert trail is not None
    return trail


def _codes(trail: Trail) -> list[str]:
    """Codes of the faults with which a document was refused."""
    return [found["code"] for t in trail.transitions for found in t.detail.get("faults", ())]


def _assert_one_won(store: Store, enterprise: str) -> None:
    """One application is accepted and holds its amount; the other is refused, for the quota's sake."""
    documents = _documents(store, enterprise, "duty-insurance-application")
    assert sorted(d.status for d in documents) == ["H001", "P001"]
    loser, winner = sorted(documents, key=lambda d: d.status)
    assert _codes(_trail(store, loser)) == ["HUB-304"]
    form = json.loads(store.archive.payload(winner.payload) or b"")
    account = resource_of(store, _account(enterprise))
    assert account is not None
    assert account.reserved == Decimal(form["data"]["amount"])
    with store.transactions.begin() as unit:
        claims = unit.claims([d.id for d in documents], [account.key])
    assert [(c.document, c.open, c.amount) for c in claims] == [(winner.id, True, account.reserved)]
    sent = [m.document for d in documents for m in _trail(store, d).messages]
    assert sent == [winner.id]


@pytest.mark.slow
def test_of_two_applications_in_one_batch_the_first_gets_the_quota(store: Store, rig: Rig) -> None:
    """Each alone would fit; the second sees the claim of the first."""
    enterprises = _enterprises(RACES)
    _grant(store, enterprises)
    for enterprise in enterprises:
        rig.take_in(_both(enterprise))
        _assert_one_won(store, enterprise)


@pytest.mark.slow
def test_of_two_applications_in_two_processes_one_gets_the_quota(store: Store, store_url: str, tmp_path: Path) -> None:
    """The amount is reserved under the lock of the quota's row."""
    enterprises = _enterprises(RACES)
    _grant(store, enterprises)
    race(store_url, tmp_path, "national", [_both(enterprise) for enterprise in enterprises])
    for enterprise in enterprises:
        _assert_one_won(store, enterprise)


@pytest.mark.slow
def test_a_submission_in_two_processes_is_one_document(store: Store, store_url: str, tmp_path: Path) -> None:
    """Portal and id are unique in the store; whoever comes second repeats the first answer."""
    enterprises = _enterprises(RACES)
    bodies = [_bytes(a_credit_authorization(enterprise)) for enterprise in enterprises]
    race(store_url, tmp_path, "national", [(body, body) for body in bodies])
    for enterprise in enterprises:
        (document,) = _documents(store, enterprise, "credit-authorization")
        trail = _trail(store, document)
        assert [m.kind for m in trail.messages] == ["business"]
        assert [t.after for t in trail.transitions] == ["P001"]
    assert store.quarantine.deliveries(1) == []


@pytest.mark.slow
def test_of_two_quota_applications_in_two_processes_one_is_open(
    store: Store, store_url: str, rig: Rig, tmp_path: Path
) -> None:
    """Only one application may be open with an insurer."""
    enterprises = _enterprises(RACES)
    _authorize(rig, enterprises)
    forms = [(_bytes(a_quota_application(e)), _bytes(a_quota_application(e))) for e in enterprises]
    race(store_url, tmp_path, "national", forms)
    for enterprise in enterprises:
        documents = _documents(store, enterprise, "quota-application")
        assert sorted(d.status for d in documents) == ["H001", "P001"]
        assert [code for d in documents for code in _codes(_trail(store, d))] == ["HUB-307"]


@pytest.mark.slow
def test_a_receipt_in_two_processes_moves_its_document_once(
    store: Store, store_url: str, rig: Rig, tmp_path: Path
) -> None:
    """And its party gets one answer."""
    enterprises = _enterprises(RACES)
    documents = rig.submit(*(a_credit_authorization(enterprise) for enterprise in enterprises))
    answers = [rig.decision("CreditAuthorizationDecision", rig.message_of(d.id), "S") for d in documents]
    race(store_url, tmp_path, "ping-an", [(answer, answer) for answer in answers])
    for document in documents:
        trail = _trail(store, document)
        assert [t.after for t in trail.transitions] == ["P001", "S"]
        assert sorted((m.direction, m.kind) for m in trail.messages) == [
            ("in", "receipt"),
            ("out", "business"),
            ("out", "receipt"),
        ]


@pytest.mark.slow
def test_a_number_that_two_documents_get_in_two_processes_is_borne_by_one(
    store: Store, store_url: str, rig: Rig, tmp_path: Path
) -> None:
    """The other's answer is kept apart, and its document waits on."""
    pairs = [rig.submit(*(a_credit_authorization(e) for e in _enterprises(2))) for _ in range(RACES)]

    def answer(document: Document, number: str) -> bytes:
        result = {"AuthorizationNumber": number, "SignedAt": "2026-09-21T10:00:00+08:00"}
        return rig.decision("CreditAuthorizationDecision", rig.message_of(document.id), "S", result)

    numbered = [(answer(one, f"N{n}"), answer(other, f"N{n}")) for n, (one, other) in enumerate(pairs)]
    race(store_url, tmp_path, "ping-an", numbered)
    for pair in pairs:
        assert sorted(_trail(store, document).document.status for document in pair) == ["P001", "S"]
    assert [row.code for row in store.quarantine.deliveries(1000)] == ["HUB-432"] * RACES


@pytest.mark.slow
def test_a_parked_receipt_in_two_processes_is_parked_and_answered_once(
    store: Store, store_url: str, rig: Rig, tmp_path: Path
) -> None:
    """Nothing is locked for what is not there yet; the answer's id makes the second one a repetition."""
    bodies = [_for_nothing(rig, n) for n in range(RACES)]
    race(store_url, tmp_path, "ping-an", [(body, body) for body in bodies])
    parked = store.quarantine.parked(10_000)
    assert len(parked) == len({p.message for p in parked}) == RACES
    with store.transactions.begin() as unit:
        answers = unit.sent([receipt_id(p.party, p.payload, "accepted") for p in parked])
    assert len(answers) == RACES


def _for_nothing(rig: Rig, number: int) -> bytes:
    body = {"InReplyTo": {"MessageId": f"nothing-{number}", "Digest": "0" * 64}, "Code": "accepted"}
    return rig.signed("TechnicalReceipt", None, body)
