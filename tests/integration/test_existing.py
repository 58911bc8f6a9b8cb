"""Submitted documents that were there before the hub: banks and customs announce them as they stand."""

import json
from pathlib import Path
from typing import Any

import pytest
from agreements import BINDING, REMIT_IN, a_bank_agreement, a_release, bank_says, sign
from deposits import a_guarantee_number, a_levy, a_payment_notice, all_of, send, trail
from existing import (
    APPROVED,
    IN_FORCE,
    PAID,
    a_change_of,
    an_existing_bank_agreement,
    an_existing_guarantee,
    an_existing_payment_agreement,
    announce,
    quarantined,
    signed_existing,
    taken_over,
)
from guarantees import CODE, a_guarantee_in_force, a_number, a_refund, approve, faults, figures, refused, returned
from money import BANK, a_payment, agree, answer, at_the_bank, paid, status, underwrite
from racers import RACES, race
from rig import Rig, a_uscc, catalogue

from hub.flow.deadlines import DeadlineLine
from hub.model import Document
from hub.ports import Filter
from hub.xml.times import on_wire

OTHER_BANK = "bank-of-china"
TYPES = ("bank-agreement", "payment-agreement", "general-guarantee")


def content_of(rig: Rig, type_: str, uscc: str) -> dict[str, Any]:
    """What the party of a type announces."""
    if type_ == "bank-agreement":
        return an_existing_bank_agreement(rig, uscc, BINDING)
    return an_existing_guarantee(uscc) if type_ == TYPES[2] else an_existing_payment_agreement(rig, uscc)


def accepted(rig: Rig, form: dict[str, Any]) -> Document:
    (document,) = rig.submit(form)
    assert document.status == "P001", faults(rig, document)
    return document


def look_at_the_clock(rig: Rig) -> None:
    rows = rig.store.schedule.timers(rig.clock.now(), 10)
    DeadlineLine("hub", catalogue(), rig.ports)._transact(rows)


# ---- as it stands ----


@pytest.mark.parametrize(("type_", "stands"), list(zip(TYPES, ("S", "S", "G002"), strict=True)))
def test_it_begins_where_it_stands_and_nobody_is_told(rig: Rig, uscc: str, type_: str, stands: str) -> None:
    """One row that says so, with what its parties answered; the sender gets the receipt of every message of its own."""
    document = taken_over(rig, type_, content_of(rig, type_, uscc))
    rig.work()
    rows = [row for row in trail(rig, document).transitions if row.track == "main"]
    assert [(row.before, row.after, row.detail.get("taken_over")) for row in rows] == [(None, stands, True)]
    assert (document.enterprise, document.portal, rig.events()) == (uscc, None, [])
    messages = [m for m in rig.store.archive.messages(9) if m.direction == "out"]
    assert [(m.kind, m.party) for m in messages] == [("receipt", document.sender)]


def test_whose_a_payment_agreement_is_follows_from_sender_and_form(rig: Rig, uscc: str) -> None:
    """Its party is the insurer, and its bank who announces it, as with one that an enterprise signs."""
    document = taken_over(rig, "payment-agreement", an_existing_payment_agreement(rig, uscc))
    assert (document.party, document.sender) == ("ping-an", BANK)


@pytest.mark.parametrize(("last", "stands"), [("2026-09-20", "E"), ("2026-09-21", "S")])
def test_an_agreement_that_was_over_before_ends_at_once_and_nobody_is_told(
    rig: Rig, uscc: str, last: str, stands: str
) -> None:
    """失效 is inclusive: one whose last day is today stands. The clock changes nothing later of one that was over."""
    document = taken_over(rig, "payment-agreement", an_existing_payment_agreement(rig, uscc, ExpiryDate=last))
    look_at_the_clock(rig)
    rig.work()
    assert (status(rig, document), rig.events()) == (stands, [])
    rows = [(row.before, row.after, row.detail.get("taken_over")) for row in trail(rig, document).transitions]
    assert rows == [(None, "S", True), ("S", "E", True)][: 2 if stands == "E" else 1]


