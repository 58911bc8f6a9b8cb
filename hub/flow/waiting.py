"""Parked receipts: a receipt that came before its message acts in the transaction that writes the message."""

from collections.abc import Collection
from functools import partial

from hub.catalogue import Route
from hub.effects.quarantine import quarantine
from hub.effects.work import Means, Work
from hub.errors import Rejected
from hub.flow.batch import Unusable, attempt
from hub.flow.course import decide
from hub.flow.opening import open_delivery
from hub.loading.load_bearers import load_bearers
from hub.loading.load_settled import load_settled
from hub.model import Message, Parked
from hub.ports import Delivery, Ports, Unit
from hub.reading.numbers import BusinessNumber, numbers_of
from hub.reading.open_message import Opened
from hub.stages.follow import follow

Key = tuple[str, str]
"""A party, and the name in its receipt: a message of the hub, or a document if the envelope names no message."""


class Waiting:
    """The parked receipts of one transaction. A restored store may lack messages whose answers are still to come."""

    def __init__(self, unit: Unit, means: Means, ports: Ports) -> None:
        self._unit = unit
        self._means = means
        self._ports = ports
        self._looked_for: set[Key] = set()
        self._found: dict[Key, list[tuple[Parked, Opened | Unusable]]] = {}
        self._seen = 0

    def look_for(self, keys: Collection[Key]) -> None:
        """Read and open the parked receipts for these keys, in one query."""
        new = sorted(set(keys) - self._looked_for)
        self._looked_for.update(new)
        for row, body in self._unit.parked(new) if new else ():
            delivery = Delivery(owner=row.party, tag="", body=body, taken_at=row.at)
            found = attempt(partial(self._open, row.message), delivery)
            self._found.setdefault((row.party, row.answers), []).append((row, found))

    def look_for_answers(self, messages: Collection[Message]) -> None:
        """Read and open the parked receipts for these messages of the hub."""
        self.look_for([key for message in messages for key in self._keys(message)])

    def has_found(self) -> bool:
        """Whether a parked receipt was found that is not matched yet."""
        return bool(self._found)

    def has_answer(self, message: Message) -> bool:
        """Whether a parked receipt for this message was found that is not matched yet."""
        return any(key in self._found for key in self._keys(message))

    def numbers(self, key: Key, route: Route) -> list[BusinessNumber]:
        """The business numbers that parked receipts give to a document. Their keys are locked with the document."""
        found = (one for _, one in self._found.get(key, ()) if isinstance(one, Opened))
        return [number for one in found for number in numbers_of(one, route)]

    def match(self, work: Work) -> None:
        """Apply receipts to messages written since the last call, then to messages that follow from them, and so on."""
        while messages := self._written(work):
            self.look_for_answers(messages)
            for message in messages:
                for key in self._keys(message):
                    for row, opened in self._found.pop(key, ()):
                        self._match(work, message, row, opened)
            follow(work)

    def _open(self, name: str, delivery: Delivery) -> Opened:
        """The message with this id in a delivery, which may hold several messages."""
        return open_delivery(self._means, self._ports, delivery).part(name)

    def _written(self, work: Work) -> list[Message]:
        """New messages of the hub that may be answered, without receipts: a receipt for a receipt changes nothing."""
        new = work.books.post.kept[self._seen :]
        self._seen += len(new)
        return [message for message in new if message.direction == "out" and message.kind != "receipt"]

    def _keys(self, message: Message) -> list[Key]:
        by_document = message.kind == "business" and self._means.catalogue.is_enveloped(message.party)
        names = [message.id, message.document] if by_document else [message.id]
        return [(message.party, name) for name in names if name]

    def _match(self, work: Work, message: Message, row: Parked, opened: Opened | Unusable) -> None:
        """Apply one receipt. An unusable receipt is quarantined and does not stop the transaction."""
        try:
            if isinstance(opened, Unusable):
                raise opened.refusal
            self._prepare(work, message, row, opened)
            if decide(work, opened).waits:
                return
        except Rejected as refusal:
            cause = opened.cause if isinstance(opened, Unusable) else ""
            load_settled(self._unit, work.books, [opened.delivery])
            quarantine(work.books, opened.delivery, refusal, cause=cause, document=message.document)
        work.books.post.match(row.party, row.message)

    def _prepare(self, work: Work, message: Message, row: Parked, opened: Opened) -> None:
        """Load the receipt's own time, the message it answers, and the bearers of the numbers that it brings."""
        books = work.books
        books.trails.load_said_at({opened.digest: opened.said_at})
        if opened.echoed is None:
            books.post.name(message, row.answers)  # the receipt may name the document
        if message.document is not None and message.kind == "business":
            route = work.route(books.trails.document(message.document))
            load_bearers(self._unit, books, work.catalogue, numbers_of(opened, route, message.round))
