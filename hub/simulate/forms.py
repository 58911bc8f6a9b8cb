"""A party's own XML: read from a script, written in the encodings that parties use."""

from xml.sax.saxutils import escape

from lxml import etree

from hub.simulate.signatures import HAS_DOCTYPE, Unusable
from hub.text.bilingual import Bilingual

ENCODINGS = {"UTF-8": "utf-8", "GB18030": "gb18030", "GBK": "gb18030", "GB2312": "gb18030"}
"""By declared encoding: the codec for writing. GB 18030 also when less is declared, as many systems do."""


def as_text(value: str) -> str:
    """A value as text of an XML element or attribute."""
    return escape(value, {'"': "&quot;"})


def read_form(text: str) -> etree._Element:
    """The root of a form. White space between its elements is only for readers of the script. Raises Unusable."""
    parser = etree.XMLParser(remove_blank_text=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(text.strip(), parser)
    except ValueError as cause:  # lxml refuses a str that declares an encoding
        why = Bilingual("文中声明了编码；请改用旁边的 encoding", "it declares an encoding: say `encoding` beside it")
        raise Unusable(why) from cause
    except etree.XMLSyntaxError as cause:
        raise Unusable(Bilingual(f"不是 XML：{cause.msg}", f"it is not XML: {cause.msg}")) from cause
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unusable(HAS_DOCTYPE)
    return root


def encoded(root: etree._Element, encoding: str) -> bytes:
    """The bytes of a message that declares this encoding. The content does not change, so signatures stay valid."""
    text = str(etree.tostring(root, encoding="unicode"))
    return f"<?xml version='1.0' encoding='{encoding}'?>\n{text}".encode(ENCODINGS[encoding])
