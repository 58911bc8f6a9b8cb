"""Customs on its platform: what it gets is sealed and signed twice, what it says is read from its envelope."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from money import a_policy, of_type, status, underwrite
from rig import PARTIES, ROOT, Rig, grant_quota, put, signing_key, usccs

from adapters.signing import CertificateRegister, RegisteredVerifier
from adapters.store import SqlStore
from hub.bootstrap import on_platform
from hub.catalogue.load import Catalogue, load_catalogue
from hub.config import Settings
from hub.flow.worker import Worker
from hub.model import Document, Message
from hub.rules import RULES
from hub.xml.build import add, new_message
from hub.xml.times import on_wire

DXP = "http://www.chinaport.gov.cn/dxp"
IN = {"x": DXP, "h": "urn:single-window-hub:1"}
CUSTOMS = "CHINACUSTOMS01"
PARTY = f"""\
party: customs
zh: 海关
en: China Customs
role: customs
deduplicates: message-id
dialect: chinaport
envelope: dxp
dxp-id: {CUSTOMS}
"""
_uscc = usccs()


@pytest.fixture(scope="module")
def on_the_platform(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The packaged catalogue, and a home whose customs takes envelopes."""
    home = tmp_path_factory.mktemp("home")
    (home / "parties").mkdir()
    (home / "parties" / "customs.yaml").write_text(PARTY, "utf-8")
    loaded = load_catalogue([ROOT / "routes", home], [ROOT / "xsd"], RULES)
    assert list(loaded.problems) == []
    return loaded


@pytest.fixture
def rig(store: SqlStore, tmp_path: Path, on_the_platform: Catalogue) -> Iterator[Rig]:
    made = Rig(store, tmp_path / "queues")
    made.ports = on_platform(Settings(id="hub", dxp_id="HUB0001"), on_the_platform, made.ports)
    made.worker = Worker("hub", on_the_platform, made.ports, batch=100, wait=0)
    yield made
    made.close()


@pytest.fixture
def notice(rig: Rig) -> Document:
    """A policy's notice, on its way to customs."""
    uscc = next(_uscc)
    grant_quota(rig, uscc)
    _, number = underwrite(rig, uscc)
    rig.reply(a_policy(rig, uscc, number))
    (made,) = of_type(rig, "duty-guarantee-notice")
    assert made.status == "P001"
    return made


# ---- what customs sends ----------------------------------------------------------------------


def text(root: etree._Element, path: str) -> str | None:
    return root.findtext(path, namespaces=IN)


def sent(rig: Rig, message: Message) -> etree._Element:
    return etree.fromstring(rig.store.payload(message.digest) or b"")


def head(name: str, sender: str = CUSTOMS, receiver: str = "HUB0001") -> str:
    return (
        f"<CopMsgId>{name}</CopMsgId><SenderId>{sender}</SenderId><ReceiverIds><ReceiverId>{receiver}</ReceiverId>"
        "</ReceiverIds><CreatTime>2026-09-21 10:00:00</CreatTime><MsgType>ANY</MsgType>"
    )


def signed(rig: Rig, xml: str, by: str = "customs") -> bytes:
    return rig.signers[by].sign(etree.fromstring(xml))


def a_rep(rig: Rig, answers: Message, *codes: str) -> bytes:
    """A DxpRep about a message of ours, with a response for each code."""
    responses = "".join(
        f"<Response><ResponseCode>{code}</ResponseCode><ResponseInfo>so it is</ResponseInfo>"
        f"<NoticeTime>2026-09-21</NoticeTime><OriHead>{head(answers.id, 'HUB0001', CUSTOMS)}</OriHead></Response>"
        for code in codes
    )
    return signed(rig, f'<DxpRep xmlns="{DXP}" ver="1.0"><RecevierId>HUB0001</RecevierId>{responses}</DxpRep>')


def a_msg(rig: Rig, body: bytes, name: str = "", by: str = "customs", **more: str) -> bytes:
    """A DxpMsg of customs around a body."""
    name = name or f"C-{rig.clock.now()}"
    data = b64encode(body).decode()
    xml = f'<DxpMsg xmlns="{DXP}" ver="1.0"><TransInfo>{head(name, **more)}</TransInfo><Data>{data}</Data></DxpMsg>'
    return signed(rig, xml, by)


