"""货运险投保撤销 (S1 §5.2.2): from what statuses, what it does meanwhile, granted, refused, and silent."""

import pytest
from cargo import a_cancellation, a_policy_of_cargo, in_status, pay_cargo, sent, underwritten
from money import PAYEE, a_payment, agree, answer, faults_of, of_type, status
from rig import Rig, a_uscc, catalogue

from hub.flow.deadlines import DeadlineLine
from hub.flow.early_notices import EarlyNoticeLine
from hub.model import Document
from hub.xml.build import text_at

ALL = ("A001", "A002", "U001", "U002", "U003", "U004", "I001", "S", "F")
ALLOWED = ("A001", "U001", "U002", "U003")


def cancel(rig: Rig, uscc: str, application: str) -> Document:
    (document,) = rig.submit(a_cancellation(uscc, application))
    return document


def decide(rig: Rig, cancellation: Document, code: str) -> None:
    answer(rig, cancellation, "CargoCancellationDecision", code)


def told(rig: Rig) -> list[tuple[str, str]]:
    """Type and status of all that the portal was told."""
    rig.work()
    return [(e["data"]["type"], e["data"]["status"]) for e in rig.events() if "type" in e["data"]]


def events(rig: Rig, document: Document) -> list[str]:
    rig.work()
    return [e["data"]["status"] for e in rig.events() if e["data"]["document"] == document.id]


@pytest.mark.parametrize("code", ALL)
def test_an_application_is_cancelled_from_these_statuses_only(rig: Rig, uscc: str, code: str) -> None:
    """S1 §5.2.2: 数据审核成功, 待核保, 核保未通过, 转人工复核."""
    application, number = in_status(rig, uscc, code)
    document = cancel(rig, uscc, number)
    if code in ALLOWED:
        assert (document.status, status(rig, application)) == ("P001", "C001")
    else:
        assert faults_of(rig, document) == [("HUB-315", "data.application")]


def test_it_is_not_cancelled_before_the_insurer_has_checked_it(rig: Rig, uscc: str) -> None:
    """By its record number, for it has no other yet."""
    application, _ = in_status(rig, uscc)
    assert faults_of(rig, cancel(rig, uscc, application.record or "")) == [("HUB-315", "data.application")]


@pytest.mark.parametrize("by", ["number", "record"])
def test_the_insurer_is_told_which_application_it_is(rig: Rig, uscc: str, by: str) -> None:
    """记录编号 or 投保单号; the header names both of the hub's id and the insurer's number."""
    application, number = in_status(rig, uscc, "U001")
    message = sent(rig, cancel(rig, uscc, number if by == "number" else application.record or ""))
    about = [text_at(message, f"Header/About/{name}") for name in ("DocumentId", "Number")]
    assert about == [application.id, number]
    assert text_at(message, "Application") == (number if by == "number" else application.record)


def test_another_enterprises_application_is_not_found(rig: Rig, uscc: str) -> None:
    """Never told apart from one that does not exist."""
    application, number = in_status(rig, uscc, "U001")
    other = a_uscc()
    for name in (number, application.record or "", "N-none"):
        assert faults_of(rig, cancel(rig, other, name)) == [("HUB-314", "data.application")]


@pytest.mark.parametrize("code", ALLOWED)
def test_granted_it_is_cancelled(rig: Rig, uscc: str, code: str) -> None:
    """C002, and the portal is told."""
    application, number = in_status(rig, uscc, code)
    document = cancel(rig, uscc, number)
    decide(rig, document, "S")
    assert (status(rig, document), status(rig, application)) == ("S", "C002")
    assert events(rig, application)[-2:] == ["C001", "C002"]


@pytest.mark.parametrize("refusal", ["F", "refused"])
@pytest.mark.parametrize("code", ALLOWED)
def test_refused_it_goes_back_to_what_the_insurer_has_said(rig: Rig, uscc: str, code: str, refusal: str) -> None:
    """C003, then the highest status received; P005 counts as F."""
    application, number = in_status(rig, uscc, code)
    document = cancel(rig, uscc, number)
    if refusal == "F":
        decide(rig, document, "F")
    else:
        rig.reply(rig.technical(rig.message_of(document.id), "refused"))
    assert status(rig, application) == code
    assert events(rig, application)[-3:] == ["C001", "C003", code]


