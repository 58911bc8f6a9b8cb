"""待确认保单, 确认投保, 保单生效或未通过: an offer, who may confirm it, and what decides it (S4)."""

from collections.abc import Sequence
from itertools import permutations, product
from typing import Any

import pytest
from elements import text_of
from money import faults_of, of_type, status
from offers import A_DAY_US, SINOSURE, a_confirmation, a_notice, an_offer, notify, offer, sinosure_says
from rig import START, Rig, a_uscc, catalogue

from hub.flow.early_notices import EarlyNoticeLine
from hub.model import Document, Transition
from hub.xml.parse import parse_xml
from hub.xml.times import on_wire

YESTERDAY = START - A_DAY_US


def transitions(rig: Rig, document: Document) -> Sequence[Transition]:
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return trail.transitions


def kept(rig: Rig) -> list[tuple[str, str]]:
    return [(row.code, row.field) for row in rig.store.quarantine.deliveries(9)]


def events(rig: Rig, document: Document) -> list[dict[str, Any]]:
    """The events about a document, oldest first."""
    rig.work()
    return [e for e in rig.events("guangdong") if e["data"]["document"] == document.id]


def told(rig: Rig, document: Document) -> dict[str, Any]:
    """The last event about a document."""
    last: dict[str, Any] = events(rig, document)[-1]["data"]
    return last


# ---- what is carried ----


def test_an_offer_reaches_the_portal_as_sinosure_wrote_it(rig: Rig, enterprise: str) -> None:
    """Enterprise, USCC, 保单编号 and 时间, as the list shows them (S4 步骤二)."""
    document = offer(rig, enterprise, "GD-1")
    event = told(rig, document)
    assert (event["status"], event["label_zh"]) == ("O001", "待确认")
    assert event["returned"] == {"offer_number": "GD-1", "offered_at": on_wire(YESTERDAY)}


def test_a_confirmation_reaches_sinosure_as_the_enterprise_wrote_it(rig: Rig, enterprise: str) -> None:
    """联系人 (one character is enough), 联系方式, consent, and the offer as it was seen (S4 步骤二)."""
    offer(rig, enterprise, "GD-2")
    (document,) = rig.submit(a_confirmation(enterprise, "GD-2"))
    message = parse_xml(rig.store.archive.payload(rig.message_of(document.id).digest) or b"")
    expected = {
        "OfferNumber": "GD-2",
        "OfferedAt": on_wire(YESTERDAY),
        "Contact": "李",
        "ContactDetails": "contact@example.com",
        "Consent": "true",
    }
    assert {name: text_of(message, f"{{*}}{name}") for name in expected} == expected


def test_a_notice_reaches_the_portal_with_number_time_and_reason(rig: Rig, enterprise: str) -> None:
    """正式保单编号, 生效时间 that may lie ahead, 原因 (S4: 保单生效时间以保险公司审批为准)."""
    document = offer(rig, enterprise, "GD-3")
    notify(rig, enterprise, "GD-3", "1", Reason="已审批")
    (notice,) = of_type(rig, "sme-policy-notice")
    event = told(rig, notice)
    values = {"offer_number": "GD-3", "outcome": "effective", "policy_number": "EGD-3", "effective_at": "2126-10-01"}
    assert values.items() <= event["returned"].items()
    assert event["reason"] == ["已审批"]
    assert (told(rig, document)["status"], told(rig, document)["reason"]) == ("S", ["已审批"])


# ---- who may confirm ----


@pytest.mark.parametrize("card", ["legal-person", "operator", "account"])
def test_any_login_confirms(rig: Rig, enterprise: str, card: str) -> None:
    """Legal person's or operator's card, or an account (S4 FAQ 6)."""
    offer(rig, enterprise, "GD-4")
    (document,) = rig.submit(a_confirmation(enterprise, "GD-4", signer={"card": card, "name": "王小明"}))
    assert document.status == "P001"


