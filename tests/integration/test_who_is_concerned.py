"""Whom customs' documents concern: by ten-digit code, by USCC where given (S2 §1.1, 2.1)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from deposits import a_guarantee_number, a_levy, a_payment_notice, all_of, on_track, send, trail
from guarantees import a_deposit_confirmation, approve
from levies import a_note, levy_rig
from rig import Rig, a_credit_authorization, a_uscc

from hub.model import Changes, Registration
from hub.ports import Filter, Store
from hub.testing.rows import write

GUARANTEED, AGENT, PAYER = "1101919107", "1101919108", "1101919109"


@pytest.fixture
def rig(store: Store, tmp_path: Path) -> Iterator[Rig]:
    made = levy_rig(store, tmp_path / "queues")
    yield made
    made.close()


def known_to(rig: Rig, portal: str, *usccs: str) -> None:
    """A portal speaks for an enterprise from its first submission on."""
    for uscc in usccs:
        (accepted,) = rig.submit(a_credit_authorization(uscc), portal=portal)
        assert accepted.status == "P001"


def named(rig: Rig, code: str, uscc: str, source: Any = "card", at: int = 0) -> None:
    """Somebody named a code with a USCC before."""
    write(rig.store, Changes(registrations={Registration(code, uscc, source, at): None}))


def heard(rig: Rig, portal: str) -> list[tuple[str, str]]:
    """Type and status of what a portal was told about levies and payment notices."""
    rig.work()
    told = [event["data"] for event in rig.events(portal)]
    return [(d["type"], d["status"]) for d in told if d["type"] in ("deposit-levy", "payment-notice")]


def noted(rig: Rig, uscc: str, number: str, portal: str = "national", serial: str = "1") -> tuple[str, list[str]]:
    """The status of a note on a levy, and the codes of its faults."""
    (note,) = rig.submit(a_note(uscc, number, serial), portal=portal)
    faults = trail(rig, note).transitions[0].detail.get("faults", [])
    return note.status, [fault["code"] for fault in faults]


def test_guaranteed_unit_and_agent_both_hear_of_a_levy(rig: Rig) -> None:
    """S2 §1.1: 被担保单位或其委托代理单位可查询到; the payer, a third enterprise, hears nothing."""
    for code, concerned in (("1", "GuaranteedUscc"), ("2", "AgentUscc"), ("3", "PayerUscc")):
        uscc = a_uscc()
        known_to(rig, "liaoning", uscc)
        agent = {"AgentCode": AGENT, "AgentName": "某某报关行"} if concerned == "AgentUscc" else {}
        payer = {"PayerCode": PAYER} if concerned == "PayerUscc" else {}
        before = len(heard(rig, "liaoning"))
        more = {**agent, **payer, concerned: uscc, "GuaranteedCode": f"110191922{code}"}
        send(rig, "DepositLevy", a_levy(a_guarantee_number(), **more))
        told = heard(rig, "liaoning")[before:]
        assert told == ([] if payer else [("deposit-levy", "N001"), ("deposit-levy", "O001")])


def test_each_of_them_may_name_it_and_nobody_else(rig: Rig) -> None:
    """For others it is not found, as what is not there (domain.md section 4)."""
    guaranteed, agent, payer = a_uscc(), a_uscc(), a_uscc()
    more = {"GuaranteedUscc": guaranteed, "AgentUscc": agent, "AgentName": "某某报关行"}
    send(rig, "DepositLevy", a_levy(number := a_guarantee_number(), PayerUscc=payer, PayerCode=PAYER, **more))
    assert noted(rig, guaranteed, number, "liaoning") == ("P001", [])
    assert noted(rig, agent, number) == ("P001", [])
    not_there = noted(rig, payer, a_guarantee_number())
    assert noted(rig, payer, number) == noted(rig, a_uscc(), number) == not_there == ("H001", ["HUB-314"])


def test_a_code_stands_for_whom_customs_named_last(rig: Rig) -> None:
    """It counts over all cards, and over what customs said before; learned from customs' own messages."""
    before, now = a_uscc(), a_uscc()
    named(rig, GUARANTEED, before)
    send(rig, "DepositLevy", a_levy(first := a_guarantee_number()))
    assert noted(rig, before, first) == ("P001", [])
    send(rig, "DepositLevy", a_levy(a_guarantee_number(), GuaranteedUscc=now), a_levy(second := a_guarantee_number()))
    assert noted(rig, now, second) == noted(rig, now, first) == ("P001", [])
    assert noted(rig, before, second) == ("H001", ["HUB-314"])


