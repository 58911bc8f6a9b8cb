"""What one transaction has read, and what it will write."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from hub.model.claim import Claim, Resource
from hub.model.document import Document, Reference
from hub.model.message import Message, Parked, Quarantined, Settled
from hub.model.outgoing import Outgoing
from hub.model.timer import Timer
from hub.model.transition import GENESIS, Cause, Transition


@dataclass
class Changes:
    """Rows for the store to write, all or none."""

    created: dict[str, Document] = field(default_factory=dict)
    moved: dict[str, Document] = field(default_factory=dict)
    references: dict[Reference, None] = field(default_factory=dict)
    """In order, each once."""
    messages: list[Message] = field(default_factory=list)
    payloads: dict[str, bytes] = field(default_factory=dict)
    """By hex SHA-256; stored once."""
    transitions: list[Transition] = field(default_factory=list)
    claims: dict[tuple[str, str, str], Claim] = field(default_factory=dict)
    """By document, resource and key."""
    resources: dict[str, Resource] = field(default_factory=dict)
    promised: dict[str, Outgoing] = field(default_factory=dict)
    confirmed: list[str] = field(default_factory=list)
    """Ids of outbox rows that are done."""
    timers: dict[tuple[str, str], Timer | None] = field(default_factory=dict)
    """By document and kind; None for one that is to go."""
    parked: list[Parked] = field(default_factory=list)
    matched: list[tuple[str, str]] = field(default_factory=list)
    """Party and message id of parked receipts that were matched."""
    quarantined: list[Quarantined] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)


class Ledger:
    """The books of one transaction: loaded under locks, changed in memory, written at once.

    Later documents of a batch see what earlier ones changed. Not thread-safe; one per transaction.
    """

    def __init__(self, now: int, catalogue: str, worker: str) -> None:
        self.now = now
        self.catalogue = catalogue
        self.worker = worker
        self.documents: dict[str, Document] = {}
        self.by_sender: dict[tuple[str, str], str] = {}
        self.resources: dict[str, Resource] = {}
        self.claims: dict[tuple[str, str, str], Claim] = {}
        self._of_enterprise: dict[tuple[str, str], set[str]] = {}
        self._on_resource: dict[str, set[tuple[str, str, str]]] = {}
        self._of_document: dict[str, set[tuple[str, str, str]]] = {}
        self.sent: dict[str, Message] = {}
        """Our own messages by id."""
        self.received: dict[tuple[str, str], Message] = {}
        """Messages of parties by party and id."""
        self.waiting: dict[tuple[str, str], Parked] = {}
        """Parked receipts by party and their own id."""
        self.quarantined: dict[str, Quarantined] = {}
        self.named: dict[tuple[str, str], list[str | None]] = {}
        """By a document and its route's word for others: their ids; none where it is not there.

        In the form's order while it is being decided on; of what is recorded in the order of ids.
        """
        self.forms: dict[str, Mapping[str, Any]] = {}
        """What was submitted for a document, where something that follows from it needs it."""
        self.returned: dict[str, dict[str, Any]] = {}
        """What had come back for a document before this transaction, where that is needed."""
        self.numbers: dict[str, list[Reference]] = {}
        """The business numbers of a document, where they are needed."""
        self.bearers: dict[str, set[str]] = {}
        """By the key of a business number of a party: the documents that bear it."""
        self.told: dict[str, list[str]] = {}
        """By enterprise: the portals that hear of what no portal submitted."""
        self.said_at: dict[str, int] = {}
        """By the digest of what came from outside: its sender's own time."""
        self._followed = 0
        self.changes = Changes()
        self.refused: set[str] = set()
        """Tags of deliveries that were refused or quarantined."""

    def tick(self) -> int:
        """A time for the next row: later than the one before."""
        self.now += 1
        return self.now

    def unfollowed(self) -> Iterator[Transition]:
        """The transitions that nothing was made to follow from yet, each once, those made meanwhile included."""
        while self._followed < len(self.changes.transitions):
            self._followed += 1
            yield self.changes.transitions[self._followed - 1]

    # ---- what was loaded ---------------------------------------------------------------------

    def load_documents(self, documents: Iterable[Document]) -> None:
        for document in documents:
            self.documents[document.id] = document
            self.by_sender[document.sender, document.sender_ref] = document.id
            self._of_enterprise.setdefault((document.type, document.enterprise), set()).add(document.id)

    def load_claims(self, claims: Iterable[Claim]) -> None:
        for claim in claims:
            name = (claim.document, claim.resource, claim.key)
            self.claims[name] = claim
            self._on_resource.setdefault(claim.resource, set()).add(name)
            self._of_document.setdefault(claim.document, set()).add(name)

    def load_resources(self, resources: Iterable[Resource]) -> None:
        self.resources.update({r.key: r for r in resources})

    def load_messages(self, messages: Iterable[Message]) -> None:
        for message in messages:
            if message.direction == "in":
                self.received[message.party, message.id] = message
            else:
                self.sent[message.id] = message

    def load_returned(self, transitions: Iterable[Transition]) -> None:
        """Merge what came back with these transitions; of each name the newest stands."""
        for transition in transitions:
            if transition.is_taken:
                self.returned.setdefault(transition.document, {}).update(transition.detail.get("returned", {}))

    def load_numbers(self, references: Iterable[Reference]) -> None:
        for reference in references:
            self.numbers.setdefault(reference.document, []).append(reference)

    def load_waiting(self, parked: Iterable[Parked]) -> None:
        self.waiting.update({(p.party, p.message): p for p in parked})

    def load_quarantined(self, rows: Iterable[Quarantined]) -> None:
        self.quarantined.update({row.id: row for row in rows})

    def named_by(self, document: str, name: str) -> list[Document]:
        """The documents that one names by a word of its route."""
        return [self.documents[other] for other in self.named.get((document, name), ()) if other]

    def facts(self, document: str) -> dict[str, Any]:
        """All that is known of a document by now: what was submitted, and under `returned` what came back."""
        return {**self.forms.get(document, {}), "returned": self.returned.get(document, {})}

    def brought(self, sender: str, ref: str) -> Document | None:
        """The document that a sender brought under this id."""
        found = self.by_sender.get((sender, ref))
        return self.documents[found] if found else None

    def is_disputed(self, document: Document | None) -> bool:
        """Whether a document, or a loaded one that it was made again of, is disputed."""
        while document is not None and not document.disputes:
            document = self.documents.get(document.again_of or "")
        return document is not None

    def standing(self, type_: str, enterprise: str) -> list[Document]:
        """Loaded documents of a type and enterprise, oldest first."""
        found = (self.documents[id_] for id_ in self._of_enterprise.get((type_, enterprise), ()))
        return sorted(found, key=lambda d: (d.created_at, d.id))

    def resource(self, key: str) -> Resource:
        return self.resources.get(key) or Resource(key=key, figures={}, as_of=0, reserved=Decimal(0))

    def holder(self, resource: str, key: str) -> Claim | None:
        """The open exclusive claim on a resource's key."""
        rivals = (c for c in self.open_claims(resource) if c.key == key and c.amount is None)
        return next(rivals, None)

    def held_by(self, document: str, key: str) -> list[Claim]:
        """A document's claims of one kind, open or not."""
        return [self.claims[name] for name in sorted(self._of_document.get(document, ())) if name[2] == key]

    def open_claims(self, resource: str) -> list[Claim]:
        """All open claims on a resource."""
        found = (self.claims[name] for name in sorted(self._on_resource.get(resource, ())))
        return [claim for claim in found if claim.open]

    # ---- what will be written ----------------------------------------------------------------

    def open(self, document: Document) -> None:
        """Take a new document into the books; its first transition follows."""
        self.load_documents([document])
        self.changes.created[document.id] = document

    def append(
        self, document: str, after: str, cause: Cause, detail: Mapping[str, Any] | None = None, *, track: str = "main"
    ) -> Transition:
        """Add the next transition to a document's chain and make it the document's head."""
        current = self.documents[document]
        first = current.seq == 0
        transition = Transition(
            document=document,
            seq=current.seq + 1,
            track=track,
            before=None if first else current.status,
            after=after,
            cause=cause,
            detail=detail or {},
            at=self.tick(),
            catalogue=self.catalogue,
            previous=GENESIS if first else current.head,
        ).sealed()
        self.put(replace(current, status=after, seq=transition.seq, head=transition.hash, updated_at=transition.at))
        self.load_returned([transition])
        self.changes.transitions.append(transition)
        return transition

    def put(self, document: Document) -> None:
        """Replace a document that is in the books."""
        self.documents[document.id] = document
        side = self.changes.created if document.id in self.changes.created else self.changes.moved
        side[document.id] = document

    def put_claim(self, claim: Claim) -> None:
        """Open, settle or close a claim, and keep its resource's reserved amount in step."""
        name = (claim.document, claim.resource, claim.key)
        before = self.claims.get(name)
        self.load_claims([claim])
        self.changes.claims[name] = claim
        if shift := _held(claim) - _held(before):
            resource = self.resource(claim.resource)
            self.put_resource(replace(resource, reserved=resource.reserved + shift))

    def set_timer(self, timer: Timer) -> None:
        """Let the clock act when its time has come."""
        self.changes.timers[timer.document, timer.kind] = timer

    def drop_timer(self, document: str, kind: str) -> None:
        self.changes.timers[document, kind] = None

    def refer(self, reference: Reference) -> None:
        """Give a document one more business number."""
        self.changes.references[reference] = None
        self.load_numbers([reference])

    def put_resource(self, resource: Resource) -> None:
        self.resources[resource.key] = self.changes.resources[resource.key] = resource

    def keep(self, message: Message, body: bytes) -> None:
        """Store a message with its exact bytes."""
        self.load_messages([message])
        self.changes.messages.append(message)
        self.changes.payloads[message.digest] = body

    def promise(self, outgoing: Outgoing) -> None:
        """Send this once the transaction is committed."""
        self.changes.promised[outgoing.id] = outgoing


def _held(claim: Claim | None) -> Decimal:
    return claim.amount if claim and claim.open and claim.amount is not None else Decimal(0)
