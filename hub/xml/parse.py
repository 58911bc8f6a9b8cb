"""The one parser for XML from outside; what it holds is bounded before anything else looks at it.

Time is bounded by the other limits: every step from here to the schema is linear in size, elements and attributes once
the namespaces of one place are few.
"""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from itertools import chain

from lxml import etree

from hub.errors import Code, rejected
from hub.xml.build import NAMESPACE

SIZE_LIMIT = 16 * 1024 * 1024
"""Bytes of one message: two attachments of 5 MB in Base64 and room to spare."""

TEXT_LIMIT = 10_000_000
"""Characters of one element's text: where libxml2 stops reading, ours and most others'."""

DEPTH_LIMIT = 256
"""Elements in one another: where libxml2 stops reading."""

MARKUP_LIMIT = 10_000
"""Tags, comments and sections of one message, counted before it is read: some 5,000 elements.

The largest sound ones, a bank's report on a hundred payments and a receipt with a hundred faults, have some 3,000.
"""

REFERENCE_LIMIT = 100_000
"""Character references of one message, counted before it is read as `&`, and as `>` and `"`, which canonicalization
writes as references, six times as long."""

ATTRIBUTE_LIMIT = 10_000
"""Attributes and declared namespaces of one message, counted as `=` before it is read.

The padding of Base64 counts as two more.
"""

ATTRIBUTES_OF_ONE = 32
"""Attributes of one element: canonicalization takes time in the square of them."""

NAMESPACES_OF_ONE = 16
"""Namespaces declared where one element stands."""

NAMESPACES_OF_ALL = 30_000
"""Those, times the message's tags: canonicalization looks through them for each element."""

NAMESPACE_LENGTH = 1_000
"""Characters of a namespace: canonicalization and libraries write it again for every element that is in it."""

ATTRIBUTE_LENGTH = 65_536
"""Characters of one attribute."""

ENCODINGS = {"utf-8": "UTF-8", "utf8": "UTF-8", "gbk": "GB18030", "gb2312": "GB18030", "gb18030": "GB18030"}
"""What a message may declare beside UTF-16, and what it is read as.

GB18030 contains the other two, and what declares GB2312 often holds more than that. In all of them the bytes of markup
stand for nothing else.
"""

