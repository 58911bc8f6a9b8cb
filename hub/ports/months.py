"""The months by which a store divides its trails, so that a month can be taken out as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from hub.model.month import Month


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """How the trails are divided."""

    months: Sequence[Month]
    """The months that have a place of their own, in their order."""
    missing: Sequence[Month]
    """The present month and the next ones, as far as they have none."""
    astray: int
    """Transitions outside the place of their month, which `ensure` moves there."""
    heavy: Sequence[Month] = ()
    """Months for which too many transitions wait to be moved while a hub runs."""
    beyond: int
    """Transitions of documents whose times are too far away: they have no month's place, and need none."""


class Months(Protocol):
    """A transition belongs to the month of its document's id. A store that does not divide its trails has no months.

    Thread-safe. Every call blocks; each is one transaction or several, and safe to kill and to repeat.
    """

    def look(self, now: int) -> Division | None:
        """How the trails are divided; None if the store does not divide them. Writes nothing."""

    def ensure(self, now: int) -> Sequence[Month]:
        """Make the places of the present month and the next ones, and move there what is astray; the months made.

        Does nothing while another process does it. Raises StoreLocked if readers or writers do not let it in within a
        moment (nobody waits longer for it), StoreForbidden if the hub's role may not make tables.
        """

    def detach(self, month: Month) -> bool:
        """Take a month's trails out of the store, as they are: nothing finds them any more. False if there are none.

        Whoever calls it has kept them elsewhere. Raises StoreLocked like `ensure`, StoreConflict if what was detached
        of this month before is still there.
        """

    def drop(self, month: Month) -> bool:
        """Remove what was detached of a month, for good. False if there is nothing."""

    def shrink(self, month: Month) -> bool:
        """Give back the room of a month's rows that were removed one by one. False if the month has no place.

        Nobody reads or writes this month's trails meanwhile. Raises StoreLocked like `ensure`.
        """
