"""Timers: what is due for a document, and when."""

from alembic import op

revision = "0005"
down_revision = "0004"

TABLE = """
    CREATE TABLE timer (
        document {text} NOT NULL REFERENCES document (id),
        kind {text} NOT NULL,
        due BIGINT NOT NULL,
        tries BIGINT NOT NULL,
        PRIMARY KEY (document, kind)
    )
"""
TEXT = {"sqlite": "TEXT", "postgresql": 'TEXT COLLATE "C"'}


def upgrade() -> None:
    """Make the table, in the dialect's words."""
    op.execute(TABLE.format(text=TEXT[op.get_bind().dialect.name]))
    op.execute("CREATE INDEX timer_due ON timer (due)")
