"""One run of one loop: warmed up, loaded while it stands still, timed until everything is out and recorded."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from child import Child, Machine
from documents import receipts, submissions
from ground import Ground, Place, Watch
from owners import Sender, take
from settings import MESSAGES, PARTY, PORTAL, STATUS
from xml_messages import Pen

LOOK = 0.01
"""Seconds between two looks."""
LONGEST = 300.0
"""Seconds after which a loop counts as stuck."""


@dataclass(frozen=True, slots=True)
class Phase:
    """One timed phase of one run."""

    documents: int
    seconds: float
    cpu: float
    """Seconds of the loop's process."""
    machine: float
    """Share of all cores in use by whatever ran."""
    memory: float
    """MB, the most until the end of the phase."""
    events: int

    @property
    def rate(self) -> float:
        return self.documents / self.seconds


@dataclass(frozen=True, slots=True)
class Kind:
    """A loop, and how it shows that it is done."""

    script: str
    events: int
    """A document, on the forward path."""
    template: Literal["migrated", "template1"]
    done: Callable[[Watch, int], bool]
    """Whether the store says so too, of so many documents in all."""
    standing: str = "SELECT status, count(*) FROM document GROUP BY status"
    """How many documents stand where."""


def outbox_empty(watch: Watch, _: int) -> bool:
    return not watch.ask("SELECT EXISTS (SELECT FROM outbox)")


def two_transitions_each(watch: Watch, documents: int) -> bool:
    return bool(watch.ask("SELECT count(*) FROM transition") >= 2 * documents)


NEWEST = "SELECT DISTINCT ON (document) status FROM transition ORDER BY document, seq DESC"
FLOOR = Kind(
    "floor.py",
    0,
    "template1",
    two_transitions_each,
    f"SELECT status, count(*) FROM ({NEWEST}) AS newest GROUP BY status",
)
SAME_ROWS = Kind("same_rows.py", 2, "migrated", outbox_empty)
WAY_BACK = Kind("way_back.py", 2, "migrated", outbox_empty)
HAND_ROLLED = Kind("hand_rolled.py", 2, "template1", two_transitions_each)
THE_HUB = Kind("hub_worker.py", 2, "migrated", outbox_empty)


class Trial:
    """Drives the loops of one place."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.watch = Watch(place)
        self.portal, self.party = Sender(place.amqp[PORTAL], PORTAL), Sender(place.amqp[PARTY], PARTY)
        self._done = 0

    def close(self) -> None:
        self.watch.close()
        self.portal.close()
        self.party.close()

    def forward(self, child: Child, kind: Kind, documents: int) -> Phase:
        """Submissions until their messages and events are out."""
        bodies = submissions(documents)
        self._done += documents
        expected = (documents, kind.events * documents)
        return self._timed(child, kind, documents, expected, lambda: self.portal.send(bodies))

    def way_back(self, child: Child, kind: Kind, messages: Sequence[bytes], warm_up: int, pen: Pen) -> Phase:
        """Both receipts of every message until events and answers are out; the first few warm up."""
        pairs = list(receipts(messages, pen))
        if warm_up:
            self._receipts(child, kind, pairs[:warm_up])
        return self._receipts(child, kind, pairs[warm_up:])

    def _receipts(self, child: Child, kind: Kind, pairs: Sequence[Sequence[bytes]]) -> Phase:
        bodies = [body for pair in pairs for body in pair]
        expected = (len(bodies), len(bodies))
        return self._timed(child, kind, len(pairs), expected, lambda: self.party.send(bodies))

    def require(self, kind: Kind, status: str) -> None:
        """Nothing was lost, refused or done twice: all documents stand where they should."""
        found = dict(self.watch.rows(kind.standing))
        if found != {status: self._done}:
            raise RuntimeError(f"{self._done} documents should be {status}: {found}")

    def read_messages(self, number: int) -> list[bytes]:
        """Take what the party was sent off its queue."""
        found = take(self.place.amqp[PARTY], MESSAGES, number)
        while self.watch.depth(MESSAGES):
            time.sleep(LOOK)
        return found

    def _timed(
        self, child: Child, kind: Kind, number: int, expected: tuple[int, int], fill: Callable[[], None]
    ) -> Phase:
        wanted = {q: self.watch.depth(q) + more for q, more in zip((MESSAGES, STATUS), expected, strict=True)}
        child.hold()
        fill()
        cpu, machine, begun = child.cpu(), Machine.now(), time.perf_counter()
        child.go_on()
        self._wait(child, begun, lambda: all(self.watch.depth(q) >= depth for q, depth in wanted.items()))
        self._wait(child, begun, lambda: kind.done(self.watch, self._done))
        seconds = time.perf_counter() - begun
        share = Machine.now().share_since(machine)
        return Phase(number, seconds, child.cpu() - cpu, share, child.memory(), expected[1])

    def _wait(self, child: Child, begun: float, is_done: Callable[[], bool]) -> None:
        while not is_done():
            child.require_alive()
            if time.perf_counter() - begun > LONGEST:
                raise RuntimeError(f"nothing moves any more: {self.watch.depth(MESSAGES)} messages are out")
            time.sleep(LOOK)


@contextmanager
def trial_of(ground: Ground, kind: Kind, **more: Any) -> Iterator[Trial]:
    with ground.place(kind.template, **more) as place:
        trial = Trial(place)
        try:
            yield trial
        finally:
            trial.close()


@contextmanager
def running(trial: Trial, kind: Kind) -> Iterator[Child]:
    child = Child(kind.script, trial.place.settings)
    try:
        yield child
    finally:
        child.end()
