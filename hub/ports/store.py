"""The audit store: opens transactions, and is asked for what is recorded."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from hub.model import Document, Message, Outgoing, Parked, Quarantined, Resource, Settled, Timer
from hub.ports.records import Due, Filter, Overview, Pile, Trail, Trial
from hub.ports.unit import Unit


class Store(Protocol):
    """The audit store. Thread-safe; a Unit is not."""

    def begin(self) -> AbstractContextManager[Unit]:
        """Open a transaction that may write; rolled back when the block raises."""

    def glance(self) -> AbstractContextManager[Unit]:
        """Open a unit that only reads, and sees one moment's state; it waits for no writer and keeps none waiting.

        Its `lock` holds nothing, its `write` raises TypeError. It needs no right to write to the store.
        """

    def due(self, owner: str, limit: int, after: Outgoing | None = None) -> list[Due]:
        """Outbox rows of an owner, oldest first; those after a row, where one is given.

        Fewer where their bytes would fill the memory; none only when there are none.
        """

    def early(self, limit: int, after: Parked | None = None) -> list[Parked]:
        """Parked notices, which answer nothing, oldest first; those after a row, where one is given."""

    def due_timers(self, now: int, limit: int) -> list[Timer]:
        """What has fallen due, the oldest first."""

    def adopt(self, owners: Collection[str], heir: str) -> int:
        """Make `heir` the owner of these owners' outbox rows; return how many changed hands.

        Rows that another worker adopts at this moment are left to it.
        """

    def beat(self, worker: str, at: int) -> dict[str, int]:
        """Count this worker's beats up by one; return the counters of all workers.

        Who owns outbox rows and never beat is among them, with 0.
        """

    def leave(self, worker: str) -> None:
        """Forget a worker that has ended."""

    def clock(self) -> int | None:
        """The time of the store's own machine, in microseconds since 1970, UTC; None where it has no clock but ours."""

    def newest(self) -> int:
        """When a document was last recorded, by the clock of whoever recorded it; 0 where there is none."""

    def trials(self, deliveries: Collection[str]) -> dict[str, Trial]:
        """How often each of these deliveries was tried and did not come through; none where never."""

    def note_trials(self, noted: Mapping[str, Trial], worker: str, at: int) -> None:
        """Note, for good, that a worker is about to try these deliveries, with these numbers from now on. Idempotent.

        `at`: microseconds since 1970, UTC.
        """

    def came_through(self, deliveries: Collection[str]) -> None:
        """Forget the trials of deliveries that were recorded."""

    def was_trying(self, worker: str, since: int) -> bool:
        """Whether a trial that this worker began at that time or later has not ended: if it is dead, it died of it."""

    def overview(
        self, final: Collection[str], since: Sequence[int], ends: Collection[tuple[str, str]] = ()
    ) -> Overview:
        """What waits where; in a `final` status nothing is waited for, nor where a type ends (type and status)."""

    def log(self, filter_: Filter) -> list[Document]:
        """Newest first; with `since`, oldest first, to follow."""

    def letters(
        self, filter_: Filter, final: Collection[str], ends: Collection[tuple[str, str]] = ()
    ) -> list[tuple[Document, Message]]:
        """Each message that opened a document's present round, oldest first.

        Documents in a `final` status are left out, and those at an end of their type (type and status). Here `since`
        and `until` are about the message.
        """

    def find(self, name: str) -> list[Document]:
        """Documents by id or its beginning (8 characters at least), record number, sender's id, or business number."""

    def trail(self, document: str) -> Trail | None: ...

    def messages(self, limit: int, after: Message | None = None) -> list[Message]:
        """All that was sent or taken, whether it belongs to a document or not, by id; those after one, if given."""

    def payload(self, digest: str) -> bytes | None: ...

    def quarantined(
        self,
        limit: int,
        *,
        owner: str | None = None,
        code: str | None = None,
        beginning: str = "",
        is_open: bool = False,
    ) -> list[Quarantined]:
        """Newest first; of an owner, with a code, with ids that begin so: an equal one comes first.

        With `is_open` only what no operator has settled.
        """

    def quarantine_piles(
        self, *, owner: str | None = None, code: str | None = None, is_open: bool = False
    ) -> list[Pile]:
        """How much is in quarantine by owner and code."""

    def settled(self, ids: Collection[str]) -> list[Settled]:
        """What operators did about these quarantined deliveries; none where nothing yet."""

    def parked(self, limit: int, *, owner: str | None = None, beginning: str = "") -> list[Parked]:
        """Newest first; of an owner, with receipts' own ids that begin so: equal ones come first."""

    def resource(self, key: str) -> Resource | None: ...

    def statuses(self) -> Iterator[tuple[str, str, int]]:
        """Type, status and how many documents stand there."""

    def identity(self) -> str:
        """What tells this store from every other; given once, when it was made."""

    def close(self) -> None: ...
