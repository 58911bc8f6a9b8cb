"""The new tables, under names of their own until they take the places of the old ones."""

from typing import Final

from sqlalchemy import Connection, inspect, text

_TRANSITION: Final = """
    CREATE TABLE IF NOT EXISTS compact_transition (
        at BIGINT NOT NULL,
        document {id} NOT NULL{of_document},
        seq INTEGER NOT NULL CONSTRAINT transition_counts_from_one CHECK (seq >= 1),
        catalogue INTEGER NOT NULL{of_catalogue},
        track {text} NOT NULL,
        before {text},
        after {text} NOT NULL,
        cause_kind {text} NOT NULL,
        cause_ref {text} NOT NULL,
        cause_digest {bytes} NOT NULL,
        detail {text} NOT NULL,
        hash {bytes} NOT NULL CONSTRAINT transition_has_a_hash CHECK (length(hash) = 32),
        CONSTRAINT compact_transition_pkey PRIMARY KEY (document, seq)
    ) {clustered}
"""
_MESSAGE: Final = """
    CREATE TABLE IF NOT EXISTS compact_message (
        at BIGINT NOT NULL,
        document {id}{of_document},
        round INTEGER NOT NULL,
        size INTEGER NOT NULL,
        catalogue INTEGER NOT NULL{of_catalogue},
        id {text} NOT NULL,
        direction {text} NOT NULL,
        party {text} NOT NULL,
        kind {text} NOT NULL,
        digest {bytes} NOT NULL{of_payload},
        answers {text},
        CONSTRAINT compact_message_pkey PRIMARY KEY (id, party, direction)
    )
"""
_PAYLOAD: Final = """
    CREATE TABLE IF NOT EXISTS compact_payload (
        digest {bytes} NOT NULL CONSTRAINT compact_payload_pkey PRIMARY KEY,
        bytes {bytes} NOT NULL
    )
"""
_CATALOGUE: Final = """
    CREATE TABLE IF NOT EXISTS compact_catalogue (
        number {number},
        digest {text} NOT NULL,
        CONSTRAINT catalogue_numbered_once UNIQUE (digest)
    )
"""
_AHEAD: Final = (_CATALOGUE, _PAYLOAD, _MESSAGE, _TRANSITION)
_OF: Final = {"of_document": "document (id)", "of_payload": "payload (digest)", "of_catalogue": "catalogue (number)"}
WORDS: Final = {
    "postgresql": {
        "id": "UUID",
        "text": 'TEXT COLLATE "C"',
        "bytes": "BYTEA",
        "clustered": "",
        "number": "INTEGER GENERATED ALWAYS AS IDENTITY CONSTRAINT catalogue_pkey PRIMARY KEY",
        **dict.fromkeys(_OF, ""),  # added when the tables are in their places
    },
    "sqlite": {
        "id": "BLOB",
        "text": "TEXT",
        "bytes": "BLOB",
        "clustered": "WITHOUT ROWID",
        "number": "INTEGER NOT NULL PRIMARY KEY",
        **{name: f" REFERENCES {target}" for name, target in _OF.items()},
    },
}
_NUMBERED: Final = """
    INSERT INTO compact_catalogue (digest)
    SELECT found.catalogue FROM (SELECT catalogue FROM message UNION SELECT catalogue FROM transition) AS found
    WHERE found.catalogue NOT IN (SELECT digest FROM compact_catalogue)
    ORDER BY found.catalogue
"""


def is_begun(connection: Connection) -> bool:
    """Whether the new tables are there."""
    return inspect(connection).has_table("compact_transition")


def make_shadows(connection: Connection) -> None:
    """Make the new tables if they are not there, and number the catalogues that have no number yet."""
    for statement in _AHEAD:
        connection.execute(text(statement.format(**WORDS[connection.dialect.name])))
    connection.execute(text(_NUMBERED))
