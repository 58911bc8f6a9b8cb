"""The submission of each document in the hub's own form, beside the bytes that the portal wrote."""

from alembic import op

revision = "0011"
down_revision = "0010"

TEXT = {"sqlite": "TEXT", "postgresql": 'TEXT COLLATE "C"'}
SQLITE = (
    """
    CREATE TRIGGER document_keeps_form BEFORE UPDATE OF form ON document
    WHEN NEW.form IS NOT OLD.form
    BEGIN SELECT RAISE(ABORT, 'form is append-only: it never changes'); END
    """,
    # INSERT OR REPLACE deletes the old row without firing a trigger.
    """
    CREATE TRIGGER document_keeps_form_on_replace BEFORE INSERT ON document
    WHEN EXISTS (SELECT 1 FROM document WHERE id = NEW.id AND form IS NOT NEW.form)
    BEGIN SELECT RAISE(ABORT, 'form is append-only: it never changes'); END
    """,
)
POSTGRESQL = (
    """
    CREATE TRIGGER document_keeps_form BEFORE UPDATE OF form ON document FOR EACH ROW
    WHEN (NEW.form IS DISTINCT FROM OLD.form) EXECUTE FUNCTION refuse_other_value('form')
    """,
)


def upgrade() -> None:
    """Add the column and guard it. Documents of an older hub have none: their bytes are read again where needed."""
    dialect = op.get_bind().dialect.name
    op.execute(f"ALTER TABLE document ADD COLUMN form {TEXT[dialect]} REFERENCES payload (digest)")
    for statement in SQLITE if dialect == "sqlite" else POSTGRESQL:
        op.execute(statement)
