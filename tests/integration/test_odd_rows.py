"""Whatever stands in a store, its verification ends with findings: no value in any column breaks it."""

import os
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from money import a_payment, agree, underwrite
from odd_rows import Odd, hash_again, odd_edits, put
from past_the_hub import PastTheHub
from rig import Rig, catalogue
from sealed_stores import log_key, seal
from verifying import findings_in

from hub.operate.audit.finding import Finding

EDITS = int(os.environ.get("HUB_ODD_ROWS", "20"))
"""Edits on each database; there are some 3,500."""
SEED = int(os.environ.get("HUB_ODD_ROWS_SEED", "815"))
TABLES = (
    "transition", "document", "message", "payload", "reference", "claim", "resource", "act", "catalogue", "quarantine",
    "unsealed", "tile", "checkpoint", "log_life", "checkpoint_timestamp", "encrypted",
)  # fmt: skip
HASHED = {"transition", "document", "unsealed"}
UNPROVEN: Mapping[str, str] = {
    "document": "portal party enterprise enterprise_name round again_of created_at vouched_by dispute tracks",
    "message": "party kind direction round answers at catalogue id document",
    "claim": "settled_at doubted",
    "resource": "key figures as_of dispute unexplained",
    "unsealed": "id",
    "checkpoint": "at",
    "act": "id verb about at operators reason",
    "quarantine": "id owner code field zh en cause payload document answers at",
    "encrypted": "content direction wire",
}
"""Columns that follow from nothing that is stored, as docs/operations.md lists them; of rows that nothing rests on."""


@pytest.fixture
def past(rig: Rig, enterprise: str, store_url: str, tmp_path: Path) -> Iterator[PastTheHub]:
    """An application and what it rests on, sealed; another one, and payments of both, one refused, that wait."""
    agreement = agree(rig, enterprise)
    _, number = underwrite(rig, enterprise)
    seal(rig.store, tmp_path)
    _, other = underwrite(rig, enterprise, "10.00")
    rig.submit(*(a_payment(enterprise, agreement, {one: two}) for one, two in ((number, "2555.56"), (other, "9.00"))))
    opened = PastTheHub(store_url)
    yield opened
    opened.close()


def found_in(rig: Rig, tmp_path: Path) -> list[Finding]:
    """All findings; each can be told."""
    found = findings_in(rig.store, catalogue(), log_key(tmp_path))
    assert all(str(one.wording) and one.texts for one in found)
    return found


def test_no_value_breaks_the_verification(rig: Rig, past: PastTheHub, tmp_path: Path) -> None:
    """Each is found, or stands in a column that proves nothing; hashes are made to fit where that can be done."""
    chance, made, edits = random.Random(SEED), 0, odd_edits(past, TABLES)
    chance.shuffle(edits)
    while made < EDITS and edits:
        odd = edits.pop()
        saved = {name: past.rows(name) for name in {odd.table, *HASHED}}
        row = chance.choice(saved[odd.table])
        if row[odd.column] == odd.value or not put(past, row, odd):
            continue
        made += 1
        fits = odd.table == "transition" and hash_again(past, row["document"])
        try:
            found = found_in(rig, tmp_path)
        except Exception as error:
            error.add_note(f"{odd} in {row}")
            raise
        assert found or fits or is_unproven(odd), (odd, row)
        for name, rows in saved.items():
            past.restore(name, rows)
    assert found_in(rig, tmp_path) == []


def is_unproven(odd: Odd) -> bool:
    return odd.column in UNPROVEN.get(odd.table, "").split()
