"""Disputes of documents and resources, until an operator has settled them."""

from alembic import op

revision = "0007"
down_revision = "0006"

TEXT = {"sqlite": "TEXT", "postgresql": 'TEXT COLLATE "C"'}


def upgrade() -> None:
    """Add the marks. A contradiction that an older hub recorded stays an observation on its trail."""
    dialect = op.get_bind().dialect.name
    for table in ("document", "resource"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN dispute {TEXT[dialect]} NOT NULL DEFAULT ''")
    op.execute("CREATE INDEX document_disputed ON document (updated_at) WHERE dispute <> ''")
