"""(e) The bare loop's way back: verify a party's receipts, move the documents, tell the portal, answer the party."""

from collections.abc import Sequence
from uuid import NAMESPACE_URL, uuid5

from lane import Lane, OutgoingMessage
from lxml import etree
from rows import open_engine
from same_rows import Page, Standing, catalogue_number
from settings import HUB, MESSAGES, PARTY, REPLIES, Settings, read_settings
from sqlalchemy import Connection, text
from xml_messages import NAMESPACE, Glass, Pen, load_schema, receipt

STATUS_OF = {"accepted": "P004", "S": "S", "F": "F"}
ANSWERED = text(
    "SELECT m.id AS message, encode(m.digest, 'hex') AS digest, d.id::text AS id, d.sender_ref, d.enterprise, d.status,"
    " d.seq, encode(d.head, 'hex') AS head"
    " FROM message m JOIN document d ON d.id = m.document"
    " WHERE m.id = ANY(CAST(:all AS text[])) AND m.direction = 'out'"
)
KNOWN = text(
    "SELECT id FROM message WHERE (id, party, direction) IN"
    " (SELECT one, :party, 'in' FROM unnest(CAST(:all AS text[])) AS one)"
)


class Opened:
    """A receipt whose signature holds and whose schema is kept."""

    def __init__(self, root: etree._Element, body: bytes) -> None:
        self.body = body
        self.id = at(root, "Header/MessageId")
        self.answers, self.echoed = at(root, "InReplyTo/MessageId"), at(root, "InReplyTo/Digest")
        self.status = STATUS_OF[at(root, "Code")]


class WayBack:
    """Receipts in, transitions, events and signed receipts out, in one transaction a batch."""

    def __init__(self, settings: Settings) -> None:
        self._engine = open_engine(settings.store)
        self._catalogue = catalogue_number(self._engine)
        self._pen, self._glass = Pen(settings.file(HUB, "")), Glass(settings.file(PARTY, ""))
        self._schema = load_schema()

    def step(self, bodies: Sequence[bytes], confirmed: Sequence[str]) -> Sequence[OutgoingMessage]:
        page = Page(self._catalogue)
        receipts = [self._open(body) for body in bodies]
        with self._engine.begin() as connection:
            if receipts:
                self._record(connection, page, receipts)
            page.write(connection, confirmed)
        return page.outgoing

    def _open(self, body: bytes) -> Opened:
        root = self._glass.verify(body)
        self._schema.assertValid(root)
        return Opened(root, body)

    def _record(self, connection: Connection, page: Page, receipts: Sequence[Opened]) -> None:
        known = set(connection.execute(KNOWN, {"party": PARTY, "all": [r.id for r in receipts]}).scalars())
        rows = connection.execute(ANSWERED, {"all": [r.answers for r in receipts]}).all()
        digests = {row.message: row.digest for row in rows}
        documents = {row.message: Standing(*row[2:]) for row in rows}
        for one in receipts:
            if one.id not in known and digests[one.answers] == one.echoed:
                documents[one.answers] = self._apply(page, one, documents[one.answers])

    def _apply(self, page: Page, one: Opened, document: Standing) -> Standing:
        found = page.keep((one.id, "in", "receipt", document.id), one.body, one.answers)
        moved = page.move(document, one.status, ("receipt", one.id, found))
        page.moved[moved.id] = (moved.id, moved.status, moved.seq, moved.head, page.now)
        name = str(uuid5(NAMESPACE_URL, f"{PARTY}:{found}:accepted"))
        signed = self._pen.sign(receipt("TechnicalReceipt", (HUB, PARTY), name, (one.id, found), Code="accepted"))
        page.keep((name, "out", "receipt", document.id), signed, one.id)
        page.promise(f"message:{name}", "message", PARTY, name)
        page.outgoing.append(OutgoingMessage(f"message:{name}", MESSAGES, signed))
        return moved


def at(root: etree._Element, path: str) -> str:
    return root.findtext("/".join(f"{{{NAMESPACE}}}{step}" for step in path.split("/"))) or ""


if __name__ == "__main__":
    given = read_settings()
    Lane(given.amqp, REPLIES, given.batch, WayBack(given).step).run()
