"""PostgreSQL: the copied tables change places; all other tables are altered where they are."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, text

FASTER: Final = "SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on"
"""A migration reads whole tables."""
COPIED: Final = ("transition", "message", "payload")
_REFERENCES: Final = """
    SELECT c.conrelid::regclass::text AS "table", c.conname AS name, pg_get_constraintdef(c.oid) AS definition,
        a.attname AS "column", format_type(a.atttypid, NULL) AS type,
        c.confrelid::regclass::text AS target, b.attname AS target_column
    FROM pg_constraint c
    CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS k (mine, theirs)
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.mine
    JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = k.theirs
    WHERE c.contype = 'f'
        AND c.confrelid IN ('document'::regclass, 'payload'::regclass, 'message'::regclass, 'transition'::regclass)
        AND c.conrelid NOT IN ('message'::regclass, 'transition'::regclass)
    ORDER BY 1, 2, 4
"""
"""Whatever refers to these tables, also tables that other migrations made; those that are dropped aside."""
_TRIGGERS: Final = """
    SELECT tgrelid::regclass::text AS "table", tgname AS name, pg_get_triggerdef(oid) AS definition FROM pg_trigger
    WHERE NOT tgisinternal AND tgrelid IN
        ('document'::regclass, 'payload'::regclass, 'message'::regclass, 'transition'::regclass)
    ORDER BY 1, 2
"""
_GRANTS: Final = """
    SELECT format('GRANT %s ON %I TO %s', a.privilege_type, CAST(:new AS text),
        CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END)
    FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) AS a
    WHERE c.oid = CAST(:old AS regclass) AND a.grantee <> c.relowner
"""
_PACKED: Final = {
    ("document", "id"): "ALTER COLUMN {0} TYPE uuid USING {0}::uuid",
    ("payload", "digest"): "ALTER COLUMN {0} TYPE bytea USING decode({0}, 'hex')",
}
_TRANSITION_KEYS: Final = {("transition", "document"): ("document", "id")}
_OWN: Final = ("content", "head")
_FOLLOWS: Final = """
    CREATE OR REPLACE FUNCTION transition_follows() RETURNS trigger LANGUAGE plpgsql
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM added WHERE added.seq > 1 AND NOT EXISTS (
                SELECT FROM transition AS earlier
                WHERE earlier.document = added.document AND earlier.seq = added.seq - 1
            )
        ) THEN
            RAISE EXCEPTION 'transition does not follow the one before it'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END $$
"""
_CATALOGUE_GUARD: Final = """
    CREATE TRIGGER catalogue_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON catalogue
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""
_PLACED: Final = (
    *(f"ALTER TABLE compact_{table} RENAME TO {table}" for table in ("catalogue", *reversed(COPIED))),
    *(f"ALTER INDEX compact_{table}_pkey RENAME TO {table}_pkey" for table in COPIED),
)
_COMPLETED: Final = (
    "CREATE INDEX message_answers ON message (party, answers)",
    "CREATE INDEX message_document ON message (document)",
    "ALTER TABLE message ADD CONSTRAINT message_document_fkey FOREIGN KEY (document) REFERENCES document (id),"
    " ADD CONSTRAINT message_digest_fkey FOREIGN KEY (digest) REFERENCES payload (digest),"
    " ADD CONSTRAINT message_catalogue_fkey FOREIGN KEY (catalogue) REFERENCES catalogue (number)",
    "ALTER TABLE transition"
    " ADD CONSTRAINT transition_document_fkey FOREIGN KEY (document) REFERENCES document (id),"
    " ADD CONSTRAINT transition_catalogue_fkey FOREIGN KEY (catalogue) REFERENCES catalogue (number)",
    _FOLLOWS,
    _CATALOGUE_GUARD,
)


class Reference(NamedTuple):
    """A column that refers to one of the tables, with its constraint."""

    table: str
    name: str
    definition: str
    column: str
    type: str
    target: str
    target_column: str


def prepare(connection: Connection) -> None:
    """Join as suits whole tables, and keep every other writer away until the end."""
    _run(connection, [FASTER, "LOCK TABLE document, payload, message, transition IN ACCESS EXCLUSIVE MODE"])


def replace(connection: Connection) -> None:
    """Put the copied tables in their places, and alter what refers to them."""
    references = [Reference(*row) for row in connection.execute(text(_REFERENCES))]
    triggers = connection.execute(text(_TRIGGERS)).all()
    constraints = {(r.table, r.name): r.definition for r in references}
    _grant(connection)
    _run(connection, (f"DROP TRIGGER {t.name} ON {t.table}" for t in triggers))
    _run(connection, (f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name in constraints))
    _run(connection, [f"DROP TABLE {', '.join(COPIED)}", *_PLACED])
    _run(connection, (f"ALTER TABLE {table} {', '.join(acts)}" for table, acts in _alterations(references).items()))
    _run(connection, (f"ALTER TABLE {t} ADD CONSTRAINT {n} {said}" for (t, n), said in constraints.items()))
    _run(connection, _COMPLETED)
    _run(connection, (t.definition for t in triggers))
    if connection.scalar(text("SELECT EXISTS (SELECT FROM document)")):
        # Of an empty table the planner would believe that it stays so, and read all of it for every reference.
        _run(connection, [f"ANALYZE document, {', '.join(COPIED)}"])


def _alterations(references: Iterable[Reference]) -> dict[str, list[str]]:
    """For each table, what changes: one pass over its rows."""
    found: dict[str, list[str]] = {
        "document": [
            *(_PACKED["document", "id"].format(name) for name in ("id", "again_of")),
            *(_PACKED["payload", "digest"].format(name) for name in _OWN),
            "ALTER COLUMN round TYPE integer",
            "ALTER COLUMN seq TYPE integer",
        ],
        "unsealed": [
            _PACKED["document", "id"].format("document"),
            _PACKED["payload", "digest"].format("hash"),
        ],
    }
    for one in references:
        target = (one.target, one.target_column)
        how = _PACKED.get(_TRANSITION_KEYS.get(target, target))
        act = how.format(one.column) if how and one.type == "text" else ""
        if act and act not in found.setdefault(one.table, []):
            found[one.table].append(act)
    return {table: acts for table, acts in found.items() if acts}


def _grant(connection: Connection) -> None:
    """Whoever may use an old table may use the new one; whoever may read transitions also reads catalogues."""
    pairs = [(table, f"compact_{table}") for table in COPIED]
    given: set[str] = set()
    for old, new in (*pairs, ("transition", "compact_catalogue")):
        given |= set(connection.scalars(text(_GRANTS), {"old": old, "new": new}))
    _run(connection, sorted(given))


def _run(connection: Connection, statements: Iterable[Any]) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)
