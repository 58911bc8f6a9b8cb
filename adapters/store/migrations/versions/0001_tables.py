"""The first tables: documents with their trails and messages, claims, and what waits."""

from alembic import op

revision = "0001"
down_revision = None

TABLES = (
    """
    CREATE TABLE payload (
        digest {text} NOT NULL PRIMARY KEY,
        bytes {bytes} NOT NULL
    )
    """,
    """
    CREATE TABLE document (
        id {text} NOT NULL PRIMARY KEY,
        type {text} NOT NULL,
        sender {text} NOT NULL,
        sender_ref {text} NOT NULL,
        content {text} NOT NULL,
        payload {text} NOT NULL REFERENCES payload (digest),
        portal {text},
        party {text} NOT NULL,
        enterprise {text} NOT NULL,
        enterprise_name {text} NOT NULL,
        status {text} NOT NULL,
        round BIGINT NOT NULL,
        seq BIGINT NOT NULL,
        head {text} NOT NULL,
        again_of {text},
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        CONSTRAINT document_brought_once UNIQUE (sender_ref, sender)
    )
    """,
    "CREATE INDEX document_standing ON document (enterprise, type, status)",
    "CREATE INDEX document_updated ON document (updated_at)",
    """
    CREATE TABLE reference (
        document {text} NOT NULL REFERENCES document (id),
        kind {text} NOT NULL,
        value {text} NOT NULL,
        PRIMARY KEY (document, kind, value)
    ) {clustered}
    """,
    "CREATE INDEX reference_value ON reference (value)",
    """
    CREATE TABLE message (
        id {text} NOT NULL,
        direction {text} NOT NULL,
        party {text} NOT NULL,
        kind {text} NOT NULL,
        document {text} REFERENCES document (id),
        round BIGINT NOT NULL,
        digest {text} NOT NULL REFERENCES payload (digest),
        size BIGINT NOT NULL,
        answers {text},
        at BIGINT NOT NULL,
        catalogue {text} NOT NULL,
        PRIMARY KEY (id, party, direction)
    )
    """,
    "CREATE INDEX message_answers ON message (party, answers)",
    "CREATE INDEX message_document ON message (document)",
    """
    CREATE TABLE transition (
        document {text} NOT NULL REFERENCES document (id),
        seq BIGINT NOT NULL CONSTRAINT transition_counts_from_one CHECK (seq >= 1),
        track {text} NOT NULL,
        before {text},
        after {text} NOT NULL,
        cause_kind {text} NOT NULL,
        cause_ref {text} NOT NULL,
        cause_digest {text} NOT NULL,
        detail {text} NOT NULL,
        at BIGINT NOT NULL,
        catalogue {text} NOT NULL,
        previous {text} NOT NULL,
        hash {text} NOT NULL,
        PRIMARY KEY (document, seq)
    ) {clustered}
    """,
    """
    CREATE TABLE resource (
        key {text} NOT NULL PRIMARY KEY,
        figures {text} NOT NULL,
        as_of BIGINT NOT NULL,
        reserved {text} NOT NULL
    )
    """,
    """
    CREATE TABLE claim (
        document {text} NOT NULL REFERENCES document (id),
        resource {text} NOT NULL REFERENCES resource (key),
        key {text} NOT NULL,
        amount {text},
        open BOOLEAN NOT NULL,
        settled_at BIGINT,
        PRIMARY KEY (document, resource, key)
    ) {clustered}
    """,
    "CREATE UNIQUE INDEX claim_one_holder ON claim (resource, key) WHERE open AND amount IS NULL",
    "CREATE INDEX claim_open ON claim (resource) WHERE open",
    """
    CREATE TABLE outbox (
        id {text} NOT NULL PRIMARY KEY,
        about {text} NOT NULL,
        destination {text} NOT NULL,
        subject {text} NOT NULL,
        seq BIGINT NOT NULL,
        owner {text} NOT NULL,
        at BIGINT NOT NULL
    )
    """,
    "CREATE INDEX outbox_owner ON outbox (owner, at)",
    """
    CREATE TABLE parked (
        party {text} NOT NULL,
        message {text} NOT NULL,
        answers {text} NOT NULL,
        payload {text} NOT NULL REFERENCES payload (digest),
        at BIGINT NOT NULL,
        PRIMARY KEY (party, message)
    )
    """,
    "CREATE INDEX parked_answers ON parked (party, answers)",
    """
    CREATE TABLE quarantine (
        id {text} NOT NULL PRIMARY KEY,
        owner {text} NOT NULL,
        code {text} NOT NULL,
        field {text} NOT NULL,
        zh {text} NOT NULL,
        en {text} NOT NULL,
        cause {text} NOT NULL,
        payload {text} NOT NULL REFERENCES payload (digest),
        document {text},
        answers {text},
        at BIGINT NOT NULL
    )
    """,
    "CREATE INDEX quarantine_newest ON quarantine (at)",
)
WORDS = {
    "sqlite": {"text": "TEXT", "bytes": "BLOB", "clustered": "WITHOUT ROWID"},
    "postgresql": {"text": 'TEXT COLLATE "C"', "bytes": "BYTEA", "clustered": ""},
}


def upgrade() -> None:
    """Make the tables, in the dialect's words."""
    words = WORDS[op.get_bind().dialect.name]
    for statement in TABLES:
        op.execute(statement.format(**words))
