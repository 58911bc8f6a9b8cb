"""A route: everything that the hub knows about one document type."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hub.catalogue.mapping.cases import Rule
from hub.catalogue.mapping.comparisons import Equal, NamedValue
from hub.catalogue.mapping.existing import Existing
from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.legs import Leg
from hub.catalogue.mapping.numbers import number_at
from hub.catalogue.mapping.paths import lookup
from hub.catalogue.mapping.relations import (
    Deadline,
    Naming,
    Writing,
)
from hub.catalogue.mapping.resources import FIELD
from hub.catalogue.mapping.returns import Returned, Returns
from hub.catalogue.mapping.route_terms import RouteTerms
from hub.catalogue.mapping.schemas import Schema
from hub.catalogue.mapping.tracks import Track
from hub.catalogue.words.places import Where
from hub.text.bilingual import Bilingual
from hub.text.coded import Elsewhere


@dataclass(frozen=True, kw_only=True)
class Route(RouteTerms):
    """One document type, compiled."""

    schema: Schema
    legs: tuple[Leg, ...]
    """None for a notice."""
    returns: Returns
    """Of a notice."""
    rules: tuple[Rule, ...]
    inquiry: Writing | None
    shares: Writing | None
    existing: Existing | None
    moves_are_sound: bool
    """False when statuses, or what leads to them, have problems: proofs about statuses would mislead then."""

    def __repr__(self) -> str:
        """Its type, for log lines and tracebacks."""
        return f"Route({self.document})"

    @property
    def where(self) -> Where:
        """Where its file begins."""
        return self.places.block

    @property
    def is_notice(self) -> bool:
        return self.direction == "party-to-portal"

    @property
    def is_made_by_hub(self) -> bool:
        return self.direction == "hub-to-party"

    @cached_property
    def undecided(self) -> frozenset[str]:
        """Statuses of a document before the first decision of its party; none for a notice."""
        return self.legs[0].undecided | {self.lifecycle.first} if self.legs else frozenset()

    def deadline(self, status: str) -> Deadline | None:
        """What a document waits for in a status; None when it waits for nothing."""
        return next((deadline for deadline in self.deadlines if status in deadline.statuses), None)

    @property
    def first_form(self) -> Form | None:
        """The mapping of its first message; None where a fault left it without one."""
        return self.legs[0].form if self.legs else None

    def leg(self, round_: int) -> Leg:
        """The leg of a round. Each leg opens a round; later rounds repeat the last leg."""
        return self.legs[min(round_, len(self.legs)) - 1]

    @property
    def returned(self) -> Mapping[str, Returned]:
        """All values that can come back, by name."""
        tables = [self.returns, *(leg.answers.returns for leg in self.legs if leg.answers)]
        return {name: source for table in tables for name, source in table.sources.items()}

    def numbered(self, status: str) -> list[str]:
        """The numbers that the record number replaces when they have not come back by this status."""
        return [name for leg in self.legs if leg.answers for name in leg.answers.numbered.get(status, ())]

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Names of the units of which a notice can say both code and USCC."""
        names = (name.removesuffix("_code") for name in self.returns.sources if name.endswith("_code"))
        return tuple(name for name in names if f"{name}_uscc" in self.returns.sources)

    @property
    def superseded(self) -> str:
        """The status of a document that another one has replaced; empty if there is none."""
        by = self.again or self.versions or self.corrected
        return by.becomes if by is not None else ""

    @property
    def comes_in_versions(self) -> bool:
        """Whether a newer document can take the place of one while everything that rests on it goes on."""
        return bool(self.versions or self.corrected)

    @property
    def is_announced_again(self) -> bool:
        """Whether a second message with its number of `once` can be more than a repeat."""
        return bool(self.supplements or self.corrected)

    def track(self, name: str) -> Track | None:
        """The entry of `tracks:` with this name."""
        return next((track for track in self.tracks if track.name == name), None)

    def always_brings(self, name: str) -> bool:
        """Whether the schema of a notice demands the element of a value, once, and all elements around it."""
        shape = self.schema.shape(self.element)
        for step in self.returns.sources[name].path.split("/"):
            shape = shape.child(step) if shape is not None else None
            if shape is None or not shape.required or shape.repeats:
                return False
        return True

    def naming(self, name: str) -> Naming:
        """The entry of `names:` with this name."""
        return next(naming for naming in self.names if naming.name == name)

    @cached_property
    def reads_through(self) -> frozenset[tuple[str, str]]:
        """Of its rules: a name of the route, and the name in the named document's route of what it names itself."""
        pairs = (pair for rule in self.rules if isinstance(rule, Equal) for pair in rule.pairs)
        places = (one for _, place in pairs if isinstance(place, NamedValue) for one in place.all)
        return frozenset((place.naming.name, place.through) for place in places if place.through)

    def label_of(self, field: str) -> str:
        """The label on the portals' forms of a field, or of an item of a list; the field itself when it has none."""
        names = dict(self.first_form.fields.values()) if self.first_form else {}
        return names.get(re.sub(r"\[\d+\]", "[#]", field)) or field

    def elsewhere(self, path: str) -> Elsewhere:
        """A value of its documents, as sentences about documents that name them call it: by its label, if it has one.

        `path` leads into the form, or begins with `returned.` or `track.`.
        """
        first, _, name = path.partition(".")
        if first == "track":
            return Elsewhere(name, name, self.document, path)
        label = self.returned[name].zh if first == "returned" and name in self.returned else self.label_of(path)
        return Elsewhere(label or path, path, self.document, path)

    def label_of_code(self, path: str, code: str) -> Bilingual:
        """The label of a code that a field of its form takes; the code itself when it has none."""
        codes = self.first_form.lists_of_codes.get(path) if self.first_form else None
        labels = (codes.labels, codes.labels_en) if codes else ({}, {})
        return Bilingual(*(known.get(code) or code for known in labels))

    def may_take_back(self, status: str, after: str) -> bool:
        """Whether an operator may move a document so that was decided on twice, and once too often."""
        return self.again is not None and status in self.stands and after == self.again.becomes

    def resource_key(self, parts: tuple[str, ...], enterprise: str, party: str) -> str:
        """The key of a resource for one document, as `quota-account:9131…:ping-an`."""
        return self.submitted_key(parts, {"enterprise": enterprise, "party": party}, {})

    def submitted_key(self, parts: tuple[str, ...], values: Mapping[str, str], form: Mapping[str, Any]) -> str:
        """The same for one submission: parts can be fields of its form too, as in `credit-inquiry:shaanxi:2019…`."""
        fields = {part: str(lookup(form, part) or "").strip() for part in parts if part.startswith(FIELD)}
        return ":".join({**values, **fields}.get(part, part) for part in parts)

    def once_key(self, party: str, values: Mapping[str, Any]) -> str:
        """The key of the resource that only one notice with these values can claim; empty for none."""
        number = number_at(values, self.once) if self.once else None
        return f"{self.document}:{party}:{number}" if number is not None else ""

    def resource_keys(self, enterprise: str, party: str) -> list[str]:
        """The keys of the resources that it claims or brings figures for.

        Without those of named documents, and those that a field of the form tells apart.
        """
        parts = {c.resource for c in self.claims if not c.each and not c.fields}
        parts |= {self.figures.resource} if self.figures else set()
        return sorted(self.resource_key(p, enterprise, party) for p in parts)


def tracks_of(routes: Collection[Route]) -> list[str]:
    """The tracks of these types beside their main one, sorted; also those on which a clock tells of figures."""
    of_figures = {route.figures.ends.track for route in routes if route.figures and route.figures.ends}
    return sorted(of_figures | {track.name for route in routes for track in route.tracks})
