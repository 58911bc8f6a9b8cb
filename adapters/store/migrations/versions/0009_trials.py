"""Attempts in groups: how often workers died of a delivery beside others, and which worker tries it now."""

from alembic import op

revision = "0009"
down_revision = "0008"

TEXT = {"sqlite": "TEXT", "postgresql": 'TEXT COLLATE "C"'}


def upgrade() -> None:
    """Add both columns. Before, every delivery was tried alone, and the worker was not recorded."""
    text = TEXT[op.get_bind().dialect.name]
    op.execute("ALTER TABLE trial ADD COLUMN together BIGINT NOT NULL DEFAULT 0")
    op.execute(f"ALTER TABLE trial ADD COLUMN worker {text} NOT NULL DEFAULT ''")
