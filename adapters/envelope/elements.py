"""Find elements of an envelope by local name, because namespaces differ between senders."""

from typing import TYPE_CHECKING, Final

from hub.errors import Code, rejected

if TYPE_CHECKING:
    from lxml.etree import _Element


XML_SPACE: Final = " \t\r\n"


def local(element: "_Element") -> str:
    """The name without namespace; empty for a comment or a processing instruction."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def every(parent: "_Element", *names: str) -> "list[_Element]":
    """The children with one of these names."""
    return [child for child in parent if local(child) in names]


def only(parent: "_Element", *names: str) -> "_Element | None":
    """The child with one of these names; None when there is none.

    Refuses several, because systems would read different ones.
    """
    found = every(parent, *names)
    if len(found) > 1:
        raise rejected(Code.ENVELOPE_FIELD_UNUSABLE, names[0], name=names[0])
    return found[0] if found else None


def needed(parent: "_Element", *names: str) -> "_Element":
    """The one child with one of these names. Raises Rejected (HUB-420)."""
    found = only(parent, *names)
    if found is None:
        raise rejected(Code.ENVELOPE_FIELD_UNUSABLE, names[0], name=names[0])
    return found


def text_of(element: "_Element | None") -> str:
    """The text of an element without white space around it; empty when there is none."""
    return "" if element is None else (element.text or "").strip(XML_SPACE)


def text_in(parent: "_Element", *names: str) -> str:
    """The text of the child with one of these names; empty when there is none."""
    return text_of(only(parent, *names))


def one_line(text: str, longest: int) -> str:
    """A text on one line, cut to this many characters, for people."""
    return " ".join(text.split())[:longest].strip()
