"""Open what a party sent: parse, verify, validate, and read its header from the verified content."""

import re
from dataclasses import dataclass

from lxml import etree

from hub.catalogue.load import Catalogue
from hub.catalogue.mapping import translate
from hub.catalogue.schemas import Schema
from hub.errors import Rejected, rejected
from hub.model import Fault, digest
from hub.ports import Delivery, Verifier
from hub.xml.build import local_name, text_at
from hub.xml.parse import parse_xml

TECHNICAL = "TechnicalReceipt"
_IDENTIFIER = re.compile(r"[!-~]{1,64}")


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A party's message whose signature and shape are sound."""

    delivery: Delivery
    party: str
    id: str
    element: str
    answers: str | None
    """Id of our message that it answers; None for a notice."""
    echoed: str | None
    """The digest it says that message had."""
    root: etree._Element
    """The verified content; read nothing else."""
    digest: str

    @property
    def is_technical(self) -> bool:
        return self.element == TECHNICAL


def open_message(delivery: Delivery, catalogue: Catalogue, verifier: Verifier, hub_id: str) -> Opened:
    """Take a delivery from a party's queue as far as it goes without the store.

    Raises Rejected: HUB-107, HUB-401 … HUB-408, HUB-412, and HUB-2xx for what the schema does not admit. Nothing
    is read before the signature is verified, but for whether it is itself a receipt, and so is not to be answered.
    """
    parsed = parse_xml(delivery.body)
    try:
        root = verifier.verify(parsed, delivery.owner)
    except Rejected as refusal:
        refusal.is_answered = local_name(parsed) != TECHNICAL
        raise
    element = local_name(root)
    message_id = text_at(root, "Header/MessageId")
    if message_id is not None and not _IDENTIFIER.fullmatch(message_id):
        message_id = None  # a receipt could not name it
    schema = _schema(element, catalogue, message_id)
    if not schema.admits(root):
        raise Rejected(_faults(schema, root), message_id, is_answered=element != TECHNICAL)
    _check_addresses(root, delivery.owner, hub_id, message_id)
    return Opened(
        delivery=delivery,
        party=delivery.owner,
        id=message_id or "",
        element=element,
        answers=text_at(root, "InReplyTo/MessageId"),
        echoed=text_at(root, "InReplyTo/Digest"),
        root=root,
        digest=digest(delivery.body),
    )


def _schema(element: str, catalogue: Catalogue, message_id: str | None) -> Schema:
    if element == TECHNICAL:
        return catalogue.envelope
    route = catalogue.notice(element) or next(iter(catalogue.answering(element)), None)
    if route is None:
        raise rejected("HUB-403", answers=message_id, name=element[:64])
    return route.schema


def _faults(schema: Schema, root: etree._Element) -> tuple[Fault, ...]:
    """What the schema does not admit, in the party's own element names."""
    return (
        tuple(translate(violation, {}) for violation in schema.explain(root))
        or rejected("HUB-403", name=local_name(root)).faults
    )


def _check_addresses(root: etree._Element, owner: str, hub_id: str, message_id: str | None) -> None:
    """The queue it came from, the certificate that signed it and the sender named inside agree."""
    sender, receiver = text_at(root, "Header/Sender"), text_at(root, "Header/Receiver")
    if sender != owner:
        raise rejected("HUB-408", "Header/Sender", answers=message_id, value=sender)
    if receiver != hub_id:
        raise rejected("HUB-412", "Header/Receiver", answers=message_id, value=receiver)
