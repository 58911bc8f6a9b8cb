"""Carrying a store of an older release over to compact rows: nothing is lost, whatever happens on the way."""

import random
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

import pytest
from older_stores import carry_until_killed, older_store, write_as_before
from sqlalchemy import Connection, text
from store_cases import plain_engine

from adapters.store import open_store, upgrade
from adapters.store.compact import ahead
from adapters.store.schema import upgrade as carry
from hub.errors import Code, OperatorError, StoreNotReady
from hub.model import Cause, Changes, Document, Reference, Timer, Transition, digest
from hub.ports import Filter, Store
from hub.testing.rows import (
    a_claim,
    a_message,
    a_message_to_sign,
    a_parked,
    a_quarantined,
    a_resource,
    an_outgoing,
    brought,
    opened,
)


def whole_story() -> tuple[list[Changes], list[Document]]:
    """Rows of every kind, and their documents."""
    many, documents = [], []
    for number in range(3):
        books, document = opened("received", "sent", "accepted", form=digest(b"submission"))
        books.trails.append(document.id, "accepted", Cause("operator", "why", digest(b"why")), track="other")
        document = books.trails.document(document.id)
        body = b"<a>%d</a>" % number
        message = a_message(body, document=document.id, catalogue=digest(b"catalogue %d" % number))
        books.post.keep(message, body, b"encrypted %d" % number)
        books.names.refer(Reference(document.id, "policy-no", f"PZ-{number}"))
        quarantined, parked, waiting = a_quarantined(body), a_parked(body), a_message_to_sign(document=document.id)
        claim, outgoing = a_claim(document, "quota", f"k-{number}"), an_outgoing("event", document.id, seq=2)
        many += [
            books.changes(),
            Changes(
                resources={"quota": a_resource("quota")},
                claims={(claim.document, claim.resource, claim.key): claim},
                timers={(document.id, "answer"): Timer(document=document.id, kind="answer", due=7, tries=0)},
                promised={outgoing.id: outgoing},
                to_sign={waiting.id: waiting},
                parked=[parked],
                quarantined=[quarantined],
            ),
        ]
        documents.append(document)
    later = replace(documents[0], again_of=documents[1].id)
    many[0].created[later.id] = documents[0] = later
    return many, documents


def everything(store: Store) -> dict[str, Any]:
    """All that the model reads of a store, to compare."""
    documents = store.documents.log(Filter(limit=10**6))
    with store.transactions.snapshot() as unit:
        ids = sorted(document.id for document in documents)
        messages = store.archive.messages(10**6)
        return {
            "documents": sorted(documents, key=str),
            "transitions": unit.transitions(ids),
            "references": unit.references(ids),
            "messages": messages,
            "payloads": unit.payloads([m.digest for m in messages] + [d.payload for d in documents]),
            "wires": unit.wires([m.digest for m in messages]),
            "claims": sorted(unit.claims(ids, []), key=str),
            "timers": unit.timers(ids),
            "to_sign": sorted(unit.to_sign_for(ids), key=str),
            "parked": store.quarantine.parked(99),
            "quarantined": store.quarantine.deliveries(99),
            "events": store.outbox.due("worker-1", 99),
        }


def are_chained(transitions: Sequence[Transition]) -> bool:
    """Whether each hash is that of the row's own fields."""
    return all(replace(row, hash="").sealed().hash == row.hash for row in transitions)


@contextmanager
def carried(url: str) -> Iterator[Store]:
    upgrade(url)
    with closing(open_store(url)) as store:
        yield store


def test_every_row_of_an_older_store_comes_back_as_it_was(empty_url: str) -> None:
    """Documents, trails, messages, bytes, claims, and what waits."""
    many, documents = whole_story()
    with older_store(empty_url) as connection:
        write_as_before(connection, *many)
    with carried(empty_url) as store:
        found = everything(store)
    expected = sorted((t for changes in many for t in changes.transitions), key=lambda t: (t.document, t.seq))
    assert found["documents"] == sorted(documents, key=str)
    assert found["transitions"] == expected
    assert found["messages"] == sorted((m for c in many for m in c.messages), key=lambda m: m.id)
    assert found["payloads"] == {
        m.digest: body for c in many for m in c.messages for body in [c.payloads[m.digest]]
    } | {digest(b"submission"): b"submission"}
    assert found["wires"] == {content: wire for c in many for (content, _), wire in c.encrypted.items()}
    assert found["claims"] == sorted((one for c in many for one in c.claims.values()), key=str)
    assert found["timers"] == sorted(
        (one for c in many for one in c.timers.values() if one), key=lambda t: (t.due, t.document, t.kind)
    )
    assert found["to_sign"] == sorted((one for c in many for one in c.to_sign.values()), key=str)
    assert sorted(found["parked"], key=str) == sorted((one for c in many for one in c.parked), key=str)
    assert sorted(found["quarantined"], key=str) == sorted((one for c in many for one in c.quarantined), key=str)
    assert [(due.transition, due.document) for due in found["events"]] == [
        (expected[[(t.document, t.seq) for t in expected].index((d.id, 2))], d) for d in documents
    ]


