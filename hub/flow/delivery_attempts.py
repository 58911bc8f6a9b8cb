"""Which delivery killed a worker: what comes again is tried in groups, and a group that a worker died of is divided."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from hub.effects.quarantine import quarantine_id
from hub.errors import Code
from hub.ports import Attempts, Clock, Delivery, DeliveryAttempts

LONE_ATTEMPT_LIMIT = 3
"""How often workers may die of a delivery that they process alone, before it is quarantined unseen."""
PARTS = 16
"""Into how many groups one is divided that a worker died of. A death costs as much as hundreds of attempts, so that
more parts than two find the cause sooner (docs/decisions/0012)."""


class AttemptGroups:
    """One worker's view of the deliveries that came again. Not thread-safe.

    A delivery that no worker died of is processed with all others like it, in the order of delivery. A *suspect* was in
    a group that a worker died of: it waits until everything that came again has been looked at, so that its neighbours
    do not die with it, and is then tried in a group of fewer.
    """

    def __init__(self, attempts: DeliveryAttempts, worker: str, clock: Clock) -> None:
        self._attempts = attempts
        self._worker = worker
        self._clock = clock
        self._suspects: list[Delivery] = []
        self._known: dict[str, Attempts] = {}
        """What the store said of deliveries that are in our hands, by their quarantine ids."""

    def groups(self, taken: Sequence[Delivery]) -> list[Sequence[Delivery]]:
        """What to process now, group by group: what came again before what is new, and suspects last.

        Reads the store; raises Deferred when it is gone, and then nothing is lost.
        """
        again = [delivery for delivery in taken if delivery.redelivered]
        new = [delivery for delivery in taken if not delivery.redelivered]
        self._known |= self._attempts.counts({quarantine_id(delivery) for delivery in again}) if again else {}
        clear = [delivery for delivery in again if quarantine_id(delivery) not in self._known]
        self._suspects += [delivery for delivery in again if quarantine_id(delivery) in self._known]
        suspects = [] if again else self._divided()  # more may come again: that goes first
        return [group for group in (clear, new) if group] + suspects

    def begin(self, group: Sequence[Delivery]) -> Sequence[Delivery]:
        """Note that this group is about to be tried; doubt a delivery that too many workers died of alone.

        Idempotent: a note that was committed though the store failed is made again, and counts once.
        """
        begun = {
            name: self._known.get(name, Attempts()).begun(alone=len(group) == 1) for name in map(quarantine_id, group)
        }
        self._attempts.record(begun, self._worker, self._clock.now())
        if any(attempt.alone > LONE_ATTEMPT_LIMIT for attempt in begun.values()):
            return [replace(delivery, doubt=Code.DELIVERY_LIMIT_REACHED) for delivery in group]
        return group

    def came_through(self, group: Sequence[Delivery]) -> None:
        """The whole group is recorded: nobody in it is a suspect any more."""
        names = {quarantine_id(delivery) for delivery in group}
        self._attempts.forget(names)
        for name in names:
            self._known.pop(name, None)

    def _divided(self) -> list[Sequence[Delivery]]:
        """All suspects, those that fewest workers died of first."""
        waiting, self._suspects = sorted(self._suspects, key=self._deaths), []
        return [
            part
            for (alone, _), same in groupby(waiting, self._deaths)
            for part in divide(list(same), 1 if alone else None)
        ]

    def _deaths(self, delivery: Delivery) -> tuple[int, int]:
        """Alone and together; the same bytes may have come through since in another delivery."""
        attempt = self._known.get(quarantine_id(delivery), Attempts())
        return attempt.alone, attempt.together


def divide(deliveries: Sequence[Delivery], size: int | None = None) -> list[Sequence[Delivery]]:
    """In groups of this size, or in PARTS groups."""
    size = size or -(-len(deliveries) // PARTS)
    return [deliveries[start : start + size] for start in range(0, len(deliveries), size)]
