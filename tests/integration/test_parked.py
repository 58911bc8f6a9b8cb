"""A receipt that comes before what it answers waits, and acts in the transaction that opens its round."""

import json
from dataclasses import dataclass, field, replace
from itertools import permutations
from typing import Any

import pytest
from rig import Rig, a_credit_authorization, a_uscc

from hub.model import Document, Message, digest
from hub.ports import Trail
from hub.stages.prepared import Prepared


@dataclass
class Foretold:
    """A submission whose message is known before it is made, so that a party can answer early."""

    rig: Rig
    form: dict[str, Any] = field(default_factory=lambda: a_credit_authorization(a_uscc()))

    def __post_init__(self) -> None:
        delivery = self.rig.delivery("national", json.dumps(self.form).encode())
        (prepared,) = self.rig.worker.submissions.ready([delivery])
        assert isinstance(prepared, Prepared)
        assert prepared.root is not None and prepared.draft is not None
        self.number = f"A-{prepared.document.id}"
        body = self.rig.signers["hub"].sign(prepared.root)
        self.message = Message(
            id=prepared.draft.id,
            direction="out",
            party="ping-an",
            kind="business",
            document=prepared.document.id,
            round=1,
            digest=digest(body),
            size=len(body),
            answers=None,
            at=0,
            catalogue="",
        )

    def submit(self) -> Document:
        """Let it happen as foretold."""
        (document,) = self.rig.submit(self.form)
        return document

    def decision(self, message: Message | None = None) -> bytes:
        result = {"AuthorizationNumber": self.number, "SignedAt": "2026-09-21T10:00:00+08:00"}
        return self.rig.decision("CreditAuthorizationDecision", message or self.message, "S", result)


@pytest.fixture
def foretold(rig: Rig) -> Foretold:
    return Foretold(rig)


def _trail(rig: Rig, document: Document) -> Trail:
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return trail


def test_a_parked_receipt_acts_in_the_transaction_that_opens_its_round(rig: Rig, foretold: Foretold) -> None:
    """Its document moves at once, the receipt is the document's, and nothing waits any more."""
    answer = foretold.decision()
    rig.reply(answer)
    assert len(rig.store.quarantine.parked(10)) == 1
    trail = _trail(rig, foretold.submit())
    assert [(t.after, t.cause.kind) for t in trail.transitions] == [("P001", "document"), ("S", "receipt")]
    assert trail.references == {"authorization_number": foretold.number}
    assert [m.digest for m in trail.messages if m.direction == "in"] == [digest(answer)]
    assert rig.store.quarantine.parked(10) == []


def test_a_parked_receipt_with_another_digest_moves_nothing_and_spoils_nothing(rig: Rig, foretold: Foretold) -> None:
    """The submission is not to blame: it is accepted, and the receipt is kept for an operator."""
    answer = foretold.decision(replace(foretold.message, digest="0" * 64))
    rig.reply(answer)
    document = foretold.submit()
    assert [t.after for t in _trail(rig, document).transitions] == ["P001"]
    ((code, payload, about),) = [(q.code, q.payload, q.document) for q in rig.store.quarantine.deliveries(10)]
    assert (code, payload, about) == ("HUB-411", digest(answer), document.id)
    assert rig.store.quarantine.parked(10) == []


def test_a_parked_receipt_with_another_documents_number_is_kept_apart(rig: Rig, foretold: Foretold) -> None:
    """The submission is accepted; who bears the number is read under its lock."""
    rig.reply(foretold.decision())
    (bearer,) = rig.submit(a_credit_authorization(a_uscc()))
    result = {"AuthorizationNumber": foretold.number, "SignedAt": "2026-09-21T10:00:00+08:00"}
    rig.reply(rig.decision("CreditAuthorizationDecision", rig.message_of(bearer.id), "S", result))
    document = foretold.submit()
    assert (rig.document(bearer.id).status, document.status) == ("S", "P001")
    assert [(q.code, q.document) for q in rig.store.quarantine.deliveries(10)] == [("HUB-432", document.id)]


@pytest.mark.slow
def test_a_submission_and_its_receipts_end_the_same_in_every_order(rig: Rig) -> None:
    """Before, after or between, once or twice: one status, the same messages, one answer for each receipt."""
    ends = set()
    for order in sorted(set(permutations(["submit", "technical", "decision", "decision"]))):
        foretold = Foretold(rig)
        bodies = {"technical": rig.technical(foretold.message), "decision": foretold.decision()}
        for step in order:
            if step == "submit":
                foretold.submit()
            else:
                rig.reply(bodies[step])
        trail = _trail(rig, rig.document(foretold.form["id"]))
        received = sorted(m.digest for m in trail.messages if m.direction == "in")
        assert received == sorted(map(digest, bodies.values()))
        assert trail.references == {"authorization_number": foretold.number}
        ends.add(trail.document.status)
    assert ends == {"S"}
    assert (rig.store.quarantine.parked(1), rig.store.quarantine.deliveries(1)) == ([], [])
