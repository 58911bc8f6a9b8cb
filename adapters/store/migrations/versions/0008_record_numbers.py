"""记录编号 and 申请时间 of each document. Older documents get a record number too, but no time."""

from collections.abc import Iterator

from alembic import op
from sqlalchemy import Connection, text

from hub.model import REFUSED, record_numbers

revision = "0008"
down_revision = "0007"

PAGE = 5000
"""Documents that get a number at a time."""
TEXT = {"sqlite": "TEXT", "postgresql": 'TEXT COLLATE "C"'}
COLUMNS = ("record", "submitted_at")
SQLITE = (
    """
    CREATE TRIGGER document_keeps_{column} BEFORE UPDATE OF {column} ON document
    WHEN NEW.{column} IS NOT OLD.{column}
    BEGIN SELECT RAISE(ABORT, '{column} is append-only: it never changes'); END
    """,
    # INSERT OR REPLACE deletes the old row without firing a trigger.
    """
    CREATE TRIGGER document_keeps_{column}_on_replace BEFORE INSERT ON document
    WHEN EXISTS (SELECT 1 FROM document WHERE id = NEW.id AND {column} IS NOT NEW.{column})
    BEGIN SELECT RAISE(ABORT, '{column} is append-only: it never changes'); END
    """,
)
FUNCTION = """
    CREATE FUNCTION refuse_other_value() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only: it never changes', TG_ARGV[0]
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
"""
POSTGRESQL = (
    """
    CREATE TRIGGER document_keeps_{column} BEFORE UPDATE OF {column} ON document FOR EACH ROW
    WHEN (NEW.{column} IS DISTINCT FROM OLD.{column}) EXECUTE FUNCTION refuse_other_value('{column}')
    """,
)


def upgrade() -> None:
    """Add the columns, number the existing documents, then guard both columns."""
    dialect = op.get_bind().dialect.name
    op.execute(f"ALTER TABLE document ADD COLUMN record {TEXT[dialect]}")
    op.execute("ALTER TABLE document ADD COLUMN submitted_at BIGINT")
    _number(op.get_bind())
    op.execute("CREATE UNIQUE INDEX document_record ON document (record)")
    if dialect == "postgresql":
        op.execute(FUNCTION)
    for statement in SQLITE if dialect == "sqlite" else POSTGRESQL:
        for column in COLUMNS:
            op.execute(statement.format(column=column))


def _number(connection: Connection) -> None:
    """Give each document its record number, except refused ones; oldest first, so the result is always the same."""
    given: set[str] = set()
    for page in _pages(connection):
        rows = []
        for id_, at in page:
            number = next(number for number in record_numbers(id_, at) if number not in given)
            given.add(number)
            rows.append({"id": id_, "record": number})
        connection.execute(text("UPDATE document SET record = :record WHERE id = :id"), rows)


def _pages(connection: Connection) -> Iterator[list[tuple[str, int]]]:
    asked = text(
        "SELECT id, created_at FROM document WHERE status <> :refused AND (created_at, id) > (:at, :id)"
        " ORDER BY created_at, id LIMIT :page"
    )
    at, id_ = -1, ""
    while page := connection.execute(asked, {"refused": REFUSED, "at": at, "id": id_, "page": PAGE}).all():
        yield [(row.id, row.created_at) for row in page]
        id_, at = page[-1].id, page[-1].created_at