@pytest.mark.parametrize(
    ("data", "faults"),
    [
        ({"contact": ""}, [("HUB-201", "data.contact")]),
        ({"contact_details": "someone"}, [("HUB-204", "data.contact_details")]),
        ({"consent": False}, [("HUB-313", "data.consent")]),
        ({"offer_number": "GD-0"}, [("HUB-314", "data.offer_number")]),
        ({"offered_at": on_wire(START)}, [("HUB-332", "data.offered_at")]),
    ],
)
def test_what_a_confirmation_may_not_say_is_refused_in_its_own_names(
    rig: Rig, enterprise: str, data: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    """联系方式 is a phone or an e-mail; the offer must be there, as it was seen (S4)."""
    offer(rig, enterprise, "GD-5")
    (document,) = rig.submit(a_confirmation(enterprise, "GD-5", data=data))
    assert faults_of(rig, document) == faults


@pytest.mark.parametrize("details", ["13800000001", "0756-3370001", "3370001", "contact@example.com"])
def test_contact_details_are_a_phone_or_an_email(rig: Rig, enterprise: str, details: str) -> None:
    """联系方式 of S4."""
    offer(rig, enterprise, "GD-6")
    (document,) = rig.submit(a_confirmation(enterprise, "GD-6", data={"contact_details": details}))
    assert document.status == "P001"


def test_only_the_insured_enterprise_confirms(rig: Rig, enterprise: str) -> None:
    """For anybody else there is no such offer (S4 FAQ 9)."""
    offer(rig, enterprise, "GD-7")
    (foreign,) = rig.submit(a_confirmation(a_uscc(), "GD-7"))
    assert faults_of(rig, foreign) == [("HUB-314", "data.offer_number")]


def test_an_offer_is_confirmed_once(rig: Rig, enterprise: str) -> None:
    """In one batch or later, until Sinosure has refused the first."""
    document = offer(rig, enterprise, "GD-8")
    first, second = rig.submit(a_confirmation(enterprise, "GD-8"), a_confirmation(enterprise, "GD-8"))
    (third,) = rig.submit(a_confirmation(enterprise, "GD-8"))
    assert (status(rig, document), first.status) == ("O002", "P001")
    assert [faults_of(rig, one)[0][0] for one in (second, third)] == ["HUB-315", "HUB-315"]


@pytest.mark.parametrize("end", ["P005", "F"])
def test_a_refused_confirmation_gives_the_offer_back(rig: Rig, enterprise: str, end: str) -> None:
    """It may be confirmed again; what comes late for the first is a contradiction."""
    document = offer(rig, enterprise, "GD-9")
    (first,) = rig.submit(a_confirmation(enterprise, "GD-9"))
    if end == "P005":
        rig.reply(rig.technical(rig.message_of(first.id), "refused", sender=SINOSURE), party=SINOSURE)
    else:
        sinosure_says(rig, first, "F")
    assert (status(rig, first), status(rig, document)) == (end, "O001")
    (second,) = rig.submit(a_confirmation(enterprise, "GD-9"))
    sinosure_says(rig, first, "S")
    assert (status(rig, first), second.status, status(rig, document)) == (end, "P001", "O002")
    assert rig.document(first.id).disputes


# ---- what decides an offer ----


@pytest.mark.parametrize(("outcome", "end"), [("1", "S"), ("2", "F")])
@pytest.mark.parametrize("confirmed", [False, True])
def test_the_notice_decides_the_offer(rig: Rig, enterprise: str, outcome: str, end: str, *, confirmed: bool) -> None:
    """Also one that was confirmed elsewhere, or withdrawn; never the confirmation's S."""
    document = offer(rig, enterprise, "GD-10")
    if confirmed:
        (confirmation,) = rig.submit(a_confirmation(enterprise, "GD-10"))
        sinosure_says(rig, confirmation, "S")
        assert status(rig, document) == "O002"
    notify(rig, enterprise, "GD-10", outcome)
    assert status(rig, document) == end
    (late,) = rig.submit(a_confirmation(enterprise, "GD-10"))
    assert faults_of(rig, late) == [("HUB-315", "data.offer_number")]


@pytest.mark.parametrize(("first", "second"), [("1", "2"), ("2", "1")])
def test_the_other_outcome_later_is_a_contradiction(rig: Rig, enterprise: str, first: str, second: str) -> None:
    """The first stands, and an operator is told; the same again is none."""
    document = offer(rig, enterprise, "GD-11")
    notify(rig, enterprise, "GD-11", first)
    before = status(rig, document)
    notify(rig, enterprise, "GD-11", first, **({"PolicyNumber": "other"} if first == "1" else {}))
    assert not rig.document(document.id).disputes
    notify(rig, enterprise, "GD-11", second)
    assert (status(rig, document), bool(rig.document(document.id).disputes)) == (before, True)


@pytest.mark.parametrize("end", ["S", "F", "P005"])
def test_an_open_confirmation_ends_by_its_own_receipt(rig: Rig, enterprise: str, end: str) -> None:
    """After the notice it does not move the offer any more."""
    document = offer(rig, enterprise, "GD-12")
    (confirmation,) = rig.submit(a_confirmation(enterprise, "GD-12"))
    notify(rig, enterprise, "GD-12", "1")
    if end == "P005":
        rig.reply(rig.technical(rig.message_of(confirmation.id), "refused", sender=SINOSURE), party=SINOSURE)
    else:
        sinosure_says(rig, confirmation, end)
    assert (status(rig, confirmation), status(rig, document)) == (end, "S")
    assert not rig.document(document.id).disputes


def test_a_policy_that_takes_effect_says_from_when(rig: Rig, enterprise: str) -> None:
    """生效时间 is there with 生效; a declined one has none."""
    offer(rig, enterprise, "GD-13")
    notify(rig, enterprise, "GD-13", "1", EffectiveAt=[])
    assert kept(rig) == [("HUB-201", "EffectiveAt")]


@pytest.mark.parametrize("receipts", list(permutations(("technical", "S", "notice"))))
def test_receipts_and_notice_end_alike_in_every_order(rig: Rig, receipts: tuple[str, ...]) -> None:
    """Each of them twice."""
    enterprise = a_uscc()
    document = offer(rig, enterprise, "GD-14")
    (confirmation,) = rig.submit(a_confirmation(enterprise, "GD-14"))
    bodies = {
        "technical": rig.technical(rig.message_of(confirmation.id), sender=SINOSURE),
        "S": rig.decision("SmePolicyConfirmationDecision", rig.message_of(confirmation.id), "S", sender=SINOSURE),
        "notice": a_notice(rig, enterprise, "GD-14", "1"),
    }
    for what in receipts * 2:
        rig.reply(bodies[what], party=SINOSURE)
    assert (status(rig, confirmation), status(rig, document), kept(rig)) == ("S", "S", [])


# ---- a notice that is early ----


def test_a_notice_that_is_quicker_than_its_offer_waits_for_it(rig: Rig, enterprise: str) -> None:
    """It is answered at once, and decides the offer when that has come."""
    line = EarlyNoticeLine("hub", catalogue(), rig.ports)
    notify(rig, enterprise, "GD-15", "1")
    assert (of_type(rig, "sme-policy-notice"), len(rig.store.schedule.early_notices(9))) == ([], 1)
    document = offer(rig, enterprise, "GD-15")
    line.run()
    assert (status(rig, document), rig.store.schedule.early_notices(9)) == ("S", [])


def test_a_notice_about_somebody_elses_offer_is_kept_apart(rig: Rig, enterprise: str) -> None:
    """It names another enterprise than the offer did."""
    offer(rig, enterprise, "GD-16")
    notify(rig, a_uscc(), "GD-16", "1")
    assert [code for code, _ in kept(rig)] == ["HUB-314"]


# ---- versions of an offer ----


def test_a_corrected_offer_is_a_new_version_while_it_is_to_be_confirmed(rig: Rig, enterprise: str) -> None:
    """The earlier one is superseded; only the version that was seen last is confirmed."""
    first = offer(rig, enterprise, "GD-17")
    second = offer(rig, enterprise, "GD-17", START)
    assert (first.id != second.id, status(rig, first), status(rig, second)) == (True, "X001", "O001")
    (stale,) = rig.submit(a_confirmation(enterprise, "GD-17", YESTERDAY))
    assert faults_of(rig, stale) == [("HUB-332", "data.offered_at")]
    (confirmation,) = rig.submit(a_confirmation(enterprise, "GD-17", START))
    assert (confirmation.status, status(rig, second)) == ("P001", "O002")
    notify(rig, enterprise, "GD-17", "1")
    assert (status(rig, first), status(rig, second)) == ("X001", "S")


def test_an_older_version_that_comes_late_is_kept_and_never_current(rig: Rig, enterprise: str) -> None:
    """By Sinosure's own time, whenever it arrives, in one batch too."""
    line = (an_offer(rig, enterprise, "GD-18", START), an_offer(rig, enterprise, "GD-18", YESTERDAY))
    rig.reply(*line, party=SINOSURE)
    found = [status(rig, one) for one in of_type(rig, "sme-policy-offer") if one.enterprise == enterprise]
    assert found == ["O001"]
    (confirmation,) = rig.submit(a_confirmation(enterprise, "GD-18", START))
    assert confirmation.status == "P001"


def test_every_order_of_versions_has_the_same_current_one(rig: Rig) -> None:
    """Each version twice."""
    times = [START - number * A_DAY_US for number in range(3)]
    for number, order in enumerate(permutations(times)):
        enterprise = a_uscc()
        for at in order * 2:
            rig.reply(an_offer(rig, enterprise, f"GD-19-{number}", at), party=SINOSURE)
        documents = [one for one in of_type(rig, "sme-policy-offer") if one.enterprise == enterprise]
        (current,) = [one for one in documents if status(rig, one) == "O001"]
        (passed,) = [t for t in transitions(rig, current) if t.after == "O001" and not t.is_observation]
        assert passed.detail["returned"]["offered_at"] == on_wire(START)
        assert {status(rig, one) for one in documents} <= {"O001", "X001"}
    assert kept(rig) == []


def test_the_same_offer_again_is_a_repeat(rig: Rig, enterprise: str) -> None:
    """In another message, in one batch or later, whatever became of it: kept, and nothing new."""
    rig.reply(*(an_offer(rig, enterprise, "GD-20") for _ in range(2)), party=SINOSURE)
    (confirmation,) = rig.submit(a_confirmation(enterprise, "GD-20"))
    offer(rig, enterprise, "GD-20")
    (document,) = [one for one in of_type(rig, "sme-policy-offer") if one.enterprise == enterprise]
    assert (status(rig, document), confirmation.status, kept(rig)) == ("O002", "P001", [])
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    assert len([m for m in trail.messages if m.direction == "in"]) == 3


@pytest.mark.parametrize("after", ["confirmed", "decided"])
def test_other_content_after_the_confirmation_is_quarantined(rig: Rig, enterprise: str, after: str) -> None:
    """Nobody saw it when they confirmed."""
    document = offer(rig, enterprise, "GD-21")
    rig.submit(a_confirmation(enterprise, "GD-21"))
    if after == "decided":
        notify(rig, enterprise, "GD-21", "1")
    before = status(rig, document)
    offer(rig, enterprise, "GD-21", START)
    assert (status(rig, document), kept(rig)) == (before, [("HUB-417", "offer_number")])


def test_two_offers_of_one_number_belong_to_one_enterprise(rig: Rig, enterprise: str) -> None:
    """A second bearer is quarantined."""
    offer(rig, enterprise, "GD-22")
    rig.reply(an_offer(rig, a_uscc(), "GD-22", START), party=SINOSURE)
    assert kept(rig) == [("HUB-432", "offer_number")]


@pytest.mark.parametrize(("confirmed", "outcome"), list(product((False, True), ("1", "2"))))
def test_what_happens_at_once_happens_in_order(rig: Rig, *, confirmed: bool, outcome: str) -> None:
    """Offer, and notice in one batch."""
    enterprise = a_uscc()
    rig.reply(an_offer(rig, enterprise, "GD-23"), party=SINOSURE)
    if confirmed:
        rig.submit(a_confirmation(enterprise, "GD-23"))
    twice = (a_notice(rig, enterprise, "GD-23", outcome), a_notice(rig, enterprise, "GD-23", outcome))
    rig.reply(*twice, party=SINOSURE)
    (document,) = [one for one in of_type(rig, "sme-policy-offer") if one.enterprise == enterprise]
    assert status(rig, document) == {"1": "S", "2": "F"}[outcome]