def test_a_letter_that_was_over_before_stands_as_expired_and_nobody_is_told(rig: Rig, uscc: str) -> None:
    """The track says E. A change with a new last day ends it, which is told like any other."""
    content = an_existing_guarantee(uscc, Letter={"Number": "BH-1", "ValidTo": "2026-09-20"})
    old = taken_over(rig, "general-guarantee", content)
    look_at_the_clock(rig)
    rig.work()
    assert (old.on_track("guarantee"), rig.events()) == (("K001", "E"), [])
    change = accepted(rig, a_change_of(uscc, content, letter={"number": "BH-2", "valid_to": "2028-06-30"}))
    approve(rig, change)
    (now,) = [one for one in all_of(rig, "general-guarantee") if one.id == old.id]
    assert now.on_track("guarantee") == ("K001", "")


# ---- payments under a payment agreement ----


def test_a_premium_is_paid_under_an_agreement_that_was_there_before(rig: Rig, enterprise: str) -> None:
    """To its end: the bank's Y002 reaches the application."""
    content = an_existing_payment_agreement(rig, enterprise)
    taken_over(rig, "payment-agreement", content)
    application, number = underwrite(rig, enterprise)
    payment = accepted(rig, a_payment(enterprise, content["Result"]["AgreementNumber"], {number: "2555.56"}))
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    assert (status(rig, payment), status(rig, application)) == ("Y002", "Y002")


def test_it_pays_no_other_account_than_the_one_agreed_on(rig: Rig, enterprise: str) -> None:
    """Where the insurer's answer names another account, that one counts, whatever the bank has."""
    content = an_existing_payment_agreement(rig, enterprise, Account="6200000000000000099")
    taken_over(rig, "payment-agreement", content)
    _, number = underwrite(rig, enterprise)
    accepted(rig, a_payment(enterprise, content["Result"]["AgreementNumber"], {number: "2555.56"}))


@pytest.mark.parametrize(
    ("days", "code"), [({"EffectiveDate": "2126-01-01"}, "HUB-3"), ({"ExpiryDate": "2026-09-20"}, "HUB-3")]
)
def test_one_that_is_not_in_force_today_pays_nothing(
    rig: Rig, enterprise: str, days: dict[str, str], code: str
) -> None:
    """Its days count as those of any other."""
    content = an_existing_payment_agreement(rig, enterprise, **days)
    taken_over(rig, "payment-agreement", content)
    _, number = underwrite(rig, enterprise)
    found = refused(rig, a_payment(enterprise, content["Result"]["AgreementNumber"], {number: "2555.56"}))
    assert [(one[:5], field) for one, field in found] == [(code, "data.agreement_number")]


def test_it_expires_with_its_last_day_and_the_home_portal_is_told(rig: Rig, uscc: str) -> None:
    """失效 is inclusive; what begins now is told."""
    document = taken_over(rig, "payment-agreement", an_existing_payment_agreement(rig, uscc, ExpiryDate="2026-09-22"))
    rig.clock.pass_(days=1)
    look_at_the_clock(rig)
    assert status(rig, document) == "S"
    rig.clock.pass_(days=2)
    look_at_the_clock(rig)
    rig.work()
    assert status(rig, document) == "E"
    assert [(e["data"]["document"], e["data"]["status"]) for e in rig.events()] == [(document.id, "E")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"insurer": "no-such"}, ("HUB-111", "Form/Insurer")),
        ({"insurer": OTHER_BANK}, ("HUB-113", "Form/Insurer")),
        ({"ExpiryDate": "2025-12-31"}, ("HUB-431", "Result/ExpiryDate")),
        ({"SignedAt": "2036-01-01T00:00:00+08:00"}, ("HUB-415", "Result/SignedAt")),
    ],
)
def test_what_no_answer_could_have_brought_is_kept_apart(
    rig: Rig, uscc: str, changes: dict[str, Any], expected: tuple[str, str]
) -> None:
    """With the party's own element."""
    announce(rig, "payment-agreement", an_existing_payment_agreement(rig, uscc, **changes))
    assert (all_of(rig, "payment-agreement"), quarantined(rig)) == ([], [expected])


