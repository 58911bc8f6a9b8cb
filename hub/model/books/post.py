"""What came, what goes out, what waits and what was kept apart."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from types import MappingProxyType

from hub.model.books.ticker import Ticker
from hub.model.message import Message, Parked, Quarantined, Settled
from hub.model.outgoing import Outgoing
from hub.model.timer import Timer

Key = tuple[str, str]
"""A party and a message's id, or a document and a timer's kind."""


class Post:
    """The messages, outbox rows, timers and kept deliveries of a transaction."""

    def __init__(self, time: Ticker, worker: str) -> None:
        self._time = time
        self._worker = worker
        self._sent: dict[str, Message] = {}
        self._received: dict[Key, Message] = {}
        self._waiting: dict[Key, Parked] = {}
        self._quarantined: dict[str, Quarantined] = {}
        self._kept: list[Message] = []
        self._payloads: dict[str, bytes] = {}
        self._promised: dict[str, Outgoing] = {}
        self._confirmed: list[str] = []
        self._timers: dict[Key, Timer | None] = {}
        self._parked: list[Parked] = []
        self._matched: list[Key] = []
        self._newly_quarantined: list[Quarantined] = []
        self._settled: list[Settled] = []
        self._refused: set[str] = set()

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

    # ---- what is known -----------------------------------------------------------------------

    def sent(self, id_: str | None) -> Message | None:
        """Our own message of this id, or the one that goes by this name."""
        return self._sent.get(id_ or "")

    def name(self, message: Message, name: str) -> None:
        """Let a message of ours go by another name too: an envelope may tell no more than its document."""
        self._sent[name] = message

    def documents_of_sent(self, kind: str | None = None) -> list[str]:
        """The ids of the documents that our loaded messages are about, in order."""
        messages = (m for m in self._sent.values() if kind in (None, m.kind))
        return sorted({message.document for message in messages if message.document})

    def received(self, party: str, id_: str) -> Message | None:
        return self._received.get((party, id_))

    def waiting(self, party: str, id_: str) -> Parked | None:
        """The parked message of a party, by its own id."""
        return self._waiting.get((party, id_))

    def quarantined(self, id_: str) -> Quarantined | None:
        return self._quarantined.get(id_)

    # ---- what is written ---------------------------------------------------------------------

    def keep(self, message: Message, body: bytes) -> None:
        """Store a message with its exact bytes."""
        self.load([message])
        self._kept.append(message)
        self._payloads[message.digest] = body

    def keep_payload(self, digest: str, body: bytes) -> None:
        """Store bytes under their hex SHA-256, once."""
        self._payloads[digest] = body

    def promise_message(self, message: str, party: str) -> None:
        """Send a stored message once the transaction is committed; sending it again repeats the same id and bytes."""
        self._promise(Outgoing.message(message, party, owner=self._worker, at=self._time.tick()))

    def promise_event(self, document: str, seq: int, portal: str) -> None:
        """Tell a portal of a transition; promising it again tells it again, under the same id."""
        self._promise(Outgoing.event(document, seq, portal, owner=self._worker, at=self._time.tick()))

    def promise_refusal(self, row: Quarantined) -> None:
        """Tell the owner of a quarantined delivery why."""
        self._promise(Outgoing.refusal(row, owner=self._worker, at=self._time.tick()))

    def confirm(self, outgoing: str) -> None:
        """An outbox row is done."""
        self._confirmed.append(outgoing)

    def set_timer(self, timer: Timer) -> None:
        """Let the clock act when its time has come."""
        self._timers[timer.document, timer.kind] = timer

    def drop_timer(self, document: str, kind: str) -> None:
        self._timers[document, kind] = None

    def park(self, row: Parked, body: bytes) -> None:
        """Keep a message of a party until what it is about is there."""
        self.load_waiting([row])
        self._parked.append(row)
        self._payloads[row.payload] = body

    def match(self, party: str, message: str) -> None:
        """A parked message waits no longer."""
        self._matched.append((party, message))

    def quarantine(self, row: Quarantined, body: bytes) -> None:
        """Put a delivery into quarantine with its bytes."""
        self.load_quarantined([row])
        self._newly_quarantined.append(row)
        self._payloads[row.payload] = body

    def settle(self, settled: Settled) -> None:
        """Mark a quarantined delivery as released or discarded."""
        self._settled.append(settled)

    def refuse(self, tag: str) -> None:
        """Note that a delivery was refused or quarantined."""
        self._refused.add(tag)

    @property
    def refused(self) -> AbstractSet[str]:
        """Tags of the deliveries that were refused or quarantined."""
        return frozenset(self._refused)

    @property
    def kept(self) -> Sequence[Message]:
        """The messages that this transaction stores, in order."""
        return tuple(self._kept)

    @property
    def payloads(self) -> Mapping[str, bytes]:
        """The bytes that this transaction stores, by their hex SHA-256."""
        return MappingProxyType(self._payloads)

    @property
    def promised(self) -> Mapping[str, Outgoing]:
        """The outbox rows that this transaction adds, by their ids."""
        return MappingProxyType(self._promised)

    @property
    def confirmed(self) -> Sequence[str]:
        """The ids of the outbox rows that are done."""
        return tuple(self._confirmed)

    @property
    def timers(self) -> Mapping[Key, Timer | None]:
        """The timers that this transaction sets, by document and kind; None for one that it drops."""
        return MappingProxyType(self._timers)

    @property
    def parked(self) -> Sequence[Parked]:
        return tuple(self._parked)

    @property
    def matched(self) -> Sequence[Key]:
        """Party and message id of the parked messages that wait no longer."""
        return tuple(self._matched)

    @property
    def newly_quarantined(self) -> Sequence[Quarantined]:
        return tuple(self._newly_quarantined)

    @property
    def settled(self) -> Sequence[Settled]:
        return tuple(self._settled)

    def _promise(self, row: Outgoing) -> None:
        self._promised[row.id] = row
