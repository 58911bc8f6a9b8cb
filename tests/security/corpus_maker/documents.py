"""Messages of parties as they should be, unsigned."""

from base64 import b64encode

from customs import an_envelope_of_customs
from rig import START

from hub.xml.times import on_wire

NAMESPACE = "urn:single-window-hub:1"
AT = on_wire(START - 60_000_000)
DIGEST = "5f" * 32
TOTAL = "5000000.00"
BANK = "bank-of-china"


def header(name: str = "c-1", sender: str = "ping-an", receiver: str = "hub") -> str:
    return (
        f"<Header><MessageId>{name}</MessageId><Sender>{sender}</Sender><Receiver>{receiver}</Receiver>"
        f"<CreatedAt>{AT}</CreatedAt></Header><InReplyTo><MessageId>m-1</MessageId><Digest>{DIGEST}</Digest></InReplyTo>"
    )


def decision(total: str = TOTAL, attributes: str = "", beside: str = "", **head: str) -> str:
    """A quota that an insurer grants; `beside` stands between its parts."""
    return (
        f'<QuotaDecision xmlns="{NAMESPACE}"{attributes}>{header(**head)}{beside}<Code>S</Code><Text>同意</Text>'
        f"<DecidedAt>{AT}</DecidedAt><Result><QuotaNumber>00000000000000000001</QuotaNumber><Figures>"
        f"<Total>{total}</Total><Used>0.00</Used><Remaining>{total}</Remaining><Rate>2.30</Rate>"
        f"<EffectiveDate>2026-09-21</EffectiveDate></Figures><ApprovedAt>{AT}</ApprovedAt></Result></QuotaDecision>"
    )


def evil(attributes: str = "") -> str:
    """The same under another id, and a thousand times as much."""
    return decision("5000000000.00", attributes, name="c-2")


def technical(faults: int = 0, **head: str) -> str:
    """An insurer's gateway has our message, or says what is wrong with it."""
    fault = "<Fault><Code>HUB-204</Code><Field>Result/Total</Field><Text>格式不正确</Text></Fault>"
    code = "refused" if faults else "accepted"
    return (
        f'<TechnicalReceipt xmlns="{NAMESPACE}">{header(**head)}<Code>{code}</Code>{fault * faults}</TechnicalReceipt>'
    )


def policy(attachment: int, **head: str) -> str:
    """A policy that an insurer announces, with an e-policy of so many bytes."""
    addresses = header(**head).partition("<InReplyTo>")[0]
    pdf = b"%PDF-1.4 " + b"x" * max(0, attachment - 15) + b" %%EOF"
    return (
        f'<DutyPolicy xmlns="{NAMESPACE}">{addresses}<Enterprise><Uscc>91210200MA0000000X</Uscc><Name>某公司</Name>'
        "</Enterprise><ApplicationNumber>1</ApplicationNumber><PolicyNumber>P1</PolicyNumber><Use>1</Use>"
        "<RegisteredCustoms>0100</RegisteredCustoms><ClearanceCustoms>0200</ClearanceCustoms>"
        "<StartDate>2026-10-01</StartDate><EndDate>2027-09-30</EndDate><Amount>1000.00</Amount><Rate>2.30</Rate>"
        f"<Premium>20.00</Premium><Policy>{base64(pdf)}</Policy></DutyPolicy>"
    )


def report(payments: int, **head: str) -> str:
    """A bank's report on so many payments, in the words of ISO 20022."""
    paid = (
        "<TxInfAndSts><OrgnlEndToEndId>T1</OrgnlEndToEndId><TxSts>ACSC</TxSts>"
        "<AccptncDtTm>2026-09-21T10:00:00+08:00</AccptncDtTm><AcctSvcrRef>B-77</AcctSvcrRef></TxInfAndSts>"
    )
    return carried(
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>R-1</MsgId>'
        "<CreDtTm>2026-09-21T10:00:01</CreDtTm></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>m1</OrgnlMsgId>"
        "<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>"
        f"<OrgnlPmtInfId>P-1</OrgnlPmtInfId>{paid * payments}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>",
        sender=BANK,
        **head,
    )


def carried(body: str, **head: str) -> str:
    """A party's own form on a carrier."""
    return f'<Carrier xmlns="{NAMESPACE}">{header(**head)}<Body>{body}</Body></Carrier>'


def sealed(body: bytes, **addresses: str) -> str:
    """The platform's envelope around it."""
    return an_envelope_of_customs(body, "C-1", **addresses)


def base64(content: bytes) -> str:
    return b64encode(content).decode()
