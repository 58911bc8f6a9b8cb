"""The hub's own form of an accepted submission, kept beside the portal's bytes; or of what a party announced instead.

A portal's file may change while its documents are open. Then its bytes cannot be read again as they were read.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lxml import etree

from hub.catalogue import Catalogue
from hub.errors import Code, Rejected, fault
from hub.model import Document, Submission
from hub.ports import Delivery
from hub.reading.parse_submission import parse_submission


def write_form(form: Mapping[str, Any]) -> bytes:
    """The form in JSON; a Decimal becomes a text with the same digits, which every reader of forms takes alike."""
    return _WRITER.encode(form).encode()


def read_form(document: Document, bodies: Mapping[str, bytes]) -> dict[str, Any]:
    """The form that was kept at acceptance. `bodies`: stored bytes by digest, with those of `document.form`."""
    body = bodies[document.form or ""]
    if document.form == document.payload:
        return dict(parse_submission(_delivery(document, body)).submission.form)
    form: dict[str, Any] = json.loads(body)
    return form


def read_again(document: Document, body: bytes, catalogue: Catalogue) -> dict[str, Any]:
    """The form of a document of an older hub, which kept the portal's bytes only: read with today's shape.

    Raises Rejected (HUB-510) if it is not read as it was accepted. No party is told: its message is not at fault.
    """
    try:
        reading = parse_submission(_delivery(document, body), catalogue)
    except Rejected as error:
        raise unreadable(document) from error
    said, is_in_shape = reading.submission, not any(one.is_worded for one in reading.faults)
    same = (said.party, said.enterprise.uscc) == (document.party, document.enterprise)
    if not (said.is_in_hub_form or (is_in_shape and same and _has_known_codes(said, catalogue))):
        raise unreadable(document)
    return dict(said.form)


def unreadable(document: Document) -> Rejected:
    """The hub cannot read what it accepted."""
    about = {"document": document.record or document.id, "file": f"routes/portals/{document.sender}.yaml"}
    return Rejected((fault(Code.FORM_UNREADABLE, **about),), is_answered=False)


def _has_known_codes(said: Submission, catalogue: Catalogue) -> bool:
    """Whether codes and truth values are still such: the portal's file may write them in another way now."""
    route = catalogue.routes.get(said.type)
    if route is None or route.first_form is None:
        return False
    faults = route.first_form.fill(etree.Element("Form"), said.form)
    return not any(one.code in (Code.NOT_IN_CODE_LIST, Code.WRONG_KIND_OF_VALUE) for one in faults)


def _delivery(document: Document, body: bytes) -> Delivery:
    return Delivery(owner=document.sender, tag="", body=body, taken_at=document.created_at)


def _number(value: object) -> str:
    if not isinstance(value, Decimal):
        raise TypeError(f"no JSON value: {type(value)}")
    return format(value, "f")


_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_number)
