"""Receipts may come late, twice and in any order: a document ends in the same status, its claims add up the same."""

import os
import random
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import combinations, islice, permutations
from typing import Any

import pytest
from agreements import FINANCING, a_bank_agreement, a_release, sign
from cargo import a_cancellation, a_cargo_application, a_reservation, agreed, an_amendment, in_status
from guarantees import (
    a_change,
    a_general_guarantee,
    a_guarantee_in_force,
    a_number,
    a_refund,
    a_submitted_confirmation,
    a_submitted_deposit_refund,
    approve,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from money import BANK, PAYEE, a_payment, a_policy, agree, answer, at_the_bank, of_type, paid, signing, underwrite
from offers import a_confirmation, an_inquiry, offer
from rig import (
    AN_UNDERWRITING,
    Rig,
    a_credit_authorization,
    a_duty_application,
    a_grant,
    a_quota_application,
    a_uscc,
    catalogue,
    figures,
    grant_quota,
)

from hub.model import Document, Message
from hub.ports import Filter
from hub.testing.rows import resource_of
from hub.xml.times import on_wire

Step = tuple[str, str]
"""What happens: confirm, technical, decision or figures, and its code; `late` before it: about the round before."""

FIGURES_AT = (3, 13, 20)
"""Seconds after the start: before the first underwriting (12 s), between it and the second (14 s), after both."""
ORDERS = int(os.environ.get("HUB_ORDERS", "6"))
"""How many orders of one set of receipts are tried; with HUB_ORDERS=24 all permutations of four."""
EXAMPLES = int(os.environ.get("HUB_EXAMPLES", "4"))
"""Pairs of stories that are compared for each type and round."""


# ---- a document of each type, with a message that can be answered ----------------------------


def _authorization(rig: Rig, uscc: str) -> Document:
    (document,) = rig.submit(a_credit_authorization(uscc))
    return document


def _quota(rig: Rig, uscc: str) -> Document:
    authorization = _authorization(rig, uscc)
    rig.reply(rig.decision("CreditAuthorizationDecision", rig.message_of(authorization.id), "S"))
    (document,) = rig.submit(a_quota_application(uscc))
    return document


def _application(rig: Rig, uscc: str) -> Document:
    grant_quota(rig, uscc)
    (document,) = rig.submit(a_duty_application(uscc, "700.00"))
    return document


def _payment(rig: Rig, uscc: str) -> Document:
    """Of two applications."""
    grant_quota(rig, uscc)
    numbers = [underwrite(rig, uscc, premium)[1] for premium in ("0.10", "0.20")]
    form = a_payment(uscc, agree(rig, uscc), dict(zip(numbers, ("0.10", "0.20"), strict=True)))
    (document,) = rig.submit(form)
    return document


def _advice(rig: Rig, uscc: str) -> Document:
    answer(rig, _payment(rig, uscc), "PaymentResult", "Y002", paid(rig), by=BANK)
    return next(d for d in of_type(rig, "payment-advice") if d.enterprise == uscc)


def _notice(rig: Rig, uscc: str) -> Document:
    grant_quota(rig, uscc)
    rig.reply(a_policy(rig, uscc, underwrite(rig, uscc)[1]))
    return next(d for d in of_type(rig, "duty-guarantee-notice") if d.enterprise == uscc)


def _guarantee(rig: Rig, uscc: str) -> Document:
    (document,) = rig.submit(a_general_guarantee(uscc))
    return document


def _reservation(rig: Rig, uscc: str) -> Document:
    (document,) = rig.submit(a_reservation(uscc))
    return document


def _cargo(rig: Rig, uscc: str) -> Document:
    (document,) = rig.submit(a_cargo_application(uscc, agreed(rig, uscc, f"Q{uscc}")))
    return document


def _guarantee_change(rig: Rig, uscc: str) -> Document:
    form = a_general_guarantee(uscc, letter=True)
    (guarantee,) = rig.submit(form)
    approve(rig, guarantee, {"GuaranteeNumber": (number := a_number("D801"))})
    (document,) = rig.submit(a_change(uscc, form, number))
    return document


def _guarantee_refund(rig: Rig, uscc: str) -> Document:
    _, number = a_guarantee_in_force(rig, uscc)
    (document,) = rig.submit(a_refund(uscc, number, "1.00"))
    return document


def _bank_agreement(rig: Rig, uscc: str) -> Document:
    (document,) = rig.submit(a_bank_agreement(uscc, FINANCING))
    return document


def _release(rig: Rig, uscc: str) -> Document:
    (document,) = rig.submit(a_release(uscc, sign(rig, uscc, FINANCING)[1]))
    return document


def _inquiry(rig: Rig, uscc: str) -> Document:
    (document,) = rig.submit(an_inquiry(uscc, f"Q-{uscc}"))
    return document


def _confirmation(rig: Rig, uscc: str) -> Document:
    offer(rig, uscc, f"GD-{uscc}")
    (document,) = rig.submit(a_confirmation(uscc, f"GD-{uscc}"))
    return document


def _cancellation(rig: Rig, uscc: str) -> Document:
    _, number = in_status(rig, uscc, "U001")
    (document,) = rig.submit(a_cancellation(uscc, number))
    return document


def _amendment(rig: Rig, uscc: str) -> Document:
    _, number = in_status(rig, uscc, "A002")
    (document,) = rig.submit(an_amendment(uscc, number, f"Q{uscc[-8:]}"))
    return document


ROUNDS: dict[tuple[str, int], Callable[[Rig, str], Document]] = {
    ("credit-authorization", 1): _authorization,
    ("quota-application", 1): _quota,
    ("duty-insurance-application", 1): _application,
    ("cargo-reservation", 1): _reservation,
    ("cargo-application", 1): _cargo,
    ("cargo-cancellation", 1): _cancellation,
    ("cargo-amendment", 1): _amendment,
    ("payment-agreement", 1): signing,
    ("payment-agreement", 2): at_the_bank,
    ("premium-payment", 1): _payment,
    ("payment-advice", 1): _advice,
    ("duty-guarantee-notice", 1): _notice,
    ("general-guarantee", 1): _guarantee,
    ("general-guarantee-change", 1): _guarantee_change,
    ("general-guarantee-refund", 1): _guarantee_refund,
    ("bank-agreement", 1): _bank_agreement,
    ("bank-agreement-release", 1): _release,
    ("credit-inquiry", 1): _inquiry,
    ("sme-policy-confirmation", 1): _confirmation,
    ("deposit-confirmation", 1): a_submitted_confirmation,
    ("deposit-refund", 1): a_submitted_deposit_refund,
}
"""By type and round: how a document comes to stand there."""
RESULTS: dict[tuple[str, str], dict[str, Any]] = {
    ("UnderwritingResult", "P202"): AN_UNDERWRITING | {"ApplicationNumber": "T{uscc}"},
    ("UnderwritingResult", "D002"): AN_UNDERWRITING | {"ApplicationNumber": "T{uscc}"},
    ("CargoUnderwriting", "I001"): {"ApplicationNumber": "C{uscc}", "Premium": "5.00"},
    ("PayeeData", "P101"): {"Account": PAYEE["PayeeAccount"], "Name": PAYEE["PayeeName"]},
    ("PaymentResult", "Y002"): {"BankReference": "B{uscc}", "PaidAt": "2026-09-21T10:00:00+08:00"},
    ("GuaranteeDecision", "G002"): {"GuaranteeNumber": "G{uscc}"},
    ("BankAgreementDecision", "S"): {"AgreementNumber": "A{uscc}", "SignedAt": "2026-09-21T10:00:00+08:00"},
}
"""What comes with a code, where something must."""


def test_every_type_that_is_answered_is_tried() -> None:
    """A new route, or a new leg of one, belongs in the table above."""
    legs = {(route.document, n) for route in catalogue().routes.values() for n in range(1, len(route.legs) + 1)}
    assert legs == set(ROUNDS)


# ---- what can come back ----------------------------------------------------------------------


def _steps(type_: str, round_: int) -> list[Step]:
    """Everything that can come back for a document of this type in a round, and late for the round before."""
    route = catalogue().routes[type_]
    answers = route.leg(round_).answers
    assert answers is not None
    steps = [("confirm", ""), ("technical", "accepted"), ("technical", "refused")]
    steps += [("decision", code) for code in answers.codes]
    if round_ > 1:
        steps += [(f"late {kind}", code) for kind, code in _steps(type_, round_ - 1)]
    return steps + [("figures", str(n)) for n in range(3)] if type_.startswith("duty-insurance") else steps


def _status_of(type_: str, round_: int, step: Step) -> str | None:
    """Where a step leads; None for what leads nowhere."""
    leg, (kind, code) = catalogue().routes[type_].leg(round_), step
    assert leg.answers is not None
    if kind == "technical":
        return leg.accepted if code == "accepted" else leg.refused
    return leg.answers.codes[code] if kind == "decision" else None


def _agree(type_: str, round_: int, steps: Sequence[Step]) -> bool:
    """Whether no two of these are exclusive outcomes, of the document itself or of one that it reopens."""
    route = catalogue().routes[type_]
    codes = [code for step in steps if (code := _status_of(type_, round_, step))]
    found = [(route.lifecycle, codes)]
    if (reopens := route.reopens) is not None:
        other = catalogue().routes[route.naming(reopens.named).documents[0]]
        found.append((other.lifecycle, [reopens.codes[c] for kind, c in steps if kind == "decision"]))
    return not any(life.excludes(one, other) for life, said in found for one, other in combinations(said, 2))


def _largest_sets(type_: str, round_: int) -> list[tuple[Step, ...]]:
    """The sets of receipts that can all be true, each as large as it can be; figures and late ones apart."""
    steps = [step for step in _steps(type_, round_) if step[0] in ("confirm", "technical", "decision")]
    found: list[tuple[Step, ...]] = []
    for size in range(len(steps), 0, -1):
        sets = (chosen for chosen in combinations(steps, size) if _agree(type_, round_, chosen))
        found += [chosen for chosen in sets if not any(set(chosen) <= set(larger) for larger in found)]
    return found


@st.composite
def _stories(draw: st.DrawFn, type_: str, round_: int) -> tuple[list[Step], list[Step]]:
    """Two orders of the same receipts, some of them twice, without exclusive outcomes."""
    chosen: list[Step] = []
    for step in draw(st.lists(st.sampled_from(_steps(type_, round_)), min_size=1, max_size=7)):
        if _agree(type_, round_, [*chosen, step]):
            chosen.append(step)
    return draw(st.permutations(chosen)), draw(st.permutations(chosen))


# ---- playing ---------------------------------------------------------------------------------


def _play(rig: Rig, type_: str, round_: int, steps: Sequence[Step]) -> tuple[Any, ...]:
    """Bring a document of an enterprise of its own there, let the steps happen, and say what is left."""
    uscc = a_uscc()
    document = ROUNDS[type_, round_](rig, uscc)
    messages = _sent(rig, document)
    since = rig.clock.at
    sent: dict[Step, bytes] = {}
    for kind, code in steps:
        message = messages[round_ - 2 if kind.startswith("late") else round_ - 1]
        what = (kind.removeprefix("late "), code)
        if what[0] == "confirm":
            _confirm(rig, message)
            continue
        if (kind, code) not in sent:
            sent[kind, code] = _body(rig, uscc, type_, message, what, since)
        rig.reply(sent[kind, code], party="ping-an" if what[0] == "figures" else message.party)
    trail = rig.store.documents.trail(document.id)
    account = resource_of(rig.store, f"quota-account:{uscc}:ping-an")
    assert trail is not None
    held = (account.reserved, account.as_of - since if account.as_of > since else 0) if account else None
    others = Counter(
        (d.type, d.status) for d in rig.store.documents.log(Filter(enterprise=uscc)) if d.type != "quota-change"
    )
    return trail.document.status, sorted(trail.references), held, others


def _sent(rig: Rig, document: Document) -> list[Message]:
    """Our messages for a document, by round."""
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return sorted((m for m in trail.messages if m.direction == "out" and m.kind == "business"), key=lambda m: m.round)


def _confirm(rig: Rig, message: Message) -> None:
    """Record that a message was confirmed, as dispatch does, unless that was recorded."""
    rows = [due for due in rig.store.outbox.due(rig.ports.worker, 10_000) if due.outgoing.id == f"message:{message.id}"]
    rig.worker.dispatch.publish(rows)
    rig.worker.dispatch.settle()


def _body(rig: Rig, uscc: str, type_: str, message: Message, step: Step, since: int) -> bytes:
    """What a party sends for a step; the times that it states do not depend on when it arrives."""
    kind, code = step
    if kind == "technical":
        return rig.technical(message, code, sender=message.party)
    if kind == "figures":
        at = since + FIGURES_AT[int(code)] * 1_000_000
        return rig.notice(uscc, figures("5000000.00", f"{int(code) * 100}.00"), at)
    answers = catalogue().routes[type_].leg(message.round).answers
    assert answers is not None
    element = answers.element
    result = {name: text.format(uscc=uscc) for name, text in RESULTS.get((element, code), {}).items()} or None
    if (element, code) == ("QuotaDecision", "S"):
        result = a_grant(at=since + 1_000_000)
    if (element, code) == ("PaymentAgreementDecision", "S"):
        result = {"AgreementNumber": f"A{uscc}", "EffectiveDate": "2026-09-21", "SignedAt": on_wire(since)}
    decided = since + (list(answers.codes).index(code) + 1) * 2_000_000
    return rig.decision(element, message, code, result, decided_at=decided, sender=message.party)


@pytest.mark.slow
@pytest.mark.parametrize(("type_", "round_"), ROUNDS)
@given(data=st.data())
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_order_of_a_documents_receipts_ends_the_same(
    rig: Rig, type_: str, round_: int, data: st.DataObject
) -> None:
    """Status, numbers, amounts, figures and what followed do not depend on order, repetition or an older round."""
    one, other = data.draw(_stories(type_, round_))
    assert _play(rig, type_, round_, one) == _play(rig, type_, round_, other)


@pytest.mark.slow
@pytest.mark.parametrize(("type_", "round_"), ROUNDS)
def test_all_that_can_be_true_together_ends_the_same_in_every_order(rig: Rig, type_: str, round_: int) -> None:
    """All permutations of up to three receipts, and some of more."""
    for chosen in _largest_sets(type_, round_):
        orders = [list(order) for order in islice(permutations(chosen), ORDERS + 1)]
        if len(orders) > ORDERS:
            orders = [random.Random(seed).sample(chosen, len(chosen)) for seed in range(ORDERS)]
        first, *others = [_play(rig, type_, round_, order) for order in orders]
        assert [ended for ended in others if ended != first] == []


@pytest.mark.slow
@pytest.mark.parametrize("figure", ["0", "1", "2"])
def test_an_amount_is_counted_once_whatever_comes_first(rig: Rig, figure: str) -> None:
    """Newer figures contain what was underwritten before them, in every order of P202, D002 and the figures."""
    steps = [("decision", "P202"), ("decision", "D002"), ("figures", figure)]
    ends = {_play(rig, "duty-insurance-application", 1, order)[2][0] for order in permutations(steps)}
    assert ends == {Decimal("700.00") if figure == "0" else Decimal(0)}


@pytest.mark.slow
@given(order=st.permutations([*range(5), 2]))
@settings(max_examples=2 * ORDERS, deadline=None, suppress_health_check=list(HealthCheck))
def test_quota_changes_in_any_order_leave_the_newest_figures(rig: Rig, order: list[int]) -> None:
    """An older figure never overwrites a newer one, and each change becomes one document in N002."""
    uscc, since = a_uscc(), rig.clock.now()
    bodies = {n: rig.notice(uscc, figures("900.00", f"{n}.00"), since + n * 1_000_000) for n in range(5)}
    for number in order:
        rig.reply(bodies[number])
    account = resource_of(rig.store, f"quota-account:{uscc}:ping-an")
    assert account is not None
    assert (account.figures["used"], account.reserved) == ("4.00", Decimal(0))
    assert [d.status for d in rig.store.documents.log(Filter(type="quota-change", enterprise=uscc))] == ["N002"] * 5


def test_of_two_exclusive_outcomes_the_first_recorded_stands(rig: Rig) -> None:
    """S then F is an observation that contradicts; the other way round likewise."""
    for first, second in (("S", "F"), ("F", "S")):
        (document,) = rig.submit(a_credit_authorization(a_uscc()))
        message = rig.message_of(document.id)
        for code in (first, second):
            rig.reply(rig.decision("CreditAuthorizationDecision", message, code))
        trail = rig.store.documents.trail(document.id)
        assert trail is not None
        assert trail.document.status == first
        assert trail.transitions[-1].detail["observed"] == "contradicts"
