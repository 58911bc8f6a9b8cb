"""Mapping tables, compiled once: a form to a message, and a message back to named values."""

from hub.catalogue.mapping.filling import FAULT_LIMIT
from hub.catalogue.mapping.form import Form, translate
from hub.catalogue.mapping.nodes import Condition, Node, Source
from hub.catalogue.mapping.paths import NAME_LIMIT, below, every, field_path, follow, is_blank, lookup
from hub.catalogue.mapping.returns import Returned, Returns
from hub.catalogue.mapping.steps import Step

__all__ = [
    "FAULT_LIMIT",
    "NAME_LIMIT",
    "Condition",
    "Form",
    "Node",
    "Returned",
    "Returns",
    "Source",
    "Step",
    "below",
    "every",
    "field_path",
    "follow",
    "is_blank",
    "lookup",
    "translate",
]
