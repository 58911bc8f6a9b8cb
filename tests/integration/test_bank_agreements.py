"""三方协议签约 and 解除协议: what both sides write, who may sign what, and what rests on what (S0, S1 §4.1)."""

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from agreements import (
    BINDING,
    FINANCING,
    LEGAL_PERSON,
    REMIT_IN,
    REMIT_OUT,
    a_bank_agreement,
    a_release,
    a_seal,
    bank_says,
    sign,
    signed_result,
)
from elements import text_of
from money import BANK, agree, an_agreement, answer, faults_of, status
from racers import RACES, race
from rig import Rig, a_uscc

from hub.model import Changes, Claim, Document
from hub.ports import Filter
from hub.xml.build import text_at
from hub.xml.parse import parse_xml

OTHER_BANK = "construction-bank"


def _bytes(form: dict[str, Any]) -> bytes:
    return json.dumps(form).encode()


def sent(rig: Rig, document: Document) -> Any:
    return parse_xml(rig.store.archive.payload(rig.message_of(document.id).digest) or b"")


# ---- what is carried ----


def test_what_an_enterprise_signs_reaches_the_bank_as_it_wrote_it(rig: Rig, enterprise: str) -> None:
    """签约功能项 and every field of the seal; its dates as days (S0: `2019-11-05 00:00:00`, S0 制作印章, S1 §4.1)."""
    (document,) = rig.submit(a_bank_agreement(enterprise, BINDING, FINANCING))
    message = sent(rig, document)
    assert [one.text for one in message.findall("{*}Function")] == ["1", "5"]
    expected = {
        "Enterprise/Uscc": enterprise,
        "Seal/Holder": "韩梅梅",
        "Seal/CertificateCn": "CN-0002",
        "Seal/UserName": "hmm",
        "Seal/Name": "公司章",
        "Seal/ValidFrom": "2026-01-01",
        "Seal/ValidTo": "2030-12-31",
        "Seal/Type": "1",
        "Seal/Size/Width": "40",
        "Seal/Size/Height": "38",
        "Seal/Size/Offset": "-1",
        "Seal/Content": "某某进出口有限公司",
        "Consent": "true",
    }
    assert {path: text_at(message, path) for path in expected} == expected


def test_what_the_bank_signs_reaches_the_portal(rig: Rig, enterprise: str) -> None:
    """协议书号, 签约日期, and 签约成功 as the list says it (S0, S1 §4.1)."""
    (document,) = rig.submit(a_bank_agreement(enterprise, BINDING, REMIT_IN))
    bank_says(rig, document, "S", result := signed_result(rig, document, REMIT_IN, BINDING))
    rig.work()
    (told,) = [e["data"] for e in rig.events() if e["data"]["document"] == document.id and e["data"]["status"] == "S"]
    assert told["returned"] == {
        "agreement_number": result["AgreementNumber"],
        "signed_at": result["SignedAt"],
        "functions": [REMIT_IN, BINDING],
    }
    assert (told["label_zh"], told["list_label_zh"]) == ("处理成功", "签约成功")


def test_a_release_reaches_the_bank_and_ends_the_agreement(rig: Rig, enterprise: str) -> None:
    """解除协议 names the 协议书号 and is sealed; its S makes the agreement 已解除 (S0, S1 §4.1)."""
    agreement, number = sign(rig, enterprise, FINANCING)
    (release,) = rig.submit(a_release(enterprise, number))
    message = sent(rig, release)
    assert text_of(message, "{*}AgreementNumber") == number
    assert text_of(message, "{*}Seal/{*}Holder") == LEGAL_PERSON["name"]
    assert status(rig, agreement) == "S"
    bank_says(rig, release, "S")
    assert (status(rig, release), status(rig, agreement)) == ("S", "R")


# ---- what is refused ----


def test_a_release_sent_to_one_bank_never_ends_another_banks_agreement(rig: Rig, enterprise: str) -> None:
    """A named document is one of the same party (S0: 解除协议 is the bank's own); there it is not found."""
    agreement, number = sign(rig, enterprise, FINANCING)
    (release,) = rig.submit(a_release(enterprise, number, bank=OTHER_BANK))
    assert faults_of(rig, release) == [("HUB-314", "data.agreement_number")]
    assert status(rig, agreement) == "S"


