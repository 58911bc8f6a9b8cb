"""Documents of past months, a store with its log, and archives of it."""

import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from adapters.notes import NoteSigner, load_note_signer, make_note_key
from adapters.parquet import ParquetArchives
from adapters.parquet.files import ParquetWriter
from adapters.store import open_store, retention, returning
from hub.flow.acting import Acting
from hub.flow.log_tiles import root_of
from hub.flow.sealing import append_next
from hub.model import Books, Cause, Changes, Document, Message, Operator, OperatorAct, digest
from hub.model.checkpoint import Checkpoint, Note
from hub.model.identity import document_id
from hub.model.moments import microseconds
from hub.model.month import Month
from hub.model.record_number import record_numbers
from hub.model.removal import Hold
from hub.operate.audit.finding import Finding
from hub.operate.audit.parts import PartCheck
from hub.operate.audit.verified import Verified
from hub.operate.audit.verify import Means, Verification
from hub.operate.retention.archiving import Archiving
from hub.operate.retention.closed import Closing, Kept
from hub.operate.retention.steps import ArchiveStep
from hub.operate.retention.unarchiving import Unarchiving
from hub.ports import Sealed, Store
from hub.testing.rows import a_document, a_message, now, trail_of, write

ORIGIN = "hub/audit"
ENDS = (("accepted", "refused"), ())
BEFORE = Month(2024, 11)


class Time:
    """It is 2024-11-30."""

    def now(self) -> int:
        return microseconds(datetime(2024, 11, 30, tzinfo=UTC))


def acting(id_: str = "act-1", verb: Any = "archive") -> Acting:
    """What operator anna does."""
    who = (Operator(user="anna"),)
    return Acting(OperatorAct(id=id_, verb=verb, about="2024-11", reason="five years", operators=who, at=now()))


@dataclass(frozen=True)
class Ended:
    """A document at its end, with its messages and bytes."""

    document: Document
    sent: Message
    received: Message
    bodies: dict[str, bytes]


def ended(
    ref: str, *, month: int = 10, status: str = "accepted", shared: bytes | None = None, **given: Any
) -> tuple[Books, Ended]:
    """A document of a month of 2024 that came, was sent and answered; `shared`: its submission's bytes."""
    said_at = microseconds(datetime(2024, month, 15, tzinfo=UTC))
    body = shared or f"submission {ref}".encode()
    content = digest(f"content {ref}".encode())
    id_ = document_id("hub", str(given.get("sender", "portal-a")), ref, content, said_at)
    books = Books(now(), digest(b"catalogue"), "worker-1")
    books.post.keep_payload(digest(body), body)
    created = now()
    own: dict[str, Any] = {
        "id": id_,
        "sender_ref": ref,
        "content": content,
        "payload": digest(body),
        "form": digest(body),
    }
    own |= {"submitted_at": said_at, "created_at": created, "record": next(iter(record_numbers(id_, created)))}
    books.trails.open(a_document(**(own | given)))
    message, answer = f"<message>{ref}</message>".encode(), f"<answer>{ref}</answer>".encode()
    sent = a_message(message, id=f"m-{ref}", document=id_)
    received = a_message(answer, id=f"r-{ref}", direction="in", kind="receipt", answers=sent.id, document=id_)
    books.trails.append(id_, "received", Cause("document", ref, digest(body)), {"原因": ["一", "b"]})
    books.post.keep(sent, message)
    books.trails.append(id_, "sent", Cause("confirm", sent.id, sent.digest))
    books.post.keep(received, answer)
    books.trails.append(id_, status, Cause("receipt", received.id, received.digest))
    bodies = {digest(one): one for one in (body, message, answer)}
    return books, Ended(books.trails.document(id_), sent, received, bodies)


def late(document: Document, ref: str, **sent_for: Any) -> Books:
    """A receipt that comes late and moves nothing."""
    books = Books(now(), digest(b"catalogue"), "worker-1")
    books.trails.load([document])
    body = f"<late>{ref}</late>".encode()
    message = a_message(body, id=f"l-{ref}", direction="in", kind="receipt", document=document.id, **sent_for)
    books.post.keep(message, body)
    cause = Cause("receipt", message.id, message.digest)
    books.trails.append(document.id, document.status, cause, {"observed": "late"})
    return books


