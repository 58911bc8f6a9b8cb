"""An XSD file: lxml decides on the success path, xmlschema explains when something is wrong."""

import re
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree

from hub.catalogue.schemas.shape import Shape, shape_of
from hub.catalogue.schemas.violation import Violation, violations_of

if TYPE_CHECKING:
    from xmlschema import XMLSchema10

BULK, ATTACHMENT = 10_000, 7_000_000
"""Characters of Base64 that are worth cutting short, and those of the largest attachment (5 MB)."""
EXPLAINED = 2_000
"""Elements of a message of which it is said what is wrong: xmlschema takes a fifth of a millisecond for each."""
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")


@dataclass(eq=False)
class BrokenSchema(Exception):
    """A file is no schema; says where."""

    file: str
    line: int
    text: str


class Schema:
    """One XSD file, compiled once. Not thread-safe while validating; a worker has its own."""

    def __init__(self, path: Path) -> None:
        """Raises BrokenSchema when it is none."""
        self.path = path
        try:
            self._fast = etree.XMLSchema(etree.parse(str(path), etree.XMLParser(resolve_entities=False)))
        except etree.XMLSyntaxError as error:
            raise BrokenSchema(path.name, error.lineno or 1, error.msg) from error
        except etree.XMLSchemaParseError as error:
            first = next(e for e in error.error_log if e.level >= etree.ErrorLevels.ERROR)
            raise BrokenSchema(_named(first.filename, path), first.line or 1, first.message) from error

    @cached_property
    def _slow(self) -> "XMLSchema10":
        import xmlschema  # noqa: PLC0415 - slow to import, and needed only to prove and to explain

        try:
            return xmlschema.XMLSchema10(str(self.path))
        except xmlschema.XMLSchemaException as error:
            raise BrokenSchema(self.path.name, self._line(error), str(error).strip().partition(":\n")[0]) from error

    def _line(self, error: Any) -> int:
        """Where xmlschema found something wrong, by way of the path that it gives."""
        spaces = {"xs": "http://www.w3.org/2001/XMLSchema", "xsd": "http://www.w3.org/2001/XMLSchema"}
        path = getattr(error, "path", None)
        try:
            found: Any = etree.parse(str(self.path)).xpath(path, namespaces=spaces) if path else []
        except etree.XPathError:
            return 1
        return found[0].sourceline or 1 if found else 1

    def prove(self) -> None:
        """Raises BrokenSchema when one of the two libraries cannot compile it."""
        _ = self._slow

    def admits(self, root: etree._Element) -> bool:
        try:
            return self._fast.validate(root)
        except etree.XMLSchemaValidateError:  # libxml2 gave up, as on a pattern over megabytes of text
            return False

    def shape(self, element: str) -> Shape | None:
        """The shape of a global element, or None when there is no such element."""
        found = self._slow.elements.get(element)
        return shape_of(found) if found is not None else None

    def explain(self, root: etree._Element) -> list[Violation]:
        """Everything that the schema does not admit in a message; slow, so never on the success path.

        Never empty: where xmlschema sees nothing wrong, or would take too long to see it, the whole message is.
        """
        if next(islice(root.iter("*"), EXPLAINED, None), None) is not None:
            return [Violation((), 0, "other")]
        errors = self._slow.iter_errors(_without_bulk(root))
        return [v for error in errors for v in violations_of(error)] or [Violation((), 0, "other")]


def _without_bulk(root: etree._Element) -> etree._Element:
    """The message with its sound attachments cut short: xmlschema takes seconds over megabytes of Base64."""
    light = deepcopy(root)
    for element in light.iter():
        text = element.text or ""
        if BULK < len(text) < ATTACHMENT and _BASE64.fullmatch(text):
            element.text = text[:4]
    return light


def _named(file: str | None, path: Path) -> str:
    """The name of the schema file that an error is about: an included one's, or this one's."""
    return Path(file).name if file and file != "<string>" else path.name
