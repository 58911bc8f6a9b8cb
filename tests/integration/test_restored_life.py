"""A random life with restores at random points: one business effect never has two ids, one id never two effects.

The portals, the parties and the queues are newer than the store: what a party heard once it knows by its id, and it
answers again with the bytes of its first answer.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from backups import Backups, Recording, Sent
from lxml import etree
from money import PAYEE, a_payment, a_policy, an_agreement
from rig import Rig, a_credit_authorization, a_duty_application, a_grant, a_quota_application, a_uscc

from adapters.store import open_store
from hub.model import Document
from hub.ports import Filter, Store
from hub.xml.build import text_at
from hub.xml.times import on_wire

pytestmark = pytest.mark.both_databases

RESTORES = 4
"""In one life, each after some steps of the story and with a backup taken meanwhile."""
EFFECTS = 14
"""What a life comes to: seven submissions, a second leg, and for each payment an advice, a copy and a notice."""


@dataclass
class Parties:
    """Insurers, banks and customs: each knows a message by its id, and answers it once and for all."""

    uscc: str
    answers: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """By the id of a message: who answers, and with which bytes."""
    paid: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """By application number: the ids of the payment orders that the bank carried out."""

    def hear(self, rig: Rig, sent: Sent) -> list[tuple[str, bytes]]:
        """What is said to a message; the policy comes after the answer to the advice."""
        root, message = etree.fromstring(sent.body), sent.message
        kind = etree.QName(root).localname
        if kind == "PremiumPayment":
            for number in root.iterfind("{*}Application/{*}Number"):
                self.paid[number.text or ""].add(message.id)
        if message.id not in self.answers and (made := self._answer(rig, sent, kind, root)):
            self.answers[message.id] = (message.party, made)
        found = [self.answers[message.id]] if message.id in self.answers else []
        if kind == "PaymentAdvice" and (about := text_at(root, "Application/Number")):
            name = f"policy-{about}"
            self.answers.setdefault(name, ("ping-an", a_policy(rig, self.uscc, about, Amount=about.removeprefix("T-"))))
            found.append(self.answers[name])
        return found

    def _answer(self, rig: Rig, sent: Sent, kind: str, root: etree._Element) -> bytes | None:
        name, at = sent.message.id[-12:], on_wire(rig.clock.now())
        number = text_at(root, "Amount")
        told: dict[str, tuple[str, str, Any]] = {
            "CreditAuthorization": ("CreditAuthorizationDecision", "S", None),
            "QuotaApplication": ("QuotaDecision", "S", a_grant(at=rig.clock.now())),
            "PaymentAgreement": (
                "PayeeData",
                "P101",
                {"Account": PAYEE["PayeeAccount"], "Name": PAYEE["PayeeName"]},
            ),
            "BankPaymentAgreement": (
                "PaymentAgreementDecision",
                "S",
                {"AgreementNumber": "A-1", "EffectiveDate": "2026-09-21", "SignedAt": at},
            ),
            "DutyInsuranceApplication": (
                "UnderwritingResult",
                "P202",
                {"ApplicationNumber": f"T-{number}", "Premium": "2555.56", **PAYEE},
            ),
            "PremiumPayment": ("PaymentResult", "Y002", {"BankReference": f"B-{name}", "PaidAt": at}),
            "PaymentAdvice": ("PaymentAdviceDecision", "S", None),
        }
        if kind not in told:
            return None
        element, code, result = told[kind]
        return rig.decision(element, sent.message, code, result, sender=sent.message.party)


class Life:
    """One life of a hub, its stores, its portal and its parties."""

    def __init__(self, seed: int, hub: Recording, backups: Backups, make: Callable[[Store], Recording]) -> None:
        self.random = random.Random(seed)
        self.hub, self.backups, self.make = hub, backups, make
        self.url = ""
        uscc = a_uscc()
        self.parties = Parties(uscc)
        self.forms = [
            a_credit_authorization(uscc),
            a_quota_application(uscc),
            an_agreement(uscc),
            a_duty_application(uscc, "1000.00"),
            a_duty_application(uscc, "2000.00"),
            a_payment(uscc, "A-1", {"T-1000.00": "2555.56"}),
            a_payment(uscc, "A-1", {"T-2000.00": "2555.56"}),
        ]
        self.taken = [backups.take()]
        self.waiting: list[Sent] = []
        """In the parties' queues."""
        self.said: list[tuple[str, bytes]] = []
        """In the hub's queues."""
        self.seen = 0
        self.stores: list[Recording] = [hub]

    def live(self) -> None:
        """The story from its beginning to its end; begun anew, by the portal, after each restore."""
        for _ in range(RESTORES):
            copied, restored = sorted(self.random.sample(range(2, 40), 2))
            for step, _ in zip(range(restored), self.story(), strict=False):
                if step == copied:
                    self.taken.append(self.backups.take(self.url))
            self.restore()
        for _ in self.story():
            pass

    def story(self) -> Iterator[str]:
        """Each submission once what it needs is there: step by step, messages and answers in any order."""
        for form in self.forms:
            self.hub.submit(form)
            self.collect()
            yield "dropped"
            while self.waiting or self.said:
                self.random.choice([self.deliver, self.answer])()
                self.collect()
                yield "passed on"
            self.hub.look_again()
            self.collect()

    def deliver(self) -> None:
        """A message reaches its party; now and then it does so twice."""
        if self.waiting:
            sent = self.waiting.pop(self.random.randrange(len(self.waiting)))
            for _ in range(2 if self.random.random() < 0.2 else 1):
                self.said += self.parties.hear(self.hub, sent)

    def answer(self) -> None:
        if self.said:
            party, body = self.said.pop(self.random.randrange(len(self.said)))
            self.hub.reply(body, party=party)

    def restore(self) -> None:
        """An older store; those outside keep what they have."""
        store, self.url = self.backups.restore(self.random.choice(self.taken))
        self.hub = self.make(store)
        self.stores.append(self.hub)
        self.seen = 0
        self.waiting += self._promised(store)

    def _promised(self, store: Store) -> Iterator[Sent]:
        """What stands in the outbox of a restored store goes out again; its receipts say nothing new."""
        due = {row.outgoing.subject: row.body for row in store.outbox.due("hub", 1000) if row.body is not None}
        with store.transactions.snapshot() as unit:
            for message in unit.sent(sorted(due)):
                if message.kind != "receipt":
                    yield Sent(message, due[message.id] or b"", "")

    def collect(self) -> None:
        """What the hub has sent since."""
        self.waiting += self.hub.sent[self.seen :]
        self.seen = len(self.hub.sent)

    def documents(self) -> list[Document]:
        return self.hub.store.documents.log(Filter(limit=99))

    def effects(self) -> Iterator[tuple[str, str, int]]:
        """What was sent, by what it is about, under which id, from which store."""
        for number, hub in enumerate(self.stores):
            for one in hub.sent:
                yield one.about, one.message.id, number


