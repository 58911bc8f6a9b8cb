"""Open what a party sent: parse, verify, validate, and read its header from the verified content."""

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
    """A party's message whose signature and shape are sound."""

    delivery: Delivery
    party: str
    id: str
    element: str
    answers: str | None
    """Id of our message that it answers, as we wrote it; None for a notice."""
    echoed: str | None
    """The digest it says that message had; None where its envelope has no room for one."""
    root: etree._Element
    """The verified content; read nothing else."""
    digest: str
    clock_skew: int = 0
    """How far its party's clock may be ahead of ours, in microseconds."""

    sent_as: str = ""
    """Of a bundle's messages after the first: the sender's id of the whole."""
    more: tuple["Opened", ...] = ()
    """Of a bundle: the messages after this one."""

    @property
    def latest(self) -> int:
        """What its party says happened later than this cannot have happened yet."""
        return self.delivery.taken_at + self.clock_skew

    @property
    def said_at(self) -> int:
        """The party's own time of it, in microseconds since 1970, UTC; 0 where it could not be read."""
        return read_time(text_at(self.root, "Header/CreatedAt") or "") or 0

    @property
    def parts(self) -> tuple["Opened", ...]:
        """Every message that came with this one, itself first."""
        return (self, *self.more)

    def part(self, name: str) -> "Opened":
        """The message of this id that came with it. Raises Rejected (HUB-422) where none has it."""
        for part in self.parts:
            if part.id == name:
                return part
        raise rejected(Code.REPLY_FORMAT_UNKNOWN, reason=name)

    @property
    def is_technical(self) -> bool:
        return self.element == TECHNICAL_RECEIPT

    @property
    def is_transport(self) -> bool:
        """What carries messages says it, of one of ours; never answered."""
        return self.element == TRANSPORT_RECEIPT

    @property
    def is_kept(self) -> bool:
        """Part of a platform's feed that concerns no document of ours."""
        return self.element == KEPT_NOTICE


def open_message(
    delivery: Delivery, catalogue: Catalogue, verifier: Verifier, hub_id: str, clock_skew: int = 0
) -> Opened:
    """Take a delivery from a party's queue as far as it goes without the store.

    Raises Rejected: HUB-107, HUB-401 … HUB-408, HUB-412, and HUB-2xx for what the schema does not admit. Nothing
    is read before the signature is verified, but for whether it is itself a receipt, and so is not to be answered.
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
    """One verified message, proved and read."""
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
    """The message as our schema has it: as it came, or out of the party's own form on a carrier."""
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
    """Refuse what the schema does not admit, in the party's own element names."""
    if violations := schema.violations(root):
        faults = tuple(translate(violation, fields) for violation in violations)
        is_answered = local_name(root) not in (TECHNICAL_RECEIPT, TRANSPORT_RECEIPT)
        raise Rejected(faults, message_id, is_answered=is_answered)


def _check_addresses(root: etree._Element, owner: str, hub_id: str, message_id: str | None) -> None:
    """The queue it came from, the certificate that signed it and the sender named inside agree."""
    sender, receiver = text_at(root, "Header/Sender"), text_at(root, "Header/Receiver")
    if sender != owner:
        raise rejected(Code.SENDER_MISMATCH, "Header/Sender", answers=message_id, value=sender)
    if receiver != hub_id:
        raise rejected(Code.WRONG_RECEIVER, "Header/Receiver", answers=message_id, value=receiver)
