"""Simulated parties speak forms of their own, heard by a real hub: customs in envelopes, a bank in ISO 20022."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from customs import CUSTOMS, DXP, HUB
from existing import PAID, an_existing_guarantee
from lxml import etree
from money import a_payment, a_policy, agree, of_type, status, underwrite
from rig import PARTIES, HandClock, Rig, put, share_keys
from test_simulate import MemoryQueue

from hub.bootstrap.clock import SystemClock
from hub.errors import OperatorError
from hub.model import Document
from hub.ports import Delivery, Store
from hub.simulate import KeyPair, load_script, simulate
from hub.simulate.seals import Seal
from hub.simulate.writing import fresh_id
from hub.xml.build import new_message
from hub.xml.times import on_wire

BANK = "bank-of-china"
APPROVAL = """
<Package>
  <DataInfo><BussinessData><INV201><HdeApprResult>
    <etpsPreentNo>{Header/MessageId}</etpsPreentNo><businessId>G-77</businessId>
    <manageResult>5</manageResult><manageDate>{now}</manageDate><rmk>同意䶮</rmk>
  </HdeApprResult></INV201></BussinessData></DataInfo>
</Package>
"""
DECLARED = """
<CommonResponeMessage>
  <EtpsPreentNo>{Header/MessageId}</EtpsPreentNo><CheckInfo>ok</CheckInfo><DealFlag>0</DealFlag>
</CommonResponeMessage>
"""
STATUS_REPORT = """
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
  <GrpHdr><MsgId>R-1</MsgId><CreDtTm>{now}</CreDtTm></GrpHdr>
  <OrgnlGrpInfAndSts>
    <OrgnlMsgId>{CstmrCdtTrfInitn/GrpHdr/MsgId}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>
  </OrgnlGrpInfAndSts>
  <OrgnlPmtInfAndSts>
    <OrgnlPmtInfId>{CstmrCdtTrfInitn/PmtInf/PmtInfId}</OrgnlPmtInfId>
    <TxInfAndSts>
      <OrgnlEndToEndId>{CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/PmtId/EndToEndId}</OrgnlEndToEndId>
      <TxSts>ACSC</TxSts><AccptncDtTm>{now}</AccptncDtTm>
      <AcctSvcrRef>{Header/DocumentId}</AcctSvcrRef>
    </TxInfAndSts>
  </OrgnlPmtInfAndSts>
</CstmrPmtStsRpt></Document>
"""
FOLDED = """
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
  <GrpHdr><MsgId>R-1</MsgId><CreDtTm>{now}</CreDtTm></GrpHdr>
  <OrgnlGrpInfAndSts>
    <OrgnlMsgId>{folded CstmrCdtTrfInitn/GrpHdr/MsgId}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>
  </OrgnlGrpInfAndSts>
  <OrgnlPmtInfAndSts>
    <OrgnlPmtInfId>{folded CstmrCdtTrfInitn/PmtInf/PmtInfId}</OrgnlPmtInfId>
    TRANSACTIONS
  </OrgnlPmtInfAndSts>