def test_hashes_of_older_trails_still_verify(empty_url: str) -> None:
    """They are over the texts of the model, which the tables' bytes give back."""
    many, documents = whole_story()
    with older_store(empty_url) as connection:
        write_as_before(connection, *many)
    with carried(empty_url) as store:
        trail = store.documents.trail(documents[2].id)
        assert trail is not None
        assert (len(trail.transitions), are_chained(trail.transitions)) == (4, True)
        assert are_chained([due.transition for due in store.outbox.due("worker-1", 9) if due.transition])


UNSOUND = [
    ("payload", "digest", "UPDATE payload SET digest = upper(digest) WHERE digest = :of", "payload"),
    ("document", "id", "UPDATE document SET id = 'no-id' WHERE id = :of", "document"),
    ("document", "again_of", "UPDATE document SET again_of = upper(id) WHERE id = :of", "document"),
    ("transition", "cause_digest", "UPDATE transition SET cause_digest = 'x' WHERE document = :of", "document"),
    ("transition", "hash", "UPDATE transition SET hash = '' WHERE document = :of AND seq = 4", "document"),
    ("transition", "previous", "UPDATE transition SET previous = hash WHERE document = :of AND seq = 3", "document"),
    ("parked", "payload", "UPDATE parked SET payload = 'p' WHERE payload = :of", "message"),
]


@pytest.mark.parametrize("unsound", UNSOUND)
@pytest.mark.parametrize("part", [2, 20_000])
def test_a_value_that_no_release_wrote_stops_it_before_anything_changes(
    empty_url: str, monkeypatch: pytest.MonkeyPatch, unsound: tuple[str, ...], part: int
) -> None:
    """The operator reads which row it is; the store stays as it was, also where it would be copied in parts."""
    table, column, statement, of = unsound
    monkeypatch.setattr(ahead, "PART", part)
    many, documents = whole_story()
    keys = {"document": documents[1].id, "payload": digest(b"submission"), "message": many[2].messages[0].digest}
    with older_store(empty_url) as connection:
        write_as_before(connection, *many)
        _without_guards(connection)
        connection.execute(text(statement), {"of": keys[of]})
    before = _content(empty_url)
    with pytest.raises(OperatorError) as refused:
        upgrade(empty_url)
    assert (refused.value.code, refused.value.names["column"]) == (Code.STORE_NOT_CARRIED, column)
    assert str(refused.value.names["row"]).startswith(f"{table} ")
    assert _content(empty_url) == before


@pytest.mark.parametrize("seed", range(4))
def test_a_process_that_is_killed_on_the_way_loses_nothing(empty_url: str, seed: int) -> None:
    """At any moment, several times over: the end is the same, and the parts that were copied are not copied again."""
    many = [opened("received", "sent")[0].changes() for _ in range(40)]
    with older_store(empty_url) as connection:
        write_as_before(connection, *many)
    chance, said = random.Random(seed), list[tuple[str, int, int]]()
    for _ in range(4):
        said += carry_until_killed(empty_url, ahead.__name__, chance.randint(0, 9))
    with carried(empty_url) as store:
        found = everything(store)
    assert found["transitions"] == sorted(
        (t for changes in many for t in changes.transitions), key=lambda t: (t.document, t.seq)
    )
    assert are_chained(found["transitions"])
    copied = [count for table, count, _ in said if table == "transition"]
    assert copied == sorted(copied)