def test_what_the_insurer_says_meanwhile_is_told_and_counts_only_afterwards(rig: Rig, uscc: str) -> None:
    """In C001 every status is kept, told, not acted on."""
    application, number = in_status(rig, uscc, "A001")
    document = cancel(rig, uscc, number)
    for code in ("U003", "U001"):
        answer(rig, application, "CargoUnderwriting", code, {"ApplicationNumber": number})
    issued = {"ApplicationNumber": number, "Premium": "5.00", **PAYEE}
    answer(rig, application, "CargoUnderwriting", "I001", issued)
    assert status(rig, application) == "C001"
    assert events(rig, application)[-3:] == ["U003", "U001", "I001"]
    (payment,) = rig.submit(a_payment(uscc, agree(rig, uscc), {number: "5.00"}))
    assert faults_of(rig, payment) == [("HUB-315", "data.applications[0].number")]
    decide(rig, document, "F")
    assert status(rig, application) == "I001"
    (payment,) = rig.submit(a_payment(uscc, agree(rig, uscc), {number: "5.00"}))
    assert payment.status == "P001"


def test_what_the_insurer_says_meanwhile_does_not_undo_a_cancellation(rig: Rig, uscc: str) -> None:
    """Cancelled and then issued: the first outcome stands, with an alarm."""
    application, number = in_status(rig, uscc, "U001")
    document = cancel(rig, uscc, number)
    answer(rig, application, "CargoUnderwriting", "U002", {"ApplicationNumber": number})
    decide(rig, document, "S")
    issued = {"ApplicationNumber": number, "Premium": "5.00", **PAYEE}
    answer(rig, application, "CargoUnderwriting", "I001", issued)
    (found,) = rig.store.documents.find(application.id)
    assert (found.status, "contradicts" in found.disputes) == ("C002", True)


@pytest.mark.parametrize("outcome", ["S", "F"])
def test_a_policy_that_comes_meanwhile_is_told_only_if_the_cancellation_fails(
    rig: Rig, uscc: str, outcome: str
) -> None:
    """Kept; after C002 quarantined."""
    application, number = in_status(rig, uscc, "A001")
    document = cancel(rig, uscc, number)
    answer(rig, application, "CargoUnderwriting", "I001", {"ApplicationNumber": number, "Premium": "5.00", **PAYEE})
    rig.reply(a_policy_of_cargo(rig, uscc, number, f"Q{uscc[-8:]}"))
    assert of_type(rig, "cargo-policy") == []
    decide(rig, document, outcome)
    EarlyNoticeLine("hub", catalogue(), rig.ports).run()
    found = [status(rig, d) for d in of_type(rig, "cargo-policy")]
    kept = [row.code for row in rig.store.quarantine.deliveries(9)]
    assert (found, kept) == (([], ["HUB-315"]) if outcome == "S" else (["S"], []))


@pytest.mark.parametrize("outcome", ["F", "refused", "S"])
def test_a_policy_that_comes_meanwhile_is_shared_only_if_the_cancellation_fails(
    rig: Rig, uscc: str, outcome: str
) -> None:
    """Neither its portal nor another insurer hears of it before; then it is paid for, and the application follows."""
    application, number = in_status(rig, uscc, "A001")
    document = cancel(rig, uscc, number)
    answer(rig, application, "CargoUnderwriting", "I001", {"ApplicationNumber": number, "Premium": "5.00", **PAYEE})
    rig.reply(a_policy_of_cargo(rig, uscc, number, f"Q{uscc[-8:]}"))
    assert "cargo-policy" not in {type_ for type_, _ in told(rig)}
    if outcome == "refused":
        rig.reply(rig.technical(rig.message_of(document.id), "refused"))
    else:
        decide(rig, document, outcome)
    EarlyNoticeLine("hub", catalogue(), rig.ports).run()
    if outcome == "S":
        assert ("cargo-policy", "S") not in told(rig)
        return
    (policy,) = of_type(rig, "cargo-policy")
    trail = rig.store.documents.trail(policy.id)
    assert trail is not None
    assert [m.party for m in trail.messages if m.kind == "copy"] == ["boc-insurance"]
    assert ("cargo-policy", "S") in told(rig)
    pay_cargo(rig, uscc, number)
    assert status(rig, application) == "S"


