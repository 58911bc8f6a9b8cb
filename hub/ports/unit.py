"""One transaction of the audit store."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from hub.model import (
    Changes,
    Circuit,
    Claim,
    Document,
    Message,
    OperatorAct,
    Outgoing,
    Parked,
    Proposal,
    Quarantined,
    Reference,
    Registration,
    Resource,
    Settled,
    Timer,
    ToSign,
    Transition,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A precondition's documents: of this type and enterprise, in one of these statuses."""

    type: str
    enterprise: str
    statuses: frozenset[str]


class DocumentReader(Protocol):
    """Documents and their transitions."""

    def documents(self, ids: Collection[str]) -> list[Document]: ...

    def brought(self, keys: Collection[tuple[str, str]]) -> list[Document]:
        """Documents by sender and the sender's own id."""

    def submitted(self, bodies: Collection[tuple[str, str]]) -> list[Document]:
        """Documents by sender and digest of the submitted bytes. Slow if there are any: not for every batch."""

    def standing(self, wanted: Collection[Standing]) -> list[Document]: ...

    def transitions(self, documents: Collection[str]) -> list[Transition]:
        """The trails of these documents, each oldest first."""

    def portals(self, enterprises: Collection[str], refused: str, since: int) -> dict[str, list[str]]:
        """For each enterprise, the portals that submitted for it with a card, at `since` or later; each sorted.

        Submissions in status `refused` do not count, and none for which nobody vouched or only an account
        (`hub.model.BY_ACCOUNT`).
        """


class NumberReader(Protocol):
    """Business numbers and record numbers."""

    def recorded(self, numbers: Collection[str]) -> set[str]:
        """The record numbers among these that a document has."""

    def with_records(self, numbers: Collection[str]) -> list[Document]:
        """The documents that have these record numbers."""

    def references(self, documents: Collection[str]) -> list[Reference]:
        """The business numbers of these documents, and their references to other documents."""

    def registrations(self, codes: Collection[str]) -> list[Registration]:
        """All namings of these customs codes together with a USCC."""

    def numbered(self, numbers: Collection[tuple[str, str]]) -> list[tuple[Reference, Document]]:
        """The documents that have a number, by its kind and value. Several documents may have the same number."""


class MessageReader(Protocol):
    """Sent and received messages, parked messages and quarantined deliveries."""

    def sent(self, ids: Collection[str]) -> list[Message]:
        """The hub's own messages, by id; ids are unique across all parties."""

    def sent_for(self, documents: Collection[str]) -> list[Message]:
        """The hub's own business messages for these documents."""

    def received(self, keys: Collection[tuple[str, str]]) -> list[Message]:
        """Messages of parties, by party and the party's own id."""

    def answers(self, keys: Collection[tuple[str, str]]) -> list[Message]:
        """Messages of parties, by party and the id of the hub's message that they answer."""

    def payloads(self, digests: Collection[str]) -> dict[str, bytes]:
        """Stored bytes by their hex SHA-256."""

    def wires(self, contents: Collection[str]) -> dict[str, str]:
        """Hex SHA-256 of what the hub sent encrypted, by that of its content."""

    def parked(self, keys: Collection[tuple[str, str]]) -> list[tuple[Parked, bytes]]:
        """Parked receipts and their bytes, by party and the id of the hub's message that they answer."""

    def waiting(self, keys: Collection[tuple[str, str]]) -> list[Parked]:
        """Parked messages, by party and the party's own id.

        A transaction that writes locks them until its end. Blocks while another one holds them; what that one has
        matched is not there any more.
        """

    def quarantined(self, ids: Collection[str]) -> list[Quarantined]: ...

    def settled(self, ids: Collection[str]) -> list[Settled]:
        """What operators did with these quarantined deliveries."""


class ActReader(Protocol):
    """Operators' acts, and acts that wait for a second operator."""

    def acts(self, ids: Collection[str]) -> list[OperatorAct]: ...

    def proposals(self, ids: Collection[str]) -> list[Proposal]: ...


class ClaimReader(Protocol):
    """Claims, and the resources that they hold."""

    def resources(self, keys: Collection[str]) -> list[Resource]: ...

    def claims(self, documents: Collection[str], resources: Collection[str]) -> list[Claim]:
        """All claims of these documents and all open claims on these resources."""

    def counted(self, resources: Collection[str]) -> list[Claim]:
        """The closed claims on these resources whose amounts their party counts itself."""


class WorkReader(Protocol):
    """Timers, outbox rows, and messages that wait for their signatures."""

    def timers(self, documents: Collection[str]) -> list[Timer]:
        """The timers of these documents."""

    def outgoing(self, ids: Collection[str]) -> list[Outgoing]:
        """The outbox rows with these ids that still exist."""

    def to_sign(self, ids: Collection[str]) -> list[ToSign]:
        """The messages with these ids that still wait for their signatures."""

    def to_sign_for(self, documents: Collection[str]) -> list[ToSign]:
        """The messages of these documents that still wait for their signatures, oldest first."""


class Unit(DocumentReader, NumberReader, MessageReader, ActReader, ClaimReader, WorkReader, Protocol):
    """One transaction: everything in it is committed at the end of the `with` block, or nothing is.

    Not thread-safe. A query with many keys is one round trip; a query without keys asks nothing. Keys without a row are
    left out of the answer. Rows come in any order unless the method states one. Locked rows do not change until the
    end. Two reads of rows that are not locked may see different states, except in a snapshot.
    """

    def lock(self, documents: Collection[str], resources: Collection[str]) -> None:
        """Lock these rows until the end of the transaction. Call it once, before reading what it protects.

        Blocks until other transactions have released them. Rows are locked in one order everywhere (documents before
        resources, each by id), so that no two transactions wait for each other. Resources that do not exist yet are
        made, empty. Raises StoreLocked if the wait is too long.
        """

    def circuits(self, keys: Collection[tuple[str, str]], failing: Collection[tuple[str, str]] = ()) -> list[Circuit]:
        """Lock circuits until the end of the transaction, by destination and trouble; return those with failures.

        For each key in `failing` there is a row in any case, without failures if it is new: so of two transactions that
        count the first failure one waits for the other. Call it once, after `lock`. Blocks like it.
        """

    def write(self, changes: Changes) -> None:
        """Write all rows. May be called more than once in a transaction.

        Rows that may come again are written once: payloads, references, registrations, outbox rows, messages to sign,
        parked and quarantined rows. Claims, resources and timers replace existing rows. Raises StoreConflict for every
        other row that exists already, for a moved document that does not exist, for a row that refers to a missing row,
        for a transition that does not continue its document's chain, for a second open holder of an exclusive claim,
        and for a change of a document's fixed fields (record number, time of submission, who vouched for it). After it
        has raised, the transaction can only be rolled back.
        """
