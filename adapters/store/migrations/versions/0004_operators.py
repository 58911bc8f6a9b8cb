"""Operators' acts on quarantined deliveries, and the store's identity. Neither ever changes."""

from uuid import uuid4

from alembic import op

revision = "0004"
down_revision = "0003"

TABLES = (
    """
    CREATE TABLE settled (
        quarantine {text} NOT NULL PRIMARY KEY REFERENCES quarantine (id),
        act {text} NOT NULL,
        reason {text} NOT NULL,
        at BIGINT NOT NULL
    )
    """,
    "CREATE TABLE identity (id {text} NOT NULL PRIMARY KEY)",
)
KEYS = {"settled": "quarantine", "identity": "id"}
TEXT = {"sqlite": "TEXT", "postgresql": 'TEXT COLLATE "C"'}

SQLITE = (
    """
    CREATE TRIGGER {table}_refuses_{verb} BEFORE {verb} ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
    """,
    # INSERT OR REPLACE deletes the old row without firing a trigger.
    """
    CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table}
    WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})
    BEGIN SELECT RAISE(ABORT, '{table} is append-only: the row is there already'); END
    """,
)
POSTGRESQL = """
    CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    """Make the tables and their guards, and give the store its identity."""
    dialect = op.get_bind().dialect.name
    for statement in TABLES:
        op.execute(statement.format(text=TEXT[dialect]))
    op.execute(f"INSERT INTO identity (id) VALUES ('{uuid4()}')")  # noqa: S608 - nobody's words but ours
    for table, key in KEYS.items():
        if dialect == "postgresql":
            op.execute(POSTGRESQL.format(table=table))
        else:
            for verb in ("UPDATE", "DELETE"):
                op.execute(SQLITE[0].format(table=table, verb=verb))
            op.execute(SQLITE[1].format(table=table, key=key))
