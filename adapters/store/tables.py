"""The store's tables. The result of the migrations must equal them."""

from sqlalchemy import (
    TEXT,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

TEXT_TYPE = Text().with_variant(TEXT(collation="C"), "postgresql")
"""Text is compared by code point on both databases, so that all workers lock ids in the same order."""

metadata = MetaData()


def _text(name: str, *more: ForeignKey, nullable: bool = False, primary_key: bool = False) -> Column[str]:
    return Column(name, TEXT_TYPE, *more, nullable=nullable, primary_key=primary_key)


def _number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


payload = Table(
    "payload",
    metadata,
    _text("digest", primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)

UNIT_USCC = {"sqlite": "substr(value, instr(value, ':') + 1)", "postgresql": "split_part(value, ':', 2)"}
"""The USCC of a unit that a reference holds as `code:uscc`, as the index `reference_concerned` has it."""

document = Table(
    "document",
    metadata,
    _text("id", primary_key=True),
    _text("type"),
    _text("sender"),
    _text("sender_ref"),
    _text("content"),
    _text("payload", ForeignKey("payload.digest")),
    _text("portal", nullable=True),
    _text("party"),
    _text("enterprise"),
    _text("enterprise_name"),
    _text("status"),
    _number("round"),
    _number("seq"),
    _text("head"),
    _text("again_of", nullable=True),
    _number("created_at"),
    _number("updated_at"),
    _text("vouched_by", nullable=True),
    _text("dispute"),
    _text("record", nullable=True),
    Column("submitted_at", BigInteger, nullable=True),
    _text("tracks"),
    _text("form", ForeignKey("payload.digest"), nullable=True),
    UniqueConstraint("sender_ref", "sender", name="document_brought_once"),
    Index("document_standing", "enterprise", "type", "status"),
    Index("document_updated", "updated_at"),
    Index("document_record", "record", unique=True),
    Index(
        "document_disputed",
        "updated_at",
        sqlite_where=text("dispute <> ''"),
        postgresql_where=text("dispute <> ''"),
    ),
)

reference = Table(
    "reference",
    metadata,
    _text("document", ForeignKey("document.id")),
    _text("kind"),
    _text("value"),
    PrimaryKeyConstraint("document", "kind", "value"),
    Index("reference_value", "value"),
    Index("reference_concerned", text("(split_part(value, ':'::text, 2))"), postgresql_where=text("kind = 'concerns'")),
    sqlite_with_rowid=False,
)

registration = Table(
    "registration",
    metadata,
    _text("code"),
    _text("uscc"),
    _text("source"),
    _number("at"),
    PrimaryKeyConstraint("code", "uscc", "source", "at"),
    Index("registration_uscc", "uscc"),
    sqlite_with_rowid=False,
)

message = Table(
    "message",
    metadata,
    _text("id"),
    _text("direction"),
    _text("party"),
    _text("kind"),
    _text("document", ForeignKey("document.id"), nullable=True),
    _number("round"),
    _text("digest", ForeignKey("payload.digest")),
    _number("size"),
    _text("answers", nullable=True),
    _number("at"),
    _text("catalogue"),
    PrimaryKeyConstraint("id", "party", "direction"),
    Index("message_answers", "party", "answers"),
    Index("message_document", "document"),
)

encrypted = Table(
    "encrypted",
    metadata,
    _text("content", ForeignKey("payload.digest")),
    _text("direction"),
    _text("wire", ForeignKey("payload.digest")),
    PrimaryKeyConstraint("content", "direction"),
    sqlite_with_rowid=False,
)

transition = Table(
    "transition",
    metadata,
    _text("document", ForeignKey("document.id")),
    _number("seq"),
    _text("track"),
    _text("before", nullable=True),
    _text("after"),
    _text("cause_kind"),
    _text("cause_ref"),
    _text("cause_digest"),
    _text("detail"),
    _number("at"),
    _text("catalogue"),
    _text("previous"),
    _text("hash"),
    PrimaryKeyConstraint("document", "seq"),
    CheckConstraint("seq >= 1", name="transition_counts_from_one"),
    sqlite_with_rowid=False,
)

unsealed = Table(
    "unsealed",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    _text("document"),
    _number("seq"),
    _text("hash"),
)

tile = Table(
    "tile",
    metadata,
    _number("level"),
    _number("number"),
    Column("hashes", LargeBinary, nullable=False),
    Column("transitions", LargeBinary, nullable=False),
    PrimaryKeyConstraint("level", "number"),
    sqlite_with_rowid=False,
)

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("root", LargeBinary, nullable=False),
    _number("at"),
    _text("note"),
)

resource = Table(
    "resource",
    metadata,
    _text("key", primary_key=True),
    _text("figures"),
    _number("as_of"),
    _text("reserved"),
    _text("dispute"),
    _text("unexplained"),
)

claim = Table(
    "claim",
    metadata,
    _text("document", ForeignKey("document.id")),
    _text("resource", ForeignKey("resource.key")),
    _text("key"),
    _text("amount", nullable=True),
    Column("open", Boolean, nullable=False),
    Column("settled_at", BigInteger, nullable=True),
    Column("doubted", Boolean, nullable=False),
    PrimaryKeyConstraint("document", "resource", "key"),
    Index(
        "claim_one_holder",
        "resource",
        "key",
        unique=True,
        sqlite_where=text("open AND amount IS NULL"),
        postgresql_where=text("open AND amount IS NULL"),
    ),
    Index("claim_open", "resource", sqlite_where=text("open"), postgresql_where=text("open")),
    sqlite_with_rowid=False,
)

timer = Table(
    "timer",
    metadata,
    _text("document", ForeignKey("document.id")),
    _text("kind"),
    _number("due"),
    _number("tries"),
    PrimaryKeyConstraint("document", "kind"),
    Index("timer_due", "due"),
)

outbox = Table(
    "outbox",
    metadata,
    _text("id", primary_key=True),
    _text("about"),
    _text("destination"),
    _text("subject"),
    _number("seq"),
    _text("owner"),
    _number("at"),
    Index("outbox_owner", "owner", "at"),
)

to_sign = Table(
    "to_sign",
    metadata,
    _text("id", primary_key=True),
    _text("party"),
    _text("kind"),
    _text("document", ForeignKey("document.id"), nullable=True),
    _number("round"),
    _text("answers", nullable=True),
    _number("at"),
    _text("catalogue"),
    _text("owner"),
    Column("body", LargeBinary, nullable=False),
    _text("why", nullable=True),
    Index("to_sign_owner", "owner", "party", "at"),
    Index("to_sign_document", "document"),
)

parked = Table(
    "parked",
    metadata,
    _text("party"),
    _text("message"),
    _text("answers"),
    _text("payload", ForeignKey("payload.digest")),
    _number("at"),
    _text("type"),
    _text("names"),
    PrimaryKeyConstraint("party", "message"),
    Index("parked_answers", "party", "answers"),
)

quarantine = Table(
    "quarantine",
    metadata,
    _text("id", primary_key=True),
    _text("owner"),
    _text("code"),
    _text("field"),
    _text("zh"),
    _text("en"),
    _text("cause"),
    _text("payload", ForeignKey("payload.digest")),
    _text("document", nullable=True),
    _text("answers", nullable=True),
    _number("at"),
    Index("quarantine_newest", "at"),
)

settled = Table(
    "settled",
    metadata,
    _text("quarantine", ForeignKey("quarantine.id"), primary_key=True),
    _text("act"),
    _text("reason"),
    _number("at"),
)

act = Table(
    "act",
    metadata,
    _text("id", primary_key=True),
    _text("verb"),
    _text("about"),
    _text("reason"),
    _text("operators"),
    _number("at"),
    Index("act_about", "about"),
)

proposal = Table(
    "proposal",
    metadata,
    _text("id", primary_key=True),
    _text("verb"),
    _text("about"),
    _text("reason"),
    _text("arguments"),
    _text("heads"),
    _text("operator"),
    Column("cards", Boolean, nullable=False),
    _number("at"),
    _number("until"),
    Index("proposal_until", "until"),
)

identity = Table(
    "identity",
    metadata,
    _text("id", primary_key=True),
)

worker = Table(
    "worker",
    metadata,
    _text("id", primary_key=True),
    _number("beat"),
    _number("since"),
    _number("at"),
)

trial = Table(
    "trial",
    metadata,
    _text("delivery", primary_key=True),
    _number("tries"),
    _number("at"),
    _number("together"),
    _text("worker"),
)
