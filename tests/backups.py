"""Backups of a store, and hubs on what was restored, for tests of what a store forgot."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from rig import Rig
from services import Postgres
from sqlalchemy import make_url

from adapters.store import open_store
from hub.flow.deadlines import DeadlineLine
from hub.model import Books, Document, Message
from hub.model.books import Trails
from hub.ports import Store


class Backups:
    """Copies of one store, each of which may be restored more than once, as another store."""

    def __init__(self, url: str, folder: Path, postgres: Postgres | None) -> None:
        self._url = url
        self._folder = folder
        self._postgres = postgres
        self._names = count(1)
        self._open = ExitStack()

    def take(self, url: str = "") -> Path:
        """Copy a store that is at work, the first unless another is named; as docs/backup.md says."""
        file = self._folder / f"backup-{next(self._names)}"
        if self._postgres is not None:
            self._postgres.dump(url or self._url, file)
            return file
        with closing(sqlite3.connect(_file(url or self._url))) as source, closing(sqlite3.connect(file)) as copy:
            source.backup(copy)
        return file

    def restore(self, backup: Path) -> tuple[Store, str]:
        """A store as it was when the copy was taken, and its URL."""
        if self._postgres is not None:
            url = self._postgres.restore(backup)
        else:
            file = self._folder / f"restored-{next(self._names)}.sqlite"
            file.write_bytes(backup.read_bytes())
            url = f"sqlite:///{file}"
        store = open_store(url)
        self._open.callback(store.close)
        return store, url

    def close(self) -> None:
        self._open.close()


def _file(url: str) -> str:
    return make_url(url).database or ""


@dataclass(frozen=True)
class Sent:
    """One message of the hub's, as it left a store."""

    message: Message
    body: bytes
    about: str
    """What it is about, told without any id of the hub's: whose document, which leg, to whom."""


class Recording(Rig):
    """A hub that remembers what it was given and what it sent."""

    def __init__(self, store: Store, root: Path, **more: Any) -> None:
        super().__init__(store, root, **more)
        self.given: list[tuple[str, str, tuple[bytes, ...]]] = []
        """Kind, owner and bodies of each batch, in order."""
        self.sent: list[Sent] = []
        self.answered: dict[str, str] = {}
        """Digests of its receipts, by their ids."""

    def take_in(self, bodies: Sequence[bytes], portal: str = "national") -> list[Books]:
        self.given.append(("submission", portal, tuple(bodies)))
        return self._noted(super().take_in(bodies, portal))

    def reply(self, *bodies: bytes, party: str = "ping-an") -> list[Books]:
        self.given.append(("reply", party, bodies))
        return self._noted(super().reply(*bodies, party=party))

    def let_time_act(self) -> None:
        """Send what waits, and do what is due by now."""
        self.send()
        self._noted(DeadlineLine("hub", self.worker.catalogue, self.ports).run())

    def look_again(self) -> None:
        """Look at notices that were early."""
        self._noted(self.worker.early_notices.run())

    def again(self, given: tuple[str, str, tuple[bytes, ...]]) -> None:
        """The same batch once more."""
        kind, owner, bodies = given
        if kind == "submission":
            self.take_in(bodies, owner)
        else:
            self.reply(*bodies, party=owner)

    def _noted(self, committed: list[Books]) -> list[Books]:
        for books in committed:
            for message in books.post.kept:
                if message.kind == "receipt" and message.direction == "out":
                    self.answered[message.id] = message.digest
                elif message.direction == "out":
                    document = books.trails.document(message.document or "")
                    body = books.post.payloads[message.digest]
                    about = ":".join((_origin(books.trails, document), message.kind, message.party))
                    self.sent.append(Sent(message, body, f"{about}:{message.round}"))
        return committed


def _origin(trails: Trails, document: Document) -> str:
    """Where a document came from, through those that made it."""
    maker = trails.find(document.sender)
    origin = _origin(trails, maker) if maker else document.sender
    return f"{origin}/{document.sender_ref}"


def drops(given: Sequence[tuple[str, str, tuple[bytes, ...]]]) -> Iterator[tuple[str, str, tuple[bytes, ...]]]:
    """What portals dropped, in order."""
    return (one for one in given if one[0] == "submission")
