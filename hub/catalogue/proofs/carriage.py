"""Prove that the schema of the hub's own messages has each of them, and admits any form of a party on a carrier."""

from collections.abc import Iterator

from lxml import etree

from hub.catalogue.mapping.schemas import Schema
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.sentences import no_element
from hub.text.bilingual import Bilingual
from hub.xml.build import add, new_message, qualified
from hub.xml.names import CARRIER, KEPT_NOTICE, TECHNICAL_RECEIPT, TRANSPORT_RECEIPT, header

_FILE = "xsd/common.xsd"
_XS = "{http://www.w3.org/2001/XMLSchema}"
_OWN = (TECHNICAL_RECEIPT, TRANSPORT_RECEIPT, KEPT_NOTICE, CARRIER)
_FORMS = ("Form", "{urn:example:form}Form", qualified(KEPT_NOTICE))
"""Roots of forms that parties can have: without a namespace, with one, and with a name that the hub's schema knows."""
_ID = "0192f0c0-0000-8000-8000-000000000000"
_AT = 1_790_000_000_000_000
"""Microseconds since 1970, UTC; any time does."""
_NOT_ANY = Bilingual(
    f'{CARRIER} 的 Body 不接受所有报文：请写 namespace="##any" 和 processContents="skip"',
    f'the Body of {CARRIER} does not admit every message: write namespace="##any" and processContents="skip"',
)
"""What stands there is proved by the schema that the party's dialect names, not by the hub's own."""


def prove_carriage(envelope: Schema, problems: Problems) -> None:
    """Report a message of the hub's own that its schema lacks, and a carrier that does not admit every form."""
    for name in _OWN:
        if envelope.shape(name) is None:
            problems.add(Where(_FILE, 1), no_element(_FILE, name))
    if envelope.shape(CARRIER) is not None and any(_is_refused(one, envelope) for one in _carriers()):
        problems.add(_place(envelope), _NOT_ANY)


def _carriers() -> Iterator[etree._Element]:
    """Carriers as the hub and as a party send them, with each kind of form."""
    named = header(message=_ID, sender="a", receiver="b", at=_AT)
    for form in _FORMS:
        for answers in (False, True):
            root = new_message(CARRIER, named, prefix="h")
            if answers:
                add(add(root, "InReplyTo"), {"MessageId": _ID, "Digest": "0" * 64})
            add(root, "Body").append(etree.Element(form))
            yield root


def _is_refused(carrier: etree._Element, envelope: Schema) -> bool:
    """Whether the schema refuses the form, or all of the carrier."""
    return any(violation.path[:1] in ((), ("Body",)) for violation in envelope.violations(carrier))


def _place(envelope: Schema) -> Where:
    """Where the carrier says what it holds; the carrier itself where it says nothing of the kind."""
    found = (one for one in etree.parse(str(envelope.path)).iter(f"{_XS}element") if one.get("name") == CARRIER)
    carrier = next(found, None)
    if carrier is None:
        return Where(_FILE, 1)
    lines = [one.sourceline for one in (*carrier.iter(f"{_XS}any"), carrier)]
    return Where(_FILE, next((line for line in lines if isinstance(line, int)), 1))
