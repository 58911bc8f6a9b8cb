"""docs/schemas/cli/*.json: what each verb prints with `--json`, as JSON Schema 2020-12 of the views' types."""

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from hub.docs.submissions import DIALECT
from hub.flow.replay_plan import ReplayPlan
from hub.views.acts import ActView, BegunPlanView, ChallengeView, ProposalChoiceView, ProposedView
from hub.views.answered import AnsweredView
from hub.views.apart import ApartChoiceView, ParkedView, QuarantinedView, SettledView
from hub.views.attention import AttentionView, NoteView
from hub.views.audit import CheckpointView, CosignedView, PublishedView, TimestampView, VerifiedView, WitnessView
from hub.views.catalogue import CatalogueView, ExplanationView
from hub.views.certificates import CertificateView, ChecksView, RequestView, RolledView, WaitingKeyView
from hub.views.documents import DocumentChoiceView, DocumentView, TrailView
from hub.views.evidence import EvidenceView
from hub.views.family import BusinessView
from hub.views.foreseen import ForeseenView
from hub.views.groups import GroupView
from hub.views.installation import DocsView, DoctorView, HomeView, ReadyView, SubmittedView, TopologyView, WaitsView
from hub.views.metrics import MetricsView
from hub.views.overview import StatusView
from hub.views.pruning import PruningView
from hub.views.replays import AppliedView, ReplayedView
from hub.views.restore import RestoreView
from hub.views.retention import ArchivingView, HoldView, UnarchivingView
from hub.views.traces import TracesView
from hub.views.view import Absent, Moment, printed
from hub.views.window import WindowView

JsonSchema = dict[str, Any]


class Printed(NamedTuple):
    """What a verb prints."""

    views: Sequence[Any]
    """Types, of which each value has one."""
    may_be_empty: bool = False
    """An empty array stands for nothing found."""
    is_one: bool = False
    """One value; otherwise a value a line."""


EVENT: Final[JsonSchema] = {
    "type": "object",
    "properties": {"event": {"type": "string"}, "at": {"type": "string", "format": "date-time"}},
    "required": ["event", "at"],
    "additionalProperties": {"type": ["string", "integer"]},
    "description": "What a simulated party did or met; the other fields depend on the event.",
}
DEFINITIONS: Final[JsonSchema] = {
    "type": "object",
    "additionalProperties": {"type": "array", "items": {"type": "object"}},
    "description": "RabbitMQ's definitions, as its management imports them (`topology export`).",
}
_UNDONE: Final = (ProposedView, ChallengeView)
"""What stands for an act that is not done yet."""
VERBS: Final[Mapping[str, Printed]] = {
    "init": Printed([HomeView], is_one=True),
    "check": Printed([CatalogueView], is_one=True),
    "docs": Printed([DocsView], is_one=True),
    "run": Printed([ReadyView, WaitsView]),
    "submit": Printed([SubmittedView], is_one=True),
    "log": Printed([DocumentView], may_be_empty=True),
    "show": Printed([BusinessView, TrailView, DocumentChoiceView]),
    "explain": Printed([ExplanationView, ForeseenView, ApartChoiceView], is_one=True),
    "settle": Printed([DocumentView, DocumentChoiceView, *_UNDONE], is_one=True),
    "approve": Printed(
        [ProposedView, BegunPlanView, AnsweredView, ChallengeView, ProposalChoiceView], may_be_empty=True
    ),
    "acts": Printed([ActView], may_be_empty=True),
    "simulate": Printed([EVENT]),
    "attention list": Printed([AttentionView], is_one=True),
    "attention note": Printed([NoteView, *_UNDONE], is_one=True),
    "status": Printed([StatusView], is_one=True),
    "top": Printed([StatusView], is_one=True),
    "topology": Printed([TopologyView, DEFINITIONS], is_one=True),
    "metrics": Printed([MetricsView], is_one=True),
    "window": Printed([WindowView], is_one=True),
    "traces": Printed([TracesView], is_one=True),
    "doctor": Printed([DoctorView], is_one=True),
    "quarantine list": Printed([QuarantinedView, ParkedView, GroupView], may_be_empty=True),
    "quarantine show": Printed([QuarantinedView, ParkedView, ApartChoiceView], is_one=True),
    "quarantine release": Printed([SettledView, ForeseenView, ApartChoiceView, *_UNDONE], may_be_empty=True),
    "quarantine discard": Printed([SettledView, ApartChoiceView, *_UNDONE], may_be_empty=True),
    "replay document": Printed([ReplayedView, DocumentChoiceView, *_UNDONE], is_one=True),
    "replay plan": Printed([ReplayPlan], is_one=True),
    "replay apply": Printed([ReplayedView, AppliedView, *_UNDONE]),
    "replay events": Printed([ReplayedView, DocumentChoiceView, *_UNDONE]),
    "audit verify": Printed([VerifiedView], is_one=True),
    "audit checkpoint": Printed([CheckpointView], may_be_empty=True, is_one=True),
    "audit cosign": Printed([CosignedView], may_be_empty=True),
    "audit witness": Printed([WitnessView], is_one=True),
    "audit timestamp": Printed([TimestampView], may_be_empty=True, is_one=True),
    "audit publish": Printed([PublishedView], may_be_empty=True, is_one=True),
    "audit accept-restore": Printed([RestoreView, *_UNDONE], is_one=True),
    "audit archive": Printed([ArchivingView, *_UNDONE], is_one=True),
    "audit unarchive": Printed([UnarchivingView, DocumentChoiceView, *_UNDONE], is_one=True),
    "audit hold": Printed([HoldView, DocumentChoiceView, *_UNDONE], is_one=True),
    "audit prune": Printed([PruningView, *_UNDONE], is_one=True),
    "audit prove": Printed([EvidenceView, DocumentChoiceView], is_one=True),
    "audit check": Printed([EvidenceView], is_one=True),
    "keys list": Printed([CertificateView, WaitingKeyView], may_be_empty=True),
    "keys check": Printed([ChecksView], is_one=True),
    "keys import": Printed([RolledView, *_UNDONE], is_one=True),
    "keys roll": Printed([RolledView, *_UNDONE], is_one=True),
    "keys csr": Printed([RequestView], is_one=True),
}
"""Every verb. `replay document` is `hub replay ID`."""