</CstmrPmtStsRpt></Document>
"""
ON_PLATFORM = {"customs": {"envelope": "dxp", "id": CUSTOMS, "hub": HUB}}


class OneByOne(MemoryQueue):
    """So that what came first is answered before the next is looked at."""

    def take(self, limit: int, wait: float) -> list[Delivery]:
        return super().take(1, wait)


@dataclass
class Cast:
    """Parties that play what a test says, on queues in memory."""

    folder: Path
    events: list[dict[str, object]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def pairs(self) -> dict[str, KeyPair]:
        return {
            name: KeyPair(self.folder / name / "key.pem", self.folder / name / "certificate.pem") for name in OWNERS
        }

    def script(self, *actions: Mapping[str, Any], party: str = "customs", document: str = "GuaranteeNotice") -> Path:
        answers = [
            {"party": party, "document": document, "do": list(actions)},
            {"party": "ping-an", "document": "Nothing", "do": []},  # somebody else, for forgeries
        ]
        places = ON_PLATFORM if party == "customs" else {}
        path = self.folder / "script.yaml"
        script = {**({"parties": places} if places else {}), "answers": answers}
        path.write_text(json.dumps(script, ensure_ascii=False), "utf-8")
        return path

    def hears(self, script: Path, *bodies: bytes, party: str = "customs") -> list[bytes]:
        """Let a party hear from the hub; return what it sends."""
        play = load_script(script)
        queues = {name: OneByOne() for name in play.parties}
        queues[party].waiting.extend(bodies)
        keys = {name: self.pairs[name] for name in play.parties}
        turns = count()
        self.events = []
        hub = self.folder / "hub" / "certificate.pem"
        simulate(play, queues, keys, lambda: [hub], lambda: next(turns) > len(bodies) + 1, self.events.append)
        self.refused = queues[party].refused
        return [parcel.body for parcel in queues[party].published]

    @property
    def errors(self) -> list[object]:
        return [str(told["reason"]).rpartition(" · ")[2] for told in self.events if told["event"] == "error"]


OWNERS = ("hub", *PARTIES)


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    folder = tmp_path_factory.mktemp("cast")
    share_keys(folder)
    yield Cast(folder)


@pytest.fixture
def rig(store: Store, tmp_path: Path) -> Iterator[Rig]:
    """A hub that lives now, as the cast does."""
    made = Rig(store, tmp_path / "queues", clock=HandClock(SystemClock().now()))
    yield made
    made.close()


@pytest.fixture
def notice(rig: Rig, enterprise: str) -> Document:
    """A policy's notice, on its way to customs."""
    rig.reply(a_policy(rig, enterprise, underwrite(rig, enterprise)[1]))
    (made,) = of_type(rig, "duty-guarantee-notice")
    return made


def sent(rig: Rig, document: Document) -> bytes:
    return rig.store.archive.payload(rig.message_of(document.id).digest) or b""


def told(rig: Rig, document: Document) -> tuple[object, object]:
    """What came back with the newest row of a trail, and what was said with it in words."""
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return trail.transitions[-1].detail.get("returned"), trail.transitions[-1].reason


def codes(rig: Rig) -> list[str]:
    return [row.code for row in rig.store.quarantine.deliveries(9)]


def answers_of_ours(rig: Rig, party: str) -> list[bytes]:
    """What the hub answered a party's messages."""
    due = [row for row in rig.store.outbox.due("hub", 1000) if row.outgoing.destination == party and row.body]
    receipts = [row.body for row in due if row.body and (b"DxpRep" in row.body or b"TechnicalReceipt" in row.body)]
    return [body for body in receipts if body]


# ---- customs, and a hub that hears it --------------------------------------------------------


def test_platform_and_customs_bring_a_notice_to_its_approval(cast: Cast, rig: Rig, notice: Document) -> None:
    """Its report, its client's answer, its approval: each verified, each answered, none in a form of the hub's."""
    script = cast.script({"report": "0000", "text": "接收成功"}, {"write": DECLARED}, {"write": APPROVAL})
    seen = []
    for body in cast.hears(script, sent(rig, notice)):
        rig.reply(body, party="customs")
        seen.append(status(rig, notice))
    assert (seen, codes(rig), cast.errors) == (["P002", "G001", "G002"], [], [])
    assert told(rig, notice) == ({"guarantee_number": "G-77"}, ["同意䶮"])
    cast.hears(script, *answers_of_ours(rig, "customs"))
    assert [(e["event"], e["code"]) for e in cast.events if e["event"] == "receipt"] == [("receipt", "accepted")] * 2
    assert cast.errors == []


def test_customs_announces_a_general_guarantee_of_before_in_its_envelope(
    cast: Cast, rig: Rig, notice: Document, enterprise: str
) -> None:
    """As it announces its other notices: signed inside, in an envelope signed again; the hub reports it."""
    content = an_existing_guarantee(enterprise)
    announced = {"announce": "ExistingGeneralGuarantee", "taken-over": PAID, "body": content}
    script = cast.script(announced)
    (body,) = cast.hears(script, sent(rig, notice))
    envelope = etree.fromstring(body)
    assert etree.QName(envelope).localname == "DxpMsg"
    assert envelope.findtext(f"{{{DXP}}}TransInfo/{{{DXP}}}MsgType") == "ExistingGeneralGuarantee"
    rig.reply(body, party="customs")
    assert codes(rig) == []
    (guarantee,) = of_type(rig, "general-guarantee")
    assert status(rig, guarantee) == "G002"
    cast.hears(script, *answers_of_ours(rig, "customs"))
    assert [e["code"] for e in cast.events if e["event"] == "receipt"] == ["accepted"]
    assert [e["document"] for e in cast.events if e["event"] == "verified"] == ["DxpRep"]
    assert cast.errors == []


