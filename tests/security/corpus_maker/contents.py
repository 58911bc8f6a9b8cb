"""What a party signed well, and may not say."""

from collections.abc import Iterator, Mapping

from corpus_maker.case import Case
from corpus_maker.documents import NAMESPACE, carried, decision, header, technical
from corpus_maker.keyring import Pair
from corpus_maker.xmldsig import signed


def cases(ring: Mapping[str, Pair]) -> Iterator[Case]:
    for name, (code, what, document) in SIGNED.items():
        yield Case(f"contents/{name}", code, what, signed(document, ring["ecdsa"]))
    by_another = signed(decision(sender="boc-insurance"), ring["another-insurer"])
    yield Case("contents/of-another-party", "HUB-406", "another party's genuine message on this queue", by_another)


SIGNED: dict[str, tuple[str, str, str]] = {
    "sender-of-another-party": ("HUB-408", "another party named as the sender", decision(sender="boc-insurance")),
    "sender-in-capitals": ("HUB-408", "its own name in capitals", decision(sender="PING-AN")),
    "sender-the-hub": ("HUB-408", "the hub named as the sender", decision(sender="hub")),
    "receiver-of-another-hub": ("HUB-412", "another hub named as the receiver", decision(receiver="hub2")),
    "unknown-element": ("HUB-403", "a message that nobody knows", f'<Payout xmlns="{NAMESPACE}">{header()}</Payout>'),
    "of-the-platform": (
        "HUB-403",
        "what only the customs platform says",
        f'<TransportReceipt xmlns="{NAMESPACE}">{header()}<Code>refused</Code><Fault/></TransportReceipt>',
    ),
    "carrier-of-a-decision": ("HUB-403", "a carrier with one of our own messages", carried(decision())),
    "carrier-of-nothing": ("HUB-201", "an empty carrier", carried("")),
    "carrier-of-a-carrier": ("HUB-403", "a carrier within a carrier", carried(carried("<a/>"))),
    "no-id": ("HUB-201", "no message id", decision().replace("<MessageId>c-1</MessageId>", "")),
    "id-empty": ("HUB-204", "an empty message id", decision(name="")),
    "id-with-blanks": ("HUB-204", "a message id with blanks", technical(name="c 1")),
    "id-twice": ("HUB-211", "two message ids", decision().replace("<Sender>", "<MessageId>c-9</MessageId><Sender>", 1)),
    "header-twice": ("HUB-201", "two headers", decision(beside="<Header/>")),
    "amount-negative": ("HUB-207", "a negative amount", decision("-1.00")),
    "amount-no-number": ("HUB-204", "an amount that is none", decision("1e6")),
    "amount-of-other-digits": ("HUB-204", "an amount in full-width digits", decision("１００.00")),
}