# ---- what rests on an agreement with a bank ----


def test_a_binding_that_was_there_before_carries_remittances(rig: Rig, uscc: str) -> None:
    """必须先用户绑定 (S0): not at another bank, and not of another enterprise."""
    taken_over(rig, "bank-agreement", an_existing_bank_agreement(rig, uscc, BINDING))
    assert refused(rig, a_bank_agreement(a_uscc(), REMIT_IN)) != []
    assert refused(rig, a_bank_agreement(uscc, REMIT_IN, bank=OTHER_BANK)) != []
    accepted(rig, a_bank_agreement(uscc, REMIT_IN))


def test_a_function_that_was_signed_before_is_not_signed_again(rig: Rig, uscc: str) -> None:
    """One bank and one function are signed once only (S0); after the release it is free."""
    content = an_existing_bank_agreement(rig, uscc, BINDING)
    old = taken_over(rig, "bank-agreement", content)
    assert refused(rig, a_bank_agreement(uscc, BINDING)) == [("HUB-333", "data.functions[0]")]
    release = accepted(rig, a_release(uscc, content["Result"]["AgreementNumber"]))
    bank_says(rig, release, "S")
    assert (status(rig, release), status(rig, old)) == ("S", "R")
    accepted(rig, a_bank_agreement(uscc, BINDING))


def test_a_release_is_told_to_the_portal_that_asked_for_it(rig: Rig, uscc: str) -> None:
    """The portal speaks for the enterprise now, and hears what becomes of the old agreement."""
    content = an_existing_bank_agreement(rig, uscc, BINDING)
    old = taken_over(rig, "bank-agreement", content)
    release = accepted(rig, a_release(uscc, content["Result"]["AgreementNumber"]))
    bank_says(rig, release, "S")
    rig.work()
    told = [e["data"] for e in rig.events() if e["data"]["document"] == old.id]
    assert [(data["status"], data["submission"], data["enterprise"]) for data in told] == [("R", None, uscc)]


def test_another_bank_cannot_be_asked_to_release_it(rig: Rig, uscc: str) -> None:
    """Numbers are one party's."""
    content = an_existing_bank_agreement(rig, uscc, BINDING)
    taken_over(rig, "bank-agreement", content)
    form = a_release(uscc, content["Result"]["AgreementNumber"], bank=OTHER_BANK)
    assert refused(rig, form) == [("HUB-314", "data.agreement_number")]


def test_remittances_of_an_older_agreement_hold_the_binding(rig: Rig, uscc: str) -> None:
    """Both taken over: the binding is not released before them."""
    binding = an_existing_bank_agreement(rig, uscc, BINDING)
    taken_over(rig, "bank-agreement", binding)
    taken_over(rig, "bank-agreement", an_existing_bank_agreement(rig, uscc, REMIT_IN))
    assert [code for code, _ in refused(rig, a_release(uscc, binding["Result"]["AgreementNumber"]))] == ["HUB-335"]


@pytest.mark.parametrize("is_open", [True, False])
def test_a_function_that_the_hub_has_already_is_not_taken_over(rig: Rig, uscc: str, is_open: bool) -> None:
    """Open or in force: two agreements about one function cannot both be true."""
    if is_open:
        accepted(rig, a_bank_agreement(uscc, BINDING))
    else:
        sign(rig, uscc, BINDING)
    announce(rig, "bank-agreement", an_existing_bank_agreement(rig, uscc, BINDING))
    assert (len(all_of(rig, "bank-agreement")), quarantined(rig)) == (1, [("HUB-443", "Form/Function")])
    announce(rig, "bank-agreement", an_existing_bank_agreement(rig, uscc, BINDING), by=OTHER_BANK)
    assert len(all_of(rig, "bank-agreement")) == 2


