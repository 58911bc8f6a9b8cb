"""Triggers that protect the trail: rows are only added, and each transition follows the one before it."""

from alembic import op

revision = "0002"
down_revision = "0001"

APPEND_ONLY = ("payload", "message", "transition")

SQLITE_REFUSES = """
    CREATE TRIGGER {table}_refuses_{verb} BEFORE {verb} ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
# INSERT OR REPLACE deletes the old row without firing a trigger, so an existing row is refused before that.
SQLITE_REPLACES = """
    CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} WHEN EXISTS ({same})
    BEGIN SELECT RAISE(ABORT, '{table} is append-only: the row is there already'); END
"""
SQLITE_SAME = {
    # The same bytes may come again; they are stored once.
    "payload": "SELECT 1 FROM payload WHERE digest = NEW.digest AND bytes <> NEW.bytes",
    "message": "SELECT 1 FROM message WHERE party = NEW.party AND id = NEW.id AND direction = NEW.direction",
    "transition": "SELECT 1 FROM transition WHERE document = NEW.document AND seq = NEW.seq",
}
SQLITE_FOLLOWS = """
    CREATE TRIGGER transition_follows BEFORE INSERT ON transition
    WHEN NEW.previous IS NOT CASE NEW.seq
        WHEN 1 THEN '{genesis}'
        ELSE (SELECT hash FROM transition WHERE document = NEW.document AND seq = NEW.seq - 1)
    END
    BEGIN SELECT RAISE(ABORT, 'transition does not follow the one before it'); END
"""

POSTGRESQL = (
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    *(
        f"""
        CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
        """
        for table in APPEND_ONLY
    ),
    # One look at all new rows, by index: a plan that is kept must not be one that suited a small table only.
    """
    CREATE FUNCTION transition_follows() RETURNS trigger LANGUAGE plpgsql
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM added LEFT JOIN transition AS earlier
                ON earlier.document = added.document AND earlier.seq = added.seq - 1
            WHERE added.previous IS DISTINCT FROM CASE added.seq WHEN 1 THEN repeat('0', 64) ELSE earlier.hash END
        ) THEN
            RAISE EXCEPTION 'transition does not follow the one before it'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER transition_follows AFTER INSERT ON transition REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION transition_follows()
    """,
)


def upgrade() -> None:
    """Make the triggers."""
    statements = POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _sqlite()
    for statement in statements:
        op.execute(statement)


def _sqlite() -> list[str]:
    changes = [SQLITE_REFUSES.format(table=table, verb=verb) for table in APPEND_ONLY for verb in ("UPDATE", "DELETE")]
    replaces = [SQLITE_REPLACES.format(table=table, same=same) for table, same in SQLITE_SAME.items()]
    return [*changes, *replaces, SQLITE_FOLLOWS.format(genesis="0" * 64)]