def of_verbs() -> Iterator[tuple[str, JsonSchema]]:
    """File name and schema of each verb."""
    for verb, what in VERBS.items():
        yield f"{verb.replace(' ', '-')}.json", schema_of(verb, what)


def schema_of(verb: str, what: Printed) -> JsonSchema:
    """The schema of one value that a verb prints; a reader must bear with new names."""
    shared: JsonSchema = {}
    choices = [one if isinstance(one, dict) else _schema(one, shared) for one in what.views]
    if what.may_be_empty:
        choices.append({"const": [], "description": "nothing was found"})
    spoken = verb.replace("replay document", "replay ID")
    said = "one value" if what.is_one else "a value a line; the schema is of one"
    whole = {"$schema": DIALECT, "title": f"hub {spoken} --json", "description": f"Prints {said}."}
    body = choices[0] if len(choices) == 1 else {"oneOf": choices}
    return whole | body | ({"$defs": dict(sorted(shared.items()))} if shared else {})


def _schema(type_: Any, shared: JsonSchema) -> JsonSchema:
    """The schema of a type; those of views are put among the shared ones."""
    plain: dict[Any, JsonSchema] = {
        Any: {},
        str: {"type": "string"},
        int: {"type": "integer"},
        bool: {"type": "boolean"},
        NoneType: {"type": "null"},
        Moment: {"type": "string", "format": "date-time", "pattern": "Z$"},
    }
    if type_ in plain:
        return dict(plain[type_])
    if type_ is ReplayPlan:
        return _of_plan(shared)
    if isinstance(type_, type) and is_dataclass(type_):
        return _reference(type_, shared)
    return _of_generic(get_origin(type_), get_args(type_), shared)


def _of_generic(origin: Any, arguments: tuple[Any, ...], shared: JsonSchema) -> JsonSchema:
    if origin is Annotated:
        inner, shaped = arguments
        return {**_schema(inner, shared), **shaped._asdict()}
    if origin is Literal:
        return {"const": arguments[0]} if len(arguments) == 1 else {"enum": list(arguments)}
    if origin in (Union, UnionType):
        return _of_union([_schema(one, shared) for one in arguments if one is not Absent])
    if issubclass(origin, Mapping):
        values = _schema(arguments[1], shared)
        return {"type": "object"} | ({"additionalProperties": values} if values else {})
    assert issubclass(origin, Sequence), origin
    return {"type": "array", "items": _schema(arguments[0], shared)}


def _of_union(choices: list[JsonSchema]) -> JsonSchema:
    """One type or null in the short form."""
    if len(choices) == 1:
        return choices[0]
    if len(choices) == 2 and choices[1] == {"type": "null"} and isinstance(choices[0].get("type"), str):
        return choices[0] | {"type": [choices[0]["type"], "null"]}
    return {"anyOf": choices}


def _reference(view: type, shared: JsonSchema) -> JsonSchema:
    name = view.__name__.removesuffix("View").lower()
    if name not in shared:
        shared[name] = {}  # a view may hold others like it
        shared[name] = _object(view, shared)
    return {"$ref": f"#/$defs/{name}"}


def _object(view: type, shared: JsonSchema) -> JsonSchema:
    types, texts = get_type_hints(view, include_extras=True), _texts(view)
    properties, required = {}, []
    for attribute, name in printed(view):
        described = {"description": texts[attribute]} if attribute in texts else {}
        properties[name] = _schema(types[attribute], shared) | described
        if Absent not in get_args(types[attribute]):
            required.append(name)
    return {
        "type": "object",
        "description": inspect.cleandoc(view.__doc__ or ""),
        "properties": properties,
        "required": required,
    }


@cache
def _texts(view: type) -> Mapping[str, str]:
    """What stands beneath each field."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(view))).body
    assert isinstance(body, ast.ClassDef)
    found = {}
    for field, text in zip(body.body, body.body[1:], strict=False):
        match field, text:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(said))),
            ):
                found[name] = " ".join(said.split())
    return found


def _of_plan(shared: JsonSchema) -> JsonSchema:
    """A plan is read again by `hub replay apply`: its model has its schema."""
    schema = ReplayPlan.model_json_schema(mode="serialization")
    shared |= schema.pop("$defs")
    return schema
