"""(b) The bare loop with the hub's rows: document, deduplication, payloads, chain, outbox; and two events each."""

import hashlib
import json
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from lane import Lane, OutgoingMessage
from rows import Row, Table, open_engine, turned
from settings import HUB, MESSAGES, PARTY, PORTAL, STATUS, SUBMIT, Settings, read_settings
from sqlalchemy import Connection, Engine, text
from uuid6 import uuid7
from xml_messages import Pen, authorization, load_schema

GENESIS = "0" * 64
WORKER = "bare"


def _columns(names: str, **others: str) -> dict[str, str]:
    return {name: others.get(name, "text") for name in names.split()}


PAYLOAD = Table("payload", _columns("digest bytes", digest="hex", bytes="bytea"))
DOCUMENT = Table(
    "document",
    _columns(
        "id type sender sender_ref content payload portal party enterprise enterprise_name"
        " status round seq head created_at updated_at",
        id="uuid",
        **dict.fromkeys(("content", "payload", "head"), "hex"),
        **dict.fromkeys(("round", "seq", "created_at", "updated_at"), "bigint"),
    ),
)
MESSAGE = Table(
    "message",
    _columns(
        "id direction party kind document round digest size answers at catalogue",
        document="uuid",
        digest="hex",
        **dict.fromkeys(("round", "size", "at", "catalogue"), "bigint"),
    ),
)
TRANSITION = Table(
    "transition",
    _columns(
        "document seq track before after cause_kind cause_ref cause_digest detail at catalogue hash",
        document="uuid",
        **dict.fromkeys(("cause_digest", "hash"), "hex"),
        **dict.fromkeys(("seq", "at", "catalogue"), "bigint"),
    ),
)
OUTBOX = Table(
    "outbox",
    _columns("id about destination subject seq owner at", **dict.fromkeys(("seq", "at"), "bigint")),
)
CONFIRMED = OUTBOX.deletion("id")
MOVED = DOCUMENT.update("id", "status", "seq", "head", "updated_at")
ADD_CATALOGUE = text("INSERT INTO catalogue (digest) VALUES ('bare') ON CONFLICT DO NOTHING")
NUMBER = text("SELECT number FROM catalogue WHERE digest = 'bare'")
KNOWN = text(
    "SELECT sender_ref, content FROM document WHERE (sender_ref, sender) IN"
    " (SELECT one, :sender FROM unnest(CAST(:all AS text[])) AS one)"
)


class Standing(NamedTuple):
    """A document where it stands."""

    id: str
    submission: str
    enterprise: str
    status: str | None = None
    seq: int = 0
    head: str = GENESIS


class Page:
    """The rows of one transaction, and what is published after it."""

    def __init__(self, catalogue: int) -> None:
        self._catalogue = catalogue
        self.now = time.time_ns() // 1000
        self.payloads: list[Row] = []
        self.documents: list[Row] = []
        self.moved: dict[str, Row] = {}
        self.messages: list[Row] = []
        self.transitions: list[Row] = []
        self.outbox: list[Row] = []
        self.outgoing: list[OutgoingMessage] = []

    def move(self, document: Standing, after: str, cause: tuple[str, str, str]) -> Standing:
        """The next transition in the document's chain, and the event that tells it."""
        moved = document._replace(status=after, seq=document.seq + 1)
        said = (document.id, moved.seq, "main", document.status, after, *cause, "{}", self.now, self._catalogue)
        moved = moved._replace(head=digest(json.dumps([*said, document.head]).encode()))
        self.transitions.append((*said, moved.head))
        event = f"event:{document.id}:{moved.seq}:{PORTAL}"
        self.promise(event, "event", PORTAL, document.id, moved.seq)
        self.outgoing.append(OutgoingMessage(event, STATUS, render(moved, self.now)))
        return moved

    def keep(self, message: tuple[str, str, str, str], body: bytes, answers: str | None = None) -> str:
        """A message (id, direction, kind, document) with its bytes; returns their digest."""
        id_, direction, kind, document = message
        found = digest(body)
        self.payloads.append((found, body))
        row = (id_, direction, PARTY, kind, document, 1, found, len(body), answers, self.now, self._catalogue)
        self.messages.append(row)
        return found

    def promise(self, id_: str, about: str, destination: str, subject: str, seq: int = 0) -> None:
        self.outbox.append((id_, about, destination, subject, seq, WORKER, self.now))

    def write(self, connection: Connection, confirmed: Sequence[str]) -> None:
        PAYLOAD.insert(connection, self.payloads)
        DOCUMENT.insert(connection, self.documents)
        if self.moved:
            rows = turned(("id", "status", "seq", "head", "updated_at"), list(self.moved.values()))
            connection.execute(MOVED, rows)
        MESSAGE.insert(connection, self.messages)
        TRANSITION.insert(connection, self.transitions)
        if confirmed:
            connection.execute(CONFIRMED, {"all": list(confirmed)})
        OUTBOX.insert(connection, self.outbox)


