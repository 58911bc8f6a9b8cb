"""Prove that the schema of the hub's own messages has each of them, and admits any form of a party on a carrier."""

from collections.abc import Iterator

from lxml import etree

from hub.catalogue.mapping.schemas import Schema
from hub.catalogue.proofs.framing import SIGNATURE
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.sentences import no_element, part_refused
from hub.text.bilingual import Bilingual
from hub.xml.build import add, new_message, qualified
from hub.xml.names import CARRIER, KEPT_NOTICE, TECHNICAL_RECEIPT, TRANSPORT_RECEIPT, header

_FILE = "xsd/common.xsd"
_XS = "{http://www.w3.org/2001/XMLSchema}"
_OWN = (TECHNICAL_RECEIPT, TRANSPORT_RECEIPT, KEPT_NOTICE, CARRIER)
_FORMS = ("Form", "{urn:example:form}Form", qualified(KEPT_NOTICE))
"""Roots of forms that parties can have: without a namespace, with one, and with a name that the hub's schema knows."""
_OUTCOMES = ("success", "refused", "security", "retry", "business", "unknown")
"""What becomes of a message that a platform was to carry."""
_ID = "0192f0c0-0000-8000-8000-000000000000"
_AT = 1_790_000_000_000_000
"""Microseconds since 1970, UTC; any time does."""
_SAID = Bilingual("报文格式不符", "the message has a wrong form")
"""What a platform says of a message that it refuses."""
_NOT_ANY = Bilingual(
    f'{CARRIER} 的 Body 不接受所有报文：请只写 processContents="skip"，不写 namespace',
    f'the Body of {CARRIER} does not admit every message: write processContents="skip" and no namespace',
)
"""What stands there is proved by the schema that the party's dialect names, not by the hub's own."""


def prove_carriage(envelope: Schema, problems: Problems) -> None:
    """Report a message of the hub's own that its schema lacks, and a carrier that does not admit every form."""
    for name in _OWN:
        if envelope.shape(name) is None:
            problems.add(Where(_FILE, 1), no_element(_FILE, name))
    found = (violation for one in _carriers() for violation in envelope.violations(one))
    parts = {"/".join(violation.path[:1]) for violation in found} if envelope.shape(CARRIER) is not None else ()
    for part in sorted(parts):
        text = _NOT_ANY if part in ("", "Body") else part_refused(CARRIER, part)
        problems.add(_place(envelope), text)
    for element, root in _of_platforms():
        if envelope.shape(element) is not None:
            for path in sorted({"/".join(violation.path) for violation in envelope.violations(root)}):
                problems.add(Where(_FILE, 1), part_refused(element, path or element))


def _of_platforms() -> Iterator[tuple[str, etree._Element]]:
    """The messages that the hub makes of what a platform says, with each outcome that it can have."""
    said = header(message=_ID, sender="a", receiver="b", at=_AT)
    for outcome in _OUTCOMES:
        receipt = new_message(TRANSPORT_RECEIPT, said)
        add(add(receipt, "InReplyTo"), {"MessageId": _ID, "Digest": "0" * 64})
        add(receipt, {"Code": outcome})
        add(add(receipt, "Fault"), {"Code": "E1001", "Text": _SAID.zh})
        yield TRANSPORT_RECEIPT, receipt
    notice = new_message(KEPT_NOTICE, said)
    add(notice, {"Type": "INV201"})
    yield KEPT_NOTICE, notice


def _carriers() -> Iterator[etree._Element]:
    """Carriers as the hub sends them, and as a party does with an answer and with a notice, with each kind of form."""
    for form in _FORMS:
        for document, answers in ((_ID, False), ("", True), ("", False)):
            root = new_message(CARRIER, header(message=_ID, sender="a", receiver="b", at=_AT, document=document), "h")
            if answers:
                add(add(root, "InReplyTo"), {"MessageId": _ID, "Digest": "0" * 64})
            add(root, "Body").append(etree.Element(form))
            etree.SubElement(root, SIGNATURE)
            yield root


def _place(envelope: Schema) -> Where:
    """Where the carrier says what it holds; the carrier itself where it says nothing of the kind.

    The file's first line where the schema was read from a copy beside others that is gone by now.
    """
    if not envelope.path.exists():
        return Where(_FILE, 1)
    found = (one for one in etree.parse(str(envelope.path)).iter(f"{_XS}element") if one.get("name") == CARRIER)
    carrier = next(found, None)
    if carrier is None:
        return Where(_FILE, 1)
    lines = [one.sourceline for one in (*carrier.iter(f"{_XS}any"), carrier)]
    return Where(_FILE, next((line for line in lines if isinstance(line, int)), 1))
