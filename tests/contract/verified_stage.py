"""A store with its log, for tests that change it past the hub."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from past_the_hub import PastTheHub
from sqlalchemy.exc import DBAPIError
from verifying import findings_in

from adapters.notes import NoteSigner, load_note_signer, make_note_key
from adapters.store import open_store
from hub.errors import Code, HubError
from hub.flow.past import Known
from hub.flow.sealing import SealingLine
from hub.model import Cause, Message, digest
from hub.model.identity import document_id, message_id
from hub.model.moments import SECOND
from hub.model.record_number import record_numbers
from hub.operate.audit.finding import Finding
from hub.operate.audit.verified import Verified
from hub.ports import Store
from hub.testing.rows import a_claim, a_document, a_message, empty_books, now, write


@dataclass
class Stage:
    """A store with its log, and the database as somebody with all rights sees it."""

    store: Store
    past: PastTheHub
    signer: NoteSigner

    def found(self, before: Verified | None = None, *kept: Known) -> list[Finding]:
        """All that a verification finds."""
        return findings_in(self.store, None, self.signer, before, kept)

    def codes(self) -> set[Code]:
        return {finding.code for finding in self.found()}

    def tell(self, statement: str, **values: Any) -> int:
        return self.past.tell(statement, **values)

    def rows(self, table: str) -> list[dict[str, Any]]:
        return self.past.rows(table)

    def put(self, table: str, old: Mapping[str, Any], column: str, value: Any) -> bool:
        return self.past.put(table, old, column, value)


class Later:
    """A clock that is 100 seconds later at each look."""

    def __init__(self) -> None:
        self._seconds = count(2_000_000_000, 100)

    def now(self) -> int:
        return next(self._seconds) * SECOND


_later = Later()


def seal(store: Store, signer: NoteSigner) -> None:
    seconds = iter(range(0, 10**9, 100))
    line = SealingLine(store.log, signer, _later, lambda: next(seconds))
    while line.run() is not None:
        pass


def bring(store: Store, number: int) -> str:
    """A submission that was sent and accepted, with an amount."""
    books, at, form = empty_books(), now(), f'{{"n": {number}}}'.encode()
    id_ = document_id("hub", "portal-a", f"ref-{number}", digest(form), at)
    made = a_document(id=id_, sender_ref=f"ref-{number}", content=digest(form), payload=digest(form))
    document = replace(made, record=next(record_numbers(id_, made.created_at)))
    books.post.keep_payload(digest(form), form)
    books.trails.open(replace(document, submitted_at=at))
    books.trails.append(id_, "P001", Cause("document", f"ref-{number}", digest(form)), {"理由": ["一", number]})
    sent = f"<sent>{number}</sent>".encode()
    message: Message = a_message(sent, id=message_id(document, "business", "A", "insurer-a"), document=id_)
    books.post.keep(message, sent)
    books.trails.append(id_, "P002", Cause("confirm", message.id, message.digest))
    reply = f"<reply>{number}</reply>".encode()
    answer = a_message(reply, id=f"r-{number}", document=id_, direction="in", kind="receipt", answers=message.id)
    books.post.keep(answer, reply)
    books.trails.append(id_, "S", Cause("receipt", answer.id, answer.digest))
    books.claims.put(a_claim(document, f"account-{number}", "amount", amount=Decimal("12.50")))
    write(store, books.changes())
    return id_


@contextmanager
def a_stage(store_url: str, tmp_path: Path) -> Iterator[Stage]:
    """Six documents that are sealed, under two checkpoints, and one that waits."""
    make_note_key(tmp_path / "key.pem")
    signer, past = load_note_signer(tmp_path / "key.pem", "hub/audit"), PastTheHub(store_url)
    with closing(open_store(store_url)) as store:
        for number in range(6):
            bring(store, number)
            if number in (3, 5):
                seal(store, signer)
        bring(store, 6)
        yield Stage(store, past, signer)
    past.close()


def is_found(stage: Stage) -> bool:
    """Also where the store cannot be read any more."""
    try:
        return stage.found() != []
    except (HubError, DBAPIError):
        return True
