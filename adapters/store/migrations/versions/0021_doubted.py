"""Whether a party may have given back an amount that it counted, if the document turns out to have failed."""

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Add the mark. Of amounts in an older store nothing is known: none is doubted."""
    op.execute("ALTER TABLE claim ADD COLUMN doubted BOOLEAN NOT NULL DEFAULT FALSE")