def test_a_function_that_is_listed_twice_is_kept_apart(rig: Rig, uscc: str) -> None:
    """A portal's submission is refused for the same reason."""
    assert refused(rig, a_bank_agreement(uscc, BINDING, BINDING)) == [("HUB-316", "data.functions[1]")]
    announce(rig, "bank-agreement", an_existing_bank_agreement(rig, uscc, BINDING, REMIT_IN, BINDING))
    assert quarantined(rig) == [("HUB-316", "Form/Function")]


def test_stock_that_overtakes_the_decision_about_it_is_kept_apart(rig: Rig, enterprise: str) -> None:
    """The hub's own signing is with the bank: the bank's stock has the agreement already, and its S counts."""
    signing = at_the_bank(rig, enterprise)
    content = an_existing_payment_agreement(rig, enterprise)
    announce(rig, "payment-agreement", content)
    assert quarantined(rig) == [("HUB-443", "Header/Sender")]
    result = {name: content["Result"][name] for name in ("AgreementNumber", "EffectiveDate", "SignedAt")}
    answer(rig, signing, "PaymentAgreementDecision", "S", result, by=BANK)
    assert (status(rig, signing), len(all_of(rig, "payment-agreement"))) == ("S", 1)
    _, number = underwrite(rig, enterprise)
    accepted(rig, a_payment(enterprise, result["AgreementNumber"], {number: "2555.56"}))


def test_another_agreement_that_is_kept_apart_during_a_signing_is_taken_over_after_it(
    rig: Rig, enterprise: str
) -> None:
    """Several may be in force at one bank: the bank says it again, or an operator releases it."""
    signing = at_the_bank(rig, enterprise)
    content = an_existing_payment_agreement(rig, enterprise)
    announce(rig, "payment-agreement", content)
    result = {"AgreementNumber": "NEW-1", "EffectiveDate": "2026-01-01", "SignedAt": on_wire(rig.clock.now())}
    answer(rig, signing, "PaymentAgreementDecision", "S", result, by=BANK)
    taken_over(rig, "payment-agreement", content)


# ---- what changes a general guarantee ----


def test_a_guarantee_is_changed_and_the_second_change_excluded(rig: Rig, uscc: str) -> None:
    """变更登记 (S2 §2.2): one at a time; customs' approval changes the guarantee's facts."""
    content = an_existing_guarantee(uscc)
    old = taken_over(rig, "general-guarantee", content)
    letter = {"number": "BH-2027-002", "valid_to": "2028-06-30"}
    change = accepted(rig, a_change_of(uscc, content, amount="2000000.00", letter=letter))
    taken = [("HUB-317", "data.guarantee_number")]
    assert refused(rig, a_change_of(uscc, content, amount="3000000.00")) == taken
    assert refused(rig, a_refund(uscc, content["Result"]["GuaranteeNumber"], "1.00")) == taken
    approve(rig, change)
    expected = {"total_amount": "2000000.00", "letter_valid_to": "2028-06-30", "change_count": "1"}
    assert expected.items() <= returned(rig, old).items()


def test_a_change_keeps_what_customs_announced(rig: Rig, uscc: str) -> None:
    """Only amount and letter may differ from the announced form, and the amount covers what was used and given back."""
    content = an_existing_guarantee(uscc)
    taken_over(rig, "general-guarantee", content)
    assert refused(rig, a_change_of(uscc, content, payer_account="2")) == [("HUB-332", "data.payer_account")]
    found = refused(rig, a_change_of(uscc, content, amount="192323.23"))
    assert [field for _, field in found] == ["data.amount"]
    accepted(rig, a_change_of(uscc, content, amount="192323.234"))


def test_a_refund_takes_no_more_than_customs_figure_leaves(rig: Rig, uscc: str) -> None:
    """可用, and not the amount: what was used and given back before is gone."""
    content = an_existing_guarantee(uscc)
    old = taken_over(rig, "general-guarantee", content)
    number = content["Result"]["GuaranteeNumber"]
    assert refused(rig, a_refund(uscc, number, "900000.01")) == [("HUB-344", "data.amount")]
    refund = accepted(rig, a_refund(uscc, number, "600000.00"))
    assert [code for code, _ in refused(rig, a_refund(uscc, number, "1.00"))] != []
    approve(rig, refund)
    assert refused(rig, a_refund(uscc, number, "300000.01")) == [("HUB-344", "data.amount")]
    rest = accepted(rig, a_refund(uscc, number, "300000.00"))
    approve(rig, rest, figures("0.00", "100000.00", "992323.234"))
    assert returned(rig, old)["available_amount"] == "0.00"
    assert [field for _, field in refused(rig, a_refund(uscc, number, "0.01"))] == ["data.amount"]