@dataclass
class Shelf:
    """A store with its log's key, and a folder for archives."""

    store: Store
    folder: Path
    verified: Verified | None = None

    @property
    def signer(self) -> NoteSigner:
        """Made at first."""
        if not (key := self.folder / "key.pem").exists():
            make_note_key(key)
        return load_note_signer(key, ORIGIN)

    @property
    def files(self) -> ParquetArchives:
        return ParquetArchives(self.folder / "archive")

    def put(self, *refs: str, **given: Any) -> list[Ended]:
        """Documents that are recorded and sealed."""
        made = [ended(ref, **given) for ref in refs]
        write(self.store, *(books.changes() for books, _ in made))
        self.seal()
        return [one for _, one in made]

    def seal(self) -> Sealed:
        with self.store.log.seal() as unit:
            assert unit is not None
            size, _ = append_next(unit)
            newest = unit.sealed()
            if newest is not None and newest.size == size:
                return newest
            root = root_of(unit, size)
            text = Checkpoint(ORIGIN, size, root).text()
            note = str(Note(text, [self.signer.sign(text)]))
            unit.add_checkpoint(sealed := Sealed(size=size, root=root, at=1, note=note))
        return sealed

    def archiving(self, **given: Any) -> Archiving:
        closing = Closing(self.store.retention, ENDS)
        means: dict[str, Any] = {"store": self.store, "files": self.files, "signer": self.signer, "clock": Time()}
        return Archiving(**means, closing=closing, **given)

    def archive(self, id_: str = "act-1", **given: Any) -> list[ArchiveStep]:
        return list(self.archiving(**given).run(BEFORE, acting(id_)))

    def unarchiving(self) -> Unarchiving:
        return Unarchiving(self.store, self.files, self.signer, Time())

    def hold(self, document: Document, number: int = 1, *, is_held: bool = True) -> None:
        hold = Hold(document=document.id, number=number, is_held=is_held, act=f"hold-{number}", at=now())
        self.store.retention.hold(hold, Changes())

    def findings(self, *, keep_going: bool = False, signer: NoteSigner | None = None) -> list[Finding]:
        """All that a verification finds; `keep_going`: of what is new since the last one."""
        check = PartCheck(self.store.auditing, "hub", 50)
        with TemporaryDirectory() as folder:
            means = Means(
                check=check,
                each=partial(map, check),
                signer=signer or self.signer,
                folder=Path(folder),
                keep=partial(setattr, self, "verified"),
            )
            before = self.verified if keep_going else None
            return [step for step in Verification(means, before).run() if isinstance(step, Finding)]


def why(steps: Sequence[ArchiveStep]) -> dict[str, tuple[str, ...]]:
    """What stays, and why: by the sender's id."""
    return {one.document.sender_ref: tuple(one.why) for one in steps if isinstance(one, Kept)}


def archive_up_to(shelf: Shelf, step: type) -> None:
    """Archive up to this step, as if the run had been cut off there."""
    for one in shelf.archiving().run(BEFORE, acting()):
        if isinstance(one, step):
            return


def is_whole(shelf: Shelf, one: Ended) -> bool:
    """Whether the store has a document with all its rows and bytes."""
    bodies = {name: shelf.store.archive.payload(name) for name in one.bodies}
    return len(trail_of(shelf.store, one.document).transitions) == 3 and bodies == one.bodies


def is_archived(shelf: Shelf, one: Ended) -> bool:
    """Whether an archive has all of it."""
    parts = [part for name in shelf.files.names() for part in shelf.files.parts(name)]
    rows = [row for part in parts for row in part.transitions if row.document == one.document.id]
    bodies = {name: body for part in parts for name, body in part.payloads}
    return [row.after for row in rows] == ["received", "sent", "accepted"] and one.bodies.items() <= bodies.items()


def _end(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def end_within(name: str) -> None:
    """Let this process end when `record` or `remove` has written everything, and nothing is committed."""
    write_all = vars(retention)[name]

    def write_and_end(*given: Any) -> None:
        write_all(*given)
        _end()

    vars(retention)[name] = write_and_end


def archive_until(url: str, folder: str, step: str) -> None:
    """Archive, and end this process by SIGKILL after this number of steps; -1: before an archive gets its name.

    Or within the transaction that has this name.
    """
    shelf = Shelf(open_store(url), Path(folder))
    if step == "-1":
        ParquetWriter.finish = _end  # type: ignore[method-assign, assignment]  # this process ends there
    elif step.isalpha():
        end_within(step)
    for number, _ in enumerate(shelf.archiving(largest=2).run(BEFORE, acting())):
        if str(number) == step:
            _end()


def unarchive_until(url: str, folder: str, step: str) -> None:
    """Bring all back that is archived, and end this process after this document; -2: within a transaction."""
    shelf = Shelf(open_store(url), Path(folder))
    if step == "-2":
        vars(returning)["keep_bytes"] = _end
    with shelf.store.auditing.read() as reader:
        documents = [one.document for removal in reader.removals() for one in reader.taken(removal.id).archived]
    for number, _ in enumerate(shelf.unarchiving().run(documents, acting("back-1", "unarchive"))):
        if number == int(step):
            _end()