def an_approval(number: str, code: str = "5", remark: str = "同意", encoding: str = "UTF-8") -> bytes:
    """An answer as the processing-trade system writes it."""
    return (
        f'<?xml version="1.0" encoding="{encoding}"?><Package><DataInfo><BussinessData><INV201><HdeApprResult>'
        f"<etpsPreentNo>{number}</etpsPreentNo><businessId>G-77</businessId><manageResult>{code}</manageResult>"
        f"<manageDate>2026-09-21 10:00:00</manageDate><rmk>{remark}</rmk>"
        "</HdeApprResult></INV201></BussinessData></DataInfo></Package>"
    ).encode("gb18030" if encoding != "UTF-8" else "utf-8")


def a_technical_answer(number: str, flag: str) -> bytes:
    """An answer as the import client writes it."""
    return (
        f"<CommonResponeMessage><EtpsPreentNo>{number}</EtpsPreentNo><CheckInfo>格式</CheckInfo>"
        f"<DealFlag>{flag}</DealFlag></CommonResponeMessage>"
    ).encode()


def hear(rig: Rig, *bodies: bytes) -> None:
    rig.reply(*bodies, party="customs")


def answers_of_ours(rig: Rig) -> list[etree._Element]:
    """What the hub answered customs, oldest first."""
    due = [row.body for row in rig.store.due("hub", 1000) if row.outgoing.destination == "customs" and row.body]
    roots = [etree.fromstring(body) for body in due]
    return [root for root in roots if etree.QName(root).localname == "DxpRep"]


def last(rig: Rig, document: Document) -> dict[str, object]:
    trail = rig.store.trail(document.id)
    assert trail is not None
    return dict(trail.transitions[-1].detail)


# ---- outward ---------------------------------------------------------------------------------


def test_what_customs_gets_is_signed_sealed_and_signed_again(rig: Rig, notice: Document) -> None:
    """The bytes kept are the envelope's, and both signatures are the hub's."""
    message = rig.message_of(notice.id)
    envelope = sent(rig, message)
    assert (text(envelope, "x:TransInfo/x:CopMsgId"), text(envelope, "x:TransInfo/x:SenderId")) == (
        message.id,
        "HUB0001",
    )
    assert text(envelope, "x:TransInfo/x:ReceiverIds/x:ReceiverId") == CUSTOMS
    inside = etree.fromstring(b64decode(text(envelope, "x:Data") or ""))
    register = CertificateRegister({"hub": [signing_key("hub").certificate]})
    verifier = RegisteredVerifier(register, rig.clock)
    assert etree.QName(verifier.verify(envelope, "hub")).localname == "DxpMsg"
    assert etree.QName(verifier.verify(inside, "hub")).localname == "GuaranteeNotice"


def test_the_brokers_word_moves_nothing_and_the_platforms_does(rig: Rig, notice: Document) -> None:
    """The broker has it, but the platform alone says that it arrived."""
    rig.confirm(notice.id)
    assert status(rig, notice) == "P001"
    assert [row for row in rig.store.due("hub", 1000) if row.outgoing.subject == rig.message_of(notice.id).id] == []
    hear(rig, a_rep(rig, rig.message_of(notice.id), "0000"))
    assert status(rig, notice) == "P002"


def test_what_goes_to_others_stays_bare(rig: Rig, notice: Document) -> None:
    """An envelope is a party's own affair."""
    (policy,) = of_type(rig, "duty-policy")
    due = [row.body or b"" for row in rig.store.due("hub", 1000) if row.outgoing.destination == "ping-an"]
    assert policy
    assert due
    assert not any(b"DxpMsg" in body or b"DxpRep" in body for body in due)


# ---- the platform's word ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "after"),
    [
        ("0000", "P002"),
        ("0", "P002"),
        ("0001", "P003"),
        ("0999", "P003"),
        ("1001", "P003"),
        ("1999", "P003"),
        ("2001", "P003"),
        ("3001", "P001"),
        ("3999", "P001"),
        ("4409", "P001"),
        ("-5", "P001"),
        ("what", "P001"),
    ],
)
def test_every_kind_of_response_is_understood_or_kept(rig: Rig, notice: Document, code: str, after: str) -> None:
    """Success and refusal move; the platform's own trouble and what nobody knows stay on the trail, unanswered."""
    hear(rig, a_rep(rig, rig.message_of(notice.id), code))
    assert status(rig, notice) == after
    if after == "P001":
        assert last(rig, notice)["observed"] == "unknown-code"
    assert last(rig, notice)["returned"] == {"reasons": [{"Code": code, "Text": "so it is"}]}
    assert (answers_of_ours(rig), rig.store.quarantined(9)) == ([], [])


