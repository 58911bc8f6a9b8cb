"""Receipts that were here before what they answer act in the transaction that writes what they answer."""

from collections.abc import Collection

from hub.errors import Rejected
from hub.model import Ledger, Message, Parked
from hub.ports import Delivery, Ports, Unit
from hub.stages.follow import follow
from hub.stages.match_parked import match_parked
from hub.stages.open_message import open_message
from hub.stages.quarantine import quarantine
from hub.stages.write_message import Means
from hub.xml.times import today_in_shanghai

Key = tuple[str, str]
"""A party, and what its receipt names: a message of ours, or a document where an envelope tells no more."""


class Waiting:
    """What waits, in one transaction. A store that was restored forgot messages whose answers are yet to come."""

    def __init__(self, unit: Unit, means: Means, ports: Ports) -> None:
        self._unit = unit
        self._means = means
        self._ports = ports
        self._looked_for: set[Key] = set()
        self._found: dict[Key, list[tuple[Parked, bytes]]] = {}
        self._seen = 0

    def look_for(self, keys: Collection[Key]) -> None:
        """Read what waits for these, all in one query."""
        new = sorted(set(keys) - self._looked_for)
        self._looked_for.update(new)
        for row, body in self._unit.parked(new) if new else ():
            self._found.setdefault((row.party, row.answers), []).append((row, body))

    def match(self, ledger: Ledger) -> None:
        """Let receipts act on what was written since the last look, and on what follows from that in turn."""
        while messages := self._written(ledger):
            self.look_for([key for message in messages for key in self._keys(message)])
            for message in messages:
                for key in self._keys(message):
                    for row, body in self._found.pop(key, ()):
                        self._match(ledger, message, row, body)
            follow(ledger, self._means)

    def _written(self, ledger: Ledger) -> list[Message]:
        """Messages of ours that may be answered; a receipt for a receipt changes nothing."""
        new = ledger.changes.messages[self._seen :]
        self._seen += len(new)
        return [message for message in new if message.direction == "out" and message.kind != "receipt"]

    def _keys(self, message: Message) -> list[Key]:
        by_document = message.kind == "business" and self._means.catalogue.is_enveloped(message.party)
        names = [message.id, message.document] if by_document else [message.id]
        return [(message.party, name) for name in names if name]

    def _match(self, ledger: Ledger, message: Message, row: Parked, body: bytes) -> None:
        """One receipt; what cannot be used is kept apart, for it is nobody's fault here."""
        delivery = Delivery(owner=message.party, tag="", body=body, taken_at=row.at)
        today = today_in_shanghai(self._ports.clock.now())
        try:
            opened = open_message(
                delivery, self._means.catalogue, self._ports.verifier, self._means.hub_id, self._ports.clock_skew
            )
            ledger.said_at[opened.digest] = opened.said_at
            if opened.echoed is None:
                ledger.sent[row.answers] = message  # it may name the document
            match_parked(ledger, self._means.catalogue, message, opened, today)
        except Rejected as refusal:
            quarantine(ledger, delivery, refusal, document=message.document)
            ledger.changes.matched.append((row.party, row.message))
