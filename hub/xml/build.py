"""Build messages: the root, its header and its elements; read header values."""

from collections.abc import Mapping

from lxml import etree

NAMESPACE = "urn:single-window-hub:1"
_DEFAULT: dict[str | None, str] = {None: NAMESPACE}


def new_message(element: str, header: Mapping[str, str | None], prefix: str | None = None) -> etree._Element:
    """A root element with its Header; the body follows.

    A root whose content has elements without namespace needs a prefix.
    """
    root = etree.Element(qualified(element), nsmap=_DEFAULT if prefix is None else {prefix: NAMESPACE})  # type: ignore[arg-type]  # the stubs know no default namespace
    add(add(root, "Header"), header)
    return root


def add(parent: etree._Element, content: str | Mapping[str, str | None]) -> etree._Element:
    """Add an empty element, or one element for each entry that has a value. Return the parent for what follows."""
    if isinstance(content, str):
        return etree.SubElement(parent, qualified(content))
    for name, text in content.items():
        if text:
            etree.SubElement(parent, qualified(name)).text = text
    return parent


def text_at(root: etree._Element, path: str) -> str | None:
    """The text at a path of names in the hub's namespace, below the root; None when there is none."""
    found = root.find(qualified(path))
    return found.text if found is not None else None


def qualified(path: str) -> str:
    """A path of names in the hub's namespace, in lxml's form."""
    return f"{{{NAMESPACE}}}" + path.replace("/", f"/{{{NAMESPACE}}}")


def local_name(root: etree._Element) -> str:
    return etree.QName(root).localname
