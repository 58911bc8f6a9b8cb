"""(a) The bare loop: only what cannot be left out of getting a submission, signed and recorded, to a party."""

import json
import time
from collections.abc import Sequence

from lane import Lane, OutgoingMessage
from rows import Table, open_engine
from settings import HUB, MESSAGES, SUBMIT, Settings, read_settings
from sqlalchemy import text
from uuid6 import uuid7
from xml_messages import Pen, authorization, load_schema

MESSAGE = Table("message", {"id": "text", "document": "text", "party": "text", "body": "bytea", "at": "bigint"})
TRANSITION = Table(
    "transition", {"document": "text", "seq": "bigint", "status": "text", "cause": "text", "at": "bigint"}
)
TABLES = (
    "CREATE TABLE message (id text PRIMARY KEY, document text NOT NULL, party text NOT NULL, body bytea NOT NULL,"
    " at bigint NOT NULL)",
    "CREATE TABLE transition (document text, seq bigint, status text NOT NULL, cause text NOT NULL,"
    " at bigint NOT NULL, PRIMARY KEY (document, seq))",
)
"""Leaner than the hub's: bytes beside the message, no references, no guards."""


class Floor:
    """Consume, parse, build, validate, sign, insert, publish, record the confirm."""

    def __init__(self, settings: Settings) -> None:
        self._engine = open_engine(settings.store)
        self._pen = Pen(settings.file(HUB, ""))
        self._schema = load_schema()
        self._document_of: dict[str, str] = {}
        with self._engine.begin() as connection:
            for table in TABLES:
                connection.execute(text(table))

    def step(self, bodies: Sequence[bytes], confirmed: Sequence[str]) -> Sequence[OutgoingMessage]:
        now = time.time_ns() // 1000
        moves = [(self._document_of.pop(id_), 2, "P002", id_, now) for id_ in confirmed]
        outgoing, messages = [], []
        for body in bodies:
            form = json.loads(body)
            message_id, document_id = str(uuid7()), str(uuid7())
            root = authorization(form, message_id, document_id)
            self._schema.assertValid(root)
            signed = self._pen.sign(root)
            messages.append((message_id, document_id, form["party"], signed, now))
            moves.append((document_id, 1, "P001", form["id"], now))
            self._document_of[message_id] = document_id
            outgoing.append(OutgoingMessage(message_id, MESSAGES, signed))
        with self._engine.begin() as connection:
            MESSAGE.insert(connection, messages)
            TRANSITION.insert(connection, moves)
        return outgoing


if __name__ == "__main__":
    given = read_settings()
    Lane(given.amqp, SUBMIT, given.batch, Floor(given).step).run()
