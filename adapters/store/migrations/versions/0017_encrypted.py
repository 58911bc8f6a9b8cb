"""Which encrypted bytes travelled in the place of which signed message."""

from alembic import op

revision = "0017"
down_revision = "0016"

TEXT = {"sqlite": "TEXT", "postgresql": 'TEXT COLLATE "C"'}
ROWS = {"sqlite": " WITHOUT ROWID", "postgresql": ""}
GUARDS = {
    "sqlite": tuple(
        f"CREATE TRIGGER encrypted_refuses_{verb} BEFORE {verb} ON encrypted "
        "BEGIN SELECT RAISE(ABORT, 'encrypted is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        "CREATE TRIGGER encrypted_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON encrypted "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ),
}


def upgrade() -> None:
    """Make the table. Nothing that an older hub stored was encrypted."""
    dialect = op.get_bind().dialect.name
    text = TEXT[dialect]
    op.execute(
        f"CREATE TABLE encrypted (content {text} NOT NULL REFERENCES payload (digest), direction {text} NOT NULL, "
        f"wire {text} NOT NULL REFERENCES payload (digest), PRIMARY KEY (content, direction)){ROWS[dialect]}"
    )
    for guard in GUARDS[dialect]:
        op.execute(guard)