def catalogue_number(engine: Engine) -> int:
    with engine.begin() as connection:
        connection.execute(ADD_CATALOGUE)
        return int(connection.execute(NUMBER).scalar_one())


class SameRows:
    """The forward path with every row that the hub writes, in one transaction a batch."""

    def __init__(self, settings: Settings) -> None:
        self._engine = open_engine(settings.store)
        self._catalogue = catalogue_number(self._engine)
        self._pen = Pen(settings.file(HUB, ""))
        self._schema = load_schema()
        self._sent: dict[str, tuple[Standing, str]] = {}
        """Documents and their messages' digests, by outbox id, until the message is confirmed."""

    def step(self, bodies: Sequence[bytes], confirmed: Sequence[str]) -> Sequence[OutgoingMessage]:
        page = Page(self._catalogue)
        forms = {form["id"]: (form, body) for body in bodies for form in (json.loads(body),)}
        with self._engine.begin() as connection:
            for id_ in confirmed:
                self._confirm(page, id_)
            known = self._known(connection, list(forms))
            for form, body in forms.values():
                if form["id"] not in known:
                    self._accept(page, form, body)
            page.write(connection, confirmed)
        return page.outgoing

    def _known(self, connection: Connection, ids: Sequence[str]) -> set[str]:
        if not ids:
            return set()
        return {row.sender_ref for row in connection.execute(KNOWN, {"sender": PORTAL, "all": ids})}

    def _accept(self, page: Page, form: dict[str, Any], body: bytes) -> None:
        message_id, document = str(uuid7()), Standing(str(uuid7()), form["id"], form["enterprise"]["uscc"])
        root = authorization(form, message_id, document.id)
        self._schema.assertValid(root)
        signed = self._pen.sign(root)
        dropped, content = digest(body), digest(json.dumps(form, sort_keys=True).encode())
        page.payloads.append((dropped, body))
        document = page.move(document, "P001", ("document", form["id"], dropped))
        name = (PORTAL, form["id"], content, dropped, PORTAL, PARTY, document.enterprise, form["enterprise"]["name"])
        standing = (document.status, 1, document.seq, document.head, page.now, page.now)
        page.documents.append((document.id, form["type"], *name, *standing))
        found = page.keep((message_id, "out", "business", document.id), signed)
        page.promise(promised := f"message:{message_id}", "message", PARTY, message_id)
        page.outgoing.append(OutgoingMessage(promised, MESSAGES, signed))
        self._sent[promised] = (document, found)

    def _confirm(self, page: Page, id_: str) -> None:
        if (sent := self._sent.pop(id_, None)) is not None:
            document, found = sent
            moved = page.move(document, "P002", ("confirm", id_.removeprefix("message:"), found))
            page.moved[moved.id] = (moved.id, moved.status, moved.seq, moved.head, page.now)


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def render(document: Standing, at: int) -> bytes:
    """A CloudEvent with the fields that the hub's has."""
    time_ = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at // 1_000_000))
    event = {
        "specversion": "1.0",
        "id": f"{document.id}:{document.seq}",
        "source": f"/hubs/{HUB}",
        "type": "single-window-hub.status.v1",
        "subject": document.id,
        "time": time_,
        "datacontenttype": "application/json",
        "sequence": f"{document.seq:06d}",
        "data": {
            "document": document.id,
            "type": "credit-authorization",
            "submission": document.submission,
            "party": PARTY,
            "enterprise": document.enterprise,
            "sequence": document.seq,
            "status": document.status,
            "label_zh": "发送成功",
            "label_en": "sent",
            "final": False,
            "at": time_,
            "returned": {},
            "faults": [],
        },
    }
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


if __name__ == "__main__":
    given = read_settings()
    Lane(given.amqp, SUBMIT, given.batch, SameRows(given).step).run()
