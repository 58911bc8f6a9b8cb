"""保证金确认: what may be corrected, and how the levy follows its newest confirmation (S2 §1.1)."""

from base64 import b64decode
from typing import Any

import pytest
from deposits import on_track
from guarantees import (
    CODE,
    a_deposit_confirmation,
    a_levy_for,
    approve,
    decide,
    faults,
    hear,
    refused,
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


def confirm(rig: Rig, form: dict[str, Any]) -> Document:
    (document,) = rig.submit(form)
    assert document.status == "P001", faults(rig, document)
    return document


def refuse_technically(rig: Rig, document: Document) -> None:
    hear(rig, rig.technical(rig.message_of(document.id), "refused", sender="customs"))


def test_every_field_reaches_customs_as_the_form_has_it(rig: Rig, uscc: str) -> None:
    _, levy = a_levy_for(rig, uscc)
    more = {"payer_code": "2201960002", "payer_uscc": a_uscc(), "agent_code": "4401960009", "agent_uscc": a_uscc()}
    more |= {"agent_name": "某某代理公司", "payee_bank": "某某国库", "payee_account": "1", "remark": "已核对"}
    form = a_deposit_confirmation(
        uscc, levy, **more, entered_by_code=CODE, entered_by_uscc=uscc, entered_by_name="某某公司"
    )
    message = sent(rig, confirm(rig, form))
    plain = {name: value for name, value in form["data"].items() if name not in ("kind", "nature")}
    found = {name: text_at(message, "".join(word.capitalize() for word in name.split("_"))) for name in plain}
    assert (found, text_at(message, "Kind"), text_at(message, "Nature")) == (plain, "1", "1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("amount", "1293.24"),
        ("nature", "duty"),
        ("kind", "general"),
        ("payee_name", "别的海关"),
        ("guaranteed_code", "4401960009"),
        ("guaranteed_uscc", a_uscc()),
        ("guaranteed_uscc", None),
    ],
)
def test_what_customs_wrote_stays(rig: Rig, uscc: str, name: str, value: str | None) -> None:
    """A correction never moves the duty to somebody else; leaving a code out is a change too."""
    _, levy = a_levy_for(rig, uscc)
    assert refused(rig, a_deposit_confirmation(uscc, levy, **{name: value})) == [("HUB-332", f"data.{name}")]


def test_corrections_are_the_levys_with_customs_approval_and_not_before(rig: Rig, uscc: str) -> None:
    """被担保单位、企业信息、缴款单位、缴款账号等信息进行修改、补充录入."""
    document, levy = a_levy_for(rig, uscc)
    form = a_deposit_confirmation(uscc, levy, payer_code="2201960002", payer_name="新名称公司", payer_account="22002")
    confirmation = confirm(rig, form)
    assert returned(rig, document)["payer_account"] == "11001"
    approve(rig, confirmation)
    expected = {"payer_code": "2201960002", "payer_name": "新名称公司", "payer_account": "22002"}
    assert expected.items() <= returned(rig, document).items()


@pytest.mark.parametrize(("code", "after"), [("G002", "G002"), ("G003", "G003"), ("G004", "G004"), ("G001", "G001")])
def test_the_levy_stands_where_its_confirmation_stands(rig: Rig, uscc: str, code: str, after: str) -> None:
    document, levy = a_levy_for(rig, uscc)
    confirmation = confirm(rig, a_deposit_confirmation(uscc, levy))
    assert status(rig, document) == "O001"
    if code == "G004":
        refuse_technically(rig, confirmation)
    elif code == "G001":
        hear(rig, rig.technical(rig.message_of(confirmation.id), sender="customs"))
    else:
        hear(rig, decide(rig, confirmation, code))
    assert (status(rig, confirmation), status(rig, document)) == (code, after)