def _said(encoding: str) -> dict[str, str]:
    """The word of an action; UTF-8 is not said."""
    return {} if encoding == "UTF-8" else {"encoding": encoding}


@pytest.mark.parametrize("encoding", ["GB18030", "GBK", "GB2312", "UTF-8"])
def test_an_answer_is_read_in_any_encoding_of_the_field(cast: Cast, rig: Rig, notice: Document, encoding: str) -> None:
    """Also where it declares less than it uses."""
    (body,) = cast.hears(cast.script({"write": APPROVAL, **_said(encoding)}), sent(rig, notice))
    inside = b64decode(etree.fromstring(body).findtext(f"{{{DXP}}}Data") or "")
    assert f"encoding='{encoding}'".encode() in inside.splitlines()[0]
    rig.reply(body, party="customs")
    assert (status(rig, notice), told(rig, notice)) == ("G002", ({"guarantee_number": "G-77"}, ["同意䶮"]))


def test_customs_may_seal_the_hubs_own_form(cast: Cast, rig: Rig, notice: Document) -> None:
    """With the digest of the envelope that it got."""
    script = cast.script({"technical": "accepted"}, {"send": "GuaranteeDecision", "code": "G003"})
    bodies = cast.hears(script, sent(rig, notice))
    assert [etree.QName(etree.fromstring(body)).localname for body in bodies] == ["DxpMsg", "DxpMsg"]
    rig.reply(*bodies, party="customs")
    assert (status(rig, notice), codes(rig)) == ("G003", [])


@pytest.mark.parametrize(("code", "after"), [("0000", "P002"), ("2001", "P003"), ("3003", "P001"), ("-5", "P001")])
def test_a_report_says_what_the_script_says(cast: Cast, rig: Rig, notice: Document, code: str, after: str) -> None:
    """Success, refusal, the platform's own trouble, and what moves nothing."""
    (body,) = cast.hears(cast.script({"report": code}), sent(rig, notice))
    rig.reply(body, party="customs")
    assert (status(rig, notice), codes(rig)) == (after, [])


def test_the_same_envelope_again_is_answered_with_the_same_bytes(cast: Cast, rig: Rig, notice: Document) -> None:
    """Told by its id."""
    script = cast.script({"report": "0000"}, {"write": APPROVAL})
    bodies = cast.hears(script, sent(rig, notice), sent(rig, notice))
    assert len(bodies) == 4
    assert bodies[:2] == bodies[2:]


@pytest.mark.parametrize(
    ("forge", "code"),
    [
        ("broken-signature", "HUB-405"),
        ("changed-content", "HUB-405"),
        ("unsigned", "HUB-404"),
        ("wrong-key", "HUB-406"),
        ("wrong-sender", "HUB-408"),
        ("wrong-receiver", "HUB-412"),
        ("dtd", "HUB-402"),
    ],
)
def test_a_forged_envelope_moves_nothing(cast: Cast, rig: Rig, notice: Document, forge: str, code: str) -> None:
    """The hub says why in a report of its own, which the forger's party understands."""
    script = cast.script({"write": APPROVAL, "forge": forge})
    (body,) = cast.hears(script, sent(rig, notice))
    rig.reply(body, party="customs")
    assert (status(rig, notice), codes(rig)) == ("P001", [code])
    cast.hears(script, *answers_of_ours(rig, "customs"))
    assert [e.get("fault") for e in cast.events if e["event"] == "receipt"] == [code]
    assert cast.errors == []


