"""The one parser for XML from outside."""

import re
from codecs import BOM_UTF8

from lxml import etree

from hub.errors import rejected

SIZE_LIMIT = 16 * 1024 * 1024
"""Bytes of one message: two attachments of 5 MB in Base64 and room to spare."""

TEXT_LIMIT = 10_000_000
"""Characters of one element's text: where libxml2 stops reading, ours and most others'."""

ENCODINGS = {"utf-8": "UTF-8", "utf8": "UTF-8", "gbk": "GB18030", "gb2312": "GB18030", "gb18030": "GB18030"}
"""What a message may declare, and what it is read as.

GB18030 contains the other two, and what declares GB2312 often holds more than that.
"""

_DECLARATION = 200
"""Bytes in which an XML declaration has room; an encoding that stands further back is not found, and UTF-8 assumed."""
_DECLARED = re.compile(rb"<\?xml\s[^<>]*?\bencoding\s*=\s*[\"']([^\"'<>]*)[\"']")


def parse_xml(body: bytes) -> etree._Element:
    """Parse a message from outside: no DTD, no entity, no network, nothing huge or deep; in UTF-8 or GB18030.

    Raises Rejected: HUB-107 too large, HUB-401 not XML or in another encoding, HUB-402 a DTD.
    """
    if len(body) > SIZE_LIMIT:
        raise rejected("HUB-107", limit=SIZE_LIMIT)
    parser = etree.XMLParser(
        encoding=_encoding(body), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise rejected("HUB-401", reason=f"line {error.lineno or 1}") from error
    except ValueError as error:
        raise rejected("HUB-401", reason="encoding") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise rejected("HUB-402")
    return root


def _encoding(body: bytes) -> str:
    """The encoding to read it in, whatever the parser would guess: as declared, and as its mark says if it has one."""
    marked = body.startswith(BOM_UTF8)
    found = _DECLARED.match(body[len(BOM_UTF8) if marked else 0 :][:_DECLARATION])
    declared = found[1].decode("latin-1").lower() if found else "utf-8"
    encoding = ENCODINGS.get(declared)
    if encoding is None or (marked and encoding != "UTF-8"):
        raise rejected("HUB-401", reason="encoding")
    return encoding
