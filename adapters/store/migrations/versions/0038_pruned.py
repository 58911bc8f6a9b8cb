"""Documents whose bytes were removed by the home's policy, while their trails stayed."""

from alembic import op

revision = "0038"
down_revision = "0039"

TYPES = {
    "sqlite": {"text": "TEXT", "id": "BLOB", "rows": " WITHOUT ROWID"},
    "postgresql": {"text": 'TEXT COLLATE "C"', "id": "UUID", "rows": ""},
}
TABLE = (
    "CREATE TABLE pruned (document {id} NOT NULL REFERENCES document (id), "
    "removal {text} NOT NULL REFERENCES removal (id), PRIMARY KEY (document, removal)){rows}"
)
INDEX = "CREATE INDEX pruned_removal ON pruned (removal)"
GUARDS = {
    "sqlite": (
        "CREATE TRIGGER pruned_refuses_UPDATE BEFORE UPDATE ON pruned "
        "BEGIN SELECT RAISE(ABORT, 'pruned is append-only'); END",
        "CREATE TRIGGER pruned_refuses_DELETE BEFORE DELETE ON pruned "
        "BEGIN SELECT RAISE(ABORT, 'pruned is append-only'); END",
        "CREATE TRIGGER pruned_refuses_replace BEFORE INSERT ON pruned "
        "WHEN EXISTS (SELECT 1 FROM pruned WHERE document = NEW.document AND removal = NEW.removal) "
        "BEGIN SELECT RAISE(ABORT, 'pruned is append-only: the row is there already'); END",
    ),
    "postgresql": (
        "CREATE TRIGGER pruned_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON pruned "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ),
}


def upgrade() -> None:
    """Make the table and its guards."""
    dialect = op.get_bind().dialect.name
    for statement in (TABLE.format(**TYPES[dialect]), INDEX, *GUARDS[dialect]):
        op.execute(statement)
