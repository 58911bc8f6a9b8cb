"""Deliveries in quarantine are counted by owner and code from an index, which has all that the counting reads."""

from alembic import op

revision = "0043"
down_revision = "0044"


def upgrade() -> None:
    """Make the index."""
    op.execute("CREATE INDEX quarantine_groups ON quarantine (owner, code, at, id)")
