"""A portal's own shape of submissions and events: its names, its codes, its envelope, in JSON and in XML."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hub.catalogue.mapping.paths import follow

Steps = tuple[str, ...]
ROOT = "submission"
"""The root element of a submission in XML, unless the portal's file says another."""
ENVELOPE: tuple[str, ...] = (
    *("type", "id", "party", "enterprise", "enterprise.uscc", "enterprise.customs_code", "enterprise.name"),
    *("submitted_at", "signer", "signer.card", "signer.name", "signer.signature", "again_of", "data"),
)
"""The fields of every submission, by path."""
EVENT: tuple[str, ...] = (
    *("record", "document", "type", "submission", "submitted_at", "party", "enterprise", "sequence", "status"),
    *("label_zh", "label_en", "list_label_zh", "list_label_en", "track", "final", "at", "reason", "returned"),
    *("faults", "sha256"),
    *("advice_zh", "advice_en", "follows_from"),
)
"""The fields of an event's data."""
FAULT: tuple[str, ...] = ("field", "code", "zh", "en")
FILE: tuple[str, ...] = ("sha256", "size", "content")
"""What an event says of a file that came back."""
STANDS_IN = "stands_in"
"""Among returned values: the names of those for which another value stands in."""


@dataclass(frozen=True)
class Values:
    """How a portal writes the codes of one kind."""

    theirs: Mapping[str, str] = field(default_factory=dict)
    """By code of ours; a code that is not here is written as we write it."""
    ours: Mapping[str, str] = field(default_factory=dict)
    """By code of theirs."""

    def inward(self, value: Any) -> Any:
        """Our code. A code of ours that the portal writes differently is none of theirs: it becomes an unknown one."""
        if not isinstance(value, str):
            return value
        text = value.strip()
        if text in self.ours:
            return self.ours[text]
        return f"{text}?" if text in self.theirs else value

    def outward(self, value: Any) -> Any:
        """Their code."""
        return self.theirs.get(value, value) if isinstance(value, str) else value

    def as_written(self, value: str) -> str:
        """What the portal wrote for a code: theirs, or a code of ours that is none of theirs."""
        plain = value.removesuffix("?")
        return plain if value != plain and plain in self.theirs else str(self.outward(value))


AS_OURS = Values()
TRUTHS = ("true", "false")


@dataclass(frozen=True)
class Told:
    """What a portal calls a value that comes back."""

    theirs: str
    values: Values = AS_OURS
    inner: Mapping[str, "Told"] = field(default_factory=dict)
    """Of a list of objects: the values of each, by our name."""


class Field(NamedTuple):
    """One field of a submission, in our form and in the portal's."""

    ours: Steps
    theirs: Steps
    is_list: bool = False
    is_truth: bool = False
    values: Values = AS_OURS


@dataclass
class Place:
    """One name in the portal's form, and what stands there."""

    holds: Field | None = None
    """None for an object on the way to fields."""
    inside: dict[str, "Place"] = field(default_factory=dict)


def steps_of(path: str) -> Steps:
    """A path's steps, without the numbers of items."""
    return tuple(step.partition("[")[0] for step in path.split("."))


@dataclass(frozen=True)
class FormShape:
    """The submissions of one type in a portal's shape."""

    root: Place = field(default_factory=Place, repr=False)
    """Everything below the outermost object."""
    theirs: Mapping[Steps, Steps] = field(default_factory=dict, repr=False)
    """By our path: the portal's, also of objects and lists."""
    lists: Collection[Steps] = ()
    """Our paths of lists."""

    def path(self, ours: str) -> str:
        """The portal's path for one of ours, which may have numbers of items.

        Of what the form does not have: the path of the nearest thing around it; empty for the whole submission.
        """
        steps = steps_of(ours)
        known = next(end for end in range(len(steps), -1, -1) if not end or steps[:end] in self.theirs)
        shown = list(self.theirs[steps[:known]]) if known else []
        for end, step in enumerate(ours.split(".")[:known], 1):
            if number := step.removeprefix(steps[end - 1]):
                shown[len(self.theirs[steps[:end]]) - 1] += number
        return ".".join(shown)


@dataclass(frozen=True, kw_only=True)
class PortalShape:
    """How a portal writes submissions and reads events."""

    root: str = ROOT
    forms: Mapping[str, FormShape] = field(default_factory=dict, repr=False)
    """By document type that it may submit."""
    unknown: FormShape = field(default_factory=FormShape)
    """Of a submission whose type is none of them: the envelope only."""
    types: Values = AS_OURS
    parties: Values = AS_OURS
    cards: Values = AS_OURS
    statuses: Values = AS_OURS
    truths: Values = AS_OURS
    tracks: Values = AS_OURS
    event: Mapping[str, Steps] = field(default_factory=dict)
    """By field of an event's data: the portal's path."""
    returned: Mapping[str, Mapping[str, Told]] = field(default_factory=dict)
    """By document type and our name of a value that comes back."""
    names: Mapping[str, str] = field(default_factory=dict)
    """The portal's names for what faults and files say, and for `stands_in`."""

    def at(self, envelope: str) -> Steps:
        """The portal's path of a field of the envelope."""
        return self.unknown.theirs[tuple(envelope.split("."))]

    def values_at(self, form: FormShape, ours: Steps) -> Values:
        """The codes of a field of a form."""
        place = form.root
        for step in form.theirs.get(ours, ()):
            place = place.inside.get(step, Place())
        return place.holds.values if place.holds is not None else AS_OURS

    def called(self, document: str, path: str) -> str | None:
        """The portal's name for a value of a document of a type, as `Elsewhere` has it; None if it knows no such."""
        first, _, rest = path.partition(".")
        if document not in self.returned:
            return None
        if first == "track":
            return self.tracks.theirs.get(rest, rest)
        if first == "returned":
            told = self.returned[document].get(rest)
            return None if told is None else ".".join((*self.event["returned"], told.theirs))
        form = self.forms.get(document)
        return ".".join(form.theirs[steps]) if form is not None and (steps := steps_of(path)) in form.theirs else None

    def is_written_in(self, written: Mapping[str, Any]) -> bool:
        """Whether a submission is in this shape and not in the hub's own."""
        is_ours = isinstance(written.get("type"), str) and "data" in written
        return not is_ours or (self.at("type") == ("type",) and self.at("data") == ("data",))

    def form(self, written: Mapping[str, Any]) -> FormShape:
        """The shape of what a portal has written, by the type that it names."""
        return self.form_of(follow(written, self.at("type")))

    def form_of(self, type_: Any) -> FormShape:
        """The shape of submissions of a type, by the portal's name for it."""
        return self.forms.get(str(self.types.inward(type_)).strip(), self.unknown)
