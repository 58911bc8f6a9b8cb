"""Operators' acts, and acts that wait for a second operator. Neither ever changes."""

from alembic import op

revision = "0016"
down_revision = "0015"

TABLES = (
    """
    CREATE TABLE act (
        id {text} NOT NULL PRIMARY KEY,
        verb {text} NOT NULL,
        about {text} NOT NULL,
        reason {text} NOT NULL,
        operators {text} NOT NULL,
        at BIGINT NOT NULL
    )
    """,
    "CREATE INDEX act_about ON act (about)",
    """
    CREATE TABLE proposal (
        id {text} NOT NULL PRIMARY KEY,
        verb {text} NOT NULL,
        about {text} NOT NULL,
        reason {text} NOT NULL,
        arguments {text} NOT NULL,
        heads {text} NOT NULL,
        operator {text} NOT NULL,
        cards BOOLEAN NOT NULL,
        at BIGINT NOT NULL,
        until BIGINT NOT NULL
    )
    """,
    "CREATE INDEX proposal_until ON proposal (until)",
)
TEXT = {"sqlite": "TEXT", "postgresql": 'TEXT COLLATE "C"'}

SQLITE = (
    """
    CREATE TRIGGER {table}_refuses_{verb} BEFORE {verb} ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
    """,
    # INSERT OR REPLACE deletes the old row without firing a trigger.
    """
    CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table}
    WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, '{table} is append-only: the row is there already'); END
    """,
)
POSTGRESQL = """
    CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    """Make both tables and their guards. Of older acts the trails and settled deliveries tell."""
    dialect = op.get_bind().dialect.name
    for statement in TABLES:
        op.execute(statement.format(text=TEXT[dialect]))
    for table in ("act", "proposal"):
        if dialect == "postgresql":
            op.execute(POSTGRESQL.format(table=table))
        else:
            for verb in ("UPDATE", "DELETE"):
                op.execute(SQLITE[0].format(table=table, verb=verb))
            op.execute(SQLITE[1].format(table=table))