def test_what_an_older_hub_writes_between_two_parts_is_carried_over_too(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever its keys stand: somebody went back to the older release after a half-done upgrade."""
    monkeypatch.setattr(ahead, "PART", 5)
    first, second = [[opened("received", "sent")[0].changes() for _ in range(9)] for _ in range(2)]
    with older_store(empty_url) as connection:
        write_as_before(connection, *first)

    def stop(_table: str, copied: int, _all: int) -> None:
        if copied > 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        carry(empty_url, stop)
    engine = plain_engine(empty_url)
    with engine.begin() as connection:
        write_as_before(connection, *second)
    engine.dispose()
    with carried(empty_url) as store:
        found = everything(store)
    assert found["transitions"] == sorted(
        (t for changes in (*first, *second) for t in changes.transitions), key=lambda t: (t.document, t.seq)
    )


def test_a_store_of_a_much_older_release_is_copied_in_parts_too(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It lacks tables and columns that later releases added."""
    monkeypatch.setattr(ahead, "PART", 5)
    many = [opened("received", "sent")[0].changes() for _ in range(9)]
    with older_store(empty_url, "0005") as connection:
        write_as_before(connection, *many)
    parts: list[str] = []
    carry(empty_url, lambda table, _copied, _all: parts.append(table))
    with closing(open_store(empty_url)) as store:
        found = everything(store)
    assert found["transitions"] == sorted(
        (t for changes in many for t in changes.transitions), key=lambda t: (t.document, t.seq)
    )
    assert parts.count("transition") == 5  # what was there before, and four parts


def test_what_waits_for_its_place_in_the_log_waits_on(empty_url: str) -> None:
    """In the same order, and new transitions join it."""
    many, _ = whole_story()
    with older_store(empty_url) as connection:
        write_as_before(connection, *many)
    expected = [(t.document, t.seq, t.hash) for changes in many for t in changes.transitions]
    with carried(empty_url) as store:
        added = brought(store)
        with store.log.seal() as unit:
            assert unit is not None
            waiting = [(entry.document, entry.seq, entry.hash) for entry in unit.next_entries(99)]
    assert (sorted(waiting[:-1]), waiting[-1]) == (sorted(expected), (added.id, 1, added.head))


def test_a_hub_does_not_read_a_store_that_was_not_carried_over(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither untouched nor half copied: it would find nothing by any id."""
    monkeypatch.setattr(ahead, "PART", 1)
    with older_store(empty_url) as connection:
        write_as_before(connection, *whole_story()[0])
    for stop in (False, True):
        if stop:
            _copy_a_part(empty_url)
        with closing(open_store(empty_url)) as store, pytest.raises(StoreNotReady):
            store.documents.log(Filter())


def test_guards_and_grants_stay(empty_url: str, backend: str) -> None:
    """Every trigger has its successor of the same name; on PostgreSQL readers may read on."""
    with older_store(empty_url) as connection:
        write_as_before(connection, *whole_story()[0])
        before = _guards(connection)
        if backend == "postgresql":
            connection.execute(text("DROP ROLE IF EXISTS reads_trails"))
            connection.execute(text("CREATE ROLE reads_trails"))
            connection.execute(text("GRANT SELECT ON transition TO reads_trails"))
            connection.execute(text("GRANT SELECT ON payload TO PUBLIC"))
    with carried(empty_url):
        engine = plain_engine(empty_url)
    with engine.begin() as connection:
        assert _guards(connection) >= before
        if backend == "postgresql":
            asked = "SELECT has_table_privilege('reads_trails', :name, 'SELECT')"
            tables = ("transition", "catalogue", "payload", "message")
            may = [connection.scalar(text(asked), {"name": name}) for name in tables]
            connection.execute(text("DROP OWNED BY reads_trails"))
            connection.execute(text("DROP ROLE reads_trails"))
            assert may == [True, True, True, False]
    engine.dispose()


def _copy_a_part(url: str) -> None:
    def stop(*_said: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        carry(url, stop)


def _guards(connection: Connection) -> set[str]:
    of = {
        "sqlite": "SELECT name FROM sqlite_schema WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    return set(connection.scalars(text(of[connection.dialect.name])))


def _without_guards(connection: Connection) -> None:
    """As somebody who changes the tables by force."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET session_replication_role = replica"))
    else:
        connection.execute(text("PRAGMA foreign_keys = OFF"))
        for name in _guards(connection):
            connection.execute(text(f"DROP TRIGGER {name}"))


def _content(url: str) -> dict[str, list[Any]]:
    """Every row of every table."""
    engine = plain_engine(url)
    names = {
        "sqlite": "SELECT name FROM sqlite_schema WHERE type = 'table'",
        "postgresql": "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
    }
    with engine.connect() as connection:
        tables = sorted(connection.scalars(text(names[engine.dialect.name])))
        found = {table: sorted(map(str, connection.execute(text(f"SELECT * FROM {table}")))) for table in tables}
    engine.dispose()
    return found