@pytest.mark.parametrize(
    ("data", "signer", "faults"),
    [
        ({"functions": []}, LEGAL_PERSON, [("HUB-201", "data.functions")]),
        ({"functions": [BINDING, "loans"]}, LEGAL_PERSON, [("HUB-206", "data.functions[1]")]),
        ({"consent": False}, LEGAL_PERSON, [("HUB-313", "data.consent")]),
        ({"seal": a_seal(holder="王小明")}, LEGAL_PERSON, [("HUB-310", "data.seal.holder")]),
        ({"seal": a_seal(valid_to="2026-09-20")}, LEGAL_PERSON, [("HUB-311", "data.seal.valid_to")]),
        ({"functions": [BINDING, BINDING]}, LEGAL_PERSON, [("HUB-316", "data.functions[1]")]),
        ({"functions": [REMIT_IN]}, LEGAL_PERSON, [("HUB-334", "data.functions[0]")]),
        ({"functions": [FINANCING, REMIT_OUT]}, LEGAL_PERSON, [("HUB-334", "data.functions[1]")]),
    ],
)
def test_what_a_form_may_not_say_is_refused_in_its_own_names(
    rig: Rig, enterprise: str, data: dict[str, Any], signer: dict[str, str], faults: list[tuple[str, str]]
) -> None:
    """Functions, seal and consent are mandatory; 汇入 and 汇出 need 用户绑定 (S0, S1 §4.1)."""
    (document,) = rig.submit(a_bank_agreement(enterprise, BINDING, data=data, signer=signer))
    assert (document.status, faults_of(rig, document)) == ("H001", faults)


@pytest.mark.parametrize("form", [a_bank_agreement, a_release])
def test_only_the_legal_persons_card_signs(rig: Rig, enterprise: str, form: Any) -> None:
    """法人卡 only (S1 §4 注意)."""
    _, number = sign(rig, enterprise, FINANCING)
    what = a_bank_agreement(enterprise, BINDING) if form is a_bank_agreement else a_release(enterprise, number)
    (document,) = rig.submit(what | {"signer": {"card": "operator", "name": LEGAL_PERSON["name"]}})
    assert [field for _, field in faults_of(rig, document)] == ["signer.card"]


def test_the_refusal_says_which_function_comes_first(rig: Rig, enterprise: str) -> None:
    """必须先用户绑定 (S1 §4.1), in both languages."""
    (document,) = rig.submit(a_bank_agreement(enterprise, REMIT_IN))
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    (told,) = trail.transitions[-1].detail["faults"]
    assert ("用户绑定" in told["zh"], "user binding" in told["en"]) == (True, True)


# ---- one bank and one function are signed once only ----


def test_a_function_that_is_open_or_in_force_is_not_signed_twice(rig: Rig, enterprise: str) -> None:
    """The function is named, the others are free, another bank's are its own (S1 §4.1)."""
    (first,) = rig.submit(a_bank_agreement(enterprise, FINANCING))
    (second,) = rig.submit(a_bank_agreement(enterprise, BINDING, FINANCING))
    assert faults_of(rig, second) == [("HUB-333", "data.functions[1]")]
    bank_says(rig, first, "S", signed_result(rig, first))
    (third,) = rig.submit(a_bank_agreement(enterprise, FINANCING))
    assert faults_of(rig, third) == [("HUB-333", "data.functions[0]")]
    (other,) = rig.submit(a_bank_agreement(enterprise, BINDING))
    (elsewhere,) = rig.submit(a_bank_agreement(enterprise, FINANCING, bank=OTHER_BANK))
    assert (other.status, elsewhere.status) == ("P001", "P001")


@pytest.mark.parametrize("end", ["F", "P005", "R"])
def test_a_function_is_free_again_after_its_agreement_has_failed_or_ended(rig: Rig, enterprise: str, end: str) -> None:
    """Nothing else frees it."""
    (first,) = rig.submit(a_bank_agreement(enterprise, BINDING, FINANCING))
    if end == "P005":
        rig.reply(rig.technical(rig.message_of(first.id), "refused", sender=BANK), party=BANK)
    elif end == "F":
        bank_says(rig, first, "F")
    else:
        bank_says(rig, first, "S", result := signed_result(rig, first))
        (release,) = rig.submit(a_release(enterprise, str(result["AgreementNumber"])))
        bank_says(rig, release, "S")
    assert status(rig, first) == end
    (second,) = rig.submit(a_bank_agreement(enterprise, FINANCING, BINDING))
    assert second.status == "P001"


def test_a_late_s_after_p005_does_not_bring_the_function_back(rig: Rig, enterprise: str) -> None:
    """It may be signed by another document by now: a contradiction, kept for an operator."""
    (first,) = rig.submit(a_bank_agreement(enterprise, BINDING))
    rig.reply(rig.technical(rig.message_of(first.id), "refused", sender=BANK), party=BANK)
    (second,) = rig.submit(a_bank_agreement(enterprise, BINDING))
    bank_says(rig, first, "S", signed_result(rig, first))
    assert (status(rig, first), status(rig, second)) == ("P005", "P001")
    assert rig.document(first.id).disputes


