"""What left by an archive is told from what is missing, and nobody else takes rows out."""

from pathlib import Path

import pytest
from archives import Shelf, archive_up_to, is_whole
from sqlalchemy import Engine, text

from hub.operate.retention.steps import Recorded
from hub.ports import Store
from hub.testing.rows import trail_of


@pytest.fixture
def shelf(store: Store, tmp_path: Path) -> Shelf:
    return Shelf(store, tmp_path)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM transition WHERE seq = 3",
        "DELETE FROM transition WHERE seq = 1",
        "DELETE FROM transition WHERE seq = 2 AND document NOT IN (SELECT document FROM archived)",
        "UPDATE transition SET after = 'x'",
        "UPDATE payload SET bytes = NULL",
        "DELETE FROM payload",
        "UPDATE payload SET bytes = digest",
        "DELETE FROM archived",
        "UPDATE archived SET until = 9",
        "DELETE FROM removed",
        "DELETE FROM removal",
        "UPDATE removal SET note = ''",
        "DELETE FROM removal_done",
        "DELETE FROM hold",
        "UPDATE hold SET number = 3",
    ],
)
def test_nothing_else_leaves(shelf: Shelf, raw: Engine, statement: str) -> None:
    """Only rows that an archive has, but the newest; only whole bytes; and no record of a removal."""
    shelf.put("a")
    shelf.archive()
    (held,) = shelf.put("b")
    shelf.hold(held.document)
    with pytest.raises(Exception, match=r"append-only|NOT NULL|not-null"), raw.begin() as connection:
        connection.execute(text(statement))


def test_nothing_of_a_held_document_leaves_by_sql(shelf: Shelf, raw: Engine) -> None:
    """The hold is newer than the archive that has its rows."""
    (one,) = shelf.put("a")
    archive_up_to(shelf, Recorded)
    shelf.hold(one.document)
    with pytest.raises(Exception, match="append-only"), raw.begin() as connection:
        connection.execute(text("DELETE FROM transition WHERE seq = 2"))
    shelf.archive("act-2")
    assert is_whole(shelf, one)


GUARDS = {
    "sqlite": ("transition_refuses_DELETE", "payload_refuses_UPDATE"),
    "postgresql": ("transition_refuses_delete ON transition", "payload_refuses_update ON payload"),
}
"""The triggers that somebody with all rights takes away."""


def tamper(raw: Engine, backend: str, *statements: str) -> None:
    with raw.begin() as connection:
        for trigger in GUARDS[backend]:
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        for statement in statements:
            connection.execute(text(statement))


def test_what_left_on_purpose_is_no_damage(shelf: Shelf) -> None:
    """Trails and bytes that archives have are told of; the rest is verified as before."""
    shelf.put("a", "b")
    shelf.put("c", month=11)
    shelf.archive()
    assert shelf.findings() == []


@pytest.mark.parametrize(
    ("statement", "codes"),
    [
        ("UPDATE payload SET bytes = {nothing} WHERE length(bytes) > 0", {"HUB-913"}),
        ("DELETE FROM transition WHERE seq = 2", {"HUB-911", "HUB-916"}),
        ("DELETE FROM transition WHERE seq = 1", {"HUB-911", "HUB-916"}),
    ],
)
def test_what_is_merely_missing_is_damage(
    shelf: Shelf, raw: Engine, backend: str, statement: str, codes: set[str]
) -> None:
    """No removal is recorded for it, though there are others."""
    shelf.put("a")
    shelf.archive()
    shelf.put("b")
    tamper(raw, backend, statement.format(nothing="x''" if backend == "sqlite" else "''"))
    assert {str(finding.code) for finding in shelf.findings()} == codes


def test_a_removal_that_the_logs_key_has_not_signed_is_found(shelf: Shelf, raw: Engine, backend: str) -> None:
    """Whoever only writes to the database can make the rows of a removal, and not its signature."""
    (one,) = shelf.put("a")
    shelf.archive()
    (other,) = shelf.put("b")
    previous = trail_of(shelf.store, other.document).transitions[-1].previous
    forged = "INSERT INTO archived SELECT id, 3, {}, '2024-10-1' FROM document WHERE sender_ref = 'b'"
    literal = f"x'{previous}'" if backend == "sqlite" else f"decode('{previous}', 'hex')"
    with raw.begin() as connection:
        connection.execute(text(forged.format(literal)))
        connection.execute(text("DELETE FROM transition WHERE seq = 2"))
    assert [str(finding.code) for finding in shelf.findings()] == ["HUB-956"]
    assert one.document.id != other.document.id


def test_a_run_of_the_verification_goes_on_after_an_archive(shelf: Shelf) -> None:
    """What was verified before, and archived since, is not looked for."""
    shelf.put("a")
    assert shelf.findings() == []
    shelf.archive()
    shelf.put("b")
    assert shelf.findings(keep_going=True) == []
