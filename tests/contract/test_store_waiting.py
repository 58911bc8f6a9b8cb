"""What waits in an older store, in our tables."""

from alembic import command
from alembic.config import Config
from sqlalchemy import text
from store_cases import plain_engine

from adapters.store import open_store, upgrade
from hub.model import digest

BEFORE = "0011"
"""The migration before the one that this is about."""
BODY = b"<n/>"


def test_what_an_older_hub_parked_still_waits(empty_url: str) -> None:
    """It is checked again like any other; the operator sees it without its type and numbers."""
    engine, config = plain_engine(empty_url), Config()
    config.set_main_option("script_location", "adapters.store:migrations")
    row = {"party": "insurer-a", "message": "n-1", "answers": "", "payload": digest(BODY), "at": 7}
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE)
        connection.execute(text("INSERT INTO payload VALUES (:payload, :body)"), {**row, "body": BODY})
        columns = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        connection.execute(text(f"INSERT INTO parked ({columns}) VALUES ({values})"), row)
    engine.dispose()

    upgrade(empty_url)

    store = open_store(empty_url)
    (waiting,) = store.schedule.early_notices(9)
    store.close()
    assert (waiting.message, waiting.at, waiting.type, waiting.names) == ("n-1", 7, "", "")