@pytest.mark.slow
def test_two_submissions_of_one_function_in_the_same_second_make_one_agreement(
    rig: Rig, store_url: str, tmp_path: Path
) -> None:
    """Between two processes, on both stores, whoever comes first."""
    enterprises = [a_uscc() for _ in range(RACES)]
    pairs = [(a_bank_agreement(e, FINANCING), a_bank_agreement(e, BINDING, FINANCING)) for e in enterprises]
    race(store_url, tmp_path, "national", [(_bytes(one), _bytes(other)) for one, other in pairs])
    for enterprise in enterprises:
        found = rig.store.documents.log(Filter(enterprise=enterprise, type="bank-agreement"))
        assert sorted(one.status for one in found) == ["H001", "P001"]


@pytest.mark.slow
def test_a_binding_released_and_used_in_the_same_second_is_either_released_or_used(
    rig: Rig, store_url: str, tmp_path: Path
) -> None:
    """Never both: the later of the two sees the earlier."""
    signed = [(e := a_uscc(), sign(rig, e, BINDING)[1]) for _ in range(RACES)]
    pairs = [(a_release(e, number), a_bank_agreement(e, REMIT_IN)) for e, number in signed]
    race(store_url, tmp_path, "national", [(_bytes(one), _bytes(other)) for one, other in pairs])
    for enterprise, _ in signed:
        types = ("bank-agreement-release", "bank-agreement")
        found = [d for type_ in types for d in rig.store.documents.log(Filter(enterprise=enterprise, type=type_))]
        assert sorted(one.status for one in found) == ["H001", "P001", "S"]


# ---- a bank grants all that was asked for ----


@pytest.mark.parametrize("listed", [(BINDING,), (BINDING, FINANCING, REMIT_IN), (REMIT_IN, FINANCING)])
def test_a_reply_that_lists_other_functions_is_quarantined(rig: Rig, enterprise: str, listed: tuple[str, ...]) -> None:
    """A bank's S is about all functions asked for; listing fewer, more or others moves nothing."""
    (document,) = rig.submit(a_bank_agreement(enterprise, BINDING, FINANCING))
    bank_says(rig, document, "S", signed_result(rig, document, *listed))
    (kept,) = rig.store.quarantine.deliveries(9)
    assert (status(rig, document), kept.code) == ("P001", "HUB-430")
    bank_says(rig, document, "S", signed_result(rig, document, FINANCING, BINDING))
    assert status(rig, document) == "S"


def test_a_reply_that_lists_no_function_is_about_all(rig: Rig, enterprise: str) -> None:
    """The list may be missing."""
    (document,) = rig.submit(a_bank_agreement(enterprise, BINDING, FINANCING))
    bank_says(rig, document, "S", signed_result(rig, document))
    assert status(rig, document) == "S"


# ---- the function that is being released ----


def test_remittances_need_a_binding_in_force_with_the_same_bank(rig: Rig, enterprise: str) -> None:
    """An open one does not do, nor another bank's; one in the same submission does (S1 §4.1)."""
    (open_one,) = rig.submit(a_bank_agreement(enterprise, BINDING))
    (early,) = rig.submit(a_bank_agreement(enterprise, REMIT_IN))
    (elsewhere,) = rig.submit(a_bank_agreement(enterprise, REMIT_IN, bank=OTHER_BANK))
    assert [one.status for one in (early, elsewhere)] == ["H001", "H001"]
    bank_says(rig, open_one, "S", signed_result(rig, open_one))
    (now,) = rig.submit(a_bank_agreement(enterprise, REMIT_IN, REMIT_OUT))
    (together,) = rig.submit(a_bank_agreement(enterprise, REMIT_IN, BINDING, bank=OTHER_BANK))
    assert [one.status for one in (now, together)] == ["P001", "P001"]


def test_financing_is_signed_without_binding(rig: Rig, enterprise: str) -> None:
    """As S1 §4.1 says; the other functions too."""
    (document,) = rig.submit(a_bank_agreement(enterprise, FINANCING, "account-booking", "guarantee-letter"))
    assert document.status == "P001"


def test_remittances_are_refused_while_the_binding_is_being_released(rig: Rig, enterprise: str) -> None:
    """Until the bank has refused the release."""
    _, number = sign(rig, enterprise, BINDING)
    (release,) = rig.submit(a_release(enterprise, number))
    (during,) = rig.submit(a_bank_agreement(enterprise, REMIT_IN))
    assert faults_of(rig, during) == [("HUB-334", "data.functions[0]")]
    bank_says(rig, release, "F")
    (after,) = rig.submit(a_bank_agreement(enterprise, REMIT_IN))
    assert after.status == "P001"


