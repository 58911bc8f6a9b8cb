"""What witnesses signed under checkpoints of the log."""

from alembic import op

revision = "0033"
down_revision = "0032"

TEXT = {"sqlite": "TEXT", "postgresql": 'TEXT COLLATE "C"'}
SQLITE = (
    *(
        f"CREATE TRIGGER cosignature_refuses_{verb} BEFORE {verb} ON cosignature "
        "BEGIN SELECT RAISE(ABORT, 'cosignature is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    """
    CREATE TRIGGER cosignature_refuses_replace BEFORE INSERT ON cosignature
    WHEN EXISTS (SELECT 1 FROM cosignature WHERE name = NEW.name AND size = NEW.size)
    BEGIN SELECT RAISE(ABORT, 'cosignature is append-only: the row is there already'); END
    """,
)
POSTGRESQL = (
    """
    CREATE TRIGGER cosignature_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON cosignature
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
)


def upgrade() -> None:
    """Make the table."""
    dialect = op.get_bind().dialect.name
    text = TEXT[dialect]
    op.execute(
        f"CREATE TABLE cosignature (name {text} NOT NULL, size BIGINT NOT NULL REFERENCES checkpoint (size), "
        f"line {text} NOT NULL, PRIMARY KEY (name, size))"
    )
    for guard in SQLITE if dialect == "sqlite" else POSTGRESQL:
        op.execute(guard)