def test_what_was_never_paid_is_not_given_back(rig: Rig, uscc: str) -> None:
    """The track begins as customs says, K000 here."""
    unpaid = {**APPROVED, "Track": [{"Name": "guarantee", "Status": "K000"}]}
    content = an_existing_guarantee(uscc)
    old = taken_over(rig, "general-guarantee", content, unpaid)
    assert old.on_track("guarantee") == ("K000", "")
    found = refused(rig, a_refund(uscc, content["Result"]["GuaranteeNumber"], "1.00"))
    assert found == [("HUB-345", "data.guarantee_number")]


def test_the_letter_expires_and_neither_change_nor_refund_is_blocked(rig: Rig, uscc: str) -> None:
    """E stands on the track; a change with a new last day ends it."""
    content = an_existing_guarantee(uscc, Letter={"Number": "BH-1", "ValidTo": "2026-09-22"})
    old = taken_over(rig, "general-guarantee", content)
    rig.clock.pass_(days=3)
    look_at_the_clock(rig)
    rig.work()
    (event,) = rig.events()
    assert (event["data"]["document"], event["data"]["status"], event["data"]["track"]) == (old.id, "E", "guarantee")
    letter = {"number": "BH-2", "valid_to": "2028-06-30"}
    change = accepted(rig, a_change_of(uscc, content, letter=letter))
    approve(rig, change)
    (now,) = [one for one in all_of(rig, "general-guarantee") if one.id == old.id]
    assert now.on_track("guarantee") == ("K001", "")


def test_the_last_day_that_customs_brings_counts_before_that_of_the_form(rig: Rig, uscc: str) -> None:
    """A letter that was extended before the hub."""
    content = an_existing_guarantee(uscc, result={"LetterNumber": "BH-3", "LetterValidTo": "2028-06-30"})
    result = content["Result"]
    ordered = ("GuaranteeNumber", "LetterNumber", "LetterValidTo", "Figures")
    content["Result"] = {name: result[name] for name in ordered}
    taken_over(rig, "general-guarantee", content)
    (timer,) = rig.store.schedule.timers(2**62, 9)
    assert timer.due > 1_840_000_000_000_000


def test_a_notice_that_was_there_first_is_told_of_it(rig: Rig, uscc: str) -> None:
    """缴款通知书 of a number that nobody bore: the track does not go back behind what customs says now."""
    for stands, expected in ((PAID, "K001"), (APPROVED, "K000")):
        content = an_existing_guarantee(uscc)
        number = content["Result"]["GuaranteeNumber"]
        send(rig, "PaymentNotice", a_payment_notice(number, Serial=None))
        old = taken_over(rig, "general-guarantee", content, stands)
        assert old.on_track("guarantee")[0] == expected


# ---- whose it is ----


def test_the_guaranteed_enterprise_may_name_it_too(rig: Rig, uscc: str) -> None:
    """And nobody else: another enterprise gets “not found”."""
    guaranteed = a_uscc()
    content = an_existing_guarantee(uscc, GuaranteedUscc=guaranteed)
    taken_over(rig, "general-guarantee", content)
    number = content["Result"]["GuaranteeNumber"]
    about = {"guaranteed_uscc": guaranteed}
    assert refused(rig, a_refund(a_uscc(), number, "1.00", **about)) == [("HUB-314", "data.guarantee_number")]
    accepted(rig, a_refund(guaranteed, number, "1.00", **about, declarant_uscc=guaranteed))


