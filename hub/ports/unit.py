"""One transaction of the audit store."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from hub.model import (
    Changes,
    Claim,
    Document,
    Message,
    Outgoing,
    Parked,
    Quarantined,
    Reference,
    Resource,
    Timer,
    Transition,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Documents that a precondition asks for: of a type and enterprise, in one of these statuses."""

    type: str
    enterprise: str
    statuses: frozenset[str]


class DocumentReader(Protocol):
    """Documents and what happened to them."""

    def documents(self, ids: Collection[str]) -> list[Document]: ...

    def brought(self, keys: Collection[tuple[str, str]]) -> list[Document]:
        """Documents by sender and the sender's own id."""

    def submitted(self, bodies: Collection[tuple[str, str]]) -> list[Document]:
        """Documents by sender and the digest of what it submitted; slow where there are any: not for every batch."""

    def standing(self, wanted: Collection[Standing]) -> list[Document]: ...

    def transitions(self, documents: Collection[str]) -> list[Transition]:
        """The trails of these documents, each oldest first."""

    def portals(self, enterprises: Collection[str], refused: str) -> dict[str, list[str]]:
        """For each enterprise the portals with a submission of it whose status is not `refused`."""


class NumberReader(Protocol):
    """Business numbers and record numbers."""

    def recorded(self, numbers: Collection[str]) -> set[str]:
        """Which of these record numbers some document has."""

    def references(self, documents: Collection[str]) -> list[Reference]:
        """The business numbers of these documents."""

    def numbered(self, numbers: Collection[tuple[str, str]]) -> list[tuple[Reference, Document]]:
        """The documents that have a number, by its kind and value; several may have the same."""


class MessageReader(Protocol):
    """Messages, sent and received, and deliveries that wait or are kept apart."""

    def sent(self, ids: Collection[str]) -> list[Message]:
        """Our own messages, by id: unique, whoever they went to."""

    def sent_for(self, documents: Collection[str]) -> list[Message]:
        """Our own business messages about these documents."""

    def received(self, keys: Collection[tuple[str, str]]) -> list[Message]:
        """Messages of parties, by party and the party's own id."""

    def answers(self, keys: Collection[tuple[str, str]]) -> list[Message]:
        """Messages of parties, by party and the id of our message that they answer."""

    def payloads(self, digests: Collection[str]) -> dict[str, bytes]:
        """Stored bytes by their hex SHA-256."""

    def parked(self, keys: Collection[tuple[str, str]]) -> list[tuple[Parked, bytes]]:
        """Parked receipts and their bytes, by party and the id of our message they answer."""

    def waiting(self, keys: Collection[tuple[str, str]]) -> list[Parked]:
        """Parked receipts by party and their own id."""

    def quarantined(self, ids: Collection[str]) -> list[Quarantined]: ...


class ClaimReader(Protocol):
    """Claims, and the resources on which they are."""

    def resources(self, keys: Collection[str]) -> list[Resource]: ...

    def claims(self, documents: Collection[str], resources: Collection[str]) -> list[Claim]:
        """All claims of these documents and all open claims on these resources."""


class WorkReader(Protocol):
    """What is still to be done."""

    def timers(self, documents: Collection[str]) -> list[Timer]:
        """What the clock is to do about these documents."""

    def outgoing(self, ids: Collection[str]) -> list[Outgoing]:
        """Those outbox rows that are still there."""


class Unit(DocumentReader, NumberReader, MessageReader, ClaimReader, WorkReader, Protocol):
    """One transaction: everything in it is committed at the end of the `with` block, or nothing is.

    Not thread-safe. A question with many keys is one round trip, however many there are; no key asks nothing. Keys that
    nothing has are left out of the answer. Rows come in any order unless a question says one. What is locked does not
    change until the end; two reads of what is not locked may see different states, but in a snapshot.
    """

    def lock(self, documents: Collection[str], resources: Collection[str]) -> None:
        """Lock these rows until the end of the transaction. Call it once, before reading what it protects.

        Blocks until others have released them. Rows are locked in one order everywhere (documents before resources,
        each by id), so that no two transactions wait for each other. Resources that do not exist yet are made, empty.
        Raises StoreLocked when the wait is too long.
        """

    def write(self, changes: Changes) -> None:
        """Write all rows. May be called more than once in a transaction.

        What may come again is written once: payloads, references, outbox rows, parked and quarantined rows. Claims,
        resources and timers replace what is there. Raises StoreConflict for everything else that is there already, for
        a moved document that is not there, for a row that names a missing one, for a transition that does not continue
        its document's chain, for a second open holder of an exclusive claim, and for a change of what stays with a
        document (its record number, its time of submission, who vouched for it). After it has raised, the transaction
        can only be rolled back.
        """
