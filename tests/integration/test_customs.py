"""Customs on its platform: what it gets is sealed and signed twice, what it says is read from its envelope."""

from base64 import b64decode
from dataclasses import replace
from pathlib import Path

import pytest
from customs import (
    CUSTOMS,
    DXP,
    HUB,
    a_package,
    a_report_of_the_platform,
    a_result,
    a_return,
    a_technical_answer,
    an_approval,
)
from lxml import etree
from money import a_policy, of_type, status, underwrite
from rig import PARTIES, ROOT, Rig, put, signing_key
from verbs import hub, hub_json

from adapters.signing import RegisteredVerifier
from adapters.trust import CertificateRegister
from hub.bootstrap.kinship import kinship_of
from hub.bootstrap.statuses import read_statuses
from hub.home.place import Home
from hub.model import Document, Message, digest
from hub.views.awaited import view_awaited
from hub.views.exchanges import view_exchanges
from hub.xml.build import add, new_message
from hub.xml.times import on_wire

IN = {"x": DXP, "h": "urn:single-window-hub:1"}


@pytest.fixture
def notice(rig: Rig, enterprise: str) -> Document:
    """A policy's notice, on its way to customs."""
    _, number = underwrite(rig, enterprise)
    rig.reply(a_policy(rig, enterprise, number))
    (made,) = of_type(rig, "duty-guarantee-notice")
    assert made.status == "P001"
    return made


# ---- what customs sends ----------------------------------------------------------------------


def text(root: etree._Element, path: str) -> str | None:
    return root.findtext(path, namespaces=IN)


def sent(rig: Rig, message: Message) -> etree._Element:
    return etree.fromstring(rig.store.archive.payload(message.digest) or b"")


def a_rep(rig: Rig, answers: Message, *codes: str) -> bytes:
    return rig.sign(a_report_of_the_platform(answers.id, *codes))


def hear(rig: Rig, *bodies: bytes) -> None:
    rig.reply(*bodies, party="customs")


def answers_of_ours(rig: Rig) -> list[etree._Element]:
    """What the hub answered customs, oldest first."""
    due = [row.body for row in rig.store.outbox.due("hub", 1000) if row.outgoing.destination == "customs" and row.body]
    roots = [etree.fromstring(body) for body in due]
    return [root for root in roots if etree.QName(root).localname == "DxpRep"]


def last(rig: Rig, document: Document) -> dict[str, object]:
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return dict(trail.transitions[-1].detail)


# ---- outward ---------------------------------------------------------------------------------


