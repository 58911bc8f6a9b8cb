"""Portals as files see them: submissions are dropped, events are picked up."""

import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from story import Step

PATIENCE = 10.0
"""Seconds that a step may take."""


class StoryBroken(Exception):
    """Something came out otherwise than the story says, or not at all."""


@dataclass
class Portals:
    """All portals' boxes, and every event that came so far, oldest first."""

    queues: Path
    names: list[str]
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Portal and the event's data."""

    def drop(self, step: Step) -> None:
        """Put a file into the portal's OutBox, whole or not at all."""
        box = self.queues / step.portal / "OutBox"
        temporary = box / f".{step.number:02d}.tmp"
        temporary.write_bytes(step.body)
        temporary.replace(box / f"{step.number:02d}-{step.file}")

    def collect(self) -> None:
        """Take every finished event from the InBoxes, and keep it in Read as portals do."""
        for name in self.names:
            box, read = self.queues / name / "InBox", self.queues / name / "Read"
            read.mkdir(exist_ok=True)
            for path in sorted(box.glob("[!.]*.json")):
                self.events.append((name, json.loads(path.read_bytes())["data"]))
                path.replace(read / path.name)


@dataclass
class Watch:
    """Follows one step until it has come to its end."""

    step: Step
    since: int
    """How many events there were when it began."""
    began: float = field(default_factory=time.monotonic)
    took: float = 0.0
    document: str | None = None
    statuses: list[str] = field(default_factory=list)
    done: bool = False

    def look(self, events: list[tuple[str, dict[str, Any]]]) -> None:
        """Read what has come; raises StoryBroken when it is not what the story says."""
        mine = [data for portal, data in events[self.since :] if portal == self.step.portal and self._is_mine(data)]
        self.statuses = [data["status"] for data in mine]
        self.took = time.monotonic() - self.began
        ending = (
            mine[-1] if self.step.repeats and mine else next((d for d in mine if d["status"] == self.step.ends), None)
        )
        if ending is not None:
            self.done, self.document = True, None if self.step.ends == "H002" else ending["document"]
            self._compare_faults(ending)
        elif wrong := next((data for data in mine if data["final"] or data["faults"]), None):
            raise StoryBroken(f"{self._name()} ended in {wrong['status']}, not {self.step.ends}: {_reasons(wrong)}")
        elif self.took > PATIENCE:
            seen = " ".join(self.statuses) or "nothing"
            raise StoryBroken(f"{self._name()} did not come to {self.step.ends} in {PATIENCE:.0f} s; seen: {seen}")

    def _is_mine(self, data: dict[str, Any]) -> bool:
        if self.step.announced:
            return data.get("type") == self.step.announced
        if self.step.ends == "H002":
            codes = {fault["code"] for fault in data["faults"]}
            return data["status"] == "H002" and codes == {code for code, _ in self.step.faults}
        return data["submission"] == self.step.submission and data["status"] != "H002"

    def _compare_faults(self, data: dict[str, Any]) -> None:
        if self.step.ends == "H001":
            found = {(fault["code"], fault["field"]) for fault in data["faults"]}
            if found != self.step.faults:
                raise StoryBroken(
                    f"{self._name()} was refused for {_reasons(data)}, not for {sorted(self.step.faults)}"
                )
        if self.step.ends == "H002" and self.step.submission != data["submission"]:
            raise StoryBroken(f"{self._name()}: the event names {data['submission']}, not {self.step.submission}")

    def _name(self) -> str:
        return f"step {self.step.number} ({self.step.file or self.step.announced})"


def _reasons(data: dict[str, Any]) -> str:
    found = [f"{fault['code']} {fault['field']} {fault['en']}" for fault in data["faults"]]
    return "; ".join(found) or "no fault is named"
