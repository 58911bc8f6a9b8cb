"""Tracks: statuses of a document beside its own, each with a lifecycle of its own; and what messages tell of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hub.catalogue.mapping.paths import lookup
from hub.catalogue.words.places import Places, Where
from hub.model import Lifecycle, Verdict
from hub.xml.times import read_day

Placed = tuple[tuple[str, Where], ...]
"""Words of a file, each with its place."""


@dataclass(frozen=True)
class TrackEnd:
    """`ends:` what the clock tells of a track when a day is over. The status of the track does not change by it."""

    after: Placed
    """Names of returned values, and paths in the form; the first of them that is there holds the last day."""
    status: str
    """What is told."""
    since: frozenset[str]
    """The document's own statuses in which the clock begins to run."""
    places: Places = field(kw_only=True, compare=False, repr=False)

    def last_day(self, facts: Mapping[str, Any]) -> str | None:
        """The last day, from a document's form and the values that came back for it."""
        found = (lookup(facts if "." in name else facts.get("returned"), name) for name, _ in self.after)
        days = (read_day(text) for text in found if isinstance(text, str))
        return next((day.isoformat() for day in days if day is not None), None)


@dataclass(frozen=True)
class Track:
    """`tracks:` one side of a document. It is blank until something is told of it."""

    name: str
    lifecycle: Lifecycle
    ends: TrackEnd | None
    places: Places = field(kw_only=True, compare=False, repr=False)
    """Of its statuses."""

    def moves(self, current: str, status: str) -> bool:
        """Whether a track in a status, or a blank one, takes a status that it is told. It never goes back."""
        if not current:
            return status in self.lifecycle.next
        return self.lifecycle.judge(current, status) is Verdict.MOVES


@dataclass(frozen=True)
class Telling:
    """`tells:` what messages about a document say of a track, of the document itself or of one that it names."""

    track: str
    named: str
    """A name of this route; empty: the document itself."""
    to: str
    """The status that a notice tells by being there; empty if a value tells it."""
    value: str
    """Name of the returned value that holds the status. A message without this value tells nothing."""
    brings: Placed
    """Names of the returned values that become facts of the document of which it is told."""
    places: Places = field(kw_only=True, compare=False, repr=False)

    def status(self, values: Mapping[str, Any]) -> str:
        """The status that a message with these values tells; empty for none."""
        return self.to or str(values.get(self.value) or "")

    def brought(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The facts that a message with these values brings."""
        return {name: values[name] for name, _ in self.brings if name in values}
