"""Who vouches for a document's signer: written once, when the document is recorded."""

from alembic import op

revision = "0006"
down_revision = "0005"

TEXT = {"sqlite": "TEXT", "postgresql": 'TEXT COLLATE "C"'}
SQLITE = (
    """
    CREATE TRIGGER document_keeps_vouched_by BEFORE UPDATE OF vouched_by ON document
    WHEN NEW.vouched_by IS NOT OLD.vouched_by
    BEGIN SELECT RAISE(ABORT, 'vouched_by is append-only: who answered for a signer never changes'); END
    """,
    # INSERT OR REPLACE deletes the old row without firing a trigger.
    """
    CREATE TRIGGER document_keeps_vouched_by_on_replace BEFORE INSERT ON document
    WHEN EXISTS (SELECT 1 FROM document WHERE id = NEW.id AND vouched_by IS NOT NEW.vouched_by)
    BEGIN SELECT RAISE(ABORT, 'vouched_by is append-only: who answered for a signer never changes'); END
    """,
)
POSTGRESQL = (
    """
    CREATE FUNCTION refuse_other_voucher() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'vouched_by is append-only: who answered for a signer never changes'
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER document_keeps_vouched_by BEFORE UPDATE OF vouched_by ON document FOR EACH ROW
    WHEN (NEW.vouched_by IS DISTINCT FROM OLD.vouched_by) EXECUTE FUNCTION refuse_other_voucher()
    """,
)


def upgrade() -> None:
    """Add the column and its guard. For older documents, the portal vouches for its submissions."""
    dialect = op.get_bind().dialect.name
    op.execute(f"ALTER TABLE document ADD COLUMN vouched_by {TEXT[dialect]}")
    op.execute("UPDATE document SET vouched_by = 'portal' WHERE portal IS NOT NULL")
    for statement in SQLITE if dialect == "sqlite" else POSTGRESQL:
        op.execute(statement)
