"""Find the delivery that kills workers: redelivered deliveries are tried in groups, and a deadly group is divided."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from hub.effects.quarantine import quarantine_id
from hub.errors import Code
from hub.ports import Attempts, Clock, Delivery, DeliveryAttempts

LONE_ATTEMPT_LIMIT = 3
"""How many workers may die of a delivery that they process alone. After that it is quarantined without processing."""
PARTS = 16
"""Number of groups into which a deadly group is divided.

One death costs as much as hundreds of attempts, so more than two parts find the cause sooner (docs/decisions/0012).
"""


class AttemptGroups:
    """One worker's view of the redelivered deliveries. Not thread-safe.

    Redelivered deliveries of which no worker died are processed together, in the order of delivery. A *suspect* was in
    a group of which a worker died. Suspects wait until all other redelivered deliveries have been processed, so that a
    suspect's neighbours do not die with it. Suspects are then tried in smaller groups.
    """

    def __init__(self, attempts: DeliveryAttempts, worker: str, clock: Clock) -> None:
        self._attempts = attempts
        self._worker = worker
        self._clock = clock
        self._suspects: list[Delivery] = []
        self._known: dict[str, Attempts] = {}
        """Attempts that the store has noted for deliveries in this worker's hands, by quarantine id."""

    def groups(self, taken: Sequence[Delivery]) -> list[Sequence[Delivery]]:
        """The groups to process now, in order: redelivered deliveries, then new ones, then suspects.

        Reads the store; raises Deferred when the store is unavailable, and then nothing is lost.
        """
        again = [delivery for delivery in taken if delivery.redelivered]
        new = [delivery for delivery in taken if not delivery.redelivered]
        self._known |= self._attempts.counts({quarantine_id(delivery) for delivery in again}) if again else {}
        clear = [delivery for delivery in again if quarantine_id(delivery) not in self._known]
        self._suspects += [delivery for delivery in again if quarantine_id(delivery) in self._known]
        suspects = [] if again else self._divided()  # more redelivered deliveries may come, and they go first
        return [group for group in (clear, new) if group] + suspects

    def begin(self, group: Sequence[Delivery]) -> Sequence[Delivery]:
        """Note in the store that this group is about to be tried; mark a delivery that killed too many workers alone.

        Idempotent: the same note is written again after a failed call, and an attempt counts once.
        """
        begun = {
            name: self._known.get(name, Attempts()).begun(alone=len(group) == 1) for name in map(quarantine_id, group)
        }
        self._attempts.record(begun, self._worker, self._clock.now())
        if any(attempt.alone > LONE_ATTEMPT_LIMIT for attempt in begun.values()):
            return [replace(delivery, doubt=Code.DELIVERY_LIMIT_REACHED) for delivery in group]
        return group

    def came_through(self, group: Sequence[Delivery]) -> None:
        """Remove the notes of a group that is recorded as a whole: none of its deliveries is a suspect any more."""
        names = {quarantine_id(delivery) for delivery in group}
        self._attempts.forget(names)
        for name in names:
            self._known.pop(name, None)

    def _divided(self) -> list[Sequence[Delivery]]:
        """All suspects in groups; the suspects of which the fewest workers died come first."""
        waiting, self._suspects = sorted(self._suspects, key=self._deaths), []
        return [
            part
            for (alone, _), same in groupby(waiting, self._deaths)
            for part in divide(list(same), 1 if alone else None)
        ]

    def _deaths(self, delivery: Delivery) -> tuple[int, int]:
        """Deaths alone and deaths in a group. Zero if the same bytes have been processed since in another delivery."""
        attempt = self._known.get(quarantine_id(delivery), Attempts())
        return attempt.alone, attempt.together


def divide(deliveries: Sequence[Delivery], size: int | None = None) -> list[Sequence[Delivery]]:
    """Divide into groups of this size, or into PARTS groups."""
    size = size or -(-len(deliveries) // PARTS)
    return [deliveries[start : start + size] for start in range(0, len(deliveries), size)]
