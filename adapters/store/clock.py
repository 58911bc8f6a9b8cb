"""What time a store has: a server has a clock of its own, a file has none but ours."""

from sqlalchemy import Connection

QUESTION = {"postgresql": "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"}
"""How a store is asked for its own time, by dialect."""


def its_time(connection: Connection) -> int | None:
    """Microseconds since 1970, UTC; None where the store has no clock but ours."""
    if (question := QUESTION.get(connection.dialect.name)) is None:
        return None
    return int(connection.exec_driver_sql(question).scalar_one())
