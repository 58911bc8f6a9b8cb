"""The clock: who does not answer is asked again, then overdue; what is over ends; nothing happens twice."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from agreements import FINANCING, a_bank_agreement, a_release, sign
from cargo import (
    a_cancellation,
    a_cargo_application,
    a_reservation,
    agreed,
    an_amendment,
    in_status,
    pay_cargo,
    underwritten,
)
from elements import the
from guarantees import (
    a_change,
    a_general_guarantee,
    a_guarantee_in_force,
    a_levy_for,
    a_number,
    a_refund,
    a_submitted_confirmation,
    a_submitted_deposit_refund,
    approve,
    faults,
)
from lxml import etree
from money import (
    BANK,
    INSURER,
    a_payment,
    a_policy,
    agree,
    an_agreement,
    answer,
    at_the_bank,
    of_type,
    paid,
    signing,
    status,
    underwrite,
)
from offers import SINOSURE, a_confirmation, an_inquiry, offer, sinosure_says
from rig import (
    COVER_FROM,
    COVER_TO,
    HandClock,
    Rig,
    a_credit_authorization,
    a_duty_application,
    a_quota_increase,
    catalogue,
)

from hub.flow.deadlines import CLOCK_SETTLE_S, DeadlineLine
from hub.flow.worker import Worker
from hub.model import Document, Transition
from hub.model.transition import UNSENT
from hub.ports import Store
from hub.xml.times import on_wire

HOUR = 3600


class Hand:
    """A monotonic clock that goes with the time of day, unless a test lets them part."""

    def __init__(self, clock: HandClock) -> None:
        self.clock = clock
        self.behind = 0.0

    def __call__(self) -> float:
        return self.clock.at / 1e6 - self.behind


@pytest.fixture
def hand(rig: Rig) -> Hand:
    return Hand(rig.clock)


@pytest.fixture
def tick(rig: Rig, hand: Hand) -> Callable[..., int]:
    """Send what waits, let time pass, and the clock look; returns how many transactions it made."""
    line = DeadlineLine("hub", catalogue(), rig.ports, hand)

    def pass_(*, days: int = 0, seconds: int = 0) -> int:
        rig.send()
        rig.clock.pass_(days=days, seconds=seconds)
        return len(line.run())

    return pass_


def pay(rig: Rig, uscc: str) -> tuple[Document, Document]:
    """A payment that its bank has not answered, and its application."""
    agreement = agree(rig, uscc)
    application, number = underwrite(rig, uscc)
    (payment,) = rig.submit(a_payment(uscc, agreement, {number: "2555.56"}))
    return payment, application


def by_clock(rig: Rig, document: Document) -> list[Transition]:
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return [t for t in trail.transitions if t.cause.kind == "clock"]


def test_a_silent_bank_is_asked_again_then_overdue_and_no_second_payment_is_taken(
    rig: Rig, enterprise: str, tick: Callable[..., int]
) -> None:
    """The same bytes under the same id twice, then one event to the portal and one inquiry to the bank."""
    payment, application = pay(rig, enterprise)
    message = rig.message_of(payment.id)
    assert tick(seconds=HOUR) == 0
    for _ in range(4):
        tick(seconds=2 * HOUR)
    assert [t.detail["observed"] for t in by_clock(rig, payment)] == ["resent", "resent", "overdue"]
    assert rig.message_of(payment.id) == message
    trail = rig.store.documents.trail(payment.id)
    assert trail is not None
    assert [m.kind for m in trail.messages if m.direction == "out"] == ["business", "inquiry"]
    assert (status(rig, payment), status(rig, application)) == ("P002", "Y001")
    (second,) = rig.submit(a_payment(enterprise, "none", {}))
    assert second.status == "H001"
    rig.work()
    told = [e["data"]["status"] for e in rig.events() if e["data"]["document"] == payment.id]
    assert sorted(told) == ["P001", "P002", "W001"]


def test_a_bank_is_not_asked_about_a_payment_that_is_still_in_the_outbox(
    rig: Rig, enterprise: str, hand: Hand, tick: Callable[..., int]
) -> None:
    """It would know of none, the portal might pay again, and the bank would get both. Once sent, it is waited for."""
    payment, _ = pay(rig, enterprise)
    line = DeadlineLine("other", catalogue(), rig.ports, hand)
    for _ in range(3):
        rig.clock.pass_(seconds=2 * HOUR)
        line.run()
    trail = rig.store.documents.trail(payment.id)
    assert trail is not None
    assert [t.detail["observed"] for t in by_clock(rig, payment)] == ["overdue"]
    assert [m.kind for m in trail.messages if m.direction == "out"] == ["business"]
    for _ in range(4):
        tick(seconds=2 * HOUR)
    trail = rig.store.documents.trail(payment.id)
    assert trail is not None
    told = by_clock(rig, payment)
    assert [t.detail["observed"] for t in told] == ["overdue", "resent", "resent", "overdue"]
    assert [t.detail.get(UNSENT) for t in told] == ["message", None, None, None]
    assert [m.kind for m in trail.messages if m.direction == "out"] == ["business", "inquiry"]


def test_a_copy_that_waits_in_the_outbox_is_not_the_message(
    rig: Rig, enterprise: str, hand: Hand, tick: Callable[..., int]
) -> None:
    """The bank has the payment: nobody may call it one that was never sent."""
    payment, _ = pay(rig, enterprise)
    tick(seconds=2 * HOUR)
    line = DeadlineLine("other", catalogue(), rig.ports, hand)
    for _ in range(2):
        rig.clock.pass_(seconds=2 * HOUR)
        line.run()
    assert [(t.detail["observed"], t.detail.get(UNSENT)) for t in by_clock(rig, payment)] == [
        ("resent", None),
        ("overdue", "copy"),
    ]


def test_a_receipt_that_comes_after_overdue_counts(rig: Rig, enterprise: str, tick: Callable[..., int]) -> None:
    """Overdue is said, not decided; the answer may also be to the inquiry."""
    payment, application = pay(rig, enterprise)
    for _ in range(4):
        tick(seconds=2 * HOUR)
    trail = rig.store.documents.trail(payment.id)
    assert trail is not None
    inquiry = next(m for m in trail.messages if m.kind == "inquiry")
    rig.reply(rig.technical(inquiry, "refused", sender=BANK), party=BANK)
    assert status(rig, payment) == "P002"
    rig.reply(rig.decision("PaymentResult", inquiry, "Y002", paid(rig), sender=BANK), party=BANK)
    assert (status(rig, payment), status(rig, application)) == ("Y002", "Y002")
    assert len(of_type(rig, "payment-advice")) == 1


def test_who_does_not_deduplicate_is_sent_nothing_twice(rig: Rig, enterprise: str, tick: Callable[..., int]) -> None:
    """It is overdue at the first deadline."""
    (agreement,) = rig.submit(an_agreement(enterprise, "construction-bank"))
    answer(rig, agreement, "PayeeData", "P101", {"Account": "62001", "Name": "收款户"})
    tick(days=2)
    assert [t.detail["observed"] for t in by_clock(rig, agreement)] == ["overdue"]


def test_an_answer_in_time_puts_the_deadline_aside(rig: Rig, enterprise: str, tick: Callable[..., int]) -> None:
    """And each leg has its own."""
    (agreement,) = rig.submit(an_agreement(enterprise))
    answer(rig, agreement, "PayeeData", "P101", {"Account": "62001", "Name": "收款户"})
    tick(seconds=23 * HOUR)
    result = {"AgreementNumber": "A-9", "EffectiveDate": "2026-09-21", "SignedAt": on_wire(rig.clock.now())}
    answer(rig, agreement, "PaymentAgreementDecision", "S", result, by=BANK)
    tick(days=30)
    assert by_clock(rig, agreement) == []
    assert status(rig, agreement) == "S"


def test_each_leg_waits_as_long_as_its_own_party_may_take(rig: Rig, enterprise: str) -> None:
    """A bank of a minute after an insurer of a day."""
    hasty = replace(catalogue().parties[BANK], answers_within=60)
    rig.worker = Worker(
        "hub", replace(catalogue(), parties={**catalogue().parties, BANK: hasty}), rig.ports, batch=9, wait=0
    )
    (agreement,) = rig.submit(an_agreement(enterprise))
    assert _waits(rig, agreement) == 24 * HOUR
    answer(rig, agreement, "PayeeData", "P101", {"Account": "62001", "Name": "收款户"})
    assert _waits(rig, agreement) == 60


def _waits(rig: Rig, document: Document) -> float:
    """Seconds that the clock gives an answer which is awaited from now on."""
    (timer,) = [
        t for t in rig.store.schedule.timers(rig.clock.now() + 100 * HOUR * 1_000_000, 100) if t.document == document.id
    ]
    return round((timer.due - rig.clock.now()) / 1e6)


def test_a_policy_ends_when_its_last_day_is_over_in_shanghai(
    rig: Rig, enterprise: str, tick: Callable[..., int]
) -> None:
    """Not before midnight there; and its portals hear of it."""
    _, number = underwrite(rig, enterprise, start_date="2026-09-21", end_date="2026-09-30")
    rig.reply(a_policy(rig, enterprise, number, StartDate="2026-09-21", EndDate="2026-09-30"))
    (policy,) = of_type(rig, "duty-policy")
    assert policy.status == "S"
    rig.clock.at = 1_790_783_999_000_000  # 2026-09-30T23:59:59+08:00, nearly
    tick()
    assert status(rig, policy) == "S"
    tick(seconds=2)
    assert status(rig, policy) == "E"
    rig.work()
    assert ("duty-policy", "E") in {(e["data"]["type"], e["data"]["status"]) for e in rig.events()}


def test_a_policy_that_arrives_over_is_taken_and_ends_at_once(
    rig: Rig, enterprise: str, tick: Callable[..., int]
) -> None:
    """S, then E; customs hears of it all the same, and its application is done."""
    application, number = underwrite(rig, enterprise, start_date="2026-09-21", end_date="2026-09-30")
    rig.clock.pass_(days=20)
    rig.reply(a_policy(rig, enterprise, number, StartDate="2026-09-21", EndDate="2026-09-30"))
    tick()
    (policy,) = of_type(rig, "duty-policy")
    trail = rig.store.documents.trail(policy.id)
    assert trail is not None
    assert [t.after for t in trail.transitions] == ["N001", "S", "E"]
    assert (status(rig, application), len(of_type(rig, "duty-guarantee-notice"))) == ("S", 1)


def test_an_agreement_without_an_end_never_ends(rig: Rig, enterprise: str, tick: Callable[..., int]) -> None:
    """A blank expiry date never comes."""
    number = agree(rig, enterprise)
    tick(days=10_000)
    (agreement,) = rig.store.documents.find(number)
    assert agreement.status == "S"


def test_a_time_of_day_that_jumps_makes_nothing_fall_due_until_it_has_settled(
    rig: Rig, enterprise: str, hand: Hand, tick: Callable[..., int]
) -> None:
    """A clock that was set wrong for a moment resends and ends nothing."""
    payment, _ = pay(rig, enterprise)
    tick()
    rig.clock.pass_(days=3)
    hand.behind += 3 * 86_400
    assert tick() == 0
    rig.clock.pass_(days=-3)
    hand.behind -= 3 * 86_400
    assert tick() == 0
    assert by_clock(rig, payment) == []
    rig.clock.pass_(days=3)
    hand.behind += 3 * 86_400
    assert tick() == 0
    tick(seconds=int(CLOCK_SETTLE_S))
    assert [t.detail["observed"] for t in by_clock(rig, payment)] == ["resent"]


def test_what_is_due_survives_a_restart_and_is_done_once_by_whoever_looks(
    store: Store, rig: Rig, enterprise: str, tmp_path: Path
) -> None:
    """Two workers that have read the same timers act once."""
    payment, _ = pay(rig, enterprise)
    rig.send()
    rig.clock.pass_(seconds=2 * HOUR)
    other = Rig(store, tmp_path / "queues", worker="other", clock=rig.clock)
    lines = [DeadlineLine("hub", catalogue(), one.ports) for one in (rig, other)]
    due = store.schedule.timers(rig.clock.now(), 10)
    for line in lines:
        line._transact(due)
    assert [t.detail["observed"] for t in by_clock(rig, payment)] == ["resent"]
    other.close()


def test_the_worker_looks_at_the_clock(rig: Rig, enterprise: str) -> None:
    """Once a second, whatever else it does."""
    payment, _ = pay(rig, enterprise)
    rig.send()
    rig.clock.pass_(seconds=2 * HOUR)
    rig.worker.deadlines = DeadlineLine("hub", catalogue(), rig.ports, Hand(rig.clock))
    rig.clock.pass_(seconds=2)
    looks = count()
    rig.worker.run(lambda: next(looks) > 3)
    assert [t.detail["observed"] for t in by_clock(rig, payment)] == ["resent"]
    assert len(list((rig.root / BANK / "InBox").glob("*.xml"))) >= 1


def test_a_policy_is_shared_with_the_other_insurers_and_moves_nothing_there(rig: Rig, enterprise: str) -> None:
    """A positive list: never premium, rate, persons, accounts, invoice, files or free text; receipts are kept."""
    _, number = underwrite(rig, enterprise)
    rig.reply(a_policy(rig, enterprise, number))
    (policy,) = of_type(rig, "duty-policy")
    trail = rig.store.documents.trail(policy.id)
    assert trail is not None
    (copy,) = [m for m in trail.messages if m.kind == "copy"]
    assert copy.party == "boc-insurance"
    root = etree.fromstring(rig.store.archive.payload(copy.digest) or b"")
    said = {etree.QName(e).localname: e.text for e in root if etree.QName(e).localname not in ("Header", "Signature")}
    assert said == {
        "Enterprise": None,
        "Insurer": INSURER,
        "PolicyNumber": f"P{number}",
        "Kind": "duty-guarantee",
        "Use": "1",
        "RegisteredCustoms": "0100",
        "ClearanceCustoms": "0100",
        "StartDate": COVER_FROM,
        "EndDate": COVER_TO,
        "Amount": "1000.00",
        "Currency": "CNY",
    }
    assert [(etree.QName(e).localname, e.text) for e in the(root, "{*}Enterprise")] == [
        ("Uscc", enterprise),
        ("Name", "某某进出口有限公司"),
    ]
    rig.reply(rig.technical(copy, "refused", sender="boc-insurance"), party="boc-insurance")
    assert status(rig, policy) == "S"
    assert policy.party == INSURER


# ---- every document that waits ---------------------------------------------------------------


def _authorized(rig: Rig, uscc: str) -> Document:
    (document,) = rig.submit(a_credit_authorization(uscc))
    return document


def _asked_for_quota(rig: Rig, uscc: str) -> Document:
    (document,) = rig.submit(a_quota_increase(uscc))
    return document


def _applied(rig: Rig, uscc: str) -> Document:
    (document,) = rig.submit(a_duty_application(uscc))
    return document


def _paying(rig: Rig, uscc: str) -> Document:
    return pay(rig, uscc)[0]


def _advised(rig: Rig, uscc: str) -> Document:
    answer(rig, _paying(rig, uscc), "PaymentResult", "Y002", paid(rig), by=BANK)
    return of_type(rig, "payment-advice")[0]


def _declared(rig: Rig, uscc: str) -> Document:
    _, number = underwrite(rig, uscc)
    rig.reply(a_policy(rig, uscc, number))
    return of_type(rig, "duty-guarantee-notice")[0]


def _signed_and_being_released(rig: Rig, uscc: str) -> Document:
    (release,) = rig.submit(a_release(uscc, sign(rig, uscc, FINANCING)[1]))
    return release


def _signing(rig: Rig, uscc: str) -> Document:
    (agreement,) = rig.submit(a_bank_agreement(uscc, FINANCING))
    return agreement


def _confirming(rig: Rig, uscc: str) -> Document:
    offer(rig, uscc, f"D-{uscc}")
    (confirmation,) = rig.submit(a_confirmation(uscc, f"D-{uscc}"))
    return confirmation


def _confirmed(rig: Rig, uscc: str) -> Document:
    """An offer that waits for the notice that decides it."""
    offered = offer(rig, uscc, f"D-{uscc}")
    (confirmation,) = rig.submit(a_confirmation(uscc, f"D-{uscc}"))
    sinosure_says(rig, confirmation, "S")
    return offered


def _inquired(rig: Rig, uscc: str) -> Document:
    (inquiry,) = rig.submit(an_inquiry(uscc, f"D-{uscc}"))
    rig.reply(rig.technical(rig.message_of(inquiry.id), sender=SINOSURE), party=SINOSURE)
    return inquiry


WAITING_OF_SINOSURE_AND_BANKS = (_signing, _signed_and_being_released, _confirming, _confirmed, _inquired)


def _guaranteed(rig: Rig, uscc: str) -> Document:
    (document,) = rig.submit(a_general_guarantee(uscc))
    return document


def _changing_a_guarantee(rig: Rig, uscc: str) -> Document:
    form = a_general_guarantee(uscc, letter=True)
    (guarantee,) = rig.submit(form)
    number = a_number("D801")
    approve(rig, guarantee, {"GuaranteeNumber": number})
    (change,) = rig.submit(a_change(uscc, form, number, remark="变更"))
    assert change.status == "P001", faults(rig, change)
    return change


def _giving_back_a_guarantee(rig: Rig, uscc: str) -> Document:
    (refund,) = rig.submit(a_refund(uscc, a_guarantee_in_force(rig, uscc)[1], "1.00"))
    return refund


WAITING_OF_CUSTOMS = (
    _guaranteed,
    _changing_a_guarantee,
    _giving_back_a_guarantee,
    a_submitted_confirmation,
    a_submitted_deposit_refund,
)


def _reserved(rig: Rig, uscc: str) -> Document:
    (reservation,) = rig.submit(a_reservation(uscc))
    return reservation


def _applied_for_cargo(rig: Rig, uscc: str) -> Document:
    (application,) = rig.submit(a_cargo_application(uscc, agreed(rig, uscc, f"Q{uscc[-8:]}")))
    return application


def _underwriting_cargo(rig: Rig, uscc: str) -> Document:
    return in_status(rig, uscc, "U001")[0]


def _paid_for_cargo(rig: Rig, uscc: str) -> Document:
    """It waits for its policy."""
    application, number = underwritten(rig, uscc)
    pay_cargo(rig, uscc, number)
    return application


def _amending_cargo(rig: Rig, uscc: str) -> Document:
    _, number = in_status(rig, uscc, "U004")
    (amendment,) = rig.submit(an_amendment(uscc, number, f"Q{uscc[-8:]}"))
    return amendment


def _cancelling_cargo(rig: Rig, uscc: str) -> Document:
    (cancellation,) = rig.submit(a_cancellation(uscc, in_status(rig, uscc, "U001")[1]))
    return cancellation


WAITING_OF_CARGO = (
    _reserved,
    _applied_for_cargo,
    _underwriting_cargo,
    _paid_for_cargo,
    _amending_cargo,
    _cancelling_cargo,
)


WAITING = (
    _authorized,
    _asked_for_quota,
    _applied,
    signing,
    at_the_bank,
    _paying,
    _advised,
    _declared,
)
WAITING_TYPES = {
    "credit-authorization",
    "quota-application",
    "duty-insurance-application",
    "bank-agreement",
    "bank-agreement-release",
    "credit-inquiry",
    "sme-policy-confirmation",
    "sme-policy-offer",
    "payment-agreement",
    "premium-payment",
    "payment-advice",
    "duty-guarantee-notice",
    "general-guarantee",
    "general-guarantee-change",
    "general-guarantee-refund",
    "deposit-confirmation",
    "deposit-refund",
    "cargo-reservation",
    "cargo-application",
    "cargo-amendment",
    "cargo-cancellation",
}
ALARMING = {"cargo-cancellation"}
"""Whose silence an operator is told of too."""
NOTICES = {
    "quota-change",
    "duty-policy",
    "sme-policy-notice",
    "deposit-levy",
    "payment-notice",
    "cargo-agreement",
    "cargo-policy",
    "claim-notice",
}
"""Passed on at once: nobody owes an answer."""


@pytest.mark.parametrize("begin", [*WAITING, *WAITING_OF_SINOSURE_AND_BANKS, *WAITING_OF_CUSTOMS, *WAITING_OF_CARGO])
def test_whatever_waits_for_a_party_is_overdue_once(
    rig: Rig, enterprise: str, tick: Callable[..., int], begin: Callable[[Rig, str], Document]
) -> None:
    """After a day at the latest, or twice where it was sent again; its portal is told W001."""
    document = begin(rig, enterprise)
    assert document.type in WAITING_TYPES
    for _ in range(5):
        tick(days=1)
    found = [t.detail["observed"] for t in by_clock(rig, document)]
    last = ["overdue", "silent"] if document.type in ALARMING else ["overdue"]
    assert (found[-len(last) :], found.count("overdue"), status(rig, document) != "W001") == (last, 1, True)
    rig.work()
    events = rig.events(document.portal or catalogue().routes[document.type].home or "national")
    told = [e["data"]["status"] for e in events if e["data"]["document"] == document.id]
    assert told.count("W001") == 1


def test_all_documents_are_among_them() -> None:
    """Those that wait for a party, and those that wait for nobody."""
    assert set(catalogue().routes) == WAITING_TYPES | NOTICES


@pytest.mark.parametrize("code", ["A001", "U001", "U003"])
def test_an_insurer_that_has_an_application_has_a_day_for_its_next_word(
    rig: Rig, enterprise: str, tick: Callable[..., int], code: str
) -> None:
    """It is not sent again: it has it."""
    application = _applied(rig, enterprise)
    answer(rig, application, "UnderwritingResult", code)
    tick(seconds=23 * HOUR)
    assert by_clock(rig, application) == []
    tick(seconds=2 * HOUR)
    assert [t.detail["observed"] for t in by_clock(rig, application)] == ["overdue"]


def test_who_was_overdue_and_then_speaks_is_waited_for_anew(
    rig: Rig, enterprise: str, tick: Callable[..., int]
) -> None:
    """A receipt that only says that it arrived is no reason to wait for ever."""
    application = _applied(rig, enterprise)
    for _ in range(3):
        tick(days=1)
    assert [t.detail["observed"] for t in by_clock(rig, application)] == ["resent", "overdue"]
    rig.reply(rig.technical(rig.message_of(application.id)))
    for _ in range(3):
        tick(days=1)
    assert [t.detail["observed"] for t in by_clock(rig, application)][2:] == ["resent", "overdue"]
    answer(rig, application, "UnderwritingResult", "A001")
    tick(days=1)
    answer(rig, application, "UnderwritingResult", "U001")
    tick(days=1)
    assert [t.detail["observed"] for t in by_clock(rig, application)][4:] == ["overdue", "overdue"]


def test_an_application_that_waits_for_its_enterprise_is_never_overdue(
    rig: Rig, enterprise: str, tick: Callable[..., int]
) -> None:
    """Nobody is late with a premium that may be paid."""
    application, _ = underwrite(rig, enterprise)
    tick(days=30)
    assert by_clock(rig, application) == []


def test_a_levy_and_an_offer_wait_for_their_enterprise_without_a_deadline(
    rig: Rig, uscc: str, tick: Callable[..., int]
) -> None:
    """Whether it confirms, and when, is its own affair."""
    waiting = [a_levy_for(rig, uscc)[0], offer(rig, uscc, f"D-{uscc}")]
    tick(days=30)
    assert [(status(rig, d), by_clock(rig, d)) for d in waiting] == [("O001", [])] * 2


def test_what_is_paid_and_has_no_policy_is_overdue_after_three_days(
    rig: Rig, enterprise: str, tick: Callable[..., int]
) -> None:
    """Without sending anything again; its portal hears of it, and the policy ends the waiting."""
    payment, application = pay(rig, enterprise)
    tick(days=9)
    assert by_clock(rig, application) == []
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    tick(seconds=71 * HOUR)
    assert by_clock(rig, application) == []
    tick(seconds=2 * HOUR)
    tick(days=9)
    assert [t.detail["observed"] for t in by_clock(rig, application)] == ["overdue"]
    assert status(rig, application) == "Y002"
    rig.work()
    told = [e["data"]["status"] for e in rig.events() if e["data"]["document"] == application.id]
    assert told.count("W001") == 1


def test_a_policy_in_time_leaves_nothing_overdue(rig: Rig, enterprise: str, tick: Callable[..., int]) -> None:
    """Three days are enough."""
    payment, application = pay(rig, enterprise)
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    tick(days=2)
    rig.reply(a_policy(rig, enterprise, f"T{application.id[-12:]}"))
    tick(days=9)
    assert (status(rig, application), by_clock(rig, application)) == ("S", [])


def test_what_a_party_promised_is_about_its_answers_not_about_its_policies(rig: Rig, enterprise: str) -> None:
    """An insurer that answers within a minute still has three days for the policy."""
    hasty = replace(catalogue().parties[INSURER], answers_within=60)
    known = replace(catalogue(), parties={**catalogue().parties, INSURER: hasty})
    rig.worker = Worker("hub", known, rig.ports, batch=9, wait=0)
    payment, application = pay(rig, enterprise)
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    assert _waits(rig, application) == 72 * HOUR
