"""An XSD file: lxml decides and locates errors; xmlschema describes the expected content."""

from collections.abc import Collection, Mapping
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree

from hub.catalogue.mapping.schemas.broken import BrokenSchema
from hub.catalogue.mapping.schemas.code_values import CODES, UNLISTED, with_values
from hub.catalogue.mapping.schemas.examination import CONTENT, REPORT_LIMIT, Examination
from hub.catalogue.mapping.schemas.overlong import has_long_values, overlong_values
from hub.catalogue.mapping.schemas.places import element_at
from hub.catalogue.mapping.schemas.shape import Shape, shape_of
from hub.catalogue.mapping.schemas.violation import Violation

if TYPE_CHECKING:
    from xmlschema import XMLSchema10

LOOKS = 5
"""Maximum number of checks of one message. Each check corrects more of a copy."""
WHOLE = Violation((), 0, "other")
"""The whole message: libxml2 failed or gave no place, or the schema does not have this message."""


class Schema:
    """One XSD file, compiled once. Not thread-safe while it validates: each worker has its own."""

    def __init__(self, path: Path, codes: Mapping[str, frozenset[str]] | None = None) -> None:
        """`codes` has the values of the types that `codes.xsd` beside the file lists; None: they are read there.

        Raises BrokenSchema when the file is not a schema.
        """
        self.path = path
        self._codes = codes
        try:
            self._fast = etree.XMLSchema(etree.parse(str(path), etree.XMLParser(resolve_entities=False)))
        except etree.XMLSyntaxError as error:
            raise BrokenSchema(path.name, error.lineno or 1, error.msg) from error
        except etree.XMLSchemaParseError as error:
            first = next(e for e in error.error_log if e.level >= etree.ErrorLevels.ERROR)
            raise BrokenSchema(_named(first.filename, path), first.line or 1, first.message) from error
        self._shapes: dict[str, Shape | None] = {}

    @cached_property
    def _slow(self) -> "XMLSchema10":
        from hub.catalogue.mapping.schemas.declarations import declarations  # noqa: PLC0415 - imports xmlschema: slow

        return declarations(self.path, self._described)

    def _described(self, uri: str) -> str:
        """The file to describe in place of a file: of types whose values are known, the file without them."""
        is_of_codes = self._codes is not None and uri.rpartition("/")[2] == CODES
        return f"{uri.removesuffix(CODES)}{UNLISTED}" if is_of_codes else uri

    def prove(self) -> None:
        """Raises BrokenSchema when one of the two libraries cannot compile the file."""
        _ = self._slow

    def admits(self, root: etree._Element) -> bool:
        try:
            return self._fast.validate(root)
        except etree.XMLSchemaValidateError:  # libxml2 gave up, as on a pattern over megabytes of text
            return False

    def lacks_a_child(self, root: etree._Element) -> bool:
        """Whether the root itself has too few children, whatever is wrong inside them.

        Only libxml2 says so of a wildcard: what may stand there has no name.
        """
        self.admits(root)
        log: Any = self._fast.error_log
        return any(entry.type == CONTENT and element_at(root, entry.path or "") is root for entry in log)

    @property
    def elements(self) -> Collection[str]:
        """The names of its global elements: the messages that it has."""
        return frozenset(self._slow.elements)

    def shape(self, element: str) -> Shape | None:
        """The shape of a global element; None when there is no such element. Read from xmlschema once."""
        if element not in self._shapes:
            found = self._slow.elements.get(element)
            self._shapes[element] = with_values(shape_of(found), self._codes or {}) if found is not None else None
        return self._shapes[element]

    def includes(self, element: str) -> bool:
        """Whether another file, which this one includes, declares a global element: other schemas have it too."""
        found = self._slow.elements.get(element)
        return found is not None and found.schema is not self._slow

    def violations(self, root: etree._Element) -> list[Violation]:
        """The violations of a message, as many as are useful; empty when the message is valid.

        Checks little more than what libxml2 reports, so refusing costs little more than accepting.
        """
        shape = self.shape(etree.QName(root).localname) if has_long_values(root) else None
        if shape is not None and (found := overlong_values(root, shape)):
            return found  # before libxml2 writes each of them into an error
        return [] if self.admits(root) else self._examined(root)

    def _examined(self, root: etree._Element) -> list[Violation]:
        shape = self.shape(etree.QName(root).localname)
        if shape is None or shape.tag != root.tag:
            return [WHOLE]
        examination = Examination(root, shape)
        for _ in range(LOOKS):
            log: Any = self._fast.error_log  # which the stubs do not know to be iterable
            if not examination.take(log) or self.admits(examination.copy):
                break
        return list(islice(examination.found, REPORT_LIMIT)) or [WHOLE]


def _named(file: str | None, path: Path) -> str:
    """The name of the schema file of an error: an included file, or this one."""
    return Path(file).name if file and file != "<string>" else path.name
