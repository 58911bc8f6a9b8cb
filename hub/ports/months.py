"""The months by which a store divides its trails, so that a month can give its room back."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The bytes that a month's trails take in the store, before and after their room was given back."""

    before: int
    after: int


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

    def shrink(self, month: Month) -> Room | None:
        """Give back the room of a month's rows that were removed one by one.

        None if the month has no place of its own, or so large a one that others would wait too long. Nobody reads or
        writes this month's trails meanwhile. Raises StoreLocked like `ensure`.
        """
