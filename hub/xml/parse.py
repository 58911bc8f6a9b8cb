"""The only parser for XML from outside. It checks limits before any other code reads a message.

These limits also bound the time: every step up to the schema is linear in size, elements and attributes, once the
number of namespaces is limited.
"""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from itertools import chain

from lxml import etree

from hub.errors import Code, Rejected, rejected
from hub.text.bilingual import Bilingual
from hub.xml.build import NAMESPACE

SIZE_LIMIT = 16 * 1024 * 1024
"""Bytes of one message: two attachments of 5 MB in Base64, with room to spare."""

TEXT_LIMIT = 10_000_000
"""Characters of one element's text: the limit of libxml2, used by the hub and most others."""

DEPTH_LIMIT = 256
"""Levels of nested elements: the limit of libxml2."""

MARKUP_LIMIT = 10_000
"""Tags, comments and CDATA sections of one message, counted before parsing: some 5,000 elements.

The largest valid messages have some 3,000: a bank's report on a hundred payments, a receipt with a hundred faults.
"""

REFERENCE_LIMIT = 100_000
"""Character references of one message, counted before parsing: each `&`, and each `>` and `"`, which canonicalization
writes as references, six times as long."""

ATTRIBUTE_LIMIT = 10_000
"""Attributes and namespace declarations of one message, counted before parsing: each `=`.

The padding of Base64 counts as two more.
"""

ATTRIBUTES_OF_ONE = 32
"""Attributes of one element: the time of canonicalization grows with the square of their number."""

NAMESPACES_OF_ONE = 16
"""Namespaces declared where one element is."""

NAMESPACES_OF_ALL = 30_000
"""Product of a message's namespaces and tags: canonicalization searches all namespaces for each element."""

NAMESPACE_LENGTH = 1_000
"""Characters of a namespace: canonicalization and libraries write it again for every element in it."""

ATTRIBUTE_LENGTH = 65_536
"""Characters of one attribute."""

ENCODINGS = {"utf-8": "UTF-8", "utf8": "UTF-8", "gbk": "GB18030", "gb2312": "GB18030", "gb18030": "GB18030"}
"""Encodings that a message may declare beside UTF-16, and the codec that reads each.

GB18030 contains GBK and GB2312, and messages that declare GB2312 often contain more characters than it has. In all
three, the bytes of markup have no other meaning.
"""

_DECLARATION = 200
"""Characters within which an XML declaration must end."""
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
"""Constructs that may stand before a DTD, and how each ends."""
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NAMES_A_SCHEMA = etree.XPath(
    "boolean((//@x:schemaLocation | //@x:noNamespaceSchemaLocation)[namespace-uri(..) = $ours])",
    namespaces={"x": _XSI},
)
_HAS_LARGE = etree.XPath(f"boolean(//@*[{ATTRIBUTES_OF_ONE + 1}] | //@*[string-length() > {ATTRIBUTE_LENGTH}])")
"""Selects attributes, not elements with attributes: libxml2 answers that ten times as fast."""


