"""总担保设立登记: each field both ways, each rule, each status and move (S2 §2.1, 3.2)."""

from base64 import b64decode
from itertools import permutations
from typing import Any

import pytest
from customs import a_package, a_result
from guarantees import (
    CODE,
    a_general_guarantee,
    a_guarantee_in_force,
    a_number,
    approve,
    decide,
    faults,
    figures,
    hear,
    in_their_form,
    returned,
)
from lxml import etree
from money import status
from rig import Rig, a_uscc

from hub.model import Document
from hub.xml.build import text_at
from hub.xml.parse import parse_xml

DXP = "http://www.chinaport.gov.cn/dxp"


def sent(rig: Rig, document: Document) -> etree._Element:
    """The business message inside the envelope that customs got."""
    envelope = etree.fromstring(rig.store.archive.payload(rig.message_of(document.id).digest) or b"")
    return parse_xml(b64decode(envelope.findtext(f"{{{DXP}}}Data") or ""))


# ---- the form (S2 §2.1) ----------------------------------------------------------------------


@pytest.mark.parametrize("letter", [False, True])
def test_every_field_reaches_customs_as_the_form_has_it(rig: Rig, uscc: str, letter: bool) -> None:
    form = a_general_guarantee(uscc, letter=letter, guaranteed_uscc=a_uscc(), payer_uscc=a_uscc(), entered_by_uscc=uscc)
    (document,) = rig.submit(form)
    data, message = form["data"], sent(rig, document)
    plain = {name: value for name, value in data.items() if name not in ("method", "letter", "payment_method")}
    found = {name: text_at(message, "".join(word.capitalize() for word in name.split("_"))) for name in plain}
    assert (document.status, found) == ("P001", plain)
    codes = (text_at(message, "Method"), text_at(message, "PaymentMethod"))
    assert codes == ("2" if letter else "1", "1")
    said = (text_at(message, "Letter/Number"), text_at(message, "Letter/ValidTo"))
    assert said == (("BH-2026-001", "2027-06-30") if letter else (None, None))


@pytest.mark.parametrize(
    ("amount", "on_the_wire"),
    [("12", "12.00"), ("1293.234", "1293.234"), ("39287493.23234", "39287493.23234"), ("1000.50000", "1000.50")],
)
def test_an_amount_has_two_to_five_places_and_is_never_rounded(
    rig: Rig, uscc: str, amount: str, on_the_wire: str
) -> None:
    """As the list of S2 §3.2 shows them: 12, 1293.234, 39287493.23234."""
    (document,) = rig.submit(a_general_guarantee(uscc, amount=amount))
    assert text_at(sent(rig, document), "Amount") == on_the_wire


@pytest.mark.parametrize("amount", ["0", "-1.00", "1.123456", "1e5", ""])
def test_an_amount_of_nothing_or_of_six_places_is_refused(rig: Rig, uscc: str, amount: str) -> None:
    (document,) = rig.submit(a_general_guarantee(uscc, amount=amount))
    assert (document.status, [field for _, field in faults(rig, document)]) == ("H001", ["data.amount"])


@pytest.mark.parametrize(
    "name",
    ["pre_entry_number", "guaranteed_code", "guaranteed_name", "payer_name", "competent_customs", "amount", "method"],
)
def test_a_form_without_a_starred_field_is_refused(rig: Rig, uscc: str, name: str) -> None:
    """S2 §2.1; the star of 担保方式 is lost there, and the hub demands it."""
    (document,) = rig.submit(a_general_guarantee(uscc, **dict[str, Any]({name: None})))
    assert (document.status, faults(rig, document)) == ("H001", [("HUB-201", f"data.{name}")])


@pytest.mark.parametrize("code", ["2200", "2201", "5316"])
def test_the_competent_customs_may_be_an_office_below_a_district(rig: Rig, uscc: str, code: str) -> None:
    """主管关区 (S2 §2.1) is a 关区代码: the district's two digits, then two of the office."""
    (document,) = rig.submit(a_general_guarantee(uscc, competent_customs=code))
    assert text_at(sent(rig, document), "CompetentCustoms") == code


