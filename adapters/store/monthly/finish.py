"""Copy what is missing, and put the divided table in the place of the old one: all in the migration's transaction."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, text

from adapters.store import partitions
from adapters.store.monthly.ahead import count
from adapters.store.monthly.shadow import COPYING, OLD, SHADOW, make_shadow

_PREPARED: Final = (
    "SET LOCAL enable_hashjoin = on",
    "SET LOCAL enable_mergejoin = on",
    f"LOCK TABLE document, catalogue, {OLD} IN ACCESS EXCLUSIVE MODE",
)
"""A migration joins whole tables, and keeps every other writer away until the end."""
_MISSING: Final = f"""
    {COPYING} WHERE NOT EXISTS (SELECT FROM {SHADOW} n WHERE n.document = o.document AND n.seq = o.seq)
"""
_REFERENCES: Final = f"""
    SELECT format('ALTER TABLE {OLD} ADD CONSTRAINT %I %s', conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE contype = 'f' AND conrelid = '{OLD}'::regclass ORDER BY conname
"""  # noqa: S608 - a name of our own
_TRIGGERS: Final = f"""
    SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = '{OLD}'::regclass ORDER BY tgname
"""  # noqa: S608 - a name of our own
_GRANTS: Final = f"""
    SELECT format('GRANT %s ON %s TO %s', a.privilege_type, given.name,
        CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END)
    FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) AS a
    CROSS JOIN (VALUES ('{SHADOW}'), ('{partitions.REST}')) AS given (name)
    WHERE c.oid = '{OLD}'::regclass AND a.grantee <> c.relowner
        AND (given.name = '{SHADOW}' OR a.privilege_type = 'SELECT')
"""  # noqa: S608 - names of our own
"""Rows are read and written by the whole table; whoever looks for what is astray reads the rest by itself."""
_PLACED: Final = (
    f"DROP TABLE {OLD}",
    f"ALTER TABLE {SHADOW} RENAME TO {OLD}",
    f"ALTER INDEX {SHADOW}_pkey RENAME TO {OLD}_pkey",
)
_FOLLOWS: Final = """
    CREATE OR REPLACE FUNCTION transition_follows() RETURNS trigger LANGUAGE plpgsql
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
    SET plan_cache_mode = force_custom_plan AS $$
    DECLARE
        lowest uuid;
        highest uuid;
    BEGIN
        SELECT document INTO lowest FROM added WHERE seq > 1 ORDER BY document LIMIT 1;
        SELECT document INTO highest FROM added WHERE seq > 1 ORDER BY document DESC LIMIT 1;
        IF lowest IS NOT NULL AND EXISTS (
            SELECT FROM added WHERE added.seq > 1 AND NOT EXISTS (
                SELECT FROM transition AS earlier
                WHERE earlier.document = added.document AND earlier.seq = added.seq - 1
                    AND earlier.document BETWEEN lowest AND highest
                OFFSET 0
            )
        ) THEN
            RAISE EXCEPTION 'transition does not follow the one before it'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END $$
"""
"""A plan for these documents' months only, which looks for row after row by index (`OFFSET 0` is no join).

A plan for all months, or a join, would read whole partitions: 450 ms instead of 16 ms for 200 rows of 60 months.
"""


def finish(connection: Connection) -> None:
    """Divide the table. An older hub may have written since the parts were copied: its rows only grow in number."""
    _run(connection, _PREPARED)
    make_shadow(connection)
    if count(connection, OLD) != count(connection, SHADOW):
        _run(connection, [_MISSING])
    if count(connection, OLD) != count(connection, SHADOW):
        raise RuntimeError(f"{SHADOW} has other rows than {OLD}")
    references, triggers, grants = (list(connection.scalars(text(said))) for said in (_REFERENCES, _TRIGGERS, _GRANTS))
    _run(connection, [*grants, *_PLACED, *references, _FOLLOWS, *triggers])
    for month in partitions.months_of(connection):
        partitions.guard_partition(connection, partitions.name_of(month))
    partitions.guard_partition(connection, partitions.REST)
    if connection.scalar(text("SELECT EXISTS (SELECT FROM document)")):
        _run(connection, [f"ANALYZE {OLD}"])


def _run(connection: Connection, statements: Iterable[str]) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)