def parse_xml(body: bytes) -> etree._Element:
    """Parse a message from outside: no DTD, no entity, no network access, limited size and depth.

    Accepts UTF-8, GBK, GB2312 and GB18030, and UTF-16 when both its byte order mark and its declaration say so. Raises
    Rejected: HUB-107 too large, HUB-134 empty, HUB-401 not XML, another encoding or over a limit, HUB-402 with a DTD.
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
        raise _not_xml("属性过多或过长", "attributes, too many or too long")
    if b"xmlns" in body:
        _require_modest_namespaces(root, min(NAMESPACES_OF_ONE, NAMESPACES_OF_ALL // body.count(b"<")))
    return root


def require_plain(root: etree._Element) -> None:
    """Refuse a message that other systems may read differently.

    Raises Rejected: HUB-418 for a value in several pieces and for a processing instruction; HUB-424 when an element of
    the hub's namespace names a schema. A comment between elements is allowed: it is neither signed nor read. A schema
    named in a party's own form is allowed too, because nobody loads it.
    """
    if next(chain(root.iter(etree.PI), _instructions_beside(root)), None) is not None:
        raise rejected(Code.INSTRUCTION_OR_COMMENT)
    for parent in {comment.getparent() for comment in root.iter(etree.Comment)}:
        if parent is not None and _is_value(parent):
            raise rejected(Code.INSTRUCTION_OR_COMMENT, etree.QName(parent).localname)
    if _NAMES_A_SCHEMA(root, ours=NAMESPACE):
        raise rejected(Code.OWN_SCHEMA_LOCATION)


def _read_in(body: bytes) -> tuple[bytes, str]:
    """The bytes without byte order mark, and the encoding to parse them in; the parser must not guess."""
    if body.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _narrowed(body), "UTF-8"
    marked = body.startswith(BOM_UTF8)
    body = body[len(BOM_UTF8) :] if marked else body
    encoding = ENCODINGS.get(_declared(body[:_DECLARATION].decode("latin-1")))
    if encoding is None or (marked and encoding != "UTF-8") or body.startswith(BOM_UTF8):
        raise _wrong_encoding()
    return body, encoding


def _narrowed(body: bytes) -> bytes:
    """Convert a message in UTF-16, which also declares it, to UTF-8."""
    try:
        text = body.decode("utf-16")
    except UnicodeDecodeError as error:
        raise _wrong_encoding() from error
    if _declared(text[:_DECLARATION]) != "utf-16":
        raise _wrong_encoding()
    return text.encode()


def _declared(start: str) -> str:
    """The encoding that a message declares, in lower case; UTF-8 when it declares none."""
    if not start.startswith("<?xml") or start[5:6] not in _SPACE:
        return "utf-8"
    found = _DECLARED.match(start)
    if found is None:
        raise _not_xml("XML 声明有误", "declaration")
    return (found["encoding"] or "utf-8").lower()


def _require_countable(body: bytes) -> None:
    """Refuse a message over a limit, and every DTD, before parsing."""
    if len(body.translate(None, _CONTROLS)) < len(body):
        raise _not_xml("含有控制字符", "control character")
    if body.count(b"<") > MARKUP_LIMIT:
        raise _not_xml(f"标签超过 {MARKUP_LIMIT} 个", f"markup > {MARKUP_LIMIT}")
    if body.count(b"&") + body.count(b">") + body.count(b'"') > REFERENCE_LIMIT:
        raise _not_xml(f'字符 & > " 超过 {REFERENCE_LIMIT} 个', f'characters & > " > {REFERENCE_LIMIT}')
    if body.count(b"=") > ATTRIBUTE_LIMIT:
        raise _not_xml(f"属性超过 {ATTRIBUTE_LIMIT} 个", f"attributes > {ATTRIBUTE_LIMIT}")
    if b"<!DOCTYPE" in body and _begins_with_dtd(body):
        raise rejected(Code.DTD_REFUSED)


def _begins_with_dtd(body: bytes) -> bool:
    """Whether a DTD comes before the root, after any comments and processing instructions."""
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
        line = error.lineno or 1
        raise _not_xml(f"第 {line} 行", f"line {line}") from error
    except ValueError as error:
        raise _wrong_encoding() from error


def _require_modest_namespaces(root: etree._Element, most: int) -> None:
    """Refuse very long namespaces, and elements where too many are declared."""
    declared = 0
    for event, found in etree.iterwalk(root, events=("start-ns", "end-ns")):
        declared += 1 if event == "start-ns" else -1
        if declared > most or (event == "start-ns" and len(found[1]) > NAMESPACE_LENGTH):
            raise _not_xml("命名空间过多或过长", "namespaces, too many or too long")


def _instructions_beside(root: etree._Element) -> Iterator[etree._Element]:
    """The processing instructions before and after the root, which a signature of the whole document covers too."""
    yield from root.itersiblings(etree.PI, preceding=True)
    yield from root.itersiblings(etree.PI)


def _is_value(element: etree._Element) -> bool:
    """Whether an element contains text, or no child elements."""
    texts = (element.text, *(child.tail for child in element))
    return any((text or "").strip() for text in texts) or next(element.iterchildren("*"), None) is None


def _wrong_encoding() -> Rejected:
    return _not_xml("编码有误", "encoding")


def _not_xml(zh: str, en: str) -> Rejected:
    """What the parser does not read, with the reason (HUB-401)."""
    return rejected(Code.NOT_XML, reason=Bilingual(zh, en))
