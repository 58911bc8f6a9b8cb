"""What is changed at random in a store past the hub is found, or its column is in the list of what proves nothing."""

import json
import os
import random
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from verified_stage import Stage, a_stage, is_found

from hub.errors import Code
from hub.model import GENESIS, Cause, Transition
from hub.testing.rows import empty_books

EDITS = int(os.environ.get("HUB_EDITS", "60"))
"""Bits that are flipped; a tenth as many values are exchanged, and a fiftieth as many trails cut or written anew."""
SEED = int(os.environ.get("HUB_EDITS_SEED", "1955"))
ROWS = ("transition", "document", "message", "payload", "claim", "resource", "unsealed", "tile", "checkpoint")
UNPROVEN: Mapping[str, str] = {
    "document": "type portal party enterprise enterprise_name round again_of created_at vouched_by dispute tracks",
    "message": "party kind direction round answers at catalogue id",
    "claim": "document key settled_at doubted",
    "resource": "figures as_of dispute unexplained",
    "unsealed": "id",
    "checkpoint": "at",
}
"""Columns that follow from the catalogue, or from nothing that is stored: docs/operations.md says so."""


@pytest.fixture
def stage(store_url: str, tmp_path: Path) -> Iterator[Stage]:
    with a_stage(store_url, tmp_path) as made:
        yield made


# ---- random edits --------------------------------------------------------------------------------


def flipped(value: Any, chance: random.Random) -> Any:
    """The value with one bit changed; None where nothing can be flipped."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value ^ 1 << chance.randrange(20)
    if isinstance(value, UUID):
        return UUID(int=value.int ^ 1 << chance.randrange(128))
    body = bytearray(value.encode() if isinstance(value, str) else bytes(value or b""))
    if not body:
        return None
    body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    try:
        return body.decode() if isinstance(value, str) else bytes(body)
    except UnicodeDecodeError:
        return None


def is_unproven(table: str, column: str, old: Any, new: Any) -> bool:
    """Whether nothing follows from what was changed."""
    if column in UNPROVEN.get(table, "").split():
        return True
    if (table, column) == ("document", "submitted_at"):  # ids hold milliseconds
        return bool(old // 1000 == new // 1000)
    if (table, column) == ("transition", "detail"):  # the hash is of what the JSON means: `\u4E00` is `\u4e00`
        return _is_same_json(old, new)
    return bool(table in ("claim", "resource") and _is_same_amount(old, new))


def _is_same_json(old: str, new: str) -> bool:
    try:
        return bool(json.loads(old) == json.loads(new))
    except ValueError:
        return False


def _is_same_amount(old: Any, new: Any) -> bool:
    try:
        return Decimal(old) == Decimal(new)
    except (InvalidOperation, TypeError, ValueError):
        return False


def test_a_flipped_bit_is_found_or_proves_nothing(stage: Stage) -> None:
    """In any column of any row that the store keeps for good; every edit is taken back before the next."""
    chance, made = random.Random(SEED), 0
    assert stage.found() == []
    while made < EDITS:
        table = chance.choice(ROWS)
        row = chance.choice(stage.rows(table))
        column = chance.choice(list(row))
        old, new = row[column], flipped(row[column], chance)
        if new is None or not stage.put(table, row, column, new):
            continue
        made += 1
        if not is_unproven(table, column, old, new):
            assert is_found(stage), (table, column, old, new)
        assert stage.put(table, {**row, column: new}, column, old)
    assert stage.found() == []


def test_a_value_of_another_row_is_found_or_proves_nothing(stage: Stage) -> None:
    """An edit that looks right: the value stands in the same column of another row."""
    chance, made = random.Random(SEED + 1), 0
    while made < EDITS // 10:
        table = chance.choice(ROWS)
        row, other = (chance.choice(stage.rows(table)) for _ in range(2))
        column = chance.choice(list(row))
        old, new = row[column], other[column]
        if old == new or not stage.put(table, row, column, new):
            continue
        made += 1
        is_moved = (table, column) == ("message", "document")  # nothing hashed says which document it belongs to
        if not is_moved and not is_unproven(table, column, old, new):
            assert is_found(stage), (table, column, old, new)
        assert stage.put(table, {**row, column: new}, column, old)
    assert stage.found() == []


@pytest.mark.parametrize("change", ["cut", "written anew"])
def test_a_trail_that_was_made_to_fit_is_found_by_the_log(stage: Stage, change: str) -> None:
    """Its end is cut, or a row is changed and all hashes behind it are computed again; the document fits."""
    chance = random.Random(f"{change} {SEED}")
    for _ in range(max(2, EDITS // 100)):
        document = chance.choice(stage.rows("document"))
        before = sorted((r for r in stage.rows("transition") if r["document"] == document["id"]), key=seq_of)
        after = cut(before, chance) if change == "cut" else written_anew(before, chance)
        replace_trail(stage, document, after)
        assert Code.POSITION_DIFFERS in stage.codes(), (document, after)
        replace_trail(stage, document, before)
    assert stage.found() == []


def seq_of(row: Mapping[str, Any]) -> int:
    return int(row["seq"])


def cut(rows: list[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    return rows[: chance.randrange(1, len(rows))]


def written_anew(rows: list[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    """The trail with another time in one row, hashed as the hub hashes."""
    changed = [dict(row) for row in rows]
    changed[chance.randrange(len(rows))]["at"] += chance.randrange(1, 10**6)
    catalogue, previous = empty_books().catalogue, GENESIS
    for row in changed:
        cause = Cause(row["cause_kind"], row["cause_ref"], bytes(row["cause_digest"]).hex())
        stands = {name: row[name] for name in ("seq", "track", "before", "after", "at")}
        id_ = str(row["document"] if isinstance(row["document"], UUID) else UUID(bytes=row["document"]))
        detail = json.loads(row["detail"])
        made = Transition(document=id_, cause=cause, detail=detail, catalogue=catalogue, previous=previous, **stands)
        row["hash"], previous = bytes.fromhex(made.own_hash()), made.own_hash()
    return changed


def replace_trail(stage: Stage, document: Mapping[str, Any], rows: list[dict[str, Any]]) -> None:
    """Other transitions, and the document at their end."""
    stage.tell("DELETE FROM transition WHERE document = :id", id=document["id"])
    for row in rows:
        stage.past.add("transition", row)
    last = rows[-1]
    moves = [row["at"] for row in rows if row["before"] != row["after"]]
    stands = {"seq": last["seq"], "status": last["after"], "head": last["hash"], "updated_at": last["at"]}
    stands |= {"moved_at": moves[-1]}
    for column, value in stands.items():
        assert stage.put("document", document, column, value)
