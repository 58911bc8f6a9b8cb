"""Statuses beside a document's own, on tracks, and the enterprises for which customs codes stand."""

from alembic import op

revision = "0010"
down_revision = "0009"

TEXT = {"sqlite": "TEXT", "postgresql": 'TEXT COLLATE "C"'}
REGISTRATION = """
    CREATE TABLE registration (
        code {text} NOT NULL,
        uscc {text} NOT NULL,
        source {text} NOT NULL,
        at BIGINT NOT NULL,
        PRIMARY KEY (code, uscc, source, at)
    ) {ending}
"""


def upgrade() -> None:
    """Add both. No document of an older hub has a track, and no pair was learned."""
    dialect = op.get_bind().dialect.name
    op.execute(f"ALTER TABLE document ADD COLUMN tracks {TEXT[dialect]} NOT NULL DEFAULT ''")
    ending = "WITHOUT ROWID" if dialect == "sqlite" else ""
    op.execute(REGISTRATION.format(text=TEXT[dialect], ending=ending))