def test_a_code_that_a_portal_vouches_for_stands_for_nobody(rig: Rig) -> None:
    """A submission without a card's signature says its customs code, and gains nothing by it."""
    claimed = a_uscc()
    form = a_credit_authorization(claimed)
    form["enterprise"]["customs_code"] = GUARANTEED
    (accepted,) = rig.submit(form)
    assert accepted.status == "P001"
    send(rig, "DepositLevy", a_levy(number := a_guarantee_number()))
    assert noted(rig, claimed, number) == ("H001", ["HUB-314"])


def test_an_operator_finds_what_concerns_an_enterprise_by_its_code_only(rig: Rig) -> None:
    """As `hub log --enterprise` lists it; what customs says of the code later counts."""
    before, now = a_uscc(), a_uscc()
    named(rig, GUARANTEED, before)
    send(rig, "DepositLevy", a_levy(a_guarantee_number()))
    assert [d.type for d in rig.store.documents.log(Filter(enterprise=before))] == ["deposit-levy"]
    send(rig, "DepositLevy", a_levy(a_guarantee_number(), GuaranteedUscc=now))
    assert [d.type for d in rig.store.documents.log(Filter(enterprise=now))] == ["deposit-levy"] * 2
    assert [d.enterprise for d in rig.store.documents.log(Filter(enterprise=before))] == [before]


def test_two_cards_with_one_code_stand_for_nobody(rig: Rig) -> None:
    """The home portal hears, and an operator."""
    one, other = a_uscc(), a_uscc()
    named(rig, GUARANTEED, one)
    named(rig, GUARANTEED, other)
    known_to(rig, "liaoning", one, other)
    send(rig, "DepositLevy", a_levy(number := a_guarantee_number()))
    (levy,) = all_of(rig, "deposit-levy")
    assert (levy.enterprise, "owner-unclear" in levy.disputes) == ("", True)
    assert heard(rig, "liaoning") == []
    assert ("deposit-levy", "O001") in heard(rig, "national")
    assert noted(rig, one, number) == ("H001", ["HUB-314"])


def test_a_payment_notice_is_told_to_all_whom_its_levy_concerns(rig: Rig) -> None:
    """The agent hears of it by the levy."""
    guaranteed, agent = a_uscc(), a_uscc()
    known_to(rig, "liaoning", agent)
    more = {"GuaranteedUscc": guaranteed, "AgentUscc": agent, "AgentName": "某某报关行"}
    send(rig, "DepositLevy", a_levy(number := a_guarantee_number(), **more))
    send(rig, "PaymentNotice", a_payment_notice(number, GuaranteedUscc=guaranteed))
    assert ("payment-notice", "N002") in heard(rig, "liaoning")
    assert ("deposit-levy", "K000") in heard(rig, "liaoning")


def test_a_payment_notice_about_another_enterprises_levy_is_not_used(rig: Rig) -> None:
    """It names one guaranteed unit, the levy another: an operator looks at it, nobody hears of it."""
    send(rig, "DepositLevy", a_levy(number := a_guarantee_number(), GuaranteedUscc=a_uscc()))
    send(rig, "PaymentNotice", a_payment_notice(number, GuaranteedUscc=a_uscc(), GuaranteedCode="1101919110"))
    assert all_of(rig, "payment-notice") == []
    assert [row.code for row in rig.store.quarantine.deliveries(limit=9)] == ["HUB-314"]


def answer(rig: Rig, note: str, code: str, **result: str) -> None:
    body = rig.decision("LevyNoteAnswer", rig.message_of(note), code, result, sender="customs")
    rig.reply(body, party="customs")


