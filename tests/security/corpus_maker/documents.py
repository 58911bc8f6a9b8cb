"""Messages of parties as they should be, unsigned."""

from base64 import b64encode

from customs import an_envelope_of_customs
from rig import START

from hub.xml.times import on_wire

NAMESPACE = "urn:single-window-hub:1"
AT = on_wire(START - 60_000_000)
DIGEST = "5f" * 32
TOTAL = "5000000.00"


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


def technical(**head: str) -> str:
    return f'<TechnicalReceipt xmlns="{NAMESPACE}">{header(**head)}<Code>accepted</Code></TechnicalReceipt>'


def carried(body: str, **head: str) -> str:
    """A party's own form on a carrier."""
    return f'<Carrier xmlns="{NAMESPACE}">{header(**head)}<Body>{body}</Body></Carrier>'


def sealed(body: bytes, **addresses: str) -> str:
    """The platform's envelope around it."""
    return an_envelope_of_customs(body, "C-1", **addresses)


def base64(content: bytes) -> str:
    return b64encode(content).decode()