@pytest.mark.parametrize("code", ["22", "220A", "22001", "2200 1", "上海海关"])
def test_a_competent_customs_of_another_form_is_refused(rig: Rig, uscc: str, code: str) -> None:
    """Four digits, and nothing else."""
    (document,) = rig.submit(a_general_guarantee(uscc, competent_customs=code))
    assert (document.status, [field for _, field in faults(rig, document)]) == ("H001", ["data.competent_customs"])


@pytest.mark.parametrize("name", ["number", "valid_to"])
def test_a_letter_needs_its_number_and_its_last_day(rig: Rig, uscc: str, name: str) -> None:
    """保函编号 and 保函有效期 go with 保函."""
    letter = {"number": "BH-1", "valid_to": "2027-06-30"}
    del letter[name]
    form = a_general_guarantee(uscc, letter=True)
    form["data"]["letter"] = letter
    (refused,) = rig.submit(form)
    assert (refused.status, faults(rig, refused)) == ("H001", [("HUB-201", f"data.letter.{name}")])


def test_a_deposit_has_no_letter(rig: Rig, uscc: str) -> None:
    """A number that would be lost is refused."""
    form = a_general_guarantee(uscc)
    form["data"]["letter"] = {"number": "BH-1", "valid_to": "2027-06-30"}
    (refused,) = rig.submit(form)
    assert (refused.status, {field for _, field in faults(rig, refused)}) == (
        "H001",
        {"data.letter.number", "data.letter.valid_to"},
    )


# ---- who declares (S2 §2.1, 3.2) -------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "after"),
    [
        ({}, "P001"),
        ({"declarant_uscc": None}, "P001"),
        ({"declarant_code": None}, "P001"),
        ({"declarant_code": "4401960009"}, "P001"),
        ({"declarant_uscc": None, "declarant_code": "4401960009"}, "H001"),
        ({"declarant_uscc": None, "declarant_code": None}, "P001"),
        ({"declarant_uscc": None, "declarant_code": None, "entered_by_code": "4401960009"}, "H001"),
        ({"declarant_uscc": None, "declarant_code": None, "entered_by_code": None}, "H001"),
    ],
)
def test_the_enterprise_is_the_declarant_or_who_entered_it_where_that_is_blank(
    rig: Rig, uscc: str, told: dict[str, Any], after: str
) -> None:
    """By USCC, else by customs code; a name is no proof."""
    (document,) = rig.submit(a_general_guarantee(uscc, **told))
    assert document.status == after
    assert [code for code, _ in faults(rig, document)] == ([] if after == "P001" else ["HUB-342"])


def test_another_declarant_is_refused_by_the_portals_own_field(rig: Rig, uscc: str) -> None:
    (document,) = rig.submit(a_general_guarantee(uscc, declarant_uscc=a_uscc()))
    assert (document.status, faults(rig, document)) == ("H001", [("HUB-342", "data.declarant_uscc")])


def test_who_is_guaranteed_and_who_pays_may_be_others(rig: Rig, uscc: str) -> None:
    """As in the samples of S2 §1.1: 中粮… is guaranteed, 山货… declares."""
    (document,) = rig.submit(a_general_guarantee(uscc, guaranteed_uscc=a_uscc(), payer_uscc=a_uscc()))
    assert document.status == "P001"


@pytest.mark.parametrize(("card", "after"), [("operator", "P001"), ("legal-person", "P001"), ("account", "H001")])
def test_any_bound_card_will_do_and_an_account_will_not(rig: Rig, uscc: str, card: str, after: str) -> None:
    """必须插入当前用户绑定的电子钥匙才可进行申报 (S2 §2.1)."""
    form = a_general_guarantee(uscc, envelope={"signer": {"card": card, "name": "王小明"}})
    (document,) = rig.submit(form)
    assert document.status == after


# ---- what customs answers --------------------------------------------------------------------