@pytest.mark.parametrize("forge", ["wrong-digest", "unknown-message", "broken-signature", "wrong-receiver"])
def test_forgeries_reach_what_is_said_inside_or_by_the_platform(
    cast: Cast, rig: Rig, notice: Document, forge: str
) -> None:
    """Nothing moves, whoever says it."""
    actions: list[dict[str, str]] = [{"send": "GuaranteeDecision", "code": "G002", "forge": forge}]
    actions += [{"report": "0001", "forge": forge}] if forge != "wrong-digest" else []
    rig.reply(*cast.hears(cast.script(*actions), sent(rig, notice)), party="customs")
    assert status(rig, notice) == "P001"


def test_the_hub_goes_by_the_envelopes_signature(cast: Cast, rig: Rig, notice: Document) -> None:
    """It covers all that is inside; who signed there is customs' own affair."""
    (body,) = cast.hears(cast.script({"write": APPROVAL, "forge": "broken-inside"}), sent(rig, notice))
    rig.reply(body, party="customs")
    assert (status(rig, notice), codes(rig)) == ("G002", [])


# ---- what customs does not take from a hub ---------------------------------------------------


def resealed(cast: Cast, body: bytes, change: Callable[[etree._Element], None]) -> bytes:
    """An envelope of the hub, changed and signed again as the hub would."""
    root = etree.fromstring(body)
    root.remove(root[-1])
    change(root)
    Seal(cast.pairs["hub"]).sign(root)
    return etree.tostring(root)


def set_text(path: str, text: str) -> Callable[[etree._Element], None]:
    def change(root: etree._Element) -> None:
        element = root.find("/".join(f"{{{DXP}}}{name}" for name in path.split("/")))
        assert element is not None
        element.text = text

    return change


def forge_inside(root: etree._Element) -> None:
    """Change the notice, and leave its signature as it was."""
    data = root.find(f"{{{DXP}}}Data")
    assert data is not None
    data.text = b64encode(b64decode(data.text or "").replace(b"1000.00", b"9000.00")).decode()


def empty_optional(root: etree._Element) -> None:
    etree.SubElement(etree.SubElement(root, f"{{{DXP}}}AddInfo"), f"{{{DXP}}}IcCard")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (forge_inside, "inside its envelope: the signature is not valid"),
        (set_text("Data", b64encode(b"<a/>").decode()), "inside its envelope: there must be one signature"),
        (set_text("Data", "?"), "not Base64"),
        (set_text("TransInfo/ReceiverIds/ReceiverId", "SOMEBODYELSE"), f"ReceiverId is SOMEBODYELSE, not {CUSTOMS}"),
        (set_text("TransInfo/SenderId", "SOMEBODYELSE"), f"SenderId is SOMEBODYELSE, not {HUB}"),
        (set_text("TransInfo/CopMsgId", "m-1"), "another id than the message inside"),
        (set_text("TransInfo/CreatTime", "2026-09-21 10:00:00"), "CreatTime is “2026-09-21 10:00:00”"),
        (set_text("TransInfo/CreatTime", "2026-09-21T10:00:00Z"), "CreatTime is"),
        (set_text("TransInfo/SenderId", "SEVENTEENLETTERSX"), "SenderId is “SEVENTEENLETTERSX”"),
        (empty_optional, "IcCard is “”"),
        (lambda root: root.set("ver", "2.0"), "ver is not 1.0"),
        (lambda root: root.insert(0, root[1]), "DxpMsg has Data TransInfo Signature"),
    ],
)
def test_an_envelope_that_is_not_as_agreed_is_reported_and_not_answered(
    cast: Cast, rig: Rig, notice: Document, change: Callable[[etree._Element], None], reason: str
) -> None:
    """By this party's own reading of the platform's rules."""
    body = resealed(cast, sent(rig, notice), change)
    assert cast.hears(cast.script({"write": APPROVAL}), body) == []
    assert [reason in str(error) for error in cast.errors] == [True]
    assert len(cast.refused) == 1


def test_a_forged_or_missing_envelope_is_reported(cast: Cast, rig: Rig, notice: Document) -> None:
    """Its signature is verified for itself, and what is right inside does not make up for it."""
    body = sent(rig, notice)
    forged = body.replace(b"<MsgType>GuaranteeNotice", b"<MsgType>Another")
    bare = b64decode(etree.fromstring(body).findtext(f"{{{DXP}}}Data") or "")
    assert cast.hears(cast.script({"write": APPROVAL}), forged, bare) == []
    assert cast.errors == ["the signature is not valid", "it is in no envelope: GuaranteeNotice"]