def test_a_policy_whose_last_day_passes_while_a_cancellation_runs_ends_at_once(rig: Rig, uscc: str) -> None:
    """Taken when the cancellation has failed, told as in force, and then as over."""
    application, number = in_status(rig, uscc, "A001")
    document = cancel(rig, uscc, number)
    answer(rig, application, "CargoUnderwriting", "I001", {"ApplicationNumber": number, "Premium": "5.00", **PAYEE})
    rig.reply(a_policy_of_cargo(rig, uscc, number, f"Q{uscc[-8:]}"))
    rig.clock.pass_(days=110)
    decide(rig, document, "F")
    EarlyNoticeLine("hub", catalogue(), rig.ports).run()
    DeadlineLine("hub", catalogue(), rig.ports)._transact(rig.store.schedule.timers(rig.clock.now(), 10))
    assert [status(rig, d) for d in of_type(rig, "cargo-policy")] == ["E"]
    assert [s for type_, s in told(rig) if type_ == "cargo-policy"] == ["N001", "S", "E"]


@pytest.mark.parametrize("outcome", ["S", "F"])
def test_a_policy_waits_for_a_cancellation_however_long_the_insurer_takes(rig: Rig, uscc: str, outcome: str) -> None:
    """Longer than the day after which an unknown application is given up, and whoever looks."""
    application, number = in_status(rig, uscc, "A001")
    document = cancel(rig, uscc, number)
    answer(rig, application, "CargoUnderwriting", "I001", {"ApplicationNumber": number, "Premium": "5.00", **PAYEE})
    rig.reply(a_policy_of_cargo(rig, uscc, number, f"Q{uscc[-8:]}"))
    for _ in range(2):
        rig.clock.pass_(days=8)
        EarlyNoticeLine("hub", catalogue(), rig.ports).run()
        assert (of_type(rig, "cargo-policy"), rig.store.quarantine.deliveries(9)) == ([], [])
    decide(rig, document, outcome)
    EarlyNoticeLine("hub", catalogue(), rig.ports).run()
    found = [status(rig, d) for d in of_type(rig, "cargo-policy")]
    kept = [row.code for row in rig.store.quarantine.deliveries(9)]
    assert (found, kept) == (([], ["HUB-315"]) if outcome == "S" else (["S"], []))
    assert rig.store.schedule.early_notices(9) == []


def test_a_late_grant_after_a_refusal_moves_nothing(rig: Rig, uscc: str) -> None:
    """S moves the application from C001 only."""
    application, number = in_status(rig, uscc, "U001")
    document = cancel(rig, uscc, number)
    decide(rig, document, "F")
    decide(rig, document, "S")
    (found,) = rig.store.documents.find(document.id)
    assert (found.status, "contradicts" in found.disputes, status(rig, application)) == ("F", True, "U001")


def test_one_cancellation_is_open_at_a_time(rig: Rig, uscc: str) -> None:
    """The second finds the application in C001; refused, it may be asked for again."""
    application, number = in_status(rig, uscc, "U001")
    document = cancel(rig, uscc, number)
    assert faults_of(rig, cancel(rig, uscc, number)) == [("HUB-315", "data.application")]
    decide(rig, document, "F")
    assert cancel(rig, uscc, number).status == "P001"
    assert status(rig, application) == "C001"


def test_silence_is_an_alarm_until_the_insurer_answers(rig: Rig, uscc: str) -> None:
    """Not only W001."""
    _, number = in_status(rig, uscc, "U001")
    document = cancel(rig, uscc, number)
    for _ in range(2):
        rig.clock.pass_(days=1, seconds=60)
        DeadlineLine("hub", catalogue(), rig.ports)._transact(rig.store.schedule.timers(rig.clock.now(), 10))
    (found,) = rig.store.documents.find(document.id)
    assert "alarm" in found.disputes
    decide(rig, document, "S")
    (found,) = rig.store.documents.find(document.id)
    assert (found.status, found.disputes) == ("S", frozenset())


def test_what_is_issued_is_not_cancelled(rig: Rig, uscc: str) -> None:
    """已出单未缴费 is beyond it (S1 §5.2.2)."""
    _, number = underwritten(rig, uscc)
    assert faults_of(rig, cancel(rig, uscc, number)) == [("HUB-315", "data.application")]