def test_all_that_the_list_shows_comes_back(rig: Rig, uscc: str) -> None:
    """The columns of the 总担保 list, and what the form shows in grey (S2 §2.1, 3.2)."""
    (document,) = rig.submit(a_general_guarantee(uscc))
    said = {
        "GuaranteeNumber": (number := a_number("D801")),
        "EstablishedOn": "2026-09-22",
        "TotalAmount": "1092323.23400",
        **figures("1092323.234", "0", "0.00000"),
        "PaymentDeadline": "2026-10-10",
        "PayeeName": "某某海关",
        "PayeeBank": "某某国库",
        "PayeeAccount": "110000000000000001",
        "ChangeCount": "0",
        "Remark": "同意设立",
    }
    hear(rig, decide(rig, document, "G002", said))
    expected = {
        "guarantee_number": number,
        "established_on": "2026-09-22",
        "total_amount": "1092323.234",
        "available_amount": "1092323.234",
        "used_amount": "0.00",
        "returned_amount": "0.00",
        "payment_deadline": "2026-10-10",
        "payee_name": "某某海关",
        "payee_bank": "某某国库",
        "payee_account": "110000000000000001",
        "change_count": "0",
    }
    assert (status(rig, document), expected.items() <= returned(rig, document).items()) == ("G002", True)
    rig.work()
    (told,) = [e for e in rig.events() if e["data"]["document"] == document.id and e["data"]["status"] == "G002"]
    assert expected.items() <= told["data"]["returned"].items()
    assert (told["data"]["list_label_zh"], told["data"]["reason"]) == ("海关审批通过", ["同意设立"])


def test_an_approval_without_the_guarantees_number_is_quarantined(rig: Rig, uscc: str) -> None:
    (document,) = rig.submit(a_general_guarantee(uscc))
    hear(rig, decide(rig, document, "G002"))
    assert [row.code for row in rig.store.quarantine.deliveries(9)] == ["HUB-201"]
    assert status(rig, document) == "P001"


@pytest.mark.parametrize("code", ["G002", "G003"])
def test_an_amount_of_six_places_is_quarantined(rig: Rig, uscc: str, code: str) -> None:
    (document,) = rig.submit(a_general_guarantee(uscc))
    hear(rig, decide(rig, document, code, {"GuaranteeNumber": a_number("D801"), "TotalAmount": "1.000001"}))
    assert (status(rig, document), len(rig.store.quarantine.deliveries(9))) == ("P001", 1)


@pytest.mark.parametrize("order", list(permutations(["sent", "accepted", "G002"])))
def test_customs_answers_meet_in_every_order(rig: Rig, uscc: str, order: tuple[str, ...]) -> None:
    """DxpRep, the technical answer and the approval; each twice."""
    (document,) = rig.submit(a_general_guarantee(uscc))
    message = rig.message_of(document.id)
    bodies = {
        "accepted": rig.technical(message, sender="customs"),
        "G002": decide(rig, document, "G002", {"GuaranteeNumber": a_number("D801")}),
    }
    for one in order:
        if one == "sent":
            rig.confirm(document.id)
        else:
            hear(rig, bodies[one], bodies[one])
    assert (status(rig, document), rig.store.quarantine.deliveries(9)) == ("G002", [])


@pytest.mark.parametrize(
    ("code", "after"), [("1", "G002"), ("Y", "G002"), ("3", "G003"), ("2", "P001"), ("18", "P001")]
)
def test_customs_answers_in_its_own_form(rig: Rig, uscc: str, code: str, after: str) -> None:
    """1 passed, 2 to a person, 3 returned: what is known moves, the rest is kept; its number is businessId."""
    (document,) = rig.submit(a_general_guarantee(uscc))
    hear(rig, in_their_form(rig, document, code, kind="GeneralGuarantee"))
    assert (status(rig, document), rig.store.quarantine.deliveries(9)) == (after, [])


FIGURES = {
    "estabDate": "2026-09-22",
    "grtAmt": "1092323.23400",
    "usableAmt": "1092000.00",
    "usedAmt": "323.234",
    "returnedAmt": "0",
    "pmnDeadline": "2026-10-10",
    "mkclUnitName": "某某海关",
    "mkclUnitBank": "某某国库",
    "mkclUnitAccount": "110000000000000001",
    "noticeNo": "010018000030",
    "receiptNo": "8010",
    "pmnStatus": "1",
    "chgCnt": "0",
}


