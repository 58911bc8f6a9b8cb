"""Archives and holds; the guards of trails and bytes let through what these tables name, and nothing else.

A transition may go if an archive holds it and the one after it too, it is not the first, and its document is not held.
Bytes may be emptied if a removal names their digest; the row stays. Bytes that were emptied may come again.
"""

from alembic import op

revision = "0037"
down_revision = "0035"

APPEND_ONLY = {
    "removal": ("id",),
    "removal_done": ("removal",),
    "archived": ("document", "until"),
    "removed": ("digest", "removal"),
    "hold": ("document", "number"),
}
"""The new tables with their keys."""
TYPES = {
    "sqlite": {"text": "TEXT", "digest": "BLOB", "id": "BLOB", "rows": " WITHOUT ROWID"},
    "postgresql": {"text": 'TEXT COLLATE "C"', "digest": "BYTEA", "id": "UUID", "rows": ""},
}
TABLES = (
    "CREATE TABLE removal (id {text} NOT NULL PRIMARY KEY, kind {text} NOT NULL, act {text} NOT NULL, "
    "at BIGINT NOT NULL, note {text} NOT NULL)",
    "CREATE TABLE removal_done (removal {text} NOT NULL PRIMARY KEY REFERENCES removal (id), at BIGINT NOT NULL)",
    "CREATE TABLE archived (document {id} NOT NULL REFERENCES document (id), until INTEGER NOT NULL, "
    "previous {digest} NOT NULL, removal {text} NOT NULL REFERENCES removal (id), PRIMARY KEY (document, until)){rows}",
    "CREATE INDEX archived_removal ON archived (removal)",
    "CREATE TABLE removed (digest {digest} NOT NULL REFERENCES payload (digest), "
    "removal {text} NOT NULL REFERENCES removal (id), PRIMARY KEY (digest, removal)){rows}",
    "CREATE INDEX removed_removal ON removed (removal)",
    "CREATE TABLE hold (document {id} NOT NULL REFERENCES document (id), number INTEGER NOT NULL, "
    "held BOOLEAN NOT NULL, act {text} NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (document, number)){rows}",
)
STAYS = """
    OLD.seq = 1 OR NOT EXISTS (SELECT 1 FROM archived WHERE document = OLD.document AND until > OLD.seq)
        OR coalesce((SELECT held FROM hold WHERE document = OLD.document ORDER BY number DESC LIMIT 1), {false})
"""
"""Whether a transition must not go."""
EMPTIED = "NEW.bytes = {nothing} AND EXISTS (SELECT 1 FROM removed WHERE digest = OLD.digest)"
"""Whether bytes go that a removal names."""
SQLITE = (
    "DROP TRIGGER transition_refuses_DELETE",
    f"""
    CREATE TRIGGER transition_refuses_DELETE BEFORE DELETE ON transition WHEN {STAYS.format(false="0")}
    BEGIN SELECT RAISE(ABORT, 'transition is append-only'); END
    """,
    "DROP TRIGGER payload_refuses_UPDATE",
    f"""
    CREATE TRIGGER payload_refuses_UPDATE BEFORE UPDATE ON payload
    WHEN NEW.digest <> OLD.digest OR NOT (OLD.bytes = x'' OR {EMPTIED.format(nothing="x''")})
    BEGIN SELECT RAISE(ABORT, 'payload is append-only'); END
    """,
    "DROP TRIGGER payload_refuses_replace",
    """
    CREATE TRIGGER payload_refuses_replace BEFORE INSERT ON payload
    WHEN EXISTS (SELECT 1 FROM payload WHERE digest = NEW.digest AND bytes <> NEW.bytes AND bytes <> x'')
    BEGIN SELECT RAISE(ABORT, 'payload is append-only: the row is there already'); END
    """,
)
POSTGRESQL = (
    "DROP TRIGGER transition_refuses_change ON transition",
    """
    CREATE TRIGGER transition_refuses_change BEFORE UPDATE OR TRUNCATE ON transition
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    f"""
    CREATE FUNCTION transition_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {STAYS.format(false="false")} THEN
            RAISE EXCEPTION 'transition is append-only' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END $$
    """,
    """
    CREATE TRIGGER transition_refuses_delete BEFORE DELETE ON transition
    FOR EACH ROW EXECUTE FUNCTION transition_stays()
    """,
    "DROP TRIGGER payload_refuses_change ON payload",
    """
    CREATE TRIGGER payload_refuses_change BEFORE DELETE OR TRUNCATE ON payload
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    f"""
    CREATE FUNCTION payload_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.digest <> OLD.digest
            OR NOT (OLD.bytes = '' AND sha256(NEW.bytes) = OLD.digest OR {EMPTIED.format(nothing="''")})
        THEN
            RAISE EXCEPTION 'payload is append-only' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER payload_refuses_update BEFORE UPDATE ON payload FOR EACH ROW EXECUTE FUNCTION payload_stays()",
)


def upgrade() -> None:
    """Make the tables and their guards, and replace the guards of trails and bytes."""
    dialect = op.get_bind().dialect.name
    for table in TABLES:
        op.execute(table.format(**TYPES[dialect]))
    for guard in (*_guards(dialect), *(SQLITE if dialect == "sqlite" else POSTGRESQL)):
        op.execute(guard)


def _guards(dialect: str) -> list[str]:
    """The new tables are append-only."""
    if dialect == "postgresql":
        return [
            f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            for table in APPEND_ONLY
        ]
    return [guard for table, key in APPEND_ONLY.items() for guard in _of_sqlite(table, key)]


def _of_sqlite(table: str, key: tuple[str, ...]) -> list[str]:
    same = " AND ".join(f"{name} = NEW.{name}" for name in key)
    refused = [
        f"CREATE TRIGGER {table}_refuses_{verb} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ]
    replaced = (
        f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} "  # noqa: S608
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: the row is there already'); END"
    )
    return [*refused, replaced]
