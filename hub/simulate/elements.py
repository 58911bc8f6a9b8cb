"""Elements of a message by their local names, whatever the namespaces."""

from itertools import islice

from lxml import etree


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace."""
    return etree.QName(element).localname


def element_at(root: etree._Element, path: str) -> etree._Element | None:
    """The element at a path of local names below the root: the first of several, or a numbered one, `Name[2]`."""
    found: etree._Element | None = root
    for step in path.split("/"):
        if found is None:
            return None
        name, _, number = step.rstrip("]").partition("[")
        start = int(number) - 1 if number.isdecimal() else 0
        found = next(islice(found.iterchildren("{*}" + name), max(start, 0), None), None)
    return found


def text_at(root: etree._Element, path: str) -> str | None:
    """The text of the first element at a path of local names below the root."""
    found = element_at(root, path)
    return None if found is None else (found.text or "")
