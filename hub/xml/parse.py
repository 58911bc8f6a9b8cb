"""The one parser for XML from outside."""

from lxml import etree

from hub.errors import rejected

SIZE_LIMIT = 16 * 1024 * 1024
"""Bytes of one message: two attachments of 5 MB in Base64 and room to spare."""


def parse_xml(body: bytes) -> etree._Element:
    """Parse a message from outside: no DTD, no entity, no network, nothing huge or deep.

    Raises Rejected: HUB-107 too large, HUB-401 not XML, HUB-402 a DTD.
    """
    if len(body) > SIZE_LIMIT:
        raise rejected("HUB-107", limit=SIZE_LIMIT)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise rejected("HUB-401", reason=f"line {error.lineno or 1}") from error
    except ValueError as error:
        raise rejected("HUB-401", reason="encoding") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise rejected("HUB-402")
    return root