@pytest.fixture
def life(seed: int, store_url: str, backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Life]:
    postgres = request.getfixturevalue("postgres") if backend == "postgresql" else None
    store, backups = open_store(store_url), Backups(store_url, tmp_path, postgres)
    made = [Recording(store, tmp_path / "queues")]

    def make(restored: Store) -> Recording:
        made.append(Recording(restored, tmp_path / f"queues-{len(made)}", clock=made[0].clock))
        return made[-1]

    yield Life(seed, made[0], backups, make)
    for hub in made:
        hub.close()
    backups.close()
    store.close()


@pytest.mark.parametrize(("backend", "seed"), [*(("sqlite", seed) for seed in range(1, 7)), ("postgresql", 7)])
def test_no_effect_has_two_ids_in_a_life_with_restores(life: Life) -> None:
    """Nor is anybody paid twice by a bank that deduplicates by id."""
    life.live()
    ids, names, stores = defaultdict(set), defaultdict(set), defaultdict(set)
    for about, id_, number in life.effects():
        ids[about].add(id_)
        names[id_].add(about)
        stores[about].add(number)
    assert {about: found for about, found in ids.items() if len(found) > 1} == {}
    assert {id_: found for id_, found in names.items() if len(found) > 1} == {}
    assert {number: len(found) for number, found in life.parties.paid.items()} == {"T-1000.00": 1, "T-2000.00": 1}
    assert len(ids) == EFFECTS
    assert any(len(found) > 1 for found in stores.values()), "no effect came twice: this life has shown nothing"
    assert {d.status for d in life.documents() if d.type == "duty-insurance-application"} == {"S"}
    # A policy that is taken before its payment was dropped again insures the application; then nothing is left to pay.
    assert {d.status for d in life.documents() if d.type == "premium-payment"} <= {"Y002", "H001"}
    assert life.hub.store.quarantine.deliveries(9) == []
