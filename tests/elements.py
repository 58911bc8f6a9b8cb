"""Elements of a tree that a test knows to be there: where one is missing, the test fails."""

from collections.abc import Mapping

from lxml import etree


def the(root: etree._Element, path: str, namespaces: Mapping[str, str] | None = None) -> etree._Element:
    """The first element at a path."""
    found = root.find(path, dict(namespaces) if namespaces else None)
    assert found is not None, path
    return found


def text_of(root: etree._Element, path: str, namespaces: Mapping[str, str] | None = None) -> str:
    """The text of the first element at a path; empty where it has none."""
    return the(root, path, namespaces).text or ""


def parent_of(element: etree._Element) -> etree._Element:
    """The element around another."""
    parent = element.getparent()
    assert parent is not None, element.tag
    return parent
