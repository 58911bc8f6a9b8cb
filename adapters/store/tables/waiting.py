"""What waits: for its time, for dispatch, for a signature, for the message that it answers, for an operator."""

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, PrimaryKeyConstraint, Table

from adapters.store.columns import digest_column, document_column, metadata, number_column, text_column

timer = Table(
    "timer",
    metadata,
    document_column("document", ForeignKey("document.id")),
    text_column("kind"),
    number_column("due"),
    number_column("tries"),
    PrimaryKeyConstraint("document", "kind"),
    Index("timer_due", "due"),
)

outbox = Table(
    "outbox",
    metadata,
    text_column("id", primary_key=True),
    text_column("about"),
    text_column("destination"),
    text_column("subject"),
    number_column("seq"),
    text_column("owner"),
    number_column("at"),
    Index("outbox_owner", "owner", "at"),
)

to_sign = Table(
    "to_sign",
    metadata,
    text_column("id", primary_key=True),
    text_column("party"),
    text_column("kind"),
    document_column("document", ForeignKey("document.id"), nullable=True),
    number_column("round"),
    text_column("answers", nullable=True),
    number_column("at"),
    text_column("catalogue"),
    text_column("owner"),
    Column("body", LargeBinary, nullable=False),
    text_column("why", nullable=True),
    Index("to_sign_owner", "owner", "party", "at"),
    Index("to_sign_document", "document"),
)

parked = Table(
    "parked",
    metadata,
    text_column("party"),
    text_column("message"),
    text_column("answers"),
    digest_column("payload", ForeignKey("payload.digest")),
    number_column("at"),
    text_column("type"),
    text_column("names"),
    PrimaryKeyConstraint("party", "message"),
    Index("parked_answers", "party", "answers"),
)

circuit = Table(
    "circuit",
    metadata,
    text_column("destination"),
    text_column("trouble"),
    text_column("failed"),
    number_column("sent_from"),
    number_column("opened_at"),
    number_column("probes"),
    number_column("next_at"),
    text_column("probe"),
    text_column("why"),
    PrimaryKeyConstraint("destination", "trouble"),
)
"""Only destinations of which something failed, until something is taken again. `failed` is a JSON list of ids."""

quarantine = Table(
    "quarantine",
    metadata,
    text_column("id", primary_key=True),
    text_column("owner"),
    text_column("code"),
    text_column("field"),
    text_column("zh"),
    text_column("en"),
    text_column("cause"),
    digest_column("payload", ForeignKey("payload.digest")),
    text_column("document", nullable=True),
    text_column("answers", nullable=True),
    number_column("at"),
    Index("quarantine_newest", "at"),
    Index("quarantine_groups", "owner", "code", "at", "id"),
)
