"""A note that was changed past the hub is found by what its act was asked with."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from verified_stage import Stage, a_stage

from hub.errors import Code
from hub.model import Changes, Note, Operator, OperatorAct, Request, digest
from hub.model.canonical import canonical
from hub.model.identity import act_id
from hub.testing.rows import write

NOTE = Note(act="", item="worker/none", ticket="T-7", count=3, newest=9)
ASKED = Request(verb="note", about=NOTE.item, reason="r", arguments=NOTE.arguments, heads={})
CHANGES = [("note", "count", 4), ("note", "ticket", "T-8"), ("note", "newest", 10), ("act", "reason", "other")]


@pytest.fixture
def stage(store_url: str, tmp_path: Path) -> Iterator[Stage]:
    with a_stage(store_url, tmp_path) as made:
        yield made


def keep(stage: Stage, id_: str, operator: Operator, contents: dict[str, bytes]) -> None:
    act = OperatorAct(id=id_, verb="note", about=NOTE.item, reason="r", operators=(operator,), at=7_000_000)
    write(stage.store, Changes(acts=[act], notes=[replace(NOTE, act=id_)], payloads=contents))
    assert stage.codes() == set()


def change(stage: Stage, table: str, column: str, value: object) -> None:
    (row,) = stage.rows(table)
    assert stage.put(table, row, column, value)
    assert [(one.code, one.texts["note"]) for one in stage.found()] == [
        (Code.NOTE_DIFFERS, row["act" if table == "note" else "id"])
    ]
    (changed,) = stage.rows(table)
    assert stage.put(table, changed, column, row[column])


def test_what_was_noted_without_a_card_is_part_of_the_acts_id(stage: Stage) -> None:
    """Count, ticket, time, text, and who it was."""
    keep(stage, act_id(ASKED, "li", 7_000_000), Operator(user="li"), {})
    for edit in (*CHANGES, ("act", "operators", '[{"user":"wang"}]'), ("act", "operators", "[]")):
        change(stage, *edit)


def test_what_was_noted_by_card_is_what_the_card_signed(stage: Stage) -> None:
    """The bytes of its challenge are stored; without them nothing proves the note."""
    said = canonical({"verb": "note", "about": NOTE.item, "reason": "r", "arguments": NOTE.arguments, "heads": {}})
    operator = Operator(user="li", challenge=digest(said), signature=digest(b"s"))
    keep(stage, "01890000-0000-7000-8000-000000000000", operator, {digest(said): said, digest(b"s"): b"s"})
    for edit in CHANGES:
        change(stage, *edit)
    other = canonical({**json.loads(said), "verb": "hold"})
    change(stage, "act", "operators", json.dumps([{**operator.facts(), "challenge": digest(other)}]))