def in_their_form_with(rig: Rig, document: Document, figures: dict[str, str]) -> bytes:
    """An approval with figures, as the processing-trade system may write it."""
    result = a_result(rig.message_of(document.id).id, "1", guarantee=a_number("D801"))
    values = "".join(f"<{name}>{value}</{name}>" for name, value in figures.items())
    return rig.sealed(a_package(result.replace("</HdeApprResult>", f"{values}</HdeApprResult>"), "GeneralGuarantee"))


def test_figures_come_in_customs_own_form(rig: Rig, uscc: str) -> None:
    """Each by its name there; amounts to the last place."""
    (document,) = rig.submit(a_general_guarantee(uscc))
    hear(rig, in_their_form_with(rig, document, FIGURES))
    expected = {
        "established_on": "2026-09-22",
        "total_amount": "1092323.234",
        "available_amount": "1092000.00",
        "used_amount": "323.234",
        "returned_amount": "0.00",
        "payment_deadline": "2026-10-10",
        "payee_name": "某某海关",
        "payee_bank": "某某国库",
        "payee_account": "110000000000000001",
        "notice_number": "010018000030",
        "receipt_number": "8010",
        "guarantee_status": "K001",
        "change_count": "0",
    }
    assert (status(rig, document), rig.store.quarantine.deliveries(9)) == ("G002", [])
    assert expected.items() <= returned(rig, document).items()
    assert rig.document(document.id).on_track("guarantee") == ("K001", "")


def test_a_figure_without_the_others_is_quarantined(rig: Rig, uscc: str) -> None:
    """可用 says nothing without 已用 and 已退回."""
    (document,) = rig.submit(a_general_guarantee(uscc))
    hear(rig, in_their_form_with(rig, document, {"usableAmt": "5.00"}))
    assert (status(rig, document), len(rig.store.quarantine.deliveries(9))) == ("P001", 1)


# ---- declared again --------------------------------------------------------------------------


@pytest.mark.parametrize("ended", ["G003", "G004"])
def test_a_returned_guarantee_is_declared_again_under_its_number(rig: Rig, uscc: str, ended: str) -> None:
    """From 退单 or 申报失败 (S2 §1.1, 2.1): the first one is superseded."""
    form = a_general_guarantee(uscc)
    (first,) = rig.submit(form)
    end(rig, first, ended)
    again = a_general_guarantee(uscc, amount="2000.12345", envelope={"again_of": first.id})
    again["data"]["pre_entry_number"] = form["data"]["pre_entry_number"]
    (second,) = rig.submit(again)
    assert (status(rig, first), second.status) == ("X001", "P001"), faults(rig, second)


def end(rig: Rig, document: Document, code: str) -> None:
    """Customs returns it, or cannot read it."""
    hear(
        rig,
        decide(rig, document, "G003")
        if code == "G003"
        else rig.technical(rig.message_of(document.id), "refused", sender="customs"),
    )
    assert status(rig, document) == code


def test_declared_again_under_another_number_is_refused(rig: Rig, uscc: str) -> None:
    """Customs would take it for another guarantee."""
    (first,) = rig.submit(a_general_guarantee(uscc))
    end(rig, first, "G003")
    (second,) = rig.submit(a_general_guarantee(uscc, envelope={"again_of": first.id}))
    assert (second.status, faults(rig, second)) == ("H001", [("HUB-341", "data.pre_entry_number")])


@pytest.mark.parametrize("first_at", ["P001", "G002", "G003"])
def test_a_pre_entry_number_is_held_by_one_document(rig: Rig, uscc: str, first_at: str) -> None:
    """Also against another enterprise: customs could not tell the two apart."""
    form = a_general_guarantee(uscc)
    (first,) = rig.submit(form)
    if first_at != "P001":
        hear(rig, decide(rig, first, first_at, {"GuaranteeNumber": a_number("D801")}))
    for enterprise in (uscc, a_uscc()):
        other = a_general_guarantee(enterprise, pre_entry_number=form["data"]["pre_entry_number"])
        (second,) = rig.submit(other)
        assert (second.status, faults(rig, second)) == ("H001", [("HUB-340", "data.pre_entry_number")])


