"""The lives of the sealed log: it goes on under another name after a restore that an operator accepted."""

from alembic import op

revision = "0032"
down_revision = "0030"

TEXT = {"sqlite": "TEXT", "postgresql": 'TEXT COLLATE "C"'}
SQLITE = (
    *(
        f"CREATE TRIGGER log_life_refuses_{verb} BEFORE {verb} ON log_life "
        "BEGIN SELECT RAISE(ABORT, 'log_life is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    """
    CREATE TRIGGER log_life_refuses_replace BEFORE INSERT ON log_life
    WHEN EXISTS (SELECT 1 FROM log_life WHERE number >= NEW.number)
    BEGIN SELECT RAISE(ABORT, 'log_life is append-only: the row is there already'); END
    """,
)
POSTGRESQL = (
    """
    CREATE TRIGGER log_life_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON log_life
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
)


def upgrade() -> None:
    """Make the table; every log that is there is in its first life."""
    dialect = op.get_bind().dialect.name
    text = TEXT[dialect]
    op.execute(
        f"CREATE TABLE log_life (number BIGINT NOT NULL PRIMARY KEY CHECK (number > 1), size BIGINT NOT NULL, "
        f"at BIGINT NOT NULL, act {text} NOT NULL, note {text} NOT NULL)"
    )
    for guard in SQLITE if dialect == "sqlite" else POSTGRESQL:
        op.execute(guard)
