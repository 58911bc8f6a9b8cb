"""Workers' heartbeats, and the deliveries that they were about to try alone."""

from alembic import op

revision = "0003"
down_revision = "0002"

TABLES = (
    """
    CREATE TABLE worker (
        id {text} NOT NULL PRIMARY KEY,
        beat BIGINT NOT NULL,
        since BIGINT NOT NULL,
        at BIGINT NOT NULL
    )
    """,
    """
    CREATE TABLE trial (
        delivery {text} NOT NULL PRIMARY KEY,
        tries BIGINT NOT NULL,
        at BIGINT NOT NULL
    )
    """,
)
TEXT = {"sqlite": "TEXT", "postgresql": 'TEXT COLLATE "C"'}


def upgrade() -> None:
    """Make the tables, in the dialect's words."""
    for statement in TABLES:
        op.execute(statement.format(text=TEXT[op.get_bind().dialect.name]))
