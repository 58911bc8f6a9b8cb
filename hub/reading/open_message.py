"""Open a party's delivery: parse, verify, validate, and read the header from the verified content."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lxml import etree

from hub.catalogue import Catalogue, Schema, translate
from hub.errors import Code, Rejected, rejected
from hub.model import digest, known_id
from hub.ports import UNECHOED, Delivery, Verifier
from hub.reading.translate_message import out_of_dialect
from hub.xml.build import local_name, text_at
from hub.xml.names import BUNDLE, CARRIER, IDENTIFIER, KEPT_NOTICE, TECHNICAL_RECEIPT, TRANSPORT_RECEIPT
from hub.xml.parse import parse_xml
from hub.xml.times import read_time


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A party's message with a valid signature and a valid form."""

    delivery: Delivery
    party: str
    id: str
    element: str
    answers: str | None
    """Id of the hub's message that it answers, as the hub wrote it; None for a notice."""
    echoed: str | None
    """The digest that it states for that message; None if its envelope cannot carry one."""
    root: etree._Element
    """The verified content. Read nothing else."""
    digest: str
    clock_skew: int = 0
    """How far the party's clock may be ahead of the hub's, in microseconds."""

    sent_as: str = ""
    """For a bundle's messages after the first: the id of the first message. Otherwise empty."""
    more: tuple["Opened", ...] = ()
    """For the first message of a bundle: the messages after it."""

    @property
    def latest(self) -> int:
        """The latest time that an event in the message may have; microseconds since 1970, UTC."""
        return self.delivery.taken_at + self.clock_skew

    @property
    def said_at(self) -> int:
        """The party's own time of the message, in microseconds since 1970, UTC; 0 if it could not be read."""
        return read_time(text_at(self.root, "Header/CreatedAt") or "") or 0

    @property
    def parts(self) -> tuple["Opened", ...]:
        """All messages of the delivery, beginning with this one."""
        return (self, *self.more)

    def part(self, name: str) -> "Opened":
        """The message with this id in the delivery; raises Rejected (HUB-422) if there is none."""
        for part in self.parts:
            if part.id == name:
                return part
        raise rejected(Code.REPLY_FORMAT_UNKNOWN, reason=name)

    @property
    def is_technical(self) -> bool:
        return self.element == TECHNICAL_RECEIPT

    @property
    def is_transport(self) -> bool:
        """Whether it is a transport's receipt for a message of the hub. It is never answered."""
        return self.element == TRANSPORT_RECEIPT

    @property
    def is_kept(self) -> bool:
        """Whether it is a platform's notice that concerns no document of the hub."""
        return self.element == KEPT_NOTICE


def open_message(
    delivery: Delivery, catalogue: Catalogue, verifier: Verifier, hub_id: str, clock_skew: int = 0
) -> Opened:
    """Open a delivery from a party's queue by all steps that need no store.

    Raises Rejected: HUB-107, HUB-401 … HUB-408, HUB-412, and HUB-2xx if the schema does not admit it. Nothing is used
    before the signature is verified, except whether the message is a receipt: a refused receipt is not answered.
    """
    parsed = parse_xml(delivery.body)
    try:
        root = verifier.verify(parsed, delivery.owner, delivery.taken_at)
    except Rejected as refusal:
        refusal.is_answered = refusal.is_answered and local_name(parsed) != TECHNICAL_RECEIPT
        raise
    if local_name(root) != BUNDLE or not catalogue.is_enveloped(delivery.owner):
        return _opened(root, delivery, catalogue, hub_id, clock_skew)
    first, *more = (_opened(part, delivery, catalogue, hub_id, clock_skew) for part in root)
    return replace(first, more=tuple(replace(part, sent_as=first.id) for part in more))


def _opened(root: etree._Element, delivery: Delivery, catalogue: Catalogue, hub_id: str, clock_skew: int) -> Opened:
    """Read one verified message, after validation."""
    message_id = text_at(root, "Header/MessageId")
    if message_id is not None and not IDENTIFIER.fullmatch(message_id):
        message_id = None  # a receipt could not name it
    root = _proved(root, delivery.owner, catalogue, message_id)
    _check_addresses(root, delivery.owner, hub_id, message_id)
    answers, echoed = text_at(root, "InReplyTo/MessageId"), (text_at(root, "InReplyTo/Digest") or "").lower() or None
    return Opened(
        delivery=delivery,
        party=delivery.owner,
        id=message_id or "",
        element=local_name(root),
        answers=known_id(answers) if answers else None,
        echoed=None if echoed == UNECHOED and catalogue.is_enveloped(delivery.owner) else echoed,
        root=root,
        digest=digest(delivery.body),
        clock_skew=clock_skew,
    )


def _proved(root: etree._Element, owner: str, catalogue: Catalogue, message_id: str | None) -> etree._Element:
    """The message in the hub's own form: as it came, or translated from the party's own form on a carrier."""
    fields: Mapping[tuple[str, ...], tuple[str, str]] = {}
    if local_name(root) == CARRIER:
        _require_admitted(root, catalogue.envelope, fields, message_id)
        root, form = out_of_dialect(root, catalogue.dialect(owner), message_id)
        fields = form.fields
    element = local_name(root)
    ours = (
        (TECHNICAL_RECEIPT, TRANSPORT_RECEIPT, KEPT_NOTICE) if catalogue.is_enveloped(owner) else (TECHNICAL_RECEIPT,)
    )
    schema = catalogue.envelope if element in ours else catalogue.schema_of(element)
    if schema is None:
        raise rejected(Code.UNKNOWN_MESSAGE, answers=message_id, name=element[:64])
    _require_admitted(root, schema, fields, message_id)
    return root


def _require_admitted(
    root: etree._Element, schema: Schema, fields: Mapping[tuple[str, ...], tuple[str, str]], message_id: str | None
) -> None:
    """Raise Rejected for what the schema does not admit, with the party's own element names."""
    if violations := schema.violations(root):
        faults = tuple(translate(violation, fields) for violation in violations)
        is_answered = local_name(root) not in (TECHNICAL_RECEIPT, TRANSPORT_RECEIPT)
        raise Rejected(faults, message_id, is_answered=is_answered)


def _check_addresses(root: etree._Element, owner: str, hub_id: str, message_id: str | None) -> None:
    """The sender and the receiver in the message must be the queue's owner and this hub."""
    sender, receiver = text_at(root, "Header/Sender"), text_at(root, "Header/Receiver")
    if sender != owner:
        raise rejected(Code.SENDER_MISMATCH, "Header/Sender", answers=message_id, value=sender)
    if receiver != hub_id:
        raise rejected(Code.WRONG_RECEIVER, "Header/Receiver", answers=message_id, value=receiver)
