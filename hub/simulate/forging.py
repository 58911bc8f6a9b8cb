"""Forge a message: change it after it was signed, or change its signature."""

from lxml import etree

from hub.simulate.elements import element_at
from hub.simulate.forms import encoded
from hub.simulate.profiles import NS

DTD = b'<!DOCTYPE note [<!ENTITY who "nobody">]>\n'
TIMES = {
    "Header/CreatedAt": "2000-01-01T00:00:00+08:00",
    "TransInfo/CreatTime": "2000-01-01T00:00:00",
    "Response/NoticeTime": "2000-01-01",
}
"""The element with a message's time of creation, and the forged value."""


def write_altered(root: etree._Element, forge: str, encoding: str) -> bytes:
    """The message's bytes, changed after signing if the forgery asks for it."""
    if forge == "broken-signature":
        break_signature(root)
    if forge == "changed-content":
        for path, time in TIMES.items():
            if (element := element_at(root, path)) is not None:
                element.text = time
    body = encoded(root, encoding)
    if forge == "dtd":
        declaration, rest = body.split(b"\n", 1)
        return declaration + b"\n" + DTD + rest
    return body


def break_signature(root: etree._Element) -> None:
    """Change one character of the signature's value."""
    value = root.find(f".//{{{NS}}}SignatureValue")
    if value is not None and value.text:
        value.text = ("B" if value.text[0] == "A" else "A") + value.text[1:]
