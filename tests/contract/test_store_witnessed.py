"""What witnesses signed, and the timestamps of checkpoints, are never changed, whoever asks with SQL at hand."""

import pytest
from sqlalchemy import Engine, text

from hub.ports import Sealed, Store, Timestamp

STAMP = Timestamp(size=1, at=5, response=b"an answer")


@pytest.fixture(autouse=True)
def witnessed(store: Store) -> None:
    """A checkpoint that a witness cosigned, with a timestamp."""
    with store.log.seal() as unit:
        assert unit is not None
        unit.add_checkpoint(Sealed(size=1, root=b"r" * 32, at=1, note="a note"))
    store.log.keep_cosignature(1, "witness", "a line\n")
    store.log.keep_timestamp(STAMP)


def kept(store: Store) -> tuple[object, object]:
    with store.log.read() as log:
        return log.cosignatures(1), log.timestamp()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cosignature SET line = 'another'",
        "DELETE FROM cosignature",
        "UPDATE checkpoint_timestamp SET at = 6",
        "DELETE FROM checkpoint_timestamp",
        "DELETE FROM checkpoint",
    ],
)
def test_what_others_vouched_for_is_never_changed(store: Store, raw: Engine, statement: str) -> None:
    """Nor removed, nor is its checkpoint."""
    with pytest.raises(Exception, match=r"append-only|foreign key|FOREIGN KEY"), raw.begin() as connection:
        connection.execute(text(statement))
    assert kept(store) == (["a line\n"], STAMP)


@pytest.mark.parametrize(
    "statement",
    [
        "REPLACE INTO cosignature (name, size, line) VALUES ('witness', 1, 'another')",
        "REPLACE INTO checkpoint_timestamp (size, at, response) VALUES (1, 6, 'another')",
    ],
)
def test_nothing_is_replaced_on_sqlite(store: Store, raw: Engine, backend: str, statement: str) -> None:
    """SQLite's REPLACE removes the old row without a trigger of deletion; PostgreSQL has no such statement."""
    if backend != "sqlite":
        return
    with pytest.raises(Exception, match="append-only"), raw.begin() as connection:
        connection.execute(text(statement))
    assert kept(store) == (["a line\n"], STAMP)
