"""A part of a document as a document of its own."""

from typing import TYPE_CHECKING

from lxml import etree

from adapters.signing.xmldsig.form import XML_ATTRIBUTE, strict_parser

if TYPE_CHECKING:
    from lxml.etree import _Element


def alone(part: "_Element") -> "_Element":
    """A part of a document as a document of its own, with the namespaces and the `xml:` attributes of its ancestors.

    Canonical XML 1.0 (section 2.4) lets the first element of a subset have the `xml:` attributes of its ancestors, the
    nearest of each name. For a part of a document, lxml (6.1) leaves them out, and removes the default namespace from
    elements two levels below.
    """
    inherited = {
        name: value
        for ancestor in reversed(list(part.iterancestors()))
        for name, value in ancestor.attrib.items()
        if str(name).startswith(XML_ATTRIBUTE)
    }
    if part.getparent() is None or (part.prefix is not None and not inherited):
        return part
    alone = etree.fromstring(etree.tostring(part, encoding="UTF-8", with_tail=False), strict_parser())
    for name, value in inherited.items():
        if name not in alone.attrib:
            alone.set(name, value)
    return alone
