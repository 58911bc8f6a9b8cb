"""Messages that are accepted and wait for their signatures."""

from alembic import op

revision = "0015"
down_revision = "0014"

TEXT = {"sqlite": "TEXT", "postgresql": 'TEXT COLLATE "C"'}
BYTES = {"sqlite": "BLOB", "postgresql": "BYTEA"}


def upgrade() -> None:
    """Add the table. An older hub signed in the transaction of the acceptance: nothing of it waits."""
    dialect = op.get_bind().dialect.name
    text = TEXT[dialect]
    op.execute(
        f"""
        CREATE TABLE to_sign (
            id {text} NOT NULL PRIMARY KEY,
            party {text} NOT NULL,
            kind {text} NOT NULL,
            document {text} REFERENCES document (id),
            round BIGINT NOT NULL,
            answers {text},
            at BIGINT NOT NULL,
            catalogue {text} NOT NULL,
            owner {text} NOT NULL,
            body {BYTES[dialect]} NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX to_sign_owner ON to_sign (owner, party, at)")
    op.execute("CREATE INDEX to_sign_document ON to_sign (document)")
