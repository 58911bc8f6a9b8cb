"""Deliveries are tried in groups: how often workers died of one beside others, and which worker tries it now."""

from alembic import op

revision = "0009"
down_revision = "0008"

TEXT = {"sqlite": "TEXT", "postgresql": 'TEXT COLLATE "C"'}


def upgrade() -> None:
    """Add both columns; until now every delivery was tried alone, and nobody said by whom."""
    text = TEXT[op.get_bind().dialect.name]
    op.execute("ALTER TABLE trial ADD COLUMN together BIGINT NOT NULL DEFAULT 0")
    op.execute(f"ALTER TABLE trial ADD COLUMN worker {text} NOT NULL DEFAULT ''")
