"""Of the figures in an older store nothing is unexplained, and they are read as they were."""

from dataclasses import replace

from sqlalchemy import Engine, text

from adapters.store import upgrade
from hub.model import Changes
from hub.ports import Store
from hub.testing.rows import a_resource, resource_of, write


def test_figures_of_an_older_store_have_risen_by_nothing(store: Store, raw: Engine, store_url: str) -> None:
    """What an older hub held does not tell from what it rose."""
    held = replace(a_resource("quota", "0.10", used="5.00"), dispute="figures")
    write(store, Changes(resources={"quota": held}))
    with raw.begin() as connection:
        connection.execute(text("DROP TABLE encrypted"))
        connection.execute(text("DROP TABLE to_sign"))
        connection.execute(text("ALTER TABLE resource DROP COLUMN unexplained"))
        connection.execute(text("ALTER TABLE claim DROP COLUMN doubted"))
        for table in ("act", "proposal"):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0013'"))
    upgrade(store_url)
    assert resource_of(store, "quota") == held