@pytest.mark.parametrize("type_", TYPES)
def test_another_enterprise_cannot_name_it(rig: Rig, enterprise: str, type_: str) -> None:
    """Not found, never forbidden."""
    content = content_of(rig, type_, a_uscc())
    taken_over(rig, type_, content)
    if type_ == "bank-agreement":
        form = a_release(enterprise, content["Result"]["AgreementNumber"])
    elif type_ == "payment-agreement":
        _, number = underwrite(rig, enterprise)
        form = a_payment(enterprise, content["Result"]["AgreementNumber"], {number: "2555.56"})
    else:
        form = a_refund(enterprise, content["Result"]["GuaranteeNumber"], "1.00")
    assert [code for code, _ in refused(rig, form)] == ["HUB-314"]


def test_a_declarant_known_by_its_customs_code_is_found(rig: Rig, uscc: str) -> None:
    """海关十位 alone: it stands for the USCC with which customs named it, whenever that is."""
    content = an_existing_guarantee(None, DeclarantUscc=None)
    old = taken_over(rig, "general-guarantee", content)
    assert old.enterprise == ""
    form = a_refund(uscc, content["Result"]["GuaranteeNumber"], "1.00")
    assert refused(rig, form) == [("HUB-314", "data.guarantee_number")]
    taken_over(rig, "general-guarantee", an_existing_guarantee(uscc))  # customs names both
    accepted(rig, {**form, "id": f"{form['id']}-again"})


# ---- once, and never instead of what the hub has ----


@pytest.mark.parametrize("type_", TYPES)
def test_told_twice_it_is_one(rig: Rig, uscc: str, type_: str) -> None:
    """The same message is a repeat; another one about the same number is kept apart."""
    content = content_of(rig, type_, uscc)
    body, sender = signed_existing(rig, type_, content), "customs" if type_ == TYPES[2] else BANK
    rig.reply(body, body, party=sender)
    rig.reply(body, party=sender)
    assert (len(all_of(rig, type_)), quarantined(rig)) == (1, [])
    announce(rig, type_, content)
    ((code, field),) = quarantined(rig)
    assert (len(all_of(rig, type_)), code) == (1, "HUB-432")
    assert field in ("Result/AgreementNumber", "Result/GuaranteeNumber")


def test_a_number_of_the_hubs_own_is_never_taken_over(rig: Rig, enterprise: str) -> None:
    """Neither what a party answered nor the number of a form that is still open."""
    agreed = agree(rig, enterprise)
    announce(rig, TYPES[1], an_existing_payment_agreement(rig, enterprise, AgreementNumber=agreed))
    _, signed = sign(rig, enterprise, BINDING)
    announce(rig, TYPES[0], an_existing_bank_agreement(rig, enterprise, REMIT_IN, AgreementNumber=signed))
    known = a_number()
    _, number = a_guarantee_in_force(rig, enterprise, pre_entry_number=known)
    announce(rig, TYPES[2], an_existing_guarantee(enterprise, result={"GuaranteeNumber": number}))
    announce(rig, TYPES[2], an_existing_guarantee(enterprise, PreEntryNumber=known))
    assert [len(all_of(rig, type_)) for type_ in TYPES] == [1, 1, 1]
    assert sorted(quarantined(rig)) == [
        ("HUB-432", "Form/PreEntryNumber"),
        ("HUB-432", "Result/AgreementNumber"),
        ("HUB-432", "Result/AgreementNumber"),
        ("HUB-432", "Result/GuaranteeNumber"),
    ]


def test_an_equal_number_of_another_bank_is_another_agreement(rig: Rig, enterprise: str) -> None:
    """A number is one party's."""
    content = an_existing_payment_agreement(rig, enterprise)
    taken_over(rig, TYPES[1], content)
    announce(rig, TYPES[1], content, by=OTHER_BANK)
    assert (len(all_of(rig, TYPES[1])), quarantined(rig)) == (2, [])


