"""A bank that speaks ISO 20022: it gets pain.001, sends pain.002, and everything after is as with any other."""

from dataclasses import replace
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
from files import A_PDF, in_base64
from lxml import etree
from money import a_payment, agree, answer, faults_of, of_type, status, underwrite
from pain002 import Block, Report, Transaction, write
from rig import COVER_FROM, COVER_TO, PARTIES, ROOT, Rig, catalogue

from hub.catalogue import load_catalogue
from hub.flow.worker import Worker
from hub.model import Document, Message
from hub.rules import RULES
from hub.xml.build import add, new_message
from hub.xml.times import on_wire

BANK, PAIN_001 = "bank-of-china", "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
IN = {"p": PAIN_001, "h": "urn:single-window-hub:1", "d": "http://www.w3.org/2000/09/xmldsig#"}


def pay(rig: Rig, uscc: str, applications: int = 1, **more: Any) -> Document:
    """Submit a payment for so many applications of 20.00 each."""
    agreement = agree(rig, uscc, BANK)
    numbers = [underwrite(rig, uscc, "20.00")[1] for _ in range(applications)]
    (payment,) = rig.submit({**a_payment(uscc, agreement, dict.fromkeys(numbers, "20.00"), **more), "party": BANK})
    return payment


def sent(rig: Rig, document: Document) -> etree._Element:
    return etree.fromstring(rig.store.archive.payload(rig.message_of(document.id).digest) or b"")


def body_of(carrier: etree._Element) -> etree._Element:
    (body,) = carrier.findall("h:Body/*", IN)
    return etree.fromstring(etree.tostring(body))


def numbers_of(rig: Rig, payment: Document) -> list[str]:
    """The EndToEndIds that the bank was sent."""
    return [e.text or "" for e in body_of(sent(rig, payment)).iterfind(".//p:EndToEndId", IN)]


def a_report(rig: Rig, payment: Document, statuses: list[str], group: str | None = None, **more: Any) -> Report:
    """A status for each of the first so many transactions of a payment, as most banks report them."""
    reference = more.pop("reference", "B-77")
    said = [
        Transaction(number=number, code=code, accepted="2026-09-21T10:00:00+08:00", reference=reference)
        for number, code in zip(numbers_of(rig, payment), statuses, strict=False)
    ]
    blocks = (Block(id=payment.id.replace("-", ""), transactions=tuple(said)),) if said else ()
    message = rig.message_of(payment.id)
    return replace(Report(answered=message.id.replace("-", ""), group=group, blocks=blocks), **more)


def carried(rig: Rig, body: str, original: Message | None, sender: str = BANK, **header: str) -> bytes:
    """Something of a party's on a carrier, signed."""
    head = {"MessageId": f"{sender}-{rig.clock.now()}", "Sender": sender, "Receiver": "hub"}
    root = new_message("Carrier", {**head, "CreatedAt": on_wire(rig.clock.now()), **header})
    if original is not None:
        add(add(root, "InReplyTo"), {"MessageId": original.id, "Digest": original.digest})
    add(root, "Body").append(etree.fromstring(body))
    return rig.signers[sender].sign(root)


def hear(rig: Rig, payment: Document, said: Report) -> None:
    """Let the bank report, on a carrier that answers the payment's message."""
    rig.reply(carried(rig, write(said), rig.message_of(payment.id)), party=BANK)


def report(rig: Rig, payment: Document, statuses: list[str], group: str | None = None, **more: Any) -> None:
    hear(rig, payment, a_report(rig, payment, statuses, group, **more))


def codes(rig: Rig) -> list[str]:
    return [row.code for row in rig.store.quarantine.deliveries(9)]


# ---- outward ---------------------------------------------------------------------------------


@pytest.mark.parametrize("applications", [1, 3])
def test_a_payment_goes_out_as_a_pain_001_that_the_standards_own_schema_admits(
    rig: Rig, enterprise: str, applications: int
) -> None:
    """Not ours alone: the schema is a third package's."""
    payment = pay(rig, enterprise, applications)
    body = body_of(sent(rig, payment))
    file = distribution("pain001").locate_file("pain001/templates/pain.001.001.09/pain.001.001.09.xsd")
    standard = etree.XMLSchema(etree.parse(str(file)))
    assert standard.validate(body), standard.error_log
    assert body.findtext(".//p:GrpHdr/p:NbOfTxs", namespaces=IN) == str(applications)
    assert body.findtext(".//p:GrpHdr/p:CtrlSum", namespaces=IN) == f"{applications * 20}.00"
    amounts = [(e.text, e.get("Ccy")) for e in body.iterfind(".//p:InstdAmt", IN)]
    assert amounts == [("20.00", "CNY")] * applications


def test_header_and_signature_stay_ours_around_the_banks_form(rig: Rig, enterprise: str) -> None:
    """The bytes kept are those that were signed; the bank's own verifier needs to know nothing new."""
    payment = pay(rig, enterprise)
    carrier, message = sent(rig, payment), rig.message_of(payment.id)
    assert carrier.findtext("h:Header/h:MessageId", namespaces=IN) == message.id
    assert carrier.findtext("h:Header/h:DocumentId", namespaces=IN) == payment.id
    assert [child.tag for child in carrier][-1] == f"{{{IN['d']}}}Signature"
    assert catalogue().envelope.admits(carrier)


