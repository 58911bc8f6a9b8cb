"""What a schema file declares: libxml2 proves its documents, xmlschema compiles its elements and types.

xmlschema can do both, but its own check of the documents takes nine tenths of its time (docs/decisions/0033).
"""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import xmlschema
from lxml import etree

from hub.catalogue.mapping.schemas.broken import BrokenSchema

XS = "http://www.w3.org/2001/XMLSchema"
_XML = "http://www.w3.org/XML/1998/namespace"


def declarations(path: Path, instead: Callable[[str], str]) -> xmlschema.XMLSchema10:
    """Compile a schema file with all that it includes; `instead` gives the URI of the file to read in place of one.

    Raises BrokenSchema when the document of one of them breaks a rule of XSD, or when they do not fit together.
    """
    try:
        schema = xmlschema.XMLSchema10(str(path), uri_mapper=instead, validation="skip", build=False)
        for one in sorted(schema.maps.owned_schemas, key=lambda owned: owned.url or ""):
            _prove_document(_path(one))
            one.validation = "strict"
        schema.maps.build()
        if errors := list(_errors(schema)):
            raise errors[0]
    except xmlschema.XMLSchemaException as error:
        raise BrokenSchema(path.name, _line(path, error), str(error).strip().partition(":\n")[0]) from error
    return schema


def _errors(schema: xmlschema.XMLSchema10) -> Iterator[Exception]:
    """What xmlschema kept instead of raising: its maps are as lenient as the schema was when they were made."""
    for one in schema.maps.owned_schemas:
        yield from one.all_errors


def _prove_document(path: Path) -> None:
    """Raises BrokenSchema when the schema for schemas (XSD 1.0, part 1, appendix A) does not admit the document."""
    document, schema = etree.parse(str(path)), _schema_for_schemas()
    if not schema.validate(document):
        log: Any = schema.error_log  # which the stubs do not know to be iterable
        first = next(iter(log))
        raise BrokenSchema(path.name, first.line or 1, first.message)


@cache
def _schema_for_schemas() -> etree.XMLSchema:
    """The schema for schemas that comes with xmlschema; nothing is loaded from the network."""
    files = xmlschema.XMLSchema10
    document = etree.parse(str(_local(files.META_SCHEMA)), etree.XMLParser(no_network=True))
    for part in document.iter(f"{{{XS}}}import"):
        part.set("schemaLocation", str(_local(files.BASE_SCHEMAS[_XML])))
    return etree.XMLSchema(document)


def _path(schema: Any) -> Path:
    return _local(schema.url)


def _local(url: str) -> Path:
    return Path(url2pathname(urlsplit(url).path))


def _line(path: Path, error: Any) -> int:
    """The line at which xmlschema found an error, from the path that it gives."""
    place = getattr(error, "path", None)
    try:
        found: Any = etree.parse(str(path)).xpath(place, namespaces={"xs": XS, "xsd": XS}) if place else []
    except etree.XPathError:
        return 1
    return found[0].sourceline or 1 if found else 1
