"""Queries of operators to the audit store. They read committed rows only, and do not wait for writers."""

from collections.abc import Collection, Sequence
from typing import Protocol

from hub.model import (
    Document,
    Message,
    Note,
    OperatorAct,
    Parked,
    Proposal,
    Quarantined,
    Reference,
    Settled,
    Timer,
)
from hub.model.message import Direction
from hub.ports.records import Filter, OpenKind, Overview, QuarantineGroup, StandingGroup, Trail, WaitingGroup, WorkerRow

Ends = Collection[tuple[str, str]]
"""End statuses of single document types: type and status."""


class Documents(Protocol):
    """Finds documents. Thread-safe."""

    def log(self, filter_: Filter) -> list[Document]:
        """The documents that a filter selects, in its order."""

    def count(self, filter_: Filter, most: int) -> int:
        """How many documents a filter selects, without its limit; counting ends at `most`."""

    def find(self, name: str, limit: int | None = None) -> list[Document]:
        """Documents by id, by its beginning (at least 8 characters), record number, sender's id or business number.

        A complete id returns that document only; otherwise all matching documents, newest first. No wildcards.
        """

    def trail(self, document: str) -> Trail | None:
        """Everything recorded about one document; None for an unknown id."""

    def without_form(self, final: Collection[str], ends: Ends, limit: int, after: str = "") -> list[Document]:
        """Submitted documents whose form was not kept, by id; with `after`, those behind that id.

        Documents in a `final` status, or in an end status of their type, are left out.
        """


class Relations(Protocol):
    """Finds what documents have to do with each other. Thread-safe."""

    def references(self, documents: Collection[str]) -> list[Reference]:
        """The business numbers of documents, and their references to other documents, by document, kind and value."""

    def bearers(self, numbers: Collection[tuple[str, str]], limit: int) -> list[tuple[Reference, Document]]:
        """The documents that bear one of these numbers, given by kind and value; the newest ids first.

        A reference to a document is a number too: its value is that document's id.
        """

    def owners(self, number: str, lent: Collection[tuple[str, str]], limit: int) -> list[Document]:
        """The documents that bear a number of any kind, by id, without those that only lend it.

        `lent`: type and kind of numbers that documents have because another document bears them.
        """

    def standing(self, enterprise: str, type_: str, party: str, limit: int) -> list[Document]:
        """An enterprise's documents of a type with a party, the newest first; refused submissions are left out."""

    def successors(self, documents: Collection[str]) -> list[Document]:
        """The documents that were made again from these, by id."""

    def of_ids(self, documents: Collection[str]) -> list[Document]:
        """The documents with these ids, by id."""

    def timers(self, documents: Collection[str]) -> list[Timer]:
        """What these documents wait for, the first due first."""


class Archive(Protocol):
    """Finds messages and their bytes. Thread-safe."""

    def sent_messages(self, filter_: Filter, final: Collection[str], ends: Ends = ()) -> list[tuple[Document, Message]]:
        """The messages that opened the current round of documents, oldest first, each with its document.

        Documents in a `final` status, or in an end status of their type, are left out. `since` and `until` mean the
        time of the message here.
        """

    def messages(self, limit: int, after: Message | None = None) -> list[Message]:
        """All messages, with a document or without, ordered by id; with `after`, those behind that message."""

    def payload(self, digest: str) -> bytes | None:
        """Stored bytes by their hex SHA-256; None for an unknown digest."""

    def wire(self, digest: str, direction: Direction) -> str | None:
        """Hex SHA-256 of the encrypted bytes that travelled in place of these; None if they travelled as they are.

        `digest` is theirs in hex. What the hub sent has other encrypted bytes than what a party sent.
        """


class Quarantine(Protocol):
    """Lists deliveries in quarantine and parked messages. Thread-safe."""

    def deliveries(
        self,
        limit: int,
        *,
        owner: str | None = None,
        code: str | None = None,
        beginning: str = "",
        is_open: bool = False,
    ) -> list[Quarantined]:
        """Newest first; of one owner, with one code, with ids that begin with `beginning` (an equal id comes first).

        With `is_open` only deliveries that no operator has settled.
        """

    def groups(
        self, *, owner: str | None = None, code: str | None = None, is_open: bool = False, since: int = 0
    ) -> list[QuarantineGroup]:
        """The deliveries in quarantine counted by owner and code, sorted by these.

        `since`: a time in microseconds since 1970, UTC. Those that came then or later are also counted by themselves.
        Fast, whatever they are: their texts and bytes are not read.
        """

    def settled(self, ids: Collection[str]) -> list[Settled]:
        """What operators did with these deliveries; a delivery that nobody has settled is left out."""

    def parked(self, limit: int, *, owner: str | None = None, beginning: str = "") -> list[Parked]:
        """Newest first; of one owner, with the party's ids that begin with `beginning` (an equal id comes first)."""


class Acts(Protocol):
    """Finds operators' acts, and acts that wait for a second operator. Thread-safe."""

    def about(self, names: Collection[str]) -> list[OperatorAct]:
        """What operators did about these documents, deliveries, plans or keys, oldest first."""

    def since(self, at: int, limit: int) -> list[OperatorAct]:
        """What operators did since then (microseconds since 1970, UTC), newest first; so many at most."""

    def notes(self, items: Collection[str]) -> list[tuple[Note, OperatorAct]]:
        """What operators noted about these items that need a person, each with its act; oldest first."""

    def waiting(self, now: int) -> list[Proposal]:
        """Proposals that were neither approved nor rejected and can still be approved, oldest first."""

    def begun(self, now: int) -> list[Proposal]:
        """Approved replays that can still be gone on with, oldest first; also those that are done."""

    def proposed(self, beginning: str) -> list[Proposal]:
        """Proposals by id, or by its beginning, oldest first; also those that wait no longer."""


class Totals(Protocol):
    """Counts rows of the whole store. Thread-safe."""

    def overview(self, final: Collection[str], since: Sequence[int], ends: Ends = ()) -> Overview:
        """What `hub status` shows. Documents in a `final` status, or in an end status of their type, are not open.

        `since`: times in microseconds since 1970, UTC. For each of them, the documents that moved since are counted.
        """

    def standing(self, final: Collection[str], ends: Ends) -> list[StandingGroup]:
        """The documents that are not at their end, by status, type and party, sorted."""

    def overdue(self) -> list[StandingGroup]:
        """The documents whose answers are overdue, by type, party and status, sorted."""

    def longest(self, group: StandingGroup) -> Document | None:
        """The document of a group that has had its status longest; None if there is none any more."""

    def promised(self) -> list[WaitingGroup]:
        """Outbox rows by destination and kind."""

    def to_sign(self) -> list[WaitingGroup]:
        """Messages that wait for their signatures, by party and kind."""

    def parked(self) -> list[WaitingGroup]:
        """Parked messages by party and type of the document that a notice announces; empty for receipts."""

    def workers(self) -> list[WorkerRow]:
        """All workers with a heartbeat, by id."""

    def open_kinds(self, final: Collection[str], ends: Ends) -> list[OpenKind]:
        """The documents that are not at their end, by type, party and status, sorted. Slow: reads every document."""
