"""Translate between the hub's messages and a party's own forms. Header, ids and signature stay the hub's."""

import re

from lxml import etree

from hub.catalogue import Dialect, Form
from hub.errors import Code, Rejected, fault, rejected
from hub.model import Fault
from hub.xml.build import add, local_name, new_message, qualified
from hub.xml.names import CARRIER

_SENT = ("MessageId", "DocumentId", "Sender", "Receiver", "CreatedAt")
_HEARD = ("MessageId", "Sender", "Receiver", "CreatedAt")
_ANSWERED = ("MessageId", "Digest")
_ITEM = re.compile(r"\[(\d+)\]")


def into_dialect(
    root: etree._Element, dialect: Dialect | None, form: Form | None
) -> tuple[etree._Element, list[Fault]]:
    """The unsigned message in the party's form, and its faults by the fields that `form` read.

    The same message if the party takes the hub's form.
    """
    written = dialect.sends.get(local_name(root)) if dialect else None
    if written is None:
        return root, []
    body, faults = written.write(root)
    carrier = new_message(CARRIER, _texts(root, "Header", _SENT), prefix="h")
    add(carrier, "Body").append(body)
    return carrier, [_as_submitted(one, form) for one in faults]


def out_of_dialect(
    carrier: etree._Element, dialect: Dialect | None, answers: str | None
) -> tuple[etree._Element, Form]:
    """The hub's form of a message on a carrier, and the form that it was read by.

    The carrier's schema admits the carrier; the result must still be validated. Raises Rejected: HUB-403 if the dialect
    does not know the message, HUB-423 and HUB-2xx for unreadable values, with the party's own paths.
    """
    theirs = next(carrier.iterfind(qualified("Body") + "/*"))
    for heard in dialect.receives if dialect else ():
        if (found := heard.find(theirs)) is None:
            continue
        ours = new_message(heard.becomes, _texts(carrier, "Header", _HEARD))
        if replied := _texts(carrier, "InReplyTo", _ANSWERED):
            add(add(ours, "InReplyTo"), replied)
        if faults := heard.fill(ours, found):
            raise Rejected(tuple(faults), answers)
        return ours, heard.form
    raise rejected(Code.UNKNOWN_MESSAGE, answers=answers, name=local_name(theirs)[:64])


def _texts(root: etree._Element, part: str, names: tuple[str, ...]) -> dict[str, str | None]:
    """The texts of these elements in one part of a message, by element name."""
    found = root.find(qualified(part))
    return {} if found is None else {name: found.findtext(qualified(name)) for name in names}


def _as_submitted(found: Fault, form: Form | None) -> Fault:
    """A fault of the hub's message, with the field names of the submission."""
    path = tuple(_ITEM.sub("", found.field).split("."))
    item = _ITEM.search(found.field)
    name, label = form.fields.get(path, (found.field, "")) if form else (found.field, "")
    name = name.replace("#", item[1] if item else "0")
    code = Code(found.code)
    told = code if code.is_about_a_value else Code.SCHEMA_VIOLATED
    return fault(told, name, label=label or name, name=name, codes=label or name)
