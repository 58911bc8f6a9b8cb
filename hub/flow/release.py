"""Process a quarantined delivery as if it were delivered now, or mark it as of no use."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from hub.catalogue import Catalogue
from hub.errors import Code, Rejected, StoreConflict, rejected
from hub.flow.acting import Acting
from hub.flow.end_wait import Ended, end_wait
from hub.flow.foresight import Foreseen, Read, foresee
from hub.flow.heartbeat import OPERATOR
from hub.flow.opening import means_of
from hub.flow.reply import ReplyLine
from hub.flow.submission import SubmissionLine
from hub.model import Books, Document, Parked, Quarantined, Settled, digest
from hub.ports import Confirmation, Delivery, Parcel, Ports
from hub.reading.said_unverified import Unverified, said_of_itself


class Release:
    """Settles quarantined deliveries. Each is settled once; its row and bytes are never removed.

    A worker sends what a release promises; `ports` need no queue.
    """

    def __init__(self, hub_id: str, catalogue: Catalogue, ports: Ports) -> None:
        self.hub_id = hub_id
        self.catalogue = catalogue
        self.ports = replace(ports, worker=OPERATOR)

    def release(self, row: Quarantined, reason: str, acting: Acting | None = None) -> list[Document]:
        """Take a delivery through its line, and mark it as released in the same transaction.

        Returns the documents that it created or moved; empty if the content was recorded before. Raises Rejected if the
        delivery is still unusable or was settled before (HUB-749); then nothing has changed.
        """
        delivery = self._again(row)
        try:
            committed = self._line(row, reason, acting).run([delivery])
        except Rejected:
            self._refuse_settled(row)  # another operator was faster
            raise
        return [d for books in committed for d in (*books.trails.created.values(), *books.trails.moved.values())]

    def foresee(self, row: Quarantined) -> Foreseen:
        """What a release of the delivery would do now. Nothing is done. Raises Deferred if the store is unavailable."""
        read: Sequence[Read] = ()
        try:
            delivery = self._again(row)
            read = self._read(delivery)
            return foresee(self._line(row, ""), delivery)
        except Rejected as refusal:
            return Foreseen(owner=row.owner, faults=refusal.faults, read=read, is_quarantined=True)

    def _read(self, delivery: Delivery) -> Sequence[Read]:
        """The messages in a party's delivery, also where they are refused: as if it came, and was not released."""
        if delivery.owner in self.catalogue.portals:
            return ()
        return foresee(ReplyLine(self.hub_id, self.catalogue, self.ports), delivery).read

    def _line(self, row: Quarantined, reason: str, acting: Acting | None = None) -> SubmissionLine | ReplyLine:
        """The line of the delivery's owner, for one that is released."""
        settled = Settled(quarantine=row.id, act="released", reason=reason, at=self.ports.clock.now())
        line = SubmissionLine if row.owner in self.catalogue.portals else ReplyLine
        return line(self.hub_id, self.catalogue, self.ports, settled, acting)

    def _again(self, row: Quarantined) -> Delivery:
        """The delivery as if it came now. Raises Rejected if it cannot be released: settled, changed, or unverified."""
        self._refuse_settled(row)
        body = self.ports.store.archive.payload(row.payload)
        if body is None or digest(body) != row.payload:
            raise rejected(Code.STORED_CONTENT_DIFFERS)
        if (code := Code.of(row.code)) is not None and code.is_unverified_sender:
            raise rejected(code, row.field)  # an operator cannot replace a signature
        now, is_opened = self.ports.clock.now(), self._is_opened(row)
        return Delivery(owner=row.owner, tag=row.id, body=body, taken_at=now, is_opened=is_opened)

    def discard(self, row: Quarantined, reason: str, acting: Acting | None = None) -> None:
        """Mark a delivery as of no use; its row and bytes stay. Raises Rejected if it was settled before."""
        self._refuse_settled(row)
        settled = Settled(quarantine=row.id, act="discarded", reason=reason, at=self.ports.clock.now())
        books = Books(settled.at, self.catalogue.digest, OPERATOR)
        books.post.settle(settled)
        try:
            with self.ports.store.transactions.begin() as unit:
                if acting is not None:
                    acting.record(unit, books)
                unit.write(books.changes())
        except StoreConflict:
            self._refuse_settled(row)  # another operator was faster
            raise

    def refuse_perhaps_good(self, row: Quarantined) -> None:
        """Raise Rejected (HUB-987) for a delivery whose cause may be mended here, after which it can be released."""
        if (code := Code.of(row.code)) is not None and code.is_perhaps_good:
            self._refuse_settled(row)
            raise rejected(Code.PERHAPS_GOOD, cause=row.code, value=row.id)

    def said(self, row: Quarantined) -> tuple[Unverified | None, Document | None]:
        """What a delivery says of itself, unverified, and the document of the message that it says it answers."""
        found = said_of_itself(self.ports.store.archive.payload(row.payload) or b"")
        if found is None or not found.answers:
            return found, None
        with self.ports.store.transactions.snapshot() as unit:
            asked = [message.document for message in unit.sent([found.answers]) if message.party == row.owner]
            about = unit.documents([document for document in asked if document])
        return found, next(iter(about), None)

    def end_wait(self, row: Parked, reason: str, acting: Acting | None = None) -> Ended:
        """Let a notice wait no longer; it can be released or discarded afterwards. Raises as `end_wait` does."""
        return end_wait(means_of(self.hub_id, self.catalogue, self.ports), self.ports, row, (reason, acting))

    def _is_opened(self, row: Quarantined) -> bool:
        """Whether its bytes lie in the store as they are to be read; else they are decrypted now, or refused as plain.

        What was given up before anything was read lies there as it came.
        """
        code = Code.of(row.code)
        was_read = code is not None and not code.is_perhaps_unread
        return was_read or self.ports.store.archive.wire(row.payload, "in") is not None

    def _refuse_settled(self, row: Quarantined) -> None:
        if self.ports.store.quarantine.settled([row.id]):
            raise rejected(Code.ALREADY_SETTLED)


class NoQueue:
    """A Queue that gives and takes nothing: an operator's command leaves queues to the workers."""

    def take(self, limit: int, wait: float) -> list[Delivery]:  # noqa: ARG002  # there is nothing
        return []

    def acknowledge(self, deliveries: Sequence[Delivery], refused: Collection[str] = ()) -> None:
        """Does nothing: nothing was taken."""

    def publish(self, parcels: Sequence[Parcel]) -> None:
        raise RuntimeError(f"an operator's act must leave {len(parcels)} parcels to a worker")

    def confirmations(self, wait: float) -> dict[str, Confirmation]:  # noqa: ARG002  # there is nothing
        return {}

    def close(self) -> None:
        """Does nothing: nothing is open."""
