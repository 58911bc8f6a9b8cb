"""A party's own XML: read from a script, written in the encodings that are met in the field."""

from xml.sax.saxutils import escape

from lxml import etree

from hub.simulate.signatures import Unusable

ENCODINGS = {"UTF-8": "utf-8", "GB18030": "gb18030", "GBK": "gb18030", "GB2312": "gb18030"}
"""By what is declared, in what it is written: GB 18030 also where less is declared, as many systems do."""


def as_text(value: str) -> str:
    """A value as it may stand in XML, in an element or an attribute."""
    return escape(value, {'"': "&quot;"})


def read_form(text: str) -> etree._Element:
    """The root of a form; white space between its elements is for the script's readers. Raises Unusable."""
    parser = etree.XMLParser(remove_blank_text=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(text.strip(), parser)
    except ValueError as cause:  # lxml takes no text with a declaration of its encoding
        raise Unusable("it declares an encoding: say `encoding` beside it") from cause
    except etree.XMLSyntaxError as cause:
        raise Unusable(f"it is not XML: {cause.msg}") from cause
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unusable("it carries a document type declaration")
    return root


def encoded(root: etree._Element, encoding: str) -> bytes:
    """The bytes of a message that declares this encoding; nothing in it changes, so signatures stay right."""
    text = str(etree.tostring(root, encoding="unicode"))
    return f"<?xml version='1.0' encoding='{encoding}'?>\n{text}".encode(ENCODINGS[encoding])