_DECLARATION = 200
"""Characters in which an XML declaration has to end."""
_DECLARED = re.compile(
    r"<\?xml\s+version\s*=\s*([\"'])1\.0\1"
    r"(?:\s+encoding\s*=\s*([\"'])(?P<encoding>[A-Za-z][A-Za-z0-9._-]*)\2)?"
    r"(?:\s+standalone\s*=\s*([\"'])(?:yes|no)\4)?\s*\?>",
    re.ASCII,
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\r\n"))
_SPACE = tuple(" \t\r\n")
_BLANK = re.compile(rb"[ \t\r\n]*")
_BESIDE = {b"<!--": b"-->", b"<?": b"?>"}
"""What may stand before a DTD, and how it ends."""
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NAMES_A_SCHEMA = etree.XPath(
    "boolean((//@x:schemaLocation | //@x:noNamespaceSchemaLocation)[namespace-uri(..) = $ours])",
    namespaces={"x": _XSI},
)
_HAS_LARGE = etree.XPath(f"boolean(//@*[{ATTRIBUTES_OF_ONE + 1}] | //@*[string-length() > {ATTRIBUTE_LENGTH}])")
"""Asked of attributes, not of elements with attributes: libxml2 answers that ten times as fast."""


def parse_xml(body: bytes) -> etree._Element:
    """Parse a message from outside: no DTD, no entity, no network, nothing huge or deep.

    In UTF-8, GBK, GB2312 or GB18030, and in UTF-16 where its mark and its declaration both say so. Raises Rejected:
    HUB-107 too large, HUB-134 empty, HUB-401 not XML, in another encoding or beyond a limit, HUB-402 a DTD.
    """
    if len(body) > SIZE_LIMIT:
        raise rejected(Code.TOO_LARGE, limit=SIZE_LIMIT)
    if not body.removeprefix(BOM_UTF8).strip():
        raise rejected(Code.EMPTY_FILE)
    body, encoding = _read_in(body)
    _require_countable(body)
    root = _parsed(body, encoding)
    if root.getroottree().docinfo.internalDTD is not None:
        raise rejected(Code.DTD_REFUSED)
    if (body.count(b"=") > ATTRIBUTES_OF_ONE or len(body) > ATTRIBUTE_LENGTH) and _HAS_LARGE(root):
        raise rejected(Code.NOT_XML, reason="attributes")
    if b"xmlns" in body:
        _require_modest_namespaces(root, min(NAMESPACES_OF_ONE, NAMESPACES_OF_ALL // body.count(b"<")))
    return root


def require_plain(root: etree._Element) -> None:
    """Refuse a message that others may read otherwise than the hub.

    Raises Rejected: HUB-418 when a value is in pieces, or where there is an instruction; HUB-424 when an element of our
    own names a schema. A comment between elements is neither signed nor read, and may stay; so may a schema that a
    party's own form names, because nobody looks for it.
    """
    if next(chain(root.iter(etree.PI), _instructions_beside(root)), None) is not None:
        raise rejected(Code.INSTRUCTION_OR_COMMENT)
    for parent in {comment.getparent() for comment in root.iter(etree.Comment)}:
        if parent is not None and _is_value(parent):
            raise rejected(Code.INSTRUCTION_OR_COMMENT, etree.QName(parent).localname)
    if _NAMES_A_SCHEMA(root, ours=NAMESPACE):
        raise rejected(Code.OWN_SCHEMA_LOCATION)


def _read_in(body: bytes) -> tuple[bytes, str]:
    """The bytes, without mark, and the encoding to parse them in, whatever the parser would guess."""
    if body.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _narrowed(body), "UTF-8"
    marked = body.startswith(BOM_UTF8)
    body = body[len(BOM_UTF8) :] if marked else body
    encoding = ENCODINGS.get(_declared(body[:_DECLARATION].decode("latin-1")))
    if encoding is None or (marked and encoding != "UTF-8") or body.startswith(BOM_UTF8):
        raise rejected(Code.NOT_XML, reason="encoding")
    return body, encoding


def _narrowed(body: bytes) -> bytes:
    """A message in UTF-16, that says so too, in UTF-8."""
    try:
        text = body.decode("utf-16")
    except UnicodeDecodeError as error:
        raise rejected(Code.NOT_XML, reason="encoding") from error
    if _declared(text[:_DECLARATION]) != "utf-16":
        raise rejected(Code.NOT_XML, reason="encoding")
    return text.encode()


def _declared(start: str) -> str:
    """The encoding that a message declares, in small letters; UTF-8 where it declares none."""
    if not start.startswith("<?xml") or start[5:6] not in _SPACE:
        return "utf-8"
    found = _DECLARED.match(start)
    if found is None:
        raise rejected(Code.NOT_XML, reason="declaration")
    return (found["encoding"] or "utf-8").lower()


def _require_countable(body: bytes) -> None:
    """Refuse, before anything is read, what would be too much to read, and every DTD."""
    if len(body.translate(None, _CONTROLS)) < len(body):
        raise rejected(Code.NOT_XML, reason="control character")
    if body.count(b"<") > MARKUP_LIMIT:
        raise rejected(Code.NOT_XML, reason=f"markup > {MARKUP_LIMIT}")
    if body.count(b"&") + body.count(b">") + body.count(b'"') > REFERENCE_LIMIT:
        raise rejected(Code.NOT_XML, reason=f"references > {REFERENCE_LIMIT}")
    if body.count(b"=") > ATTRIBUTE_LIMIT:
        raise rejected(Code.NOT_XML, reason=f"attributes > {ATTRIBUTE_LIMIT}")
    if b"<!DOCTYPE" in body and _begins_with_dtd(body):
        raise rejected(Code.DTD_REFUSED)


def _begins_with_dtd(body: bytes) -> bool:
    """Whether a DTD stands before the root, behind whatever comments and instructions."""
    place = 0
    while found := _BLANK.match(body, place):
        end = next((end for start, end in _BESIDE.items() if body.startswith(start, found.end())), None)
        if end is None:
            return body.startswith(b"<!DOCTYPE", found.end())
        place = body.find(end, found.end()) + len(end)
        if place < found.end():
            break
    return False


def _parsed(body: bytes, encoding: str) -> etree._Element:
    parser = etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        attribute_defaults=False,
        dtd_validation=False,
        huge_tree=False,
        collect_ids=False,
    )
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise rejected(Code.NOT_XML, reason=f"line {error.lineno or 1}") from error
    except ValueError as error:
        raise rejected(Code.NOT_XML, reason="encoding") from error


def _require_modest_namespaces(root: etree._Element, most: int) -> None:
    """Refuse very long ones, and where more than so many are declared."""
    declared = 0
    for event, found in etree.iterwalk(root, events=("start-ns", "end-ns")):
        declared += 1 if event == "start-ns" else -1
        if declared > most or (event == "start-ns" and len(found[1]) > NAMESPACE_LENGTH):
            raise rejected(Code.NOT_XML, reason="namespaces")


def _instructions_beside(root: etree._Element) -> Iterator[etree._Element]:
    """The instructions before and after the root, which a signature of the whole document is of too."""
    yield from root.itersiblings(etree.PI, preceding=True)
    yield from root.itersiblings(etree.PI)


def _is_value(element: etree._Element) -> bool:
    """Whether an element holds text, or nothing that would hold it in its stead."""
    texts = (element.text, *(child.tail for child in element))
    return any((text or "").strip() for text in texts) or next(element.iterchildren("*"), None) is None
