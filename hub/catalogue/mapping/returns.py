"""Inbound: read a party's message into named values."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import etree

from hub.catalogue.mapping.converters import Converter, Unconvertible
from hub.errors import Rejected, fault
from hub.xml.build import qualified


@dataclass(frozen=True)
class Returned:
    """One value of a message, and its place below the root."""

    path: str
    converter: Converter
    repeats: bool
    zh: str = ""
    """Its label in Chinese, and `en` in English, from the schema's documentation; empty when there is none."""
    en: str = ""
    inner: "Returns | None" = None
    """Of a list of objects: the values of each, by name, and their places below the element that repeats."""

    @cached_property
    def steps(self) -> str:
        """The path in lxml's form."""
        return qualified(self.path)

    def value(self, element: etree._Element) -> Any:
        """What an element says: an object, where it is one of a list of these; else text."""
        return self.inner.read(element) if self.inner is not None else self.converter.from_wire(element.text or "")


@dataclass(frozen=True)
class Returns:
    """The table that reads named values out of a party's message."""

    sources: Mapping[str, Returned]

    def read(self, root: etree._Element, only: Collection[str] | None = None) -> dict[str, Any]:
        """The values that are present, or `only` some of them, as text (a list when the element repeats).

        Raises Rejected for a value that the schema allows and the converter does not, such as a time in the year 0 or a
        stray character in Base64: the converter's code with the element's path.
        """
        values: dict[str, Any] = {}
        for name in self.sources if only is None else only:
            source = self.sources[name]
            try:
                texts = [source.value(element) for element in root.iterfind(source.steps)]
            except Unconvertible as error:
                told = fault(error.code, source.path, label=name, name=name, **error.names)
                raise Rejected((told,)) from error
            if texts:
                values[name] = texts if source.repeats else texts[0]
        return values
