"""What happened, counted by those who write it, from this migration on; and traces that came with documents."""

from alembic import op

revision = "0044"
down_revision = "0040"

TYPES = {
    "sqlite": {"text": "TEXT", "id": "BLOB", "rows": " WITHOUT ROWID", "updated": " WITHOUT ROWID"},
    "postgresql": {"text": 'TEXT COLLATE "C"', "id": "UUID", "rows": "", "updated": " WITH (fillfactor = 50)"},
}
TABLES = (
    "CREATE TABLE tally (writer {text} NOT NULL, key {text} NOT NULL, number BIGINT NOT NULL, "
    "microseconds BIGINT NOT NULL, PRIMARY KEY (writer, key)){updated}",
    "CREATE TABLE trace (document {id} NOT NULL PRIMARY KEY REFERENCES document (id), parent {text} NOT NULL){rows}",
)


def upgrade() -> None:
    """Make the tables."""
    for table in TABLES:
        op.execute(table.format(**TYPES[op.get_bind().dialect.name]))
