"""What witnesses signed is never changed, whoever asks with SQL at hand."""

import pytest
from sqlalchemy import Engine, text

from hub.ports import Sealed, Store


@pytest.mark.parametrize(
    "statement", ["UPDATE cosignature SET line = 'another'", "DELETE FROM cosignature", "DELETE FROM checkpoint"]
)
def test_a_cosignature_is_never_changed(store: Store, raw: Engine, statement: str) -> None:
    """Nor removed, nor is its checkpoint."""
    with store.log.seal() as unit:
        assert unit is not None
        unit.add_checkpoint(Sealed(size=1, root=b"r" * 32, at=1, note="a note"))
    store.log.keep_cosignature(1, "witness", "a line\n")
    with pytest.raises(Exception, match=r"append-only|foreign key|FOREIGN KEY"), raw.begin() as connection:
        connection.execute(text(statement))
    with store.log.read() as log:
        assert log.cosignatures(1) == ["a line\n"]


def test_a_cosignature_is_not_replaced_on_sqlite(store: Store, raw: Engine, backend: str) -> None:
    """SQLite's REPLACE removes the old row without a trigger of deletion; PostgreSQL has no such statement."""
    if backend != "sqlite":
        return
    with store.log.seal() as unit:
        assert unit is not None
        unit.add_checkpoint(Sealed(size=1, root=b"r" * 32, at=1, note="a note"))
    store.log.keep_cosignature(1, "witness", "a line\n")
    with pytest.raises(Exception, match="append-only"), raw.begin() as connection:
        connection.execute(text("REPLACE INTO cosignature (name, size, line) VALUES ('witness', 1, 'another')"))
