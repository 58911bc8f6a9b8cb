"""XSDs: checked by lxml on the success path, explained by xmlschema when something is wrong."""

from hub.catalogue.schemas.schema import BrokenSchema, Schema
from hub.catalogue.schemas.shape import Facets, Shape
from hub.catalogue.schemas.violation import Trouble, Violation

__all__ = ["BrokenSchema", "Facets", "Schema", "Shape", "Trouble", "Violation"]