def test_a_report_to_somebody_else_is_reported(cast: Cast, rig: Rig, notice: Document) -> None:
    """Though the hub signed it."""
    rig.reply(rig.sealed(b"<half"), party="customs")
    (ours,) = answers_of_ours(rig, "customs")
    cast.hears(cast.script(), resealed(cast, ours, set_text("RecevierId", "SOMEBODYELSE")))
    assert cast.errors == [f"its RecevierId is SOMEBODYELSE, not {CUSTOMS}"]


# ---- a bank that speaks ISO 20022 ------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["UTF-8", "GB18030"])
def test_a_bank_gets_pain_001_and_answers_in_pain_002(cast: Cast, rig: Rig, enterprise: str, encoding: str) -> None:
    """Told by its path; it echoes the form's own id, and the carrier's digest."""
    number = underwrite(rig, enterprise, "20.00")[1]
    form = a_payment(enterprise, agree(rig, enterprise, BANK), {number: "20.00"})
    (payment,) = rig.submit(form | {"party": BANK})
    script = cast.script(
        {"technical": "accepted"},
        {"write": STATUS_REPORT, **_said(encoding)},
        party=BANK,
        document="Document/CstmrCdtTrfInitn",
    )
    seen = []
    for body in cast.hears(script, sent(rig, payment), party=BANK):
        rig.reply(body, party=BANK)
        seen.append(status(rig, payment))
    assert (seen, codes(rig), cast.errors) == (["P004", "Y002"], [], [])
    (told,) = [e["document"] for e in cast.events if e["event"] == "verified"]
    assert told == "Document"
    trail = rig.store.documents.trail(payment.id)
    assert trail is not None
    assert trail.references["bank_reference"] == payment.id


@pytest.mark.parametrize(
    ("forge", "code"), [("wrong-digest", "HUB-411"), ("wrong-receiver", "HUB-412"), ("wrong-sender", "HUB-408")]
)
def test_a_forged_carrier_moves_nothing(cast: Cast, rig: Rig, enterprise: str, forge: str, code: str) -> None:
    """What is around a form is forged as anything else."""
    number = underwrite(rig, enterprise, "20.00")[1]
    form = a_payment(enterprise, agree(rig, enterprise, BANK), {number: "20.00"})
    (payment,) = rig.submit(form | {"party": BANK})
    script = cast.script({"write": STATUS_REPORT, "forge": forge}, party=BANK, document="Document/CstmrCdtTrfInitn")
    (body,) = cast.hears(script, sent(rig, payment), party=BANK)
    rig.reply(body, party=BANK)
    assert (status(rig, payment), codes(rig)) == ("P001", [code])


@pytest.mark.parametrize(
    ("numbers", "after", "disputes"),
    [((2,), "P001", {"in-part"}), ((1, 2), "Y002", set()), ((1, 1), "P001", {"twice"})],
    ids=["one", "both", "one twice"],
)
def test_a_bank_reports_on_the_transactions_that_its_script_names(
    cast: Cast, rig: Rig, enterprise: str, numbers: tuple[int, ...], after: str, disputes: set[str]
) -> None:
    """With ids as a mainframe writes them."""
    applications = [underwrite(rig, enterprise, "20.00")[1] for _ in range(2)]
    form = a_payment(enterprise, agree(rig, enterprise, BANK), dict.fromkeys(applications, "20.00"))
    (payment,) = rig.submit(form | {"party": BANK})
    path = "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf[{n}]/PmtId/EndToEndId"
    said = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{{folded {path.replace('{n}', str(n))}}}</OrgnlEndToEndId>"
        "<TxSts>ACSC</TxSts></TxInfAndSts>"
        for n in numbers
    )
    actions = {"write": FOLDED.replace("TRANSACTIONS", said)}
    script = cast.script(actions, party=BANK, document="Document/CstmrCdtTrfInitn")
    for body in cast.hears(script, sent(rig, payment), party=BANK):
        rig.reply(body, party=BANK)
    assert (status(rig, payment), codes(rig), cast.errors) == (after, [], [])
    assert rig.document(payment.id).disputes == disputes


