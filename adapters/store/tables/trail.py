"""Documents, their trails, their messages and the bytes of these."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    text,
)

from adapters.store.columns import (
    BY_MONTH,
    DIGEST_BYTES,
    count_column,
    digest_column,
    document_column,
    metadata,
    number_column,
    text_column,
)

payload = Table(
    "payload",
    metadata,
    digest_column("digest", primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)

UNIT_USCC = {"sqlite": "substr(value, instr(value, ':') + 1)", "postgresql": "split_part(value, ':', 2)"}
"""The USCC of a unit that a reference holds as `code:uscc`, as the index `reference_concerned` has it."""

document = Table(
    "document",
    metadata,
    document_column("id", primary_key=True),
    text_column("type"),
    text_column("sender"),
    text_column("sender_ref"),
    digest_column("content"),
    digest_column("payload", ForeignKey("payload.digest")),
    text_column("portal", nullable=True),
    text_column("party"),
    text_column("enterprise"),
    text_column("enterprise_name"),
    text_column("status"),
    count_column("round"),
    count_column("seq"),
    digest_column("head"),
    document_column("again_of", nullable=True),
    number_column("created_at"),
    number_column("updated_at"),
    text_column("vouched_by", nullable=True),
    text_column("dispute"),
    text_column("record", nullable=True),
    Column("submitted_at", BigInteger, nullable=True),
    text_column("tracks"),
    digest_column("form", ForeignKey("payload.digest"), nullable=True),
    number_column("moved_at"),
    Column("overdue_at", BigInteger, nullable=True),
    UniqueConstraint("sender_ref", "sender", name="document_brought_once"),
    Index("document_standing", "enterprise", "type", "status"),
    Index("document_updated", "updated_at"),
    Index("document_record", "record", unique=True),
    Index(
        "document_again",
        "again_of",
        sqlite_where=text("again_of IS NOT NULL"),
        postgresql_where=text("again_of IS NOT NULL"),
    ),
    Index(
        "document_disputed",
        "updated_at",
        sqlite_where=text("dispute <> ''"),
        postgresql_where=text("dispute <> ''"),
    ),
    Index("document_stands", "status", "type", "party", "moved_at"),
    Index(
        "document_overdue",
        "type",
        "party",
        "moved_at",
        sqlite_where=text("overdue_at IS NOT NULL"),
        postgresql_where=text("overdue_at IS NOT NULL"),
    ),
)

trace = Table(
    "trace",
    metadata,
    document_column("document", ForeignKey("document.id"), primary_key=True),
    text_column("parent"),
    sqlite_with_rowid=False,
)
"""The traceparents that came with submissions."""

reference = Table(
    "reference",
    metadata,
    document_column("document", ForeignKey("document.id")),
    text_column("kind"),
    text_column("value"),
    PrimaryKeyConstraint("document", "kind", "value"),
    Index("reference_value", "value"),
    Index("reference_concerned", text("(split_part(value, ':'::text, 2))"), postgresql_where=text("kind = 'concerns'")),
    sqlite_with_rowid=False,
)

catalogue = Table(
    "catalogue",
    metadata,
    Column("number", Integer, Identity(always=True), primary_key=True),
    text_column("digest"),
    UniqueConstraint("digest", name="catalogue_numbered_once"),
)
"""Digests of catalogues. Messages and transitions refer to them by number."""

message = Table(
    "message",
    metadata,
    number_column("at"),
    document_column("document", ForeignKey("document.id"), nullable=True),
    count_column("round"),
    count_column("size"),
    count_column("catalogue", ForeignKey("catalogue.number")),
    text_column("id"),
    text_column("direction"),
    text_column("party"),
    text_column("kind"),
    digest_column("digest", ForeignKey("payload.digest")),
    text_column("answers", nullable=True),
    PrimaryKeyConstraint("id", "party", "direction"),
    Index("message_answers", "party", "answers"),
    Index("message_document", "document"),
)
"""In messages and transitions numbers come first, so that PostgreSQL pads nothing."""

encrypted = Table(
    "encrypted",
    metadata,
    digest_column("content", ForeignKey("payload.digest")),
    text_column("direction"),
    digest_column("wire", ForeignKey("payload.digest")),
    PrimaryKeyConstraint("content", "direction"),
    sqlite_with_rowid=False,
)

transition = Table(
    "transition",
    metadata,
    number_column("at"),
    document_column("document", ForeignKey("document.id")),
    count_column("seq"),
    count_column("catalogue", ForeignKey("catalogue.number")),
    text_column("track"),
    text_column("before", nullable=True),
    text_column("after"),
    text_column("cause_kind"),
    text_column("cause_ref"),
    digest_column("cause_digest"),
    text_column("detail"),
    digest_column("hash"),
    PrimaryKeyConstraint("document", "seq"),
    CheckConstraint("seq >= 1", name="transition_counts_from_one"),
    CheckConstraint(f"length(hash) = {DIGEST_BYTES}", name="transition_has_a_hash"),
    sqlite_with_rowid=False,
    info={BY_MONTH: "document"},
)
"""The hash before is that of the row before."""
