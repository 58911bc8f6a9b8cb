"""What needs a person: since when documents stand where they are, whose answers are overdue, and operators' notes."""

from alembic import op

revision = "0040"
down_revision = "0038"

TEXT = {"sqlite": "TEXT", "postgresql": 'TEXT COLLATE "C"'}
COLUMNS = (
    "ALTER TABLE document ADD COLUMN moved_at BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE document ADD COLUMN overdue_at BIGINT",
)
MOVED = """
    UPDATE document SET moved_at = coalesce((
        SELECT at FROM transition AS move
        WHERE move.document = document.id AND move.before {differs} move.after AND document.seq - move.seq + 1 = (
            SELECT count(*) FROM transition AS later WHERE later.document = document.id AND later.seq >= move.seq
        )
        ORDER BY seq DESC LIMIT 1
    ), 0)
"""
"""Where rows behind a move are in an archive, the last move may be among them: then it is not known."""
OVERDUE = """
    UPDATE document SET overdue_at = (
        SELECT at FROM transition
        WHERE transition.document = document.id AND cause_kind = 'clock' AND {observed} = 'overdue' AND seq > (
            SELECT max(seq) FROM transition AS moves
            WHERE moves.document = document.id AND moves.before {differs} moves.after
        )
        ORDER BY seq DESC LIMIT 1
    )
    WHERE moved_at > 0 AND id IN (SELECT document FROM transition WHERE cause_kind = 'clock')
"""
WORDS = {
    "sqlite": {"differs": "IS NOT", "observed": "json_extract(detail, '$.observed')"},
    "postgresql": {"differs": "IS DISTINCT FROM", "observed": "detail::json ->> 'observed'"},
}
INDEXES = (
    "CREATE INDEX document_stands ON document (status, type, party, moved_at)",
    "CREATE INDEX document_overdue ON document (type, party, moved_at) WHERE overdue_at IS NOT NULL",
)
NOTE = (
    "CREATE TABLE note (act {text} NOT NULL PRIMARY KEY REFERENCES act (id), item {text} NOT NULL, "
    "ticket {text} NOT NULL, count BIGINT NOT NULL, newest BIGINT NOT NULL)"
)
NOTES = "CREATE INDEX note_item ON note (item)"
GUARDS = {
    "sqlite": (
        "CREATE TRIGGER note_refuses_UPDATE BEFORE UPDATE ON note "
        "BEGIN SELECT RAISE(ABORT, 'note is append-only'); END",
        "CREATE TRIGGER note_refuses_DELETE BEFORE DELETE ON note "
        "BEGIN SELECT RAISE(ABORT, 'note is append-only'); END",
        "CREATE TRIGGER note_refuses_replace BEFORE INSERT ON note "
        "WHEN EXISTS (SELECT 1 FROM note WHERE act = NEW.act) "
        "BEGIN SELECT RAISE(ABORT, 'note is append-only: the row is there already'); END",
    ),
    "postgresql": (
        "CREATE TRIGGER note_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON note "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ),
}


def upgrade() -> None:
    """Make the columns and fill them from the trails; make the table of notes."""
    dialect = op.get_bind().dialect.name
    filled = (statement.format(**WORDS[dialect]) for statement in (MOVED, OVERDUE))
    made = (NOTE.format(text=TEXT[dialect]), NOTES, *GUARDS[dialect])
    for statement in (*COLUMNS, *filled, *INDEXES, *made):
        op.execute(statement)
