"""Who killed the worker: counted in deaths and attempts, with a store in memory and workers that die."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import count

import pytest

from hub.flow.delivery_attempts import LONE_ATTEMPT_LIMIT, PARTS, AttemptGroups, divide
from hub.ports import Attempts, Delivery


class Died(BaseException):
    """A worker ended in the middle of a group."""


class Notes:
    """The store's notes of attempts, and nothing else of a store."""

    def __init__(self) -> None:
        self.kept: dict[str, Attempts] = {}
        self.groups: list[int] = []
        self.fails = 0

    def now(self) -> int:
        return 0

    def counts(self, deliveries: Collection[str]) -> dict[str, Attempts]:
        return {name: self.kept[name] for name in deliveries if name in self.kept}

    def record(self, noted: Mapping[str, Attempts], _worker: str, _at: int) -> None:
        self.kept |= noted
        self.groups.append(len(noted))

    def forget(self, deliveries: Collection[str]) -> None:
        for name in deliveries:
            self.kept.pop(name, None)


class Queue:
    """Deliveries, oldest first; whatever a dead worker held comes again. `prefetch` of them are in its hands."""

    def __init__(self, bodies: Sequence[bytes], prefetch: int) -> None:
        self.waiting = [
            Delivery(owner="national", tag=body.decode(), body=body, taken_at=0, redelivered=False) for body in bodies
        ]
        self.prefetch = prefetch
        self.touched: set[str] = set()

    def taking(self, batch: int) -> Callable[[], list[Delivery]]:
        """One worker's way to take: nothing twice in its life, and no more than it may hold."""
        held: set[str] = set()

        def take() -> list[Delivery]:
            still = {d.tag for d in self.waiting}
            room = self.prefetch - len(held & still)
            found = [d for d in self.waiting if d.tag not in held][: min(batch, room)]
            held.update(d.tag for d in found)
            return [
                Delivery(owner=d.owner, tag=d.tag, body=d.body, taken_at=0, redelivered=d.tag in self.touched)
                for d in found
            ]

        return take

    def acknowledge(self, group: Sequence[Delivery]) -> None:
        gone = {d.tag for d in group}
        self.waiting = [d for d in self.waiting if d.tag not in gone]


class Play:
    """Workers live one after the other until the queue is empty."""

    def __init__(self, bodies: Sequence[bytes], *, batch: int = 200, prefetch: int = 500) -> None:
        self.notes, self.queue, self.batch = Notes(), Queue(bodies, prefetch), batch
        self.deaths = 0
        self.through: dict[bytes, int] = {}
        """After how many deaths each body came through."""
        self.doubted: dict[bytes, int] = {}
        self.killed: Counter[tuple[bytes, ...]] = Counter()

    def run(self, at_most: int = 200) -> "Play":
        while self.queue.waiting:
            assert self.deaths < at_most, "it never ends"
            try:
                self._live()
            except Died:
                self.deaths += 1
                self.queue.touched |= {d.tag for d in self.queue.waiting[: self.queue.prefetch]}
        return self

    def _live(self) -> None:
        attempts, take = AttemptGroups(self.notes, "w", self.notes), self.queue.taking(self.batch)  # type: ignore[arg-type]  # two stand-ins
        while self.queue.waiting:
            for group in attempts.groups(take()):
                tried = attempts.begin(group) if group[0].redelivered else group
                self._record(tried)
                self.queue.acknowledge(tried)
                if group[0].redelivered:
                    attempts.came_through(group)

    def _record(self, group: Sequence[Delivery]) -> None:
        if any(b"poison" in d.body and not d.doubt for d in group):
            self.killed[tuple(d.body for d in group)] += 1
            raise Died
        for delivery in group:
            (self.doubted if delivery.doubt else self.through)[delivery.body] = self.deaths


def _bodies(many: int, *poisoned: int) -> list[bytes]:
    return [b"poison %d" % n if n in poisoned else b"%d" % n for n in range(many)]


