"""The story as data: what is dropped, and what must come of it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from hub.simulate.placeholders import SHANGHAI, fill_dates


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing a portal does, or is told of."""

    number: int
    zh: str
    en: str
    portal: str
    file: str = ""
    """Name of the sample, or the id that the step gives it; empty for something announced."""
    body: bytes = b""
    """The sample with its dates filled in."""
    submission: str | None = None
    """The portal's own id in it, where it can be read."""
    announced: str = ""
    later: str = ""
    """The sample of an earlier step, or the type that it announced: of its document more is heard."""
    card: str
    """What happens to the hub's card before it: `out`, `in`; empty: nothing."""
    settled: str
    """Why an operator settles the dispute of that document before it; empty where none does."""
    ends: str
    at_last: str
    """The status at the end of the story, where later steps move it on."""
    tracks: Mapping[str, list[str]]
    """What operators must be shown of its tracks at the end of the story, by name; empty where nobody looks."""
    told: Mapping[str, str]
    """What the portal must have been told of it by then, by name."""
    reason: str
    """What the party must have said in words, and the portal been told; empty where nobody looks."""
    sends: int
    """How many business messages go out for it."""
    copies: int
    """How many copies of it go to others."""
    inquiries: int | None
    """How many questions about it; None where nobody counts."""
    faults: frozenset[tuple[str, str]]
    """Code and field of each fault; of a quarantined delivery the code alone."""
    repeats: str = ""
    observations: int

    @property
    def is_of_another(self) -> bool:
        """Whether its document is an earlier step's."""
        return bool(self.repeats or self.later)


@dataclass(frozen=True)
class Act:
    """Steps that belong together."""

    zh: str
    en: str
    at_once: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Story:
    """Acts in order, who plays in them, and for which faults the hub refuses what parties send."""

    acts: tuple[Act, ...]
    script: Path
    home: Path | None
    """What is in the hub's home from the beginning."""
    refused: dict[str, list[str]]
    card: tuple[str, ...] = ()
    """The parties for which the hub signs with a card; empty where it has none."""

    @property
    def steps(self) -> list[Step]:
        return [step for act in self.acts for step in act.steps]


def load_story(path: Path) -> Story:
    """Read a story and the samples beside it; all dates in it are those of one moment."""
    told = yaml.safe_load(path.read_text("utf-8"))
    now = datetime.now(SHANGHAI)
    acts, number = [], 0
    for act in told["acts"]:
        steps = []
        for step in act["steps"]:
            number += 1
            at = told.get("id-at", {}).get(step["portal"], "id")
            steps.append(_step(number, step, path.parent, now, at))
        acts.append(Act(act["title"]["zh"], act["title"]["en"], act.get("at_once", False), tuple(steps)))
    home = path.parent / told["home"] if "home" in told else None
    return Story(tuple(acts), path.parent / told["script"], home, told["parties"], tuple(told.get("card", ())))


def _step(number: int, told: dict[str, Any], folder: Path, now: datetime, at: str) -> Step:
    """`at`: where the portal's submissions have their id."""
    file, later, quarantined = (
        told.get("as", told.get("drop", "").rpartition("/")[2]),
        told.get("later", ""),
        told.get("quarantined"),
    )
    body = b"" if "drop" not in told else _dropped(told, (folder / told["drop"]).read_text("utf-8"), now, at)
    ends = "H002" if quarantined else told["ends"]
    faults = [(quarantined, "")] if quarantined else [(f["code"], f["field"]) for f in told.get("faults", [])]
    return Step(
        number=number,
        zh=told["title"]["zh"],
        en=told["title"]["en"],
        portal=told["portal"],
        file=file,
        body=body,
        submission=_id(body, at) if body else _id_of_earlier(later, folder, at),
        announced=told.get("announced", ""),
        later=later,
        card=told.get("card", ""),
        settled=told.get("settled", ""),
        ends=ends,
        at_last=told.get("at_last", ends),
        tracks=told.get("tracks", {}),
        told=told.get("told", {}),
        reason=told.get("reason", ""),
        sends=told.get("sends", 0 if ends == "H001" or not file else 1),
        copies=told.get("copies", 0),
        inquiries=told.get("inquiries"),
        faults=frozenset(faults),
        repeats=told.get("repeats", ""),
        observations=told.get("observations", 0),
    )


def _dropped(told: dict[str, Any], sample: str, now: datetime, at: str) -> bytes:
    """A sample with its dates filled in; `as` gives it an id of its own, `with` other values at some paths."""
    if "as" not in told:
        return fill_dates(sample, now).encode()
    form = json.loads(sample)
    for path, value in {at: told["as"], **told.get("with", {})}.items():
        *above, last = path.split(".")
        holder = form
        for name in above:
            holder = holder.setdefault(name, {})
        holder.pop(last, None) if value is None else holder.update({last: value})
    return fill_dates(json.dumps(form, ensure_ascii=False), now).encode()


def _id_of_earlier(later: str, folder: Path, at: str) -> str | None:
    """The id of what an earlier step submitted: its sample's own, or the one that the step gave it."""
    sample = folder / later
    return _id(sample.read_bytes(), at) if later and sample.is_file() else later or None


def _id(body: bytes, at: str) -> str | None:
    """A submission's own id; of half a file, by eye: its own line says it."""
    try:
        found = json.loads(body)
    except ValueError:
        seen = re.search(r'^  "id": "([^"]*)"', body.decode(), re.MULTILINE)
        return seen[1] if seen else None
    for step in at.split("."):
        found = found[step]
    return str(found)