def test_a_report_that_contradicts_itself_moves_nothing(rig: Rig, notice: Document) -> None:
    """It is kept for an operator, and not answered."""
    hear(rig, a_rep(rig, rig.message_of(notice.id), "0000", "0001"))
    assert (status(rig, notice), [row.code for row in rig.store.quarantined(9)]) == ("P001", ["HUB-422"])
    assert answers_of_ours(rig) == []


def test_a_report_about_somebody_elses_message_moves_nothing(rig: Rig, notice: Document) -> None:
    """Customs cannot say that an insurer's message arrived."""
    (policy,) = of_type(rig, "duty-insurance-application")
    before = status(rig, policy)
    hear(rig, a_rep(rig, rig.message_of(policy.id), "0001"))
    assert (status(rig, policy), [row.code for row in rig.store.quarantined(9)]) == (before, ["HUB-410"])


# ---- customs' word ---------------------------------------------------------------------------


def test_customs_declares_received_and_approves(rig: Rig, notice: Document) -> None:
    """Transport, technical and business answers, each in its own form."""
    message = rig.message_of(notice.id)
    seen = []
    for body in (
        a_rep(rig, message, "0000"),
        a_msg(rig, a_technical_answer(message.id, "0")),
        a_msg(rig, an_approval(message.id)),
    ):
        hear(rig, body)
        seen.append(status(rig, notice))
    assert seen == ["P002", "G001", "G002"]
    assert last(rig, notice)["returned"] == {"guarantee_number": "G-77", "remark": "同意"}
    assert [d.id for d in rig.store.find("G-77")] == [notice.id]


@pytest.mark.parametrize(("code", "after"), [("6", "G003"), ("100", "G003"), ("399", "G002"), ("77", "P001")])
def test_a_decision_is_read_by_its_code(rig: Rig, notice: Document, code: str, after: str) -> None:
    """An unknown one is parked on the trail."""
    hear(rig, a_msg(rig, an_approval(rig.message_of(notice.id).id, code)))
    assert (status(rig, notice), rig.store.quarantined(9)) == (after, [])


def test_customs_technical_refusal_is_a_declaration_that_failed(rig: Rig, notice: Document) -> None:
    """With the reason in customs' own words."""
    hear(rig, a_msg(rig, a_technical_answer(rig.message_of(notice.id).id, "1")))
    assert status(rig, notice) == "G004"
    assert last(rig, notice)["returned"] == {"reasons": [{"Code": "1", "Text": "格式"}]}


def test_an_answer_may_name_the_document_in_place_of_the_message(rig: Rig, notice: Document) -> None:
    """The enterprise's own number is the second key."""
    hear(rig, a_msg(rig, an_approval(notice.id)))
    assert status(rig, notice) == "G002"


def test_the_platforms_word_after_customs_word_moves_nothing_back(rig: Rig, notice: Document) -> None:
    """Any order leads to the same status."""
    message = rig.message_of(notice.id)
    hear(rig, a_msg(rig, an_approval(message.id)), a_rep(rig, message, "0000"))
    assert status(rig, notice) == "G002"
    assert last(rig, notice)["observed"] == "outranked"


def test_customs_is_answered_with_a_response_of_the_platforms_kind(rig: Rig, notice: Document) -> None:
    """Received, about the very envelope; a duplicate gets the same one."""
    body = a_msg(rig, an_approval(rig.message_of(notice.id).id), name="C-1")
    hear(rig, body)
    hear(rig, body)
    (report,) = answers_of_ours(rig)
    assert text(report, "x:Response/x:ResponseCode") == "0000"
    assert text(report, "x:Response/x:OriHead/x:CopMsgId") == "C-1"
    assert (text(report, "x:RecevierId"), status(rig, notice)) == (CUSTOMS, "G002")
    trail = rig.store.trail(notice.id)
    assert trail is not None
    assert [m.direction for m in trail.messages].count("in") == 1


