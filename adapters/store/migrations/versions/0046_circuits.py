"""Destinations that take nothing are paused: how many things failed in a row, and when the next is tried."""

from alembic import op

revision = "0046"
down_revision = "0041"

TEXT = {"sqlite": "TEXT", "postgresql": 'TEXT COLLATE "C"'}
TABLE = (
    "CREATE TABLE circuit (destination {text} NOT NULL, trouble {text} NOT NULL, failed {text} NOT NULL, "
    "sent_from BIGINT NOT NULL, opened_at BIGINT NOT NULL, probes BIGINT NOT NULL, next_at BIGINT NOT NULL, "
    "probe {text} NOT NULL, why {text} NOT NULL, PRIMARY KEY (destination, trouble))"
)


def upgrade() -> None:
    """Make the table."""
    op.execute(TABLE.format(text=TEXT[op.get_bind().dialect.name]))
