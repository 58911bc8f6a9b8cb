"""Timestamps of the log's checkpoints (RFC 3161)."""

from alembic import op

revision = "0036"
down_revision = "0033"

BYTES = {"sqlite": "BLOB", "postgresql": "BYTEA"}
SQLITE = (
    *(
        f"CREATE TRIGGER checkpoint_timestamp_refuses_{verb} BEFORE {verb} ON checkpoint_timestamp "
        "BEGIN SELECT RAISE(ABORT, 'checkpoint_timestamp is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    """
    CREATE TRIGGER checkpoint_timestamp_refuses_replace BEFORE INSERT ON checkpoint_timestamp
    WHEN EXISTS (SELECT 1 FROM checkpoint_timestamp WHERE size = NEW.size)
    BEGIN SELECT RAISE(ABORT, 'checkpoint_timestamp is append-only: the row is there already'); END
    """,
)
POSTGRESQL = (
    """
    CREATE TRIGGER checkpoint_timestamp_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint_timestamp
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
)


def upgrade() -> None:
    """Make the table."""
    dialect = op.get_bind().dialect.name
    op.execute(
        "CREATE TABLE checkpoint_timestamp (size BIGINT NOT NULL PRIMARY KEY REFERENCES checkpoint (size), "
        f"at BIGINT NOT NULL, response {BYTES[dialect]} NOT NULL)"
    )
    for guard in SQLITE if dialect == "sqlite" else POSTGRESQL:
        op.execute(guard)