@pytest.mark.parametrize("ended", ["G003", "G004"])
def test_a_returned_confirmation_is_declared_again(rig: Rig, uscc: str, ended: str) -> None:
    """数据状态为暂存和退单的数据可进行修改操作 (S2 §1.1); the levy follows the newest one."""
    document, levy = a_levy_for(rig, uscc)
    first = confirm(rig, a_deposit_confirmation(uscc, levy))
    late = decide(rig, first, "G002")
    if ended == "G003":
        hear(rig, decide(rig, first, "G003"))
    else:
        refuse_technically(rig, first)
    second = confirm(rig, a_deposit_confirmation(uscc, levy, envelope={"again_of": first.id}))
    assert (status(rig, first), status(rig, document)) == ("X001", ended)
    approve(rig, second)
    hear(rig, late)
    assert (status(rig, first), status(rig, document)) == ("X001", "G002")
    assert rig.document(first.id).disputes
    assert rig.document(document.id).disputes


@pytest.mark.parametrize("code", ["G003", "G004"])
def test_a_confirmation_may_be_returned_more_than_once(rig: Rig, uscc: str, code: str) -> None:
    """The levy stays where the first one left it, without a dispute, and is confirmed after all."""
    document, levy = a_levy_for(rig, uscc)
    last = confirm(rig, a_deposit_confirmation(uscc, levy))
    for _ in range(2):
        if code == "G003":
            hear(rig, decide(rig, last, "G003"))
        else:
            refuse_technically(rig, last)
        assert (status(rig, document), rig.document(document.id).disputes) == (code, frozenset())
        last = confirm(rig, a_deposit_confirmation(uscc, levy, envelope={"again_of": last.id}))
    approve(rig, last)
    assert status(rig, document) == "G002"


def test_one_confirmation_is_open_at_a_time_whoever_acts(rig: Rig, uscc: str) -> None:
    """The guaranteed unit and its agent have one right between them."""
    agent = a_uscc()
    _, levy = a_levy_for(rig, uscc, AgentUscc=agent, AgentName="某某代理公司")
    confirm(rig, a_deposit_confirmation(uscc, levy))
    form = a_deposit_confirmation(agent, levy)
    assert refused(rig, form) == [("HUB-317", "data.guarantee_number")]


def test_nobody_else_confirms(rig: Rig, uscc: str) -> None:
    """Another enterprise's levy is not found; the same number with another 序号 is another levy."""
    _, levy = a_levy_for(rig, uscc)
    assert refused(rig, a_deposit_confirmation(a_uscc(), levy)) == [("HUB-314", "data.guarantee_number")]
    assert refused(rig, a_deposit_confirmation(uscc, levy, serial="2")) == [("HUB-314", "data.guarantee_number")]


def test_after_approval_nothing_is_confirmed_again(rig: Rig, uscc: str) -> None:
    _, levy = a_levy_for(rig, uscc)
    approve(rig, confirm(rig, a_deposit_confirmation(uscc, levy)))
    assert refused(rig, a_deposit_confirmation(uscc, levy)) == [("HUB-315", "data.guarantee_number")]


def test_customs_says_in_its_answer_that_the_deposit_is_paid(rig: Rig, uscc: str) -> None:
    """担保状态 is about the levy; a 收据号 alone says nothing of it (S2 §3.2)."""
    document, levy = a_levy_for(rig, uscc)
    confirmation = confirm(rig, a_deposit_confirmation(uscc, levy))
    hear(rig, decide(rig, confirmation, "G002", {"ReceiptNumber": "8010"}))
    assert on_track(rig, document) == []
    hear(rig, decide(rig, confirmation, "G002", {"ReceiptNumber": "8010", "GuaranteeStatus": "K001"}))
    assert rig.document(document.id).on_track("guarantee") == ("K001", "")


def test_the_same_answer_again_tells_nothing_again(rig: Rig, uscc: str) -> None:
    """What the levy knows already is no news, in whichever transaction it comes."""
    document, levy = a_levy_for(rig, uscc)
    confirmation = confirm(rig, a_deposit_confirmation(uscc, levy))
    said = {"ReceiptNumber": "8010", "GuaranteeStatus": "K001"}
    for _ in range(3):
        hear(rig, decide(rig, confirmation, "G002", said))
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    assert [t.detail.get("observed") for t in trail.transitions if t.track == "guarantee"] == ["beside"]
    assert [t.detail["observed"] for t in trail.transitions if "as_of" in t.detail] == ["brought"]
