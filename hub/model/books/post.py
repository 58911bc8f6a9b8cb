"""Messages, outbox rows, timers, parked messages and quarantined deliveries of a transaction."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from types import MappingProxyType

from hub.model.books.ticker import Ticker
from hub.model.fault import Fault
from hub.model.message import Direction, Message, Parked, Quarantined, Settled, ToSign, digest
from hub.model.outgoing import Outgoing
from hub.model.timer import Timer

Key = tuple[str, str]
"""A party and a message's id, a document and a timer's kind, or a digest and a direction."""


class Post:
    """The messages, outbox rows, timers, parked messages and quarantined deliveries of a transaction."""

    def __init__(self, time: Ticker, worker: str) -> None:
        self._time = time
        self._worker = worker
        self._sent: dict[str, Message] = {}
        self._received: dict[Key, Message] = {}
        self._waiting: dict[Key, Parked] = {}
        self._quarantined: dict[str, Quarantined] = {}
        self._kept: list[Message] = []
        self._payloads: dict[str, bytes] = {}
        self._encrypted: dict[Key, str] = {}
        self._wires: dict[str, str] = {}
        self._promised: dict[str, Outgoing] = {}
        self._confirmed: list[str] = []
        self._unsigned: dict[str, ToSign] = {}
        self._to_sign: dict[str, ToSign] = {}
        self._signed: list[str] = []
        self._timers: dict[Key, Timer | None] = {}
        self._parked: list[Parked] = []
        self._matched: list[Key] = []
        self._newly_quarantined: list[Quarantined] = []
        self._settled: list[Settled] = []
        self._no_longer_open: set[str] = set()
        self._given_up: dict[Key, str] = {}
        self._refused: dict[str, list[Fault]] = {}
        self._unsent: set[str] = set()

    # ---- what was read -----------------------------------------------------------------------

    def load(self, messages: Iterable[Message]) -> None:
        for message in messages:
            if message.direction == "in":
                self._received[message.party, message.id] = message
            else:
                self._sent[message.id] = message

    def load_waiting(self, parked: Iterable[Parked]) -> None:
        self._waiting.update({(p.party, p.message): p for p in parked})

    def load_quarantined(self, rows: Iterable[Quarantined]) -> None:
        self._quarantined.update({row.id: row for row in rows})

    def load_settled(self, acts: Iterable[Settled]) -> None:
        self._no_longer_open.update(act.quarantine for act in acts)

    def load_given_up(self, notices: Mapping[Key, str]) -> None:
        """Notices that an operator gave up: hex SHA-256 of the bytes by party and the party's own id."""
        self._given_up.update(notices)

    def load_unsigned(self, rows: Iterable[ToSign]) -> None:
        """Messages of the hub that wait for their signatures."""
        self._unsigned.update({row.id: row for row in rows})

    def load_unsent(self, rows: Iterable[Outgoing]) -> None:
        """Outbox rows of messages that are not known to be sent."""
        self._unsent.update(row.id for row in rows)

    # ---- what is known -----------------------------------------------------------------------

    def sent(self, id_: str | None) -> Message | None:
        """The hub's own message with this id or with this other name."""
        return self._sent.get(id_ or "")

    def name(self, message: Message, name: str) -> None:
        """Give a message of the hub another name: an envelope may name the document instead of the message."""
        self._sent[name] = message

    def documents_of_sent(self, kind: str | None = None) -> list[str]:
        """The ids of the documents of the hub's loaded messages, in order."""
        messages = (m for m in self._sent.values() if kind in (None, m.kind))
        return sorted({message.document for message in messages if message.document})

    def is_unsigned(self, id_: str) -> bool:
        """Whether the hub's message with this id still waits for its signature."""
        return id_ in self._unsigned

    def has_unsigned(self, document: str) -> bool:
        """Whether a loaded message of this document waits for its signature."""
        return any(row.document == document for row in self._unsigned.values())

    def is_unsent(self, id_: str) -> bool:
        """Whether a loaded outbox row has the hub's message with this id: it is not known to be sent."""
        return Outgoing.id_of_message(id_) in self._unsent

    def received(self, party: str, id_: str) -> Message | None:
        return self._received.get((party, id_))

    def waiting(self, party: str, id_: str) -> Parked | None:
        """The parked message of a party, by its own id."""
        return self._waiting.get((party, id_))

    def said_before(self, party: str, id_: str) -> set[str]:
        """Hex SHA-256 of what a party has said under this id: recorded, waiting, or given up by an operator."""
        recorded, parked = self.received(party, id_), self.waiting(party, id_)
        said = [recorded.digest if recorded else "", parked.payload if parked else ""]
        return {*said, self._given_up.get((party, id_), "")} - {""}

    def quarantined(self, id_: str) -> Quarantined | None:
        return self._quarantined.get(id_)

    def is_settled(self, quarantined: str) -> bool:
        """Whether an operator released or discarded the quarantined delivery with this id."""
        return quarantined in self._no_longer_open

    # ---- what is written ---------------------------------------------------------------------

    def keep(self, message: Message, body: bytes, wire: bytes = b"") -> None:
        """Store a message with its exact bytes; with `wire`, also the encrypted bytes that travel in their place."""
        self.load([message])
        self._kept.append(message)
        self._payloads[message.digest] = body
        self._keep_wire(message.digest, message.direction, wire)

    def keep_payload(self, digest: str, body: bytes) -> None:
        """Store bytes under their hex SHA-256, once."""
        self._payloads[digest] = body

    def keep_encrypted(self, content: str, wire: bytes) -> None:
        """Store the encrypted bytes that travel in place of one of the hub's stored messages, by its hex SHA-256."""
        self._keep_wire(content, "out", wire)

    def load_wires(self, wires: Mapping[str, str]) -> None:
        """Hex SHA-256 of what went out encrypted, by that of its content."""
        self._wires.update(wires)

    def is_content_of(self, message: Message, content: str) -> bool:
        """Whether a receiver of this message read the content with this hex SHA-256: the message, or what it decrypted.

        They differ, by the XML declaration, where a message was kept before encryption was agreed.
        """
        wire = self._wires.get(message.digest)
        return message.digest == content or (wire is not None and self._wires.get(content) == wire)

    def await_signature(self, row: ToSign) -> None:
        """Store a message without its signature. This worker's lanes sign it after the commit."""
        self.load_unsigned([row])
        self._to_sign[row.id] = replace(row, owner=self._worker)

    def end_waiting(self, message: str) -> None:
        """Note that a message no longer waits for a signature."""
        self._unsigned.pop(message, None)
        self._signed.append(message)

    def hold_back(self, message: Message) -> None:
        """Send a message of this transaction only after an earlier one that still waits for its signature."""
        if self._promised.pop(Outgoing.id_of_message(message.id), None) is not None:
            self.await_signature(ToSign.of(message))

    def bytes_to_send(self, message: Message) -> bytes | None:
        """What goes out for a message that this transaction stores: encrypted where it is; None for another one."""
        return self._payloads.get(self._encrypted.get((message.digest, "out"), message.digest))

    def promise_message(self, message: str, party: str) -> None:
        """Send a stored message after the commit. Sending it again repeats the same id and bytes.

        A message that waits for its signature is promised when it is signed.
        """
        if message in self._unsigned:
            return
        self._promise(Outgoing.message(message, party, owner=self._worker, at=self._time.tick()))

    def promise_event(self, document: str, seq: int, portal: str) -> None:
        """Notify a portal of a transition after the commit. Promised again, it is sent again under the same id."""
        self._promise(Outgoing.event(document, seq, portal, owner=self._worker, at=self._time.tick()))

    def promise_refusal(self, row: Quarantined) -> None:
        """Tell the owner of a quarantined delivery the reason."""
        self._promise(Outgoing.refusal(row, owner=self._worker, at=self._time.tick()))

    def confirm(self, outgoing: str) -> None:
        """Mark an outbox row as done."""
        self._confirmed.append(outgoing)

    def set_timer(self, timer: Timer) -> None:
        """Set a timer, in place of the document's timer of the same kind."""
        self._timers[timer.document, timer.kind] = timer

    def drop_timer(self, document: str, kind: str) -> None:
        self._timers[document, kind] = None

    def park(self, row: Parked, body: bytes, wire: bytes = b"") -> None:
        """Keep a party's message until what it refers to is recorded; `wire` as for `keep`."""
        self.load_waiting([row])
        self._parked.append(row)
        self._payloads[row.payload] = body
        self._keep_wire(row.payload, "in", wire)

    def match(self, party: str, message: str) -> None:
        """Mark a parked message as matched: it no longer waits."""
        self._matched.append((party, message))

    def quarantine(self, row: Quarantined, body: bytes, wire: bytes = b"") -> None:
        """Quarantine a delivery with its bytes; `wire` as for `keep`."""
        self.load_quarantined([row])
        self._newly_quarantined.append(row)
        self._payloads[row.payload] = body
        self._keep_wire(row.payload, "in", wire)

    def settle(self, settled: Settled) -> None:
        """Mark a quarantined delivery as released or discarded."""
        self.load_settled([settled])
        self._settled.append(settled)

    def refuse(self, tag: str, faults: Iterable[Fault]) -> None:
        """Note that a delivery, or a message in it, was refused or quarantined, and why."""
        self._refused.setdefault(tag, []).extend(faults)

    @property
    def refused(self) -> AbstractSet[str]:
        """Tags of the deliveries that were refused or quarantined."""
        return frozenset(self._refused)

    def why_refused(self, tag: str) -> Sequence[Fault]:
        """Why a delivery was refused or quarantined; empty if it was not."""
        return tuple(self._refused.get(tag, ()))

    @property
    def kept(self) -> Sequence[Message]:
        """The messages that this transaction stores, in order."""
        return tuple(self._kept)

    @property
    def payloads(self) -> Mapping[str, bytes]:
        """The bytes that this transaction stores, by hex SHA-256."""
        return MappingProxyType(self._payloads)

    @property
    def encrypted(self) -> Mapping[Key, str]:
        """Hex SHA-256 of the encrypted bytes that this transaction stores, by that of their content and direction."""
        return MappingProxyType(self._encrypted)

    @property
    def promised(self) -> Mapping[str, Outgoing]:
        """The outbox rows that this transaction adds, by id."""
        return MappingProxyType(self._promised)

    @property
    def confirmed(self) -> Sequence[str]:
        """The ids of the outbox rows that are done."""
        return tuple(self._confirmed)

    @property
    def to_sign(self) -> Mapping[str, ToSign]:
        """The messages that this transaction leaves to be signed, by id."""
        return MappingProxyType(self._to_sign)

    @property
    def signed(self) -> Sequence[str]:
        """The ids of the messages that no longer wait for a signature."""
        return tuple(self._signed)

    @property
    def timers(self) -> Mapping[Key, Timer | None]:
        """The timers that this transaction sets, by document and kind; None for a timer that it removes."""
        return MappingProxyType(self._timers)

    @property
    def parked(self) -> Sequence[Parked]:
        return tuple(self._parked)

    @property
    def matched(self) -> Sequence[Key]:
        """Party and message id of the parked messages that no longer wait."""
        return tuple(self._matched)

    @property
    def newly_quarantined(self) -> Sequence[Quarantined]:
        return tuple(self._newly_quarantined)

    @property
    def settled(self) -> Sequence[Settled]:
        return tuple(self._settled)

    def _promise(self, row: Outgoing) -> None:
        self._promised[row.id] = row

    def _keep_wire(self, content: str, direction: Direction, wire: bytes) -> None:
        if wire:
            self._encrypted[content, direction] = digest(wire)
            self._payloads[digest(wire)] = wire
