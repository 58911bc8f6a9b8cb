"""Routes, parties and schemas of a hub, loaded, compiled and proved: the names that the rest of the hub imports.

Six packages stand behind it. `words`: text with its places. `grammar`: which words each block has. `pages`: one
reader for each kind of file. `compile`: pages against schemas. `proofs`: over compiled values. `mapping`: the compiled
values, which run.

A module is loaded when one of its names is first asked for: a command that shows a trail does not load the compiler.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hub.catalogue.compile.code_types import code_types
    from hub.catalogue.envelopes import read_envelope
    from hub.catalogue.grammar.files import FILE_KINDS, MAPPINGS, POLICY, FileKind
    from hub.catalogue.load import digest_of, load_catalogue, load_route
    from hub.catalogue.mapping.alike import alike
    from hub.catalogue.mapping.cards import CardProfile, CertificateAttribute, Mark
    from hub.catalogue.mapping.cases import Case, NamedDocument, Rule
    from hub.catalogue.mapping.catalogue import Catalogue
    from hub.catalogue.mapping.codes import CodeList
    from hub.catalogue.mapping.comparisons import Equal, NamedValue, Needed, NotBefore, OwnValue, Value
    from hub.catalogue.mapping.converters import TEXT_LIMIT, Converter
    from hub.catalogue.mapping.dialects import Dialect, Keyed, Written
    from hub.catalogue.mapping.document_values import form_values
    from hub.catalogue.mapping.existing import Existing
    from hub.catalogue.mapping.filling import FAULT_LIMIT
    from hub.catalogue.mapping.form import Form, translate
    from hub.catalogue.mapping.kept_rules import Covers, Kept
    from hub.catalogue.mapping.legs import About, Answers, Leg
    from hub.catalogue.mapping.limits import Among, Product, Within
    from hub.catalogue.mapping.named_rules import NamedRule
    from hub.catalogue.mapping.nodes import Condition, Node, Source
    from hub.catalogue.mapping.numbers import number_at, parts_of
    from hub.catalogue.mapping.parties import Party, Portal
    from hub.catalogue.mapping.paths import below, follow, is_blank, lookup
    from hub.catalogue.mapping.portal_shapes import (
        AS_OURS,
        STANDS_IN,
        FormShape,
        Place,
        PortalShape,
        Told,
        Values,
        steps_of,
    )
    from hub.catalogue.mapping.prefixes import BeginsLike
    from hub.catalogue.mapping.relations import (
        Becoming,
        Bringing,
        Deadline,
        Making,
        Moving,
        Naming,
        Versions,
        Writing,
    )
    from hub.catalogue.mapping.requirements import Requirement
    from hub.catalogue.mapping.resources import Claiming, Ending, Figures, Settling
    from hub.catalogue.mapping.retention import EVERYTHING, Parts, Policy, Pruned, Said
    from hub.catalogue.mapping.returns import Returned, Returns
    from hub.catalogue.mapping.routes import Route, tracks_of
    from hub.catalogue.mapping.said_fields import is_among
    from hub.catalogue.mapping.schemas import CODES, Facets, Schema, Shape, Violation
    from hub.catalogue.mapping.steps import Step
    from hub.catalogue.mapping.tracks import Telling, Track, TrackEnd
    from hub.catalogue.mapping.unconvertible import Unconvertible
    from hub.catalogue.mapping.unit_rules import SameUnit
    from hub.catalogue.pages.codes import read_statuses
    from hub.catalogue.pages.labels import labelled, own_labels
    from hub.catalogue.pages.personal import read_personal
    from hub.catalogue.retention import read_policy
    from hub.catalogue.short.ends import read_ends
    from hub.catalogue.short.kinship import Kin, Kinship, read_kinship
    from hub.catalogue.short.money import read_money
    from hub.catalogue.words.places import Problem, Problems, Where
    from hub.catalogue.words.text import Block, Items, Text, read_yaml

__all__ = [
    "AS_OURS",
    "CODES",
    "EVERYTHING",
    "FAULT_LIMIT",
    "FILE_KINDS",
    "MAPPINGS",
    "POLICY",
    "STANDS_IN",
    "TEXT_LIMIT",
    "About",
    "Among",
    "Answers",
    "Becoming",
    "BeginsLike",
    "Block",
    "Bringing",
    "CardProfile",
    "Case",
    "Catalogue",
    "CertificateAttribute",
    "Claiming",
    "CodeList",
    "Condition",
    "Converter",
    "Covers",
    "Deadline",
    "Dialect",
    "Ending",
    "Equal",
    "Existing",
    "Facets",
    "Figures",
    "FileKind",
    "Form",
    "FormShape",
    "Items",
    "Kept",
    "Keyed",
    "Kin",
    "Kinship",
    "Leg",
    "Making",
    "Mark",
    "Moving",
    "NamedDocument",
    "NamedRule",
    "NamedValue",
    "Naming",
    "Needed",
    "Node",
    "NotBefore",
    "OwnValue",
    "Parts",
    "Party",
    "Place",
    "Policy",
    "Portal",
    "PortalShape",
    "Problem",
    "Problems",
    "Product",
    "Pruned",
    "Requirement",
    "Returned",
    "Returns",
    "Route",
    "Rule",
    "Said",
    "SameUnit",
    "Schema",
    "Settling",
    "Shape",
    "Source",
    "Step",
    "Telling",
    "Text",
    "Told",
    "Track",
    "TrackEnd",
    "Unconvertible",
    "Value",
    "Values",
    "Versions",
    "Violation",
    "Where",
    "Within",
    "Writing",
    "Written",
    "alike",
    "below",
    "code_types",
    "digest_of",
    "follow",
    "form_values",
    "is_among",
    "is_blank",
    "labelled",
    "load_catalogue",
    "load_route",
    "lookup",
    "number_at",
    "own_labels",
    "parts_of",
    "read_ends",
    "read_envelope",
    "read_kinship",
    "read_money",
    "read_personal",
    "read_policy",
    "read_statuses",
    "read_yaml",
    "steps_of",
    "tracks_of",
    "translate",
]

_NAMES = {
    "compile.code_types": ["code_types"],
    "envelopes": ["read_envelope"],
    "grammar.files": ["FILE_KINDS", "MAPPINGS", "POLICY", "FileKind"],
    "load": ["digest_of", "load_catalogue", "load_route"],
    "mapping.alike": ["alike"],
    "mapping.cards": ["CardProfile", "Mark", "CertificateAttribute"],
    "mapping.cases": ["Case", "NamedDocument", "Rule"],
    "mapping.catalogue": ["Catalogue"],
    "mapping.codes": ["CodeList"],
    "mapping.comparisons": ["Equal", "NamedValue", "Needed", "NotBefore", "OwnValue", "Value"],
    "mapping.converters": ["TEXT_LIMIT", "Converter"],
    "mapping.dialects": ["Dialect", "Keyed", "Written"],
    "mapping.document_values": ["form_values"],
    "mapping.existing": ["Existing"],
    "mapping.filling": ["FAULT_LIMIT"],
    "mapping.form": ["Form", "translate"],
    "mapping.kept_rules": ["Covers", "Kept"],
    "mapping.legs": ["About", "Answers", "Leg"],
    "mapping.limits": ["Among", "Product", "Within"],
    "mapping.named_rules": ["NamedRule"],
    "mapping.nodes": ["Condition", "Node", "Source"],
    "mapping.numbers": ["number_at", "parts_of"],
    "mapping.parties": ["Party", "Portal"],
    "mapping.paths": ["below", "follow", "is_blank", "lookup"],
    "mapping.prefixes": ["BeginsLike"],
    "mapping.portal_shapes": [
        *("AS_OURS", "STANDS_IN", "FormShape", "Place", "PortalShape", "Told", "Values", "steps_of"),
    ],
    "mapping.relations": ["Becoming", "Bringing", "Deadline", "Making", "Moving", "Naming", "Versions", "Writing"],
    "mapping.resources": ["Claiming", "Ending", "Figures", "Settling"],
    "mapping.requirements": ["Requirement"],
    "mapping.returns": ["Returned", "Returns"],
    "mapping.routes": ["Route", "tracks_of"],
    "mapping.said_fields": ["is_among"],
    "mapping.schemas": ["CODES", "Facets", "Schema", "Shape", "Violation"],
    "mapping.tracks": ["Telling", "Track", "TrackEnd"],
    "mapping.steps": ["Step"],
    "mapping.unconvertible": ["Unconvertible"],
    "mapping.unit_rules": ["SameUnit"],
    "mapping.retention": ["EVERYTHING", "Parts", "Policy", "Pruned", "Said"],
    "pages.codes": ["read_statuses"],
    "pages.personal": ["read_personal"],
    "retention": ["read_policy"],
    "short.ends": ["read_ends"],
    "short.kinship": ["Kin", "Kinship", "read_kinship"],
    "short.money": ["read_money"],
    "pages.labels": ["labelled", "own_labels"],
    "words.places": ["Problem", "Problems", "Where"],
    "words.text": ["Block", "Items", "Text", "read_yaml"],
}
"""By module of this package: the names that it gives."""
_MODULES = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Load a name's module (PEP 562)."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