@pytest.mark.slow
@pytest.mark.parametrize("type_", TYPES)
def test_two_hubs_that_get_one_announcement_record_one_document(
    rig: Rig, store_url: str, tmp_path: Path, type_: str
) -> None:
    """The same bytes at both, and two messages about one number."""
    contents = [content_of(rig, type_, a_uscc()) for _ in range(RACES)]
    same = [(body, body) for body in (signed_existing(rig, type_, one) for one in contents)]
    race(store_url, tmp_path / "same", "customs" if type_ == TYPES[2] else BANK, same)
    assert (len(all_of(rig, type_)), quarantined(rig)) == (RACES, [])
    others = [content_of(rig, type_, a_uscc()) for _ in range(RACES)]
    pairs = [(signed_existing(rig, type_, one), signed_existing(rig, type_, one)) for one in others]
    race(store_url, tmp_path / "others", "customs" if type_ == TYPES[2] else BANK, pairs)
    assert len(all_of(rig, type_)) == 2 * RACES
    assert {code for code, _ in quarantined(rig)} == {"HUB-432"}


@pytest.mark.slow
def test_of_an_announcement_and_a_signing_at_once_one_has_the_function(
    rig: Rig, store_url: str, tmp_path: Path
) -> None:
    """The bank announces the function that an enterprise signs in the same moment: never two agreements about it."""
    enterprises = [a_uscc() for _ in range(RACES)]
    pairs = [
        (
            signed_existing(rig, TYPES[0], an_existing_bank_agreement(rig, one, BINDING)),
            json.dumps(a_bank_agreement(one, BINDING)).encode(),
        )
        for one in enterprises
    ]
    race(store_url, tmp_path, BANK, pairs, second="national")
    for one in enterprises:
        found = [d.status for d in rig.store.documents.log(Filter(enterprise=one))]
        assert sorted(found) in (["P001"], ["H001", "S"]), found
    assert {code for code, _ in quarantined(rig)} <= {"HUB-443"}


# ---- what is kept apart ----


@pytest.mark.parametrize("type_", TYPES)
def test_only_its_own_party_announces_it(rig: Rig, uscc: str, type_: str) -> None:
    """An insurer has no say, nor has a bank over guarantees; the bytes are kept."""
    for by in ("ping-an", BANK) if type_ == TYPES[2] else ("ping-an",):
        body = signed_existing(rig, type_, content_of(rig, type_, uscc), by=by)
        rig.reply(body, party=by)
        (row, *_) = rig.store.quarantine.deliveries(9)
        assert (row.code, rig.store.archive.payload(row.payload)) == ("HUB-414", body)
    assert all_of(rig, type_) == []


@pytest.mark.parametrize("type_", TYPES)
def test_a_forged_announcement_is_kept_apart(rig: Rig, uscc: str, type_: str) -> None:
    """Signed as somebody else, or altered after signing."""
    sender = "customs" if type_ == TYPES[2] else BANK
    rig.reply(signed_existing(rig, type_, content_of(rig, type_, uscc), by=OTHER_BANK), party=sender)
    if type_ != TYPES[2]:
        body = signed_existing(rig, type_, content_of(rig, type_, uscc))
        rig.reply(body.replace("某某进出口".encode(), "某某出进口".encode()), party=sender)
    assert all_of(rig, type_) == []
    assert {code[:5] for code, _ in quarantined(rig)} == {"HUB-4"}


@pytest.mark.parametrize(
    ("stands", "expected"),
    [
        ({"Status": "P004"}, ("HUB-439", "Header/TakenOver/Status")),
        ({"Status": "R"}, ("HUB-439", "Header/TakenOver/Status")),
        ({**IN_FORCE, "Track": [{"Name": "guarantee", "Status": "K001"}]}, ("HUB-439", "Header/TakenOver/Track")),
    ],
)
def test_it_is_taken_over_in_the_statuses_of_its_route_only(
    rig: Rig, uscc: str, stands: dict[str, Any], expected: tuple[str, str]
) -> None:
    """With the place in the header."""
    announce(rig, "bank-agreement", an_existing_bank_agreement(rig, uscc, BINDING), stands)
    assert (all_of(rig, "bank-agreement"), quarantined(rig)) == ([], [expected])