def test_what_has_no_form_of_the_banks_own_goes_out_as_it_is(rig: Rig, enterprise: str) -> None:
    """A dialect names the messages that differ, and no others."""
    agree(rig, enterprise, BANK)
    (agreement,) = of_type(rig, "payment-agreement")
    assert etree.QName(sent(rig, agreement)).localname == "BankPaymentAgreement"


@pytest.mark.parametrize(
    ("field", "longest"),
    [("agreement_number", 34), ("applications[1].number", 35), ("applications[1].payee_account", 34)],
)
def test_what_has_no_room_in_the_banks_form_is_refused_in_the_portals_words(
    rig: Rig, enterprise: str, field: str, longest: int
) -> None:
    """One character more is right by our schema, and too long for the standard's; nothing is cut off."""
    form = a_payment(enterprise, "A-1", {"T-1": "20.00", "T-2": "20.00"}) | {"party": BANK}
    holder = form["data"]["applications"][1] if "." in field else form["data"]
    holder[field.rpartition(".")[2]] = "6" * (longest + 1)
    (payment,) = rig.submit(form)
    assert faults_of(rig, payment) == [("HUB-205", f"data.{field}")]
    trail = rig.store.documents.trail(payment.id)
    assert trail is not None
    assert trail.messages == []


# ---- inward ----------------------------------------------------------------------------------


def test_a_transaction_accepted_tomorrow_is_not_believed(rig: Rig, enterprise: str) -> None:
    """Each transaction's own time is looked at, of however many."""
    payment = pay(rig, enterprise, applications=2)
    said = a_report(rig, payment, ["ACSC", "ACSC"])
    first, second = said.blocks[0].transactions
    late = replace(second, accepted="2026-09-23T10:00:00+08:00")
    hear(rig, payment, replace(said, blocks=(replace(said.blocks[0], transactions=(first, late)),)))
    assert codes(rig) == ["HUB-415"]
    assert (status(rig, payment), of_type(rig, "payment-advice")) == ("P001", [])


@pytest.mark.parametrize(
    ("statuses", "group", "after"),
    [
        (["ACSC"], None, "Y002"),
        (["ACSC", "ACCC"], "ACSC", "Y002"),
        (["ACSP"], None, "Y001"),
        (["PDNG", "ACSP"], "PDNG", "Y001"),
        (["RJCT"], "RJCT", "Y003"),
        ([], "RJCT", "Y003"),
        (["XXXX"], None, "P001"),
    ],
)
def test_a_pain_002_moves_the_payment(
    rig: Rig, enterprise: str, statuses: list[str], group: str | None, after: str
) -> None:
    """Whether it tells the group, each transaction or both; a code that nobody knows is kept and moves nothing."""
    payment = pay(rig, enterprise, max(1, len(statuses)))
    report(rig, payment, statuses, group=group)
    assert (status(rig, payment), codes(rig)) == (after, [])


@pytest.mark.parametrize("version", ["03", "12"])
def test_a_report_of_any_version_is_read(rig: Rig, enterprise: str, version: str) -> None:
    """It is read by local names."""
    payment = pay(rig, enterprise)
    report(rig, payment, ["ACSC"], version=version)
    assert status(rig, payment) == "Y002"
    (advice,) = of_type(rig, "payment-advice")
    assert b"<BankReference>B-77</BankReference>" in etree.tostring(sent(rig, advice))


def test_a_report_about_another_message_than_its_carrier_answers_moves_nothing(rig: Rig, enterprise: str) -> None:
    """Header and body agree, or neither is believed."""
    payment = pay(rig, enterprise)
    report(rig, payment, ["ACSC"], answered="0" * 32)
    assert (status(rig, payment), codes(rig)) == ("P001", ["HUB-423"])


def test_what_a_report_lacks_is_reported_in_the_banks_own_names(rig: Rig, enterprise: str) -> None:
    """A report says when it was made."""
    payment = pay(rig, enterprise)
    report(rig, payment, ["ACSC"], created=" ")
    (row,) = rig.store.quarantine.deliveries(9)
    assert (row.code, row.field) == ("HUB-201", "GrpHdr.CreDtTm")
    assert status(rig, payment) == "P001"


def test_a_form_that_the_dialect_does_not_know_is_refused(rig: Rig, enterprise: str) -> None:
    """By the name of its root."""
    payment = pay(rig, enterprise)
    rig.reply(carried(rig, "<Camt><Stmt/></Camt>", rig.message_of(payment.id)), party=BANK)
    assert codes(rig) == ["HUB-403"]