def test_an_answer_in_gb18030_is_read(rig: Rig, notice: Document) -> None:
    """Though it declares GB2312, as they do."""
    hear(rig, a_msg(rig, an_approval(rig.message_of(notice.id).id, remark="同意䶮", encoding="GB2312")))
    assert last(rig, notice)["returned"] == {"guarantee_number": "G-77", "remark": "同意䶮"}


def test_customs_may_seal_our_own_form_too(rig: Rig, notice: Document) -> None:
    """With the digest of what it got, which then has to be right."""
    message = rig.message_of(notice.id)
    for digest, after in (("0" * 64, "P001"), ("1" * 64, "P001"), (message.digest, "G002")):
        header = {"MessageId": f"C{digest[:4]}", "Sender": "customs", "Receiver": "hub"}
        root = new_message("GuaranteeDecision", {**header, "CreatedAt": on_wire(rig.clock.now())})
        add(add(root, "InReplyTo"), {"MessageId": message.id, "Digest": digest})
        put(root, {"Code": "G002", "DecidedAt": on_wire(rig.clock.now())})
        hear(rig, a_msg(rig, etree.tostring(root)))
        assert status(rig, notice) == after
    assert [row.code for row in rig.store.quarantined(9)] == ["HUB-411", "HUB-411"]


# ---- what cannot be used ---------------------------------------------------------------------


def test_what_cannot_be_used_is_refused_in_the_platforms_codes(rig: Rig, notice: Document) -> None:
    """Forged, misdirected, unreadable inside or out: nothing moves, and customs hears why."""
    message = rig.message_of(notice.id)
    approval = an_approval(message.id)
    tampered = a_msg(rig, approval).replace(b"<MsgType>ANY", b"<MsgType>ALL")
    for body, code, told in (
        (tampered, "HUB-405", "1004"),
        (a_msg(rig, approval, by="ping-an"), "HUB-406", "1999"),
        (a_msg(rig, approval, sender="SOMEBODYELSE"), "HUB-408", "2002"),
        (a_msg(rig, approval, receiver="SOMEBODYELSE"), "HUB-412", "2001"),
        (a_msg(rig, b"<half"), "HUB-401", "0001"),
        (a_msg(rig, b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "HUB-402", "0001"),
        (a_msg(rig, b"<Package><Nothing/></Package>"), "HUB-422", "0002"),
        (a_msg(rig, approval.replace(b"<rmk>", b"<manageResult>6</manageResult><rmk>")), "HUB-422", "0002"),
        (rig.technical(message, sender="customs"), "HUB-403", "0002"),
    ):
        before = len(answers_of_ours(rig))
        hear(rig, body)
        assert rig.store.quarantined(1)[0].code == code
        if code != "HUB-403":  # a bare technical receipt is never answered
            report = answers_of_ours(rig)[before]
            assert text(report, "x:Response/x:ResponseCode") == told
    assert status(rig, notice) == "P001"


def test_an_insurer_cannot_speak_for_the_platform(rig: Rig, notice: Document) -> None:
    """Neither in the platform's words nor in those that the hub makes of them."""
    assert "ping-an" in PARTIES
    (application,) = of_type(rig, "duty-insurance-application")
    message = rig.message_of(application.id)
    before = status(rig, application)
    rep = etree.fromstring(a_rep(rig, message, "0001"))
    rep.remove(rep[-1])
    own = rig.signed("TransportReceipt", message, {"Code": "refused", "Fault": {"Code": "1"}})
    rig.reply(rig.signers["ping-an"].sign(rep), own)
    assert status(rig, application) == before
    assert {row.code for row in rig.store.quarantined(9)} == {"HUB-403"}


def test_an_insurer_cannot_leave_out_the_digest(rig: Rig, notice: Document) -> None:
    """What stands for a digest that the platform has no room for is no digest from anybody else."""
    (application,) = of_type(rig, "duty-insurance-application")
    message = replace(rig.message_of(application.id), digest="0" * 64)
    rig.reply(rig.technical(message))
    assert [row.code for row in rig.store.quarantined(9)] == ["HUB-411"]