def test_without_a_status_it_is_not_taken_over(rig: Rig, uscc: str) -> None:
    """The message announces nothing else."""
    body = rig.signed("ExistingBankAgreement", None, an_existing_bank_agreement(rig, uscc, BINDING), sender=BANK)
    rig.reply(body, party=BANK)
    assert (all_of(rig, "bank-agreement"), quarantined(rig)) == ([], [("HUB-201", "Header/TakenOver")])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"Letter": None}, "Form/Letter"),
        ({"Method": "1"}, "Form/Letter"),
        ({"DeclarantUscc": "91310000MA1FL00000"}, "Form/DeclarantUscc"),
        ({"PreEntryNumber": None}, "Form"),
        ({"Method": "9"}, "Form/Method"),
    ],
)
def test_a_form_that_a_portal_could_not_submit_is_kept_apart(
    rig: Rig, uscc: str, changes: dict[str, Any], field: str
) -> None:
    """A letter without its last day, a letter of a deposit, a wrong check character: each with its element."""
    announce(rig, "general-guarantee", an_existing_guarantee(uscc, **changes))
    ((code, found),) = quarantined(rig)
    assert (all_of(rig, "general-guarantee"), code[:5]) == ([], "HUB-2")
    assert found.startswith(field)


def test_figures_of_a_time_to_come_are_kept_apart(rig: Rig, uscc: str) -> None:
    """They would outlive all that customs says later."""
    announce(rig, "general-guarantee", an_existing_guarantee(uscc), CreatedAt="2036-01-01T00:00:00+08:00")
    assert (all_of(rig, "general-guarantee"), quarantined(rig)) == ([], [("HUB-415", "Header/CreatedAt")])


@pytest.mark.parametrize(
    ("said", "total", "field"),
    [
        (("1092323.235", "0.00", "0.00"), None, "Result/Figures/AvailableAmount"),
        (("0.00", "0.00", "1092323.235"), None, "Result/Figures/ReturnedAmount"),
        (("1000000.00", "0.00", "92323.235"), None, "Result/Figures/ReturnedAmount"),
        (("900000.00", "0.00", "0.00"), "899999.99", "Result/Figures/AvailableAmount"),
        (("0.00", "1092323.235", "0.00"), None, "Result/Figures/UsedAmount"),
        (("0.00", "900000.00", "192323.235"), None, "Result/Figures/ReturnedAmount"),
        (("0.00", "900000.00", "0.00"), "899999.99", "Result/Figures/UsedAmount"),
    ],
)
def test_figures_that_cannot_be_true_are_kept_apart(
    rig: Rig, uscc: str, said: tuple[str, str, str], total: str | None, field: str
) -> None:
    """Customs has more than there is: of the form's amount, or of the amount of a later change, which counts first."""
    content = an_existing_guarantee(uscc, said)
    if total is not None:
        figures_ = content["Result"].pop("Figures")
        content["Result"] |= {"TotalAmount": total, "Figures": figures_}
    announce(rig, "general-guarantee", content)
    assert (all_of(rig, "general-guarantee"), quarantined(rig)) == ([], [("HUB-440", field)])


@pytest.mark.parametrize(
    "said", [("1092323.234", "0.00", "0.00"), ("0.00", "0.00", "1092323.234"), ("0.00", "1092323.234", "0.00")]
)
def test_all_or_nothing_may_be_left(rig: Rig, uscc: str, said: tuple[str, str, str]) -> None:
    """To the last digit."""
    taken_over(rig, "general-guarantee", an_existing_guarantee(uscc, said))


def test_what_customs_says_of_codes_counts_elsewhere(rig: Rig, uscc: str) -> None:
    """It names code and USCC together: a levy with the code alone is this enterprise's."""
    taken_over(rig, "general-guarantee", an_existing_guarantee(uscc))
    levy = a_levy(a_guarantee_number(), GuaranteedCode=CODE)
    send(rig, "DepositLevy", levy)
    (found,) = all_of(rig, "deposit-levy")
    assert found.enterprise == uscc
