"""A store that is opened for reading only: nothing writes to it, whatever is tried."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final, get_type_hints
from uuid import uuid4

import pytest
from sqlalchemy import Engine, make_url, text
from unchanged import content_of

from adapters.store import open_store
from adapters.store.store import backend_of
from hub.bootstrap.store import open_to_read
from hub.errors import Code, StoreForbidden, StoreUnavailable
from hub.home.place import Home
from hub.model import Changes
from hub.model.month import month_at
from hub.model.removal import Hold
from hub.ports import Back, Store, StoreReader, Taken
from hub.ports.attempts import Attempts
from hub.ports.timestamps import Timestamp
from hub.testing.rows import brought, moved
from hub.text.urls import to_read

ROOT: Final = Path(__file__).parents[2]
AT: Final = 1_800_000_000_000_000
Write = Callable[[Store, Any], object]


def begun(opened: Any) -> object:
    with opened as unit:
        return unit


def removal_of(document: str) -> Any:
    """Whatever it says: no removal gets as far as being looked at."""
    return Taken(removal=None, pruned=[document])  # type: ignore[arg-type]


def a_hold(document: str) -> Hold:
    return Hold(document=document, number=1, is_held=True, act=str(uuid4()), at=AT)


WRITES: Final[Mapping[tuple[str, str], Write]] = {
    ("transactions", "begin"): lambda s, d: begun(s.transactions.begin()),
    ("outbox", "reassign"): lambda s, d: s.outbox.reassign(["w-1"], "w-2"),
    ("signing", "note"): lambda s, d: s.signing.note({str(uuid4()): Code.DEVICE_GONE}),
    ("signing", "offer"): lambda s, d: s.signing.offer("w-1", [d.party]),
    ("signing", "take"): lambda s, d: s.signing.take([d.party], "w-1", 1),
    ("heartbeats", "record"): lambda s, d: s.heartbeats.record("w-1", AT),
    ("heartbeats", "remove"): lambda s, d: s.heartbeats.remove("w-1"),
    ("attempts", "record"): lambda s, d: s.attempts.record({str(uuid4()): Attempts(1)}, "w-1", AT),
    ("attempts", "forget"): lambda s, d: s.attempts.forget([str(uuid4())]),
    ("log", "seal"): lambda s, d: begun(s.log.seal()),
    ("log", "keep_cosignature"): lambda s, d: s.log.keep_cosignature(1, "example.com/witness", "line"),
    ("log", "keep_timestamp"): lambda s, d: s.log.keep_timestamp(Timestamp(size=1, at=AT, response=b"answer")),
    ("retention", "record"): lambda s, d: s.retention.record(removal_of(d.id), Changes()),
    ("retention", "remove"): lambda s, d: s.retention.remove("removal", [d.id], ((), ()), {}, AT),
    ("retention", "put_back"): lambda s, d: s.retention.put_back(
        Back(document=d.id, transitions=[], payloads={}), "act", AT, Changes()
    ),
    ("retention", "done"): lambda s, d: s.retention.done("removal", AT),
    ("retention", "hold"): lambda s, d: s.retention.hold(a_hold(d.id), Changes()),
}
DIVIDES: Final[Mapping[tuple[str, str], Write]] = {
    ("months", "ensure"): lambda s, d: s.months.ensure(AT + 400 * 86_400_000_000),
    ("months", "shrink"): lambda s, d: s.months.shrink(month_at(d.created_at)),
}
"""SQLite has no months: there they do nothing."""
READ_BESIDE: Final = {
    *{("signing", name) for name in ("parties", "due")},
    *{("attempts", name) for name in ("counts", "has_unfinished")},
    *{("months", name) for name in ("look",)},
    *{("retention", name) for name in ("candidates", "older", "needed", "obstacles", "names", "undone", "back_from")},
}
"""What reads and is no reader's."""


def methods(of: type) -> set[tuple[str, str]]:
    """Every method of every role."""
    roles = get_type_hints(of).items()
    return {(role, name) for role, kind in roles for name in vars_of(kind) if not name.startswith("_")}


def vars_of(kind: Any) -> set[str]:
    return {name for parent in getattr(kind, "__mro__", ()) for name, what in vars(parent).items() if callable(what)}


def test_every_method_that_is_no_readers_is_known_to_write_or_to_read() -> None:
    """A method that a port gets later is tried below, or said to read."""
    assert methods(Store) - methods(StoreReader) == WRITES.keys() | DIVIDES.keys() | READ_BESIDE


@pytest.fixture
def reading(store: Store, store_url: str) -> Iterator[Store]:
    """All roles of the same store, also those that write, over connections that only read."""
    with closing(open_store(to_read(store_url))) as opened:
        yield opened