@pytest.mark.parametrize("place", [0, 1, 199, 200, 250, 499])
def test_one_poison_among_five_hundred_costs_its_neighbours_few_deaths(place: int) -> None:
    """One in a batch, one in its group, one in the part; it dies alone as often as is allowed, and nobody else."""
    play = Play(_bodies(500, place)).run()
    assert play.doubted == {b"poison %d" % place: play.deaths}
    assert len(play.through) == 499
    assert max(play.through.values()) <= 4
    assert play.deaths <= 3 + LONE_ATTEMPT_LIMIT
    assert play.killed[b"poison %d" % place,] == LONE_ATTEMPT_LIMIT


def test_what_is_fetched_with_poison_comes_through_in_few_attempts() -> None:
    """Far fewer than one for each."""
    assert len(Play(_bodies(500, 250)).run().notes.groups) < 100


@pytest.mark.parametrize("many", [1, 2, 16, 17, 300, 5000])
def test_deaths_grow_with_the_logarithm_of_what_was_fetched(many: int) -> None:
    """However many were processed together."""
    play = Play(_bodies(many, many // 2), batch=5000, prefetch=5000).run()
    levels = next(n for n in count() if PARTS**n >= many)
    assert play.deaths <= 2 + levels + LONE_ATTEMPT_LIMIT
    assert len(play.through) == many - 1


def test_several_poisons_are_all_found_and_nobody_else_is_blamed() -> None:
    """In one group or in many."""
    poisoned = (3, 4, 5, 77, 300, 301, 490)
    play = Play(_bodies(500, *poisoned)).run()
    assert set(play.doubted) == {b"poison %d" % n for n in poisoned}
    assert len(play.through) == 500 - len(poisoned)
    assert max(play.through.values()) <= 3 * 2 + 2 * len(poisoned)  # three batches twice, and two levels for each


def test_a_crash_that_no_delivery_caused_costs_one_attempt() -> None:
    """Everything that comes again is processed together."""
    play = Play(_bodies(150))
    play.queue.touched = {d.tag for d in play.queue.waiting}
    play.run()
    assert (play.deaths, play.notes.groups, play.notes.kept) == (0, [150], {})


def test_what_came_again_goes_before_what_is_new() -> None:
    """It was sent before: where two say different things under one id, the first wins."""
    attempts = AttemptGroups(Notes(), "w", Notes())  # type: ignore[arg-type]  # stand-ins
    taken = [Delivery(owner="a", tag=t, body=t.encode(), taken_at=0, redelivered=t < "5") for t in "1728"]
    assert [[d.tag for d in group] for group in attempts.groups(taken)] == [["1", "2"], ["7", "8"]]


def test_a_suspect_waits_for_all_that_comes_again_and_for_no_more() -> None:
    """It is tried as soon as a take brings nothing that came again."""
    notes = Notes()
    suspect = Delivery(owner="a", tag="s", body=b"s", taken_at=0, redelivered=True)
    first = AttemptGroups(notes, "w", notes)  # type: ignore[arg-type]  # stand-ins
    first.groups([suspect])
    first.begin([suspect])
    again = AttemptGroups(notes, "w", notes)  # type: ignore[arg-type]  # stand-ins
    other, new = (Delivery(owner="a", tag=t, body=b"o", taken_at=0, redelivered=t == "o") for t in "on")
    assert again.groups([suspect, other]) == [[other]]
    assert again.groups([new]) == [[new], [suspect]]
    assert again.groups([]) == []


def test_a_note_that_is_made_twice_is_one_death() -> None:
    """The store committed it and failed to say so."""
    notes = Notes()
    delivery = Delivery(owner="a", tag="s", body=b"s", taken_at=0, redelivered=True)
    for deaths in range(1, LONE_ATTEMPT_LIMIT + 1):
        attempts = AttemptGroups(notes, "w", notes)  # type: ignore[arg-type]  # stand-ins
        attempts.groups([delivery])
        attempts.groups([])
        assert [attempts.begin([delivery])[0].doubt for _ in range(2)] == ["", ""]
        assert [attempt.alone for attempt in notes.kept.values()] == [deaths]


@pytest.mark.parametrize("many", [1, 15, 16, 17, 33, 200])
def test_a_group_is_divided_in_order_and_whole(many: int) -> None:
    """In no more parts than are told."""
    whole = [Delivery(owner="a", tag=str(n), body=b"", taken_at=0) for n in range(many)]
    parts = divide(whole)
    assert [d for part in parts for d in part] == whole
    assert len(parts) <= PARTS
