"""Months: PostgreSQL divides the transitions by the month of their documents' ids; SQLite keeps one table."""

from alembic import op

from adapters.store.monthly import finish

revision = "0035"
down_revision = "0036"


def upgrade() -> None:
    """Divide the table. Its rows may have been copied ahead (`carry_ahead`)."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        finish(connection)