def test_every_write_is_refused_and_leaves_the_store_as_it_is(
    backend: str, store: Store, reading: Store, raw: Engine
) -> None:
    """HUB-762 comes before anything is asked of the database."""
    document = brought(store, "received")
    before = content_of(raw)
    for name, act in (WRITES if backend == "sqlite" else {**WRITES, **DIVIDES}).items():
        with pytest.raises(StoreForbidden, match="opened for reading only"):
            print(name, act(reading, document))
    assert content_of(raw) == before
    assert reading.documents.find(document.id) == [document]


@pytest.mark.parametrize("statement", ["DELETE FROM document", "CREATE TABLE planted (id INTEGER)", "DROP TABLE claim"])
def test_the_database_refuses_what_gets_past_the_ports(
    store: Store, store_url: str, raw: Engine, statement: str
) -> None:
    """Each connection says that it only reads, so that nobody has to remember it."""
    brought(store)
    before, url = content_of(raw), to_read(store_url)
    engine = backend_of(url).engine(url)
    try:
        with engine.connect() as connection, pytest.raises(StoreUnavailable, match=r"read-?only"):
            connection.execution_options(writes=True).execute(text(statement))
        with engine.connect() as connection, pytest.raises(StoreUnavailable, match=r"read-?only"):
            connection.execute(text(statement))
    finally:
        engine.dispose()
    assert content_of(raw) == before


def test_what_is_written_beside_a_reader_is_seen_at_once(store: Store, reading: Store) -> None:
    """Its connections stay open, and no state is kept."""
    document = brought(store, "received")
    assert reading.documents.find(document.id) == [document]
    with store.transactions.begin() as unit:
        unit.write(moved(document, "sent"))
    assert reading.documents.find(document.id)[0].status == "sent"


@pytest.fixture
def home(tmp_path: Path, store_url: str) -> Home:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "hub.toml").write_text(f'store = "{store_url}"\n', "utf-8")
    return Home(tmp_path / "home")


def test_a_reader_gets_no_role_that_writes(home: Home, store: Store) -> None:
    """Also the roles that it gets are on connections that only read."""
    document = brought(store)
    with closing(open_to_read(home)) as opened:
        assert type(opened) is StoreReader
        assert not {"heartbeats", "attempts", "signing", "months"} & {*dir(opened)}
        assert opened.documents.find(document.id) == [document]
        with pytest.raises(StoreForbidden), opened.transactions.begin():  # type: ignore[attr-defined]
            pass


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_reader_of_a_file_leaves_its_bytes_as_they_are(home: Home, store: Store, tmp_path: Path) -> None:
    """Nothing is carried from the `-wal` into it either."""
    document = brought(store)
    file = tmp_path / "hub.db"
    before = file.read_bytes()
    with closing(open_to_read(home)) as opened:
        assert opened.documents.find(document.id) == [document]
    assert file.read_bytes() == before


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_the_role_that_the_manual_makes_reads_everything_and_writes_nothing(
    home: Home, store: Store, store_url: str, raw: Engine
) -> None:
    """Also what a later release, or the next month, adds."""
    document, role, url = brought(store), f"reader_{uuid4().hex}", make_url(store_url)
    manual = (ROOT / "docs" / "operations.md").read_text("utf-8")
    (said,) = re.findall(r"```sql\n(CREATE ROLE hub_reader .+?)```", manual, re.DOTALL)
    said = re.sub(r"\bDATABASE hub\b", f'DATABASE "{url.database}"', said.replace("hub_reader", role))
    with raw.begin() as connection:
        connection.execute(text(re.sub(r"\bROLE hub\b", f'ROLE "{url.username}"', said)))
    store.months.ensure(AT + 400 * 86_400_000_000)
    reader = url.set(username=role).render_as_string(hide_password=False)
    (home.path / "hub.toml").write_text(f'store = "{store_url}"\n[window]\nstore = "{reader}"\n', "utf-8")
    with closing(open_to_read(Home(home.path))) as opened:
        assert opened.documents.find(document.id) == [document]
        assert opened.documents.trail(document.id) is not None
    with closing(open_store(reader)) as past, pytest.raises(StoreUnavailable), past.transactions.begin() as unit:
        unit.write(moved(document, "sent"))
    with raw.connect() as connection:
        tables = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        may = "SELECT has_table_privilege(:role, :name, :right)"
        rights = {
            (name, right): connection.scalar(text(may), {"role": role, "name": name, "right": right})
            for name in tables
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES")
        }
    assert any(re.fullmatch(r"transition_\d{4}_\d\d", name) for name in tables)
    assert {key for key, given in rights.items() if given} == {(name, "SELECT") for name in tables}