def test_what_customs_gets_is_signed_sealed_and_signed_again(rig: Rig, notice: Document) -> None:
    """The bytes kept are the envelope's, and both signatures are the hub's."""
    message = rig.message_of(notice.id)
    envelope = sent(rig, message)
    assert (text(envelope, "x:TransInfo/x:CopMsgId"), text(envelope, "x:TransInfo/x:SenderId")) == (
        message.id,
        HUB,
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
    assert [
        row for row in rig.store.outbox.due("hub", 1000) if row.outgoing.subject == rig.message_of(notice.id).id
    ] == []
    hear(rig, a_rep(rig, rig.message_of(notice.id), "0000"))
    assert status(rig, notice) == "P002"


def test_what_goes_to_others_stays_bare(rig: Rig, notice: Document) -> None:
    """An envelope is a party's own affair."""
    (policy,) = of_type(rig, "duty-policy")
    due = [row.body or b"" for row in rig.store.outbox.due("hub", 1000) if row.outgoing.destination == "ping-an"]
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
    assert last(rig, notice)["reason"] == [f"{code}: so it is"]
    assert (answers_of_ours(rig), rig.store.quarantine.deliveries(9)) == ([], [])


def test_a_report_that_contradicts_itself_moves_nothing(rig: Rig, notice: Document) -> None:
    """It is kept for an operator, and not answered."""
    hear(rig, a_rep(rig, rig.message_of(notice.id), "0000", "0001"))
    assert (status(rig, notice), [row.code for row in rig.store.quarantine.deliveries(9)]) == ("P001", ["HUB-422"])
    assert answers_of_ours(rig) == []


def test_a_report_about_somebody_elses_message_moves_nothing(rig: Rig, notice: Document) -> None:
    """Customs cannot say that an insurer's message arrived."""
    (policy,) = of_type(rig, "duty-insurance-application")
    before = status(rig, policy)
    hear(rig, a_rep(rig, rig.message_of(policy.id), "0001"))
    assert (status(rig, policy), [row.code for row in rig.store.quarantine.deliveries(9)]) == (before, ["HUB-410"])


def test_a_report_about_several_messages_is_about_each_of_them(rig: Rig, notice: Document) -> None:
    """One arrived, the other did not; neither decides the other."""
    other = another_notice(rig, notice)
    said = etree.fromstring(a_report_of_the_platform(rig.message_of(notice.id).id, "0000"))
    more = etree.fromstring(a_report_of_the_platform(rig.message_of(other.id).id, "0001"))
    said.append(more[-1])
    body = rig.sign(etree.tostring(said, encoding="unicode"))
    hear(rig, body)
    assert (status(rig, notice), status(rig, other), rig.store.quarantine.deliveries(9)) == ("P002", "P003", [])
    assert answers_of_ours(rig) == []


@pytest.mark.parametrize(
    ("code", "results", "after"),
    [
        ("0000", ("0000", "0"), "P002"),
        ("0000", ("0000", "0001"), "P001"),
        ("0000", ("4001",), "P001"),
        ("0002", ("0002", "HUB-204"), "P003"),
        ("0002", ("0000", "0002"), "P001"),
    ],
)
def test_a_response_whose_records_say_otherwise_moves_nothing(
    rig: Rig, notice: Document, code: str, results: tuple[str, ...], after: str
) -> None:
    """A part is never the whole: it is kept on the trail for an operator."""
    said = a_report_of_the_platform(rig.message_of(notice.id).id, code)
    rows = "".join(f"<Result><RecId>{n}</RecId><Code>{one}</Code></Result>" for n, one in enumerate(results))
    hear(rig, rig.sign(said.replace("<NoticeTime>", f"<Results>{rows}</Results><NoticeTime>")))
    assert (status(rig, notice), rig.store.quarantine.deliveries(9)) == (after, [])
    assert (last(rig, notice).get("observed") == "unknown-code") == (after == "P001")


# ---- customs' word ---------------------------------------------------------------------------


def test_customs_declares_received_and_approves(rig: Rig, notice: Document) -> None:
    """Transport, technical and business answers, each in its own form."""
    message = rig.message_of(notice.id)
    seen = []
    for body in (
        a_rep(rig, message, "0000"),
        rig.sealed(a_technical_answer(message.id, "0")),
        rig.sealed(an_approval(message.id)),
    ):
        hear(rig, body)
        seen.append(status(rig, notice))
    assert seen == ["P002", "G001", "G002"]
    assert (last(rig, notice)["returned"], last(rig, notice)["reason"]) == ({"guarantee_number": "G-77"}, ["同意"])
    assert [d.id for d in rig.store.documents.find("G-77")] == [notice.id]


CODES = {
    "INV201": {"1": "G002", "2": "P001", "3": "G003", "4": "P001", "5": "G002", "6": "P001", "Y": "G002"},
    "SAS221": {"1": "G002", "2": "P001", "3": "G003", "5": "P001", "Y": "G002"},
    "INV202": {"1": "G002", "2": "G003", "3": "P001", "Y": "G002"},
    "NOBODY9": {"1": "G002", "2": "P001", "3": "G003", "5": "P001", "399": "P001", "Y": "G002", "审核通过": "P001"},
}
"""By message type: what customs' codes do (INV201 and the others: the processing-trade specification)."""
CROSS_BORDER = {
    **dict.fromkeys(("1", "2", "3", "4", "120", "300", "500", "800", "899", "-301001", "Y"), "P001"),
    "399": "G002",
    "100": "G003",
}


@pytest.mark.parametrize(
    ("kind", "code", "after"), [(kind, code, after) for kind, codes in CODES.items() for code, after in codes.items()]
)
def test_a_code_means_what_its_message_type_says(rig: Rig, notice: Document, kind: str, code: str, after: str) -> None:
    """An unknown code is kept on the trail and never fails; 3 is a refusal in one type and unknown in another."""
    hear(rig, rig.sealed(an_approval(rig.message_of(notice.id).id, code, kind=kind)))
    assert (status(rig, notice), rig.store.quarantine.deliveries(9)) == (after, [])
    assert last(rig, notice)["code"] == (code if after == "P001" else after)


@pytest.mark.parametrize(("code", "after"), CROSS_BORDER.items())
def test_a_cross_border_status_is_read_by_its_own_table(rig: Rig, notice: Document, code: str, after: str) -> None:
    """1 is stored there, not passed."""
    hear(rig, rig.sealed(a_return(rig.message_of(notice.id).id, code)))
    assert (status(rig, notice), rig.store.quarantine.deliveries(9)) == (after, [])


@pytest.mark.parametrize(
    ("body", "after"),
    [
        ("<Package><EnvelopInfo><message_type>INV202</message_type></EnvelopInfo><DataInfo><BussinessData>{}"
         "</BussinessData></DataInfo></Package>", "G003"),
        ("<Package><DataInfo><BussinessData>{}</BussinessData></DataInfo></Package>", "P001"),
    ],
)  # fmt: skip
def test_an_answer_without_an_element_of_its_type_is_of_the_type_that_the_package_says(
    rig: Rig, notice: Document, body: str, after: str
) -> None:
    """2 is a refusal in INV202 alone."""
    result = a_result(rig.message_of(notice.id).id, "2")
    hear(rig, rig.sealed(body.format(result).encode()))
    assert (status(rig, notice), rig.store.quarantine.deliveries(9)) == (after, [])


def another_notice(rig: Rig, notice: Document) -> Document:
    """A second policy of the same enterprise, reported to customs."""
    _, number = underwrite(rig, notice.enterprise)
    rig.reply(a_policy(rig, notice.enterprise, number))
    (made,) = [document for document in of_type(rig, "duty-guarantee-notice") if document.id != notice.id]
    return made


def test_each_answer_of_a_package_decides_what_it_is_about_and_nothing_else(rig: Rig, notice: Document) -> None:
    """Two of ours and one of somebody else's; customs hears once that they arrived, and a repeat moves nothing."""
    other = another_notice(rig, notice)
    names = (rig.message_of(notice.id).id, "S-OF-SOMEBODY", rig.message_of(other.id).id)
    results = "".join(a_result(name, code, guarantee=name) for name, code in zip(names, ("1", "3", "3"), strict=True))
    body = rig.sealed(a_package(results), name="PACK-1")
    hear(rig, body)
    hear(rig, body)
    assert (status(rig, notice), status(rig, other), rig.store.quarantine.deliveries(9)) == ("G002", "G003", [])
    (report,) = answers_of_ours(rig)
    assert text(report, "x:Response/x:OriHead/x:CopMsgId") == "PACK-1"
    for document in (notice, other):
        trail = rig.store.documents.trail(document.id)
        assert trail is not None
        assert [m.direction for m in trail.messages].count("in") == 1


def test_an_answer_of_a_package_that_cannot_be_used_holds_up_no_other(rig: Rig, notice: Document) -> None:
    """One of them is about what an insurer got: it is kept apart, and customs is told of both."""
    (application,) = of_type(rig, "duty-insurance-application")
    before = status(rig, application)
    names = (rig.message_of(application.id).id, rig.message_of(notice.id).id)
    body = rig.sealed(a_package("".join(map(a_result, names))), name="PACK-2")
    hear(rig, body)
    hear(rig, body)
    assert (status(rig, notice), status(rig, application)) == ("G002", before)
    assert [row.code for row in rig.store.quarantine.deliveries(9)] == ["HUB-410"]
    codes = sorted(text(report, "x:Response/x:ResponseCode") or "" for report in answers_of_ours(rig))
    assert (len(codes), codes[0]) == (2, "0000")


@pytest.mark.parametrize("codes", [("1", "3"), ("1", "Y")])
def test_two_answers_of_a_package_about_one_thing_move_nothing(
    rig: Rig, notice: Document, codes: tuple[str, str]
) -> None:
    """Nobody knows which counts; the same twice is one."""
    name = rig.message_of(notice.id).id
    hear(rig, rig.sealed(a_package("".join(a_result(name, code) for code in codes))))
    assert (status(rig, notice), [row.code for row in rig.store.quarantine.deliveries(9)]) == ("P001", ["HUB-422"])
    hear(rig, rig.sealed(a_package(a_result(name, "1") * 2)))
    assert status(rig, notice) == "G002"


FEED = {
    "a write-off notice": a_package("<BondInvtBsc><bondInvtNo>Q-1</bondInvtNo></BondInvtBsc>", "INV211"),
    "a write-off notice that answers": an_approval("anything", "1", kind="INV211"),
    "a write-off notice in GB2312": a_package("<BondInvtBsc><rmk>核扣</rmk></BondInvtBsc>", "INV211", "GB2312"),
    "a tax notice": b'<ceb:CEB816Message xmlns:ceb="http://www.chinaport.gov.cn/ceb"><ceb:Tax><ceb:TaxHeadRd>'
    b"<ceb:guid>1</ceb:guid></ceb:TaxHeadRd></ceb:Tax></ceb:CEB816Message>",
    "a tax notice's status": b"<CEB818Message><TaxStatus><guid>1</guid></TaxStatus></CEB818Message>",
}


@pytest.mark.parametrize("name", FEED)
def test_a_kind_of_the_feed_that_answers_nothing_is_kept_and_moves_nothing(
    rig: Rig, notice: Document, name: str
) -> None:
    """Its bytes are in the store, customs hears that it arrived, and nobody has to look."""
    body = rig.sealed(FEED[name], name="FEED-1")
    before = status(rig, notice)
    hear(rig, body, body)
    assert (status(rig, notice), rig.store.quarantine.deliveries(9), rig.store.schedule.early_notices(9, None)) == (
        before,
        [],
        [],
    )
    assert rig.store.archive.payload(digest(body)) == body
    (report,) = answers_of_ours(rig)
    assert text(report, "x:Response/x:ResponseCode") == "0000"
    assert text(report, "x:Response/x:OriHead/x:CopMsgId") == "FEED-1"


def test_a_kind_that_nobody_knows_and_that_answers_nothing_is_quarantined(rig: Rig, notice: Document) -> None:
    """What is kept silently is named, one by one."""
    hear(rig, rig.sealed(a_package("<Head><no>1</no></Head>", "INV299")))
    assert [row.code for row in rig.store.quarantine.deliveries(9)] == ["HUB-422"]


@pytest.mark.parametrize("element", ["KeptNotice", "Bundle"])
def test_the_hubs_words_for_a_platform_cannot_be_sent_by_a_party(rig: Rig, notice: Document, element: str) -> None:
    """Neither bare nor in an envelope."""
    root = new_message(element, {"MessageId": "K", "Sender": "customs", "Receiver": "hub", "CreatedAt": ""})
    hear(rig, rig.sealed(etree.tostring(root)))
    rig.reply(rig.signed(element, None, {"Type": "INV211"}))
    assert [row.code for row in rig.store.quarantine.deliveries(9)] == ["HUB-403", "HUB-403"]


def test_customs_technical_refusal_is_a_declaration_that_failed(rig: Rig, notice: Document) -> None:
    """With the reason in customs' own words."""
    hear(rig, rig.sealed(a_technical_answer(rig.message_of(notice.id).id, "1")))
    assert status(rig, notice) == "G004"
    assert last(rig, notice)["reason"] == ["1: 格式"]


def test_an_answer_may_name_the_document_in_place_of_the_message(rig: Rig, notice: Document) -> None:
    """The enterprise's own number is the second key."""
    hear(rig, rig.sealed(an_approval(notice.id)))
    assert status(rig, notice) == "G002"


def test_the_platforms_word_after_customs_word_moves_nothing_back(rig: Rig, notice: Document) -> None:
    """Any order leads to the same status."""
    message = rig.message_of(notice.id)
    hear(rig, rig.sealed(an_approval(message.id)), a_rep(rig, message, "0000"))
    assert status(rig, notice) == "G002"
    assert last(rig, notice)["observed"] == "outranked"


def test_customs_is_answered_with_a_response_of_the_platforms_kind(rig: Rig, notice: Document) -> None:
    """Received, about the very envelope; a duplicate gets the same one."""
    body = rig.sealed(an_approval(rig.message_of(notice.id).id), name="C-1")
    hear(rig, body)
    hear(rig, body)
    (report,) = answers_of_ours(rig)
    assert text(report, "x:Response/x:ResponseCode") == "0000"
    assert text(report, "x:Response/x:OriHead/x:CopMsgId") == "C-1"
    assert (text(report, "x:RecevierId"), status(rig, notice)) == (CUSTOMS, "G002")
    trail = rig.store.documents.trail(notice.id)
    assert trail is not None
    assert [m.direction for m in trail.messages].count("in") == 1


def test_an_answer_in_gb18030_is_read(rig: Rig, notice: Document) -> None:
    """Though it declares GB2312, as they do."""
    hear(rig, rig.sealed(an_approval(rig.message_of(notice.id).id, remark="同意䶮", encoding="GB2312")))
    assert last(rig, notice)["reason"] == ["同意䶮"]


def test_customs_may_seal_our_own_form_too(rig: Rig, notice: Document) -> None:
    """With the digest of what it got, which then has to be right."""
    message = rig.message_of(notice.id)
    for echoed, after in (("0" * 64, "P001"), ("1" * 64, "P001"), (message.digest, "G002")):
        header = {"MessageId": f"C{echoed[:4]}", "Sender": "customs", "Receiver": "hub"}
        root = new_message("GuaranteeDecision", {**header, "CreatedAt": on_wire(rig.clock.now())})
        add(add(root, "InReplyTo"), {"MessageId": message.id, "Digest": echoed})
        put(root, {"Code": "G002", "DecidedAt": on_wire(rig.clock.now())})
        hear(rig, rig.sealed(etree.tostring(root)))
        assert status(rig, notice) == after
    assert [row.code for row in rig.store.quarantine.deliveries(9)] == ["HUB-411", "HUB-411"]


# ---- what cannot be used ---------------------------------------------------------------------


def test_what_cannot_be_used_is_refused_in_the_platforms_codes(rig: Rig, notice: Document) -> None:
    """Forged, misdirected, unreadable inside or out: nothing moves, and customs hears why."""
    message = rig.message_of(notice.id)
    approval = an_approval(message.id)
    bare = b64decode(text(etree.fromstring(rig.technical(message, sender="customs")), "x:Data") or "")
    tampered = rig.sealed(approval).replace(b"<MsgType>ANY", b"<MsgType>ALL")
    for body, code, told in (
        (tampered, "HUB-405", "1004"),
        (rig.sealed(approval, by="ping-an"), "HUB-406", "1999"),
        (rig.sealed(approval, sender="SOMEBODYELSE"), "HUB-408", "2002"),
        (rig.sealed(approval, receiver="SOMEBODYELSE"), "HUB-412", "2001"),
        (rig.sealed(b"<half"), "HUB-401", "0001"),
        (rig.sealed(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "HUB-402", "0001"),
        (rig.sealed(b"<Package><Nothing/></Package>"), "HUB-422", "0002"),
        (rig.sealed(approval.replace(b"<rmk>", b"<manageResult>3</manageResult><rmk>")), "HUB-422", "0002"),
        (bare, "HUB-403", "0002"),
    ):
        before = len(answers_of_ours(rig))
        hear(rig, body)
        assert rig.store.quarantine.deliveries(1)[0].code == code
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
    assert {row.code for row in rig.store.quarantine.deliveries(9)} == {"HUB-403"}


def test_an_insurer_cannot_leave_out_the_digest(rig: Rig, notice: Document) -> None:
    """What stands for a digest that the platform has no room for is no digest from anybody else."""
    (application,) = of_type(rig, "duty-insurance-application")
    message = replace(rig.message_of(application.id), digest="0" * 64)
    rig.reply(rig.technical(message))
    assert [row.code for row in rig.store.quarantine.deliveries(9)] == ["HUB-411"]


# ---- a hub without an id on the platform -----------------------------------------------------


@pytest.fixture
def nameless(tmp_path: Path) -> Path:
    """A home whose settings do not say who the hub is on the platform."""
    assert hub(tmp_path, "init").returncode == 0
    settings = tmp_path / "hub.toml"
    kept = [line for line in settings.read_text("utf-8").splitlines() if not line.startswith("dxp_id")]
    settings.write_text("\n".join([*kept, ""]), "utf-8")
    return tmp_path


def test_a_fresh_home_has_an_id_on_the_platform(tmp_path: Path) -> None:
    """One for development, so that a demo plays."""
    assert (hub(tmp_path, "init").returncode, hub(tmp_path, "check").returncode) == (0, 0)
    assert Home(tmp_path).settings.dxp_id == HUB


def test_a_check_says_in_one_line_that_the_id_is_missing(nameless: Path) -> None:
    """With its code and the file to mend."""
    done = hub(nameless, "check")
    (line,) = [line for line in done.stdout.decode().splitlines() if "HUB-712" in line]
    assert (done.returncode, line.startswith("hub.toml:1 HUB-712 customs ")) == (1, True)
    (fault,) = hub_json(nameless, "check")["faults"]
    assert (fault["file"], fault["text"].split()[0]) == ("hub.toml", "HUB-712")


def test_nothing_is_sent_under_an_id_that_the_platform_did_not_give(nameless: Path) -> None:
    """What is sent again is the same bytes: a message under a wrong id would be refused for ever."""
    done = hub(nameless, "run")
    assert (done.returncode, done.stderr.decode().count("HUB-712")) == (4, 1)


def test_who_is_not_on_the_platform_needs_no_id_there(nameless: Path) -> None:
    """A home may say that its customs takes bare messages."""
    parties = nameless / "routes" / "parties"
    parties.mkdir(parents=True)
    packaged = (ROOT / "routes/parties/customs.yaml").read_text("utf-8").splitlines()
    bare = [line for line in packaged if not line.startswith(("envelope", "dxp-id", "dialect"))]
    (parties / "customs.yaml").write_text("\n".join([*bare, ""]), "utf-8")
    assert hub(nameless, "check").returncode == 0


# ---- what the document waits for meanwhile ---------------------------------------------------


def awaited_of(rig: Rig, document: Document) -> tuple[str, str, str, bool]:
    """Whom it awaits, in words; what to type next; whether the queue has the message."""
    trail, home = rig.store.documents.trail(document.id), Home(rig.root)
    assert trail is not None
    found = view_awaited(trail, kinship_of(home)[document.type], read_statuses(home), [])
    (sent,) = view_exchanges(trail)
    assert found is not None
    return found.whom, found.words.en, found.next or "", sent.handed_over


def test_it_awaits_the_queue_and_then_the_platforms_report(rig: Rig, notice: Document) -> None:
    """The confirmation moves nothing: that the outbox is empty says that the queue took the message."""
    assert awaited_of(rig, notice) == ("queue", "the queue to take the message", "hub status", False)
    rig.confirm(notice.id)
    assert status(rig, notice) == "P001"
    report = "the customs platform's report on the message to customs"
    assert awaited_of(rig, notice) == ("platform", report, "", True)
    hear(rig, a_rep(rig, rig.message_of(notice.id), "0000"))
    assert status(rig, notice) == "P002"
    assert awaited_of(rig, notice)[::3] == ("party", False)