def test_a_party_without_forms_of_its_own_cannot_send_any(rig: Rig, enterprise: str) -> None:
    """What a bank may say in pain.002, an insurer may not."""
    payment = pay(rig, enterprise)
    said = write(a_report(rig, payment, ["ACSC"]))
    rig.reply(carried(rig, said, rig.message_of(payment.id), sender="ping-an"), party="ping-an")
    assert (status(rig, payment), codes(rig)) == ("P001", ["HUB-403"])


def test_another_banks_report_moves_nothing(rig: Rig, enterprise: str) -> None:
    """Its carrier is signed by somebody else than who got the payment."""
    assert "construction-bank" in PARTIES
    payment = pay(rig, enterprise)
    said = write(a_report(rig, payment, ["ACSC"]))
    forged = carried(rig, said, rig.message_of(payment.id), sender="construction-bank")
    rig.reply(forged, party="construction-bank")
    rig.reply(forged, party=BANK)
    assert status(rig, payment) == "P001"
    assert sorted(codes(rig)) == ["HUB-403", "HUB-406"]


def test_the_same_report_again_is_answered_again_and_kept_once(rig: Rig, enterprise: str) -> None:
    """Duplicates are told by the bytes, as of any message."""
    payment = pay(rig, enterprise)
    body = carried(rig, write(a_report(rig, payment, ["ACSC"])), rig.message_of(payment.id))
    rig.reply(body, party=BANK)
    rig.reply(body, party=BANK)
    trail = rig.store.documents.trail(payment.id)
    assert trail is not None
    assert [m.direction for m in trail.messages].count("in") == 1


def test_other_documents_of_the_bank_are_untouched_by_its_dialect(rig: Rig, enterprise: str) -> None:
    """The bank may still answer in our own form."""
    payment = pay(rig, enterprise)
    paid = {"BankReference": "B-1", "PaidAt": on_wire(rig.clock.now())}
    answer(rig, payment, "PaymentResult", "Y002", paid, by=BANK)
    assert status(rig, payment) == "Y002"


# ---- an insurer's policy in words of its own -------------------------------------------------

VOUCHER = """\
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">
  <xs:element name="Voucher"><xs:complexType><xs:sequence>
    <xs:element name="Uscc" type="xs:string"/><xs:element name="Corp" type="xs:string"/>
    <xs:element name="For" type="xs:string"/><xs:element name="No" type="xs:string"/>
    <xs:element name="From" type="xs:date"/><xs:element name="To" type="xs:date"/>
    <xs:element name="Cover" type="xs:decimal"/><xs:element name="Price" type="xs:decimal"/>
    <xs:element name="Due" type="xs:decimal"/><xs:element name="Pdf" type="xs:base64Binary"/>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>
"""
VOUCHERS = """\
dialect: vouchers
zh: 凭证接口
en: vouchers
receives:
  Voucher:
    schema: vouchers
    becomes: DutyPolicy
    map:
      Enterprise/Uscc: Uscc
      Enterprise/Name: Corp
      ApplicationNumber: For
      PolicyNumber: No
      Use: {const: "1"}
      RegisteredCustoms: {const: "0100"}
      ClearanceCustoms: {const: "0100"}
      StartDate: From | date
      EndDate: To | date
      Amount: Cover | money
      Rate: Price | rate
      Premium: Due | money
      Policy: Pdf | file
"""
INSURER = "party: ping-an\nzh: 平安\nen: Ping An\nrole: insurer\ndeduplicates: message-id\ndialect: vouchers\n"


@pytest.fixture
def vouchers(rig: Rig, tmp_path: Path) -> Rig:
    """The same hub, to which one insurer sends its policies as vouchers."""
    home = {
        "routes/parties/ping-an.yaml": INSURER,
        "routes/dialects/vouchers.yaml": VOUCHERS,
        "xsd/vouchers.xsd": VOUCHER,
    }
    for name, text in home.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    loaded = load_catalogue([ROOT / "routes", tmp_path / "routes"], [ROOT / "xsd", tmp_path / "xsd"], RULES)
    assert list(loaded.problems) == []
    rig.worker = Worker("hub", loaded, rig.ports, batch=100, wait=0)
    return rig


def test_the_e_policy_of_a_dialect_reaches_the_portal(vouchers: Rig, enterprise: str) -> None:
    """Out of the insurer's own form, as it came."""
    application, number = underwrite(vouchers, enterprise, clearance_customs=["0100"])
    pdf = in_base64(A_PDF)
    voucher = (
        f"<Voucher><Uscc>{enterprise}</Uscc><Corp>某某公司</Corp><For>{number}</For><No>V-1</No><From>{COVER_FROM}</From>"
        f"<To>{COVER_TO}</To><Cover>1000.00</Cover><Price>2.30</Price><Due>2555.56</Due><Pdf>{pdf}</Pdf></Voucher>"
    )
    vouchers.reply(carried(vouchers, voucher, None, "ping-an"))
    assert (codes(vouchers), status(vouchers, application)) == ([], "S")
    vouchers.work()
    (told,) = [e["data"] for e in vouchers.events() if (e["data"]["type"], e["data"]["status"]) == ("duty-policy", "S")]
    assert told["returned"]["policy"]["content"] == pdf