def test_a_refused_form_holds_no_number(rig: Rig, uscc: str) -> None:
    """What is mended comes under a new id, and keeps its pre-entry number."""
    form = a_general_guarantee(uscc, payer_name=None)
    (refused,) = rig.submit(form)
    mended = a_general_guarantee(uscc, pre_entry_number=form["data"]["pre_entry_number"])
    (document,) = rig.submit(mended)
    assert (refused.status, document.status) == ("H001", "P001")


def test_of_two_with_one_number_in_one_batch_the_first_is_taken(rig: Rig, uscc: str) -> None:
    form = a_general_guarantee(uscc)
    other = a_general_guarantee(uscc, pre_entry_number=form["data"]["pre_entry_number"])
    first, second = rig.submit(form, other)
    assert (first.status, second.status) == ("P001", "H001")


def test_after_approval_nothing_is_declared_again(rig: Rig, uscc: str) -> None:
    """如果已经申报或已海关审批通过，则不可再修改 (S2 §1.1)."""
    first, _ = a_guarantee_in_force(rig, uscc)
    (second,) = rig.submit(a_general_guarantee(uscc, envelope={"again_of": first.id}))
    assert second.status == "H001"
    assert ("HUB-309", "again_of") in faults(rig, second)


def test_a_superseded_guarantee_that_customs_approves_blocks_both(rig: Rig, uscc: str) -> None:
    """Until an operator has settled which stands, nothing is built on either."""
    form = a_general_guarantee(uscc)
    (first,) = rig.submit(form)
    late = decide(rig, first, "G002", {"GuaranteeNumber": a_number("D801")})
    end(rig, first, "G004")
    again = a_general_guarantee(uscc, envelope={"again_of": first.id})
    again["data"]["pre_entry_number"] = form["data"]["pre_entry_number"]
    rig.submit(again)
    hear(rig, late)
    trail = rig.store.documents.trail(first.id)
    assert trail is not None
    assert (trail.document.status, sorted(trail.document.disputes)) == ("X001", ["superseded-decision"])


def test_an_approval_after_a_return_is_a_contradiction(rig: Rig, uscc: str) -> None:
    """The first stands, the other one is kept and disputed; nothing is declared again until it is settled."""
    form = a_general_guarantee(uscc)
    (first,) = rig.submit(form)
    end(rig, first, "G003")
    hear(rig, decide(rig, first, "G002", {"GuaranteeNumber": a_number("D801")}))
    assert status(rig, first) == "G003"
    again = a_general_guarantee(uscc, envelope={"again_of": first.id})
    again["data"]["pre_entry_number"] = form["data"]["pre_entry_number"]
    (second,) = rig.submit(again)
    assert (second.status, faults(rig, second)) == ("H001", [("HUB-318", "again_of")])
    assert CODE


@pytest.mark.parametrize("code", ["G002", "G003"])
def test_a_late_word_on_a_superseded_guarantee_tells_the_one_that_bears_its_number(
    rig: Rig, uscc: str, code: str
) -> None:
    """担保状态 is about the number; a decision on a superseded one is an alarm."""
    (first,) = rig.submit(form := a_general_guarantee(uscc))
    number = a_number("D801")
    said = {"GuaranteeNumber": number} if code == "G002" else {}
    late = decide(rig, first, code, {**said, "GuaranteeStatus": "K001"})
    hear(rig, decide(rig, first, "G003"))
    again = {"pre_entry_number": form["data"]["pre_entry_number"], "envelope": {"again_of": first.id}}
    (second,) = rig.submit(a_general_guarantee(uscc, **again))
    approve(rig, second, {"GuaranteeNumber": number})
    hear(rig, late)
    (now, before) = (rig.store.documents.find(one.id)[0] for one in (second, first))
    assert (now.tracks, bool(before.disputes)) == ("guarantee:K001", True)
