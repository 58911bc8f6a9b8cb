"""The place of an element: in the hub's form, and in libxml2's form."""

from itertools import islice

from lxml import etree


def place_of(element: etree._Element) -> tuple[tuple[str, ...], int]:
    """An element's path below its root, and the number of the last step that has siblings of its name."""
    steps = [*reversed([*element.iterancestors()]), element][1:]
    numbers = (sum(1 for _ in step.itersiblings(step.tag, preceding=True)) for step in reversed(steps))
    return tuple(etree.QName(step).localname for step in steps), next(filter(None, numbers), 0)


def element_at(root: etree._Element, path: str) -> etree._Element:
    """The element that libxml2 names, or whose attribute it names: `/*/p:Name[2]/*[3]`, where `*` counts all."""
    found = root
    for step in path.split("/")[2:]:
        name, _, number = step.partition("[")
        alike = (child for child in found.iterchildren("*") if name in ("*", _prefixed(child)))
        found = next(islice(alike, int(number.rstrip("]") or 1) - 1, None), found)
    return found


def _prefixed(element: etree._Element) -> str:
    name = etree.QName(element).localname
    return f"{element.prefix}:{name}" if element.prefix else name
