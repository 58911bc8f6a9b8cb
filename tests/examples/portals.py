"""Portals, seen from their own side: submissions are dropped, events are picked up."""

import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from story import Step

from hub.bootstrap.catalogue import read_catalogue
from hub.bootstrap.queues import queues_of
from hub.home.place import Home
from hub.ports import Parcel

sys.path.append(str(Path(__file__).parents[1]))  # what is published is proved by the tests' own means
from published import faults_as_told, faults_of_event
from shapes import in_ours

STEP_TIMEOUT_S = 600.0
"""Seconds that a step may take."""


class StoryBroken(Exception):
    """Something came out otherwise than the story says, or not at all."""


class Portals:
    """All portals' sides of their queues, and every event that came so far, oldest first, in the hub's names."""

    def __init__(self, home: Home, names: list[str]) -> None:
        self._catalogue = read_catalogue(home)
        self._queues = {name: queues_of(home).open_side_of(name, "portal") for name in names}
        self.events: list[tuple[str, dict[str, Any]]] = []
        """Portal and the event's data."""
        self.unfit: list[str] = []
        """What in events does not fit the published schemas."""

    def drop(self, step: Step) -> None:
        """Send a submission; raises StoryBroken when the queue does not take it."""
        name = f"{step.number:02d}-{step.file}"
        queue = self._queues[step.portal]
        queue.publish([Parcel(id=name, destination=step.portal, name=name, body=step.body)])
        if queue.confirmations(STEP_TIMEOUT_S).get(name) != "confirmed":
            raise StoryBroken(f"the queue of {step.portal} did not take {name}")

    def collect(self) -> None:
        """Take every event that has come."""
        for name, queue in self._queues.items():
            deliveries = queue.take(100, 0)
            as_told = [json.loads(delivery.body) for delivery in deliveries]
            self.unfit += [fault for event in as_told for fault in faults_as_told(name, event)]
            events = [in_ours(self._catalogue, name, event) for event in as_told]
            self.events += [(name, event["data"]) for event in events]
            self.unfit += [fault for event in events for fault in faults_of_event(event)]
            queue.acknowledge(deliveries)

    def close(self) -> None:
        for queue in self._queues.values():
            queue.close()


@dataclass
class Watch:
    """Follows one step until it has come to its end."""

    step: Step
    since: int
    """How many events there were when it began."""
    others: frozenset[str | None] = frozenset()
    """Documents that earlier steps were about: an announced one is none of them."""
    about: str | None = None
    """The document that was announced in an earlier step, where more is heard of it."""
    began: float = field(default_factory=time.monotonic)
    took: float = 0.0
    document: str | None = None
    statuses: list[str] = field(default_factory=list)
    done: bool = False

    def look(self, events: list[tuple[str, dict[str, Any]]]) -> None:
        """Read what has come; raises StoryBroken when it is not what the story says."""
        mine = [data for portal, data in events[self.since :] if portal == self.step.portal and self._is_mine(data)]
        if self.step.announced:
            mine = [data for data in mine if data["document"] == mine[0]["document"]]
        self.statuses = [data["status"] for data in mine]
        self.took = time.monotonic() - self.began
        ending = (
            mine[-1] if self.step.repeats and mine else next((d for d in mine if d["status"] == self.step.ends), None)
        )
        if ending is not None:
            self.done, self.document = True, None if self.step.ends == "H002" else ending["document"]
            self._compare_faults(ending)
            self._compare_told(mine)
        elif wrong := next((data for data in mine if data["faults"]), None):
            raise StoryBroken(f"{self._name()} ended in {wrong['status']}, not {self.step.ends}: {_reasons(wrong)}")
        elif self.took > STEP_TIMEOUT_S:
            seen = " ".join(self.statuses) or "nothing"
            raise StoryBroken(
                f"{self._name()} did not come to {self.step.ends} in {STEP_TIMEOUT_S:.0f} s; seen: {seen}"
            )

    def _is_mine(self, data: dict[str, Any]) -> bool:
        if self.about:
            return bool(data.get("document") == self.about)
        if self.step.announced:
            return bool(data.get("type") == self.step.announced and data["document"] not in self.others)
        if self.step.ends == "H002":
            codes = {fault["code"] for fault in data["faults"]}
            return bool(data["status"] == "H002" and codes == {code for code, _ in self.step.faults})
        return bool(data["submission"] == self.step.submission and data["status"] != "H002")

    def _compare_faults(self, data: dict[str, Any]) -> None:
        if self.step.ends == "H001":
            found = {(fault["code"], fault["field"]) for fault in data["faults"]}
            if found != self.step.faults:
                raise StoryBroken(
                    f"{self._name()} was refused for {_reasons(data)}, not for {sorted(self.step.faults)}"
                )
        if self.step.ends == "H002" and self.step.submission != data["submission"]:
            raise StoryBroken(f"{self._name()}: the event names {data['submission']}, not {self.step.submission}")

    def _compare_told(self, mine: list[dict[str, Any]]) -> None:
        told = {name: value for data in mine for name, value in data.get("returned", {}).items()}
        for name, value in self.step.told.items():
            if told.get(name) != value:
                raise StoryBroken(f"{self._name()}: the portal was told {name} {told.get(name)}, not {value}")

        said = {text for data in mine for text in data.get("reason", ())}
        if self.step.reason and self.step.reason not in said:
            raise StoryBroken(f"{self._name()}: the portal was told {sorted(said)}, not {self.step.reason}")

    def _name(self) -> str:
        return f"step {self.step.number} ({self.step.file or self.step.later or self.step.announced})"


def _reasons(data: dict[str, Any]) -> str:
    found = [f"{fault['code']} {fault['field']} {fault['en']}" for fault in data["faults"]]
    return "; ".join(found) or "no fault is named"