def test_another_form_of_the_same_name_is_not_answered(cast: Cast, rig: Rig) -> None:
    """A path tells more than a root's name."""
    head = {"MessageId": fresh_id(), "Sender": "hub", "Receiver": BANK, "CreatedAt": on_wire(rig.clock.now())}
    root = new_message("Document", head)
    put(root, {"CstmrDrctDbtInitn": "another"})
    script = cast.script({"technical": "accepted"}, party=BANK, document="Document/CstmrCdtTrfInitn")
    assert cast.hears(script, rig.signers["hub"].sign(root), party=BANK) == []
    assert cast.errors == ["no rule of the script answers this Document"]


def test_a_value_is_text_and_never_markup(cast: Cast, rig: Rig) -> None:
    """Whatever an enterprise calls itself, in an element or in an attribute."""
    name = '"A" & <B> {now}'
    head = {"MessageId": fresh_id(), "Sender": "hub", "Receiver": BANK, "CreatedAt": on_wire(rig.clock.now())}
    root = new_message("Question", head)
    put(root, {"Enterprise": {"Uscc": "x", "Name": name}})
    script = cast.script({"write": '<a of="{name}"><b>{name}</b></a>'}, party=BANK, document="Question")
    (body,) = cast.hears(script, rig.signers["hub"].sign(root), party=BANK)
    (form,) = etree.fromstring(body).iter("a")
    assert (form.get("of"), form.findtext("b")) == (name, name)


# ---- what a script may not say ---------------------------------------------------------------

RULE = "answers:\n  - party: p\n    document: D\n    do:\n"
PLATFORM = "parties:\n  p: {envelope: dxp, id: P1, hub: H1}\n"


@pytest.mark.parametrize(
    ("script", "line", "words"),
    [
        (RULE + '      - report: "0000"', 5, "p is not on the platform"),
        (PLATFORM + RULE + '      - {report: "0000", as: q}', 7, "q is not on the platform"),
        (PLATFORM + RULE + "      - report: fine", 7, "“fine” is no response code"),
        (PLATFORM + RULE + '      - {report: "0000", code: S}', 7, "code"),
        (PLATFORM + RULE + '      - {report: "0000", forge: wrong-sender}', 7, "no forgery of this: report"),
        (
            PLATFORM + RULE + "      - {write: <a/>, forge: wrong-digest}",
            7,
            "no forgery of this: write, in an envelope",
        ),
        (RULE + "      - {write: <a/>, forge: broken-inside}", 5, "no forgery of this: write"),
        (RULE + "      - {announce: A, body: {}, forge: wrong-digest}", 5, "no forgery of this: announce"),
        (RULE + "      - write: <a><b></a>", 5, "not XML"),
        (RULE + "      - write: |\n          <?xml version='1.0' encoding='GBK'?><a/>", 5, "say `encoding`"),
        (RULE + "      - write: <!DOCTYPE a><a/>", 5, "document type declaration"),
        (RULE + "      - {write: <a/>, encoding: LATIN1}", 5, "“LATIN1” is not one of"),
        (RULE + "      - {write: <a/>, result: {}}", 5, "result"),
        ("parties:\n  q: {envelope: dxp, id: P1, hub: H1}\n" + RULE + "      []", 2, "q plays in no rule"),
        ("parties:\n  p: {envelope: cnaps, id: P1, hub: H1}\n" + RULE + "      []", 2, "“cnaps” is not one of"),
        ("parties:\n  p: {envelope: dxp, id: P1}\n" + RULE + "      []", 2, "“hub” is missing"),
        (
            "parties:\n  p:\n    {envelope: dxp, hub: H1,\n     id: SEVENTEENLETTERSX}\n" + RULE + "      []",
            4,
            "1 to 16",
        ),
    ],
)
def test_a_broken_script_is_named_with_its_line(tmp_path: Path, script: str, line: int, words: str) -> None:
    """One clear error, before anything is played."""
    path = tmp_path / "script.yaml"
    path.write_text(script, "utf-8")
    with pytest.raises(OperatorError) as caught:
        load_script(path)
    assert caught.value.code == "HUB-702"
    assert f"{path}:{line} " in str(caught.value)
    assert words in str(caught.value)
