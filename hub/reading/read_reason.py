"""Read a party's reasons in words. All kinds of answers are read in the same way."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from lxml import etree

from hub.reading.read_json import NOT_IN_XML
from hub.xml.build import local_name, text_at

MOST: Final = 200
"""The most texts that the trail keeps. The message's bytes hold all of them."""
LONGEST: Final = 2_000
"""The most characters of a text, as in common.xsd (Words)."""
NAME: Final = "reason"
"""The name under which the reasons are reported. A route's returned value of this name is one of them."""
_WORDS = frozenset({"Text", "Reason"})
_REMARKS = frozenset({"Reason", "Remark"})
_FAULT = "Fault"
_RESULT = "Result"


def read_reason(root: etree._Element) -> list[str]:
    """All texts of an answer, each once and on one line, in order. A fault's code and field come before its text.

    The texts are in Text and Reason, in Reason and Remark at any depth of a Result, and in each Fault of a technical
    receipt or of a receipt from the customs platform (common.xsd).
    """
    return each_once(_texts(root))


def each_once(texts: Iterable[str]) -> list[str]:
    """Texts as the trail keeps them: each once and on one line, in order."""
    lines = (" ".join(text.split()) for text in texts)
    return list(islice(dict.fromkeys(line for line in lines if line), MOST))


def can_be_told(text: str) -> bool:
    """Whether a message could have brought a text: its characters, and how many."""
    return len(text) <= LONGEST and NOT_IN_XML.search(text) is None


def _texts(root: etree._Element) -> Iterator[str]:
    for element in root.iterchildren(tag=etree.Element):
        name = local_name(element)
        if name in _WORDS:
            yield element.text or ""
        elif name == _FAULT:
            yield from _fault(element)
        elif name == _RESULT:
            yield from (e.text or "" for e in element.iterdescendants(tag=etree.Element) if local_name(e) in _REMARKS)


def _fault(element: etree._Element) -> Iterator[str]:
    """Code and field, then a text: `T-7 Seal/Image: unreadable`; code and field alone if there is no text."""
    named = " ".join(text for name in ("Code", "Field") if (text := (text_at(element, name) or "").strip()))
    texts = [line for e in element.iterchildren(tag=etree.Element) if local_name(e) == "Text" and (line := _line(e))]
    yield from (f"{named}: {text}" if named else text for text in texts)
    if not texts:
        yield named


def _line(element: etree._Element) -> str:
    return " ".join((element.text or "").split())