@pytest.mark.parametrize("in_force", [False, True])
def test_a_binding_is_not_released_while_remittances_of_another_agreement_rest_on_it(
    rig: Rig, enterprise: str, *, in_force: bool
) -> None:
    """Open or in S; other agreements of the same bank may be released."""
    _, binding = sign(rig, enterprise, BINDING)
    _, financing = sign(rig, enterprise, FINANCING)
    (remittances,) = rig.submit(a_bank_agreement(enterprise, REMIT_OUT))
    if in_force:
        bank_says(rig, remittances, "S", signed_result(rig, remittances))
    (refused,) = rig.submit(a_release(enterprise, binding))
    assert faults_of(rig, refused) == [("HUB-335", "data.agreement_number")]
    (taken,) = rig.submit(a_release(enterprise, financing))
    assert taken.status == "P001"


def test_a_binding_is_released_together_with_its_own_remittances(rig: Rig, enterprise: str) -> None:
    """They stand in the agreement that ends; another bank's remittances rest on another binding."""
    _, number = sign(rig, enterprise, BINDING, REMIT_IN)
    sign(rig, enterprise, BINDING, REMIT_OUT, bank=OTHER_BANK)
    (release,) = rig.submit(a_release(enterprise, number))
    assert release.status == "P001"


def test_one_release_of_an_agreement_is_open_at_a_time(rig: Rig, enterprise: str) -> None:
    """Another agreement's may be open beside it; a failed one may be followed by another."""
    _, first = sign(rig, enterprise, FINANCING)
    _, second = sign(rig, enterprise, BINDING)
    (release,) = rig.submit(a_release(enterprise, first))
    (again,) = rig.submit(a_release(enterprise, first))
    (other,) = rig.submit(a_release(enterprise, second))
    assert (faults_of(rig, again), other.status) == ([("HUB-333", "data.agreement_number")], "P001")
    bank_says(rig, release, "F")
    (once_more,) = rig.submit(a_release(enterprise, first))
    assert once_more.status == "P001"


def test_only_an_agreement_in_force_of_the_enterprise_is_released(rig: Rig, enterprise: str) -> None:
    """Not an ended one, not somebody else's, not one that nobody knows."""
    _, number = sign(rig, enterprise, FINANCING)
    (foreign,) = rig.submit(a_release(a_uscc(), number))
    (unknown,) = rig.submit(a_release(enterprise, "B-0"))
    assert [faults_of(rig, one) for one in (foreign, unknown)] == [[("HUB-314", "data.agreement_number")]] * 2
    (release,) = rig.submit(a_release(enterprise, number))
    bank_says(rig, release, "S")
    (ended,) = rig.submit(a_release(enterprise, number))
    assert faults_of(rig, ended) == [("HUB-315", "data.agreement_number")]


# ---- lifecycles ----


@pytest.mark.parametrize("code", ["S", "F"])
def test_an_agreements_receipts_end_alike_in_every_order(rig: Rig, code: str) -> None:
    """Transport, technical and business: every permutation, each receipt twice."""
    found = set()
    for order in permutations(("confirm", "technical", "business")):
        (document,) = rig.submit(a_bank_agreement(a_uscc(), FINANCING))
        result = signed_result(rig, document) if code == "S" else None
        for what in order * 2:
            if what == "technical":
                rig.reply(rig.technical(rig.message_of(document.id), sender=BANK), party=BANK)
            elif what == "business":
                bank_says(rig, document, code, result)
            else:
                rig.confirm(document.id)
        found.add((status(rig, document), bool(rig.document(document.id).disputes)))
    assert found == {(code, False)}


def test_two_banks_may_be_asked_at_one_insurer_in_the_same_second(rig: Rig, enterprise: str) -> None:
    """One signing is open per enterprise, insurer and bank; several agreements may be in force (S1 §4.1.1)."""
    first, second = rig.submit(an_agreement(enterprise), an_agreement(enterprise, "bank-of-china"))
    (third,) = rig.submit(an_agreement(enterprise))
    assert (first.status, second.status, faults_of(rig, third)) == ("P001", "P001", [("HUB-307", "data.bank")])
    assert agree(rig, enterprise, "construction-bank")
    assert [status(rig, one) for one in (first, second)] == ["P001", "P001"]


def test_a_signing_that_was_open_before_banks_were_told_apart_holds_all_banks(rig: Rig, enterprise: str) -> None:
    """In an older store its claim names no bank: in doubt nothing is signed beside it, until it has ended."""
    (first,) = rig.submit(an_agreement(enterprise))
    key = f"payment-agreement:{enterprise}:ping-an"
    older = Claim(document=first.id, resource=key, key="signing", amount=None, open=True, settled_at=None)
    with rig.store.transactions.begin() as unit:
        unit.write(Changes(claims={(first.id, key, "signing"): older}))
    (second,) = rig.submit(an_agreement(enterprise, "bank-of-china"))
    assert faults_of(rig, second) == [("HUB-307", "data.bank")]
    answer(rig, first, "PayeeData", "F")
    (third,) = rig.submit(an_agreement(enterprise, "bank-of-china"))
    assert third.status == "P001"
