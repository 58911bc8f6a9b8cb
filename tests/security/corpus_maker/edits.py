"""Ways to change a message that was signed."""

import copy
from collections.abc import Callable

from lxml import etree

from corpus_maker.xmldsig import DS

Root = etree._Element
Edit = Callable[[Root, Root], object]
"""Changes a root, given its signature."""
QUALIFIED = f"{{{DS}}}"


def edited(body: bytes, edit: Edit) -> bytes:
    """A signed message, changed in place."""
    root = etree.fromstring(body)
    edit(root, at(root, "Signature"))
    return written(root)


def written(root: Root) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def at(parent: Root, path: str) -> Root:
    """An element of the signature's namespace."""
    found = parent.find("/".join(QUALIFIED + step for step in path.split("/")))
    assert found is not None, path
    return found


def crowd(parent: Root, part: Root, count: int, place: int) -> None:
    """Put so many copies of a part there."""
    for _ in range(count):
        parent.insert(place, another(part))


def another(element: Root) -> Root:
    """A copy without what stands behind it."""
    made = copy.deepcopy(element)
    made.tail = None
    return made


def take_out(element: Root) -> Root:
    """Remove an element from its parent."""
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)
    return element


def markup(text: str) -> Root:
    """An element, where `ds` is the signature's namespace."""
    return etree.fromstring(f'<x xmlns:ds="{DS}">{text}</x>')[0]
