"""XSD schemas: lxml decides and locates errors; xmlschema describes the expected content."""

from hub.catalogue.mapping.schemas.broken import BrokenSchema
from hub.catalogue.mapping.schemas.code_values import CODES, UNLISTED
from hub.catalogue.mapping.schemas.schema import Schema
from hub.catalogue.mapping.schemas.shape import NO_SHAPE, Facets, Shape
from hub.catalogue.mapping.schemas.violation import Trouble, Violation

__all__ = ["CODES", "NO_SHAPE", "UNLISTED", "BrokenSchema", "Facets", "Schema", "Shape", "Trouble", "Violation"]