def test_only_the_field_says_that_a_guarantee_is_paid(rig: Rig) -> None:
    """A 收据号 alone says nothing; 已缴款 says it, never back, and whatever the main status says."""
    guaranteed = a_uscc()
    send(rig, "DepositLevy", a_levy(number := a_guarantee_number(), GuaranteedUscc=guaranteed))
    (note,) = rig.submit(a_note(guaranteed, number))
    (levy,) = all_of(rig, "deposit-levy")
    answer(rig, note.id, "G002", ReceiptNumber="8010")
    assert on_track(rig, levy) == []
    answer(rig, note.id, "G002", GuaranteeStatus="K000")
    answer(rig, note.id, "G002", GuaranteeStatus="K001", ReceiptNumber="8010")
    answer(rig, note.id, "G002", GuaranteeStatus="K000")
    told = [t for t in trail(rig, levy).transitions if t.track == "guarantee"]
    assert [(t.detail["event"], dict(t.returned)) for t in told] == [("K000", {}), ("K001", {"receipt_number": "8010"})]
    assert rig.document(note.id).disputes == frozenset()


def test_a_late_answer_tells_the_levy_that_bears_the_number_now(rig: Rig) -> None:
    """Not the version that the answered note named."""
    guaranteed = a_uscc()
    content = a_levy(a_guarantee_number(), GuaranteedUscc=guaranteed)
    send(rig, "DepositLevy", content)
    (note,) = rig.submit(a_note(guaranteed, content["GuaranteeNumber"]))
    send(rig, "DepositLevy", content | {"Amount": "2000.00"})
    answer(rig, note.id, "G003", GuaranteeStatus="K001")
    first, second = all_of(rig, "deposit-levy")
    assert (first.on_track("guarantee")[0], second.on_track("guarantee")[0]) == ("", "K001")


def test_what_a_note_tells_its_portal_alone(rig: Rig) -> None:
    """Another portal that hears of a document of several enterprises is not told the submission's own id."""
    guaranteed = a_uscc()
    known_to(rig, "liaoning", guaranteed)
    send(rig, "DepositLevy", a_levy(number := a_guarantee_number(), GuaranteedUscc=guaranteed))
    assert noted(rig, guaranteed, number, "national") == ("P001", [])
    rig.work()
    about = [event["data"]["type"] for event in rig.events("liaoning")]
    assert "levy-note" not in about


def test_a_unit_that_a_confirmation_completes_is_concerned_from_customs_approval_on(rig: Rig) -> None:
    """Who may act follows from what customs wrote; corrections are the levy's with G002, not before."""
    agent, guaranteed = a_uscc(), a_uscc()
    known_to(rig, "liaoning", guaranteed)
    levy = a_levy(a_guarantee_number(), AgentCode=AGENT, AgentUscc=agent, AgentName="某某报关行")
    send(rig, "DepositLevy", levy)
    (confirmation,) = rig.submit(a_deposit_confirmation(agent, levy, guaranteed_uscc=guaranteed))
    (document,) = all_of(rig, "deposit-levy")
    assert noted(rig, guaranteed, levy["GuaranteeNumber"]) == ("H001", ["HUB-314"])
    approve(rig, confirmation, {})
    assert rig.document(document.id).status == "G002"
    send(rig, "PaymentNotice", a_payment_notice(levy["GuaranteeNumber"]))
    assert ("deposit-levy", "K000") in heard(rig, "liaoning")


def test_a_correction_after_the_confirmation_went_to_customs_is_an_alarm(rig: Rig) -> None:
    """No new version then; an operator settles it, and no act on the levy is accepted until then."""
    guaranteed = a_uscc()
    levy = a_levy(a_guarantee_number(), GuaranteedUscc=guaranteed)
    send(rig, "DepositLevy", levy)
    (confirmation,) = rig.submit(a_deposit_confirmation(guaranteed, levy))
    approve(rig, confirmation, {})
    send(rig, "DepositLevy", levy, levy | {"Amount": "9.99"})
    (document,) = all_of(rig, "deposit-levy")
    assert (document.status, "other-version" in document.disputes) == ("G002", True)
    observed = [t.detail.get("observed") for t in trail(rig, document).transitions if t.is_observation]
    assert observed[-2:] == ["repeated", "other-version"]
