"""Documents that were brought back from archives; no other row gets into the gap that an archive left.

A row that an archive has may be inserted again while its document is recorded as brought back, by an act that is
recorded too. The last row of the gap must have the hash that the archive's record keeps. Such rows have their
positions in the log already, so they wait for none.
"""

from alembic import op

revision = "0039"
down_revision = "0037"

TYPES = {
    "sqlite": {"text": "TEXT", "id": "BLOB", "rows": " WITHOUT ROWID"},
    "postgresql": {"text": 'TEXT COLLATE "C"', "id": "UUID", "rows": ""},
}
TABLE = (
    "CREATE TABLE unarchived (document {id} NOT NULL REFERENCES document (id), number INTEGER NOT NULL, "
    "inside BOOLEAN NOT NULL, act {text} NOT NULL REFERENCES act (id), at BIGINT NOT NULL, "
    "PRIMARY KEY (document, number)){rows}"
)
FORGED = """
    SELECT 1 FROM archived WHERE archived.document = {row}.document AND (
        archived.until > {row}.seq AND NOT coalesce((
            SELECT inside FROM unarchived WHERE unarchived.document = {row}.document ORDER BY number DESC LIMIT 1
        ), {false})
        OR archived.until = {row}.seq + 1 AND archived.previous <> {row}.hash
    )
"""
"""Whether a row gets into a gap that is not for it."""
WAITS = "NOT EXISTS (SELECT 1 FROM archived WHERE document = NEW.document AND until > NEW.seq)"
"""Whether a row has no position in the log yet."""
SQLITE = (
    *(
        f"CREATE TRIGGER unarchived_refuses_{verb} BEFORE {verb} ON unarchived "
        "BEGIN SELECT RAISE(ABORT, 'unarchived is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    """
    CREATE TRIGGER unarchived_refuses_replace BEFORE INSERT ON unarchived
    WHEN EXISTS (SELECT 1 FROM unarchived WHERE document = NEW.document AND number = NEW.number)
    BEGIN SELECT RAISE(ABORT, 'unarchived is append-only: the row is there already'); END
    """,
    f"""
    CREATE TRIGGER transition_stays_out BEFORE INSERT ON transition
    WHEN EXISTS ({FORGED.format(row="NEW", false="0")})
    BEGIN SELECT RAISE(ABORT, 'transition is in an archive, and not brought back'); END
    """,
    "DROP TRIGGER transition_waits_for_seal",
    f"""
    CREATE TRIGGER transition_waits_for_seal AFTER INSERT ON transition WHEN {WAITS}
    BEGIN INSERT INTO unsealed (document, seq, hash) VALUES (NEW.document, NEW.seq, NEW.hash); END
    """,  # noqa: S608 - texts of our own
)
BY_INDEX = "SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off"
"""A batch's few rows are looked for one by one: a join would read all that was ever archived."""
POSTGRESQL = (
    """
    CREATE TRIGGER unarchived_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON unarchived
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    f"""
    CREATE FUNCTION transition_stays_out() RETURNS trigger LANGUAGE plpgsql {BY_INDEX} AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM added WHERE EXISTS ({FORGED.format(row="added", false="false")} OFFSET 0)) THEN
            RAISE EXCEPTION 'transition is in an archive, and not brought back'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END $$
    """,  # noqa: S608 - texts of our own
    """
    CREATE TRIGGER transition_stays_out AFTER INSERT ON transition REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION transition_stays_out()
    """,
    f"""
    CREATE OR REPLACE FUNCTION transition_waits_for_seal() RETURNS trigger LANGUAGE plpgsql {BY_INDEX} AS $$
    BEGIN
        INSERT INTO unsealed (document, seq, hash) SELECT document, seq, hash FROM added
        WHERE NOT EXISTS (
            SELECT 1 FROM archived WHERE archived.document = added.document AND archived.until > added.seq OFFSET 0
        )
        ORDER BY document, seq;
        RETURN NULL;
    END $$
    """,  # noqa: S608 - texts of our own
)


def upgrade() -> None:
    """Make the table and its guards, and let the guards of trails know of it."""
    dialect = op.get_bind().dialect.name
    op.execute(TABLE.format(**TYPES[dialect]))
    for guard in SQLITE if dialect == "sqlite" else POSTGRESQL:
        op.execute(guard)
