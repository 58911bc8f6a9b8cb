"""What operators did, and which enterprises customs codes stand for."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, PrimaryKeyConstraint, Table

from adapters.store.columns import metadata, number_column, text_column

settled = Table(
    "settled",
    metadata,
    text_column("quarantine", ForeignKey("quarantine.id"), primary_key=True),
    text_column("act"),
    text_column("reason"),
    number_column("at"),
)

act = Table(
    "act",
    metadata,
    text_column("id", primary_key=True),
    text_column("verb"),
    text_column("about"),
    text_column("reason"),
    text_column("operators"),
    number_column("at"),
    Index("act_about", "about"),
)

proposal = Table(
    "proposal",
    metadata,
    text_column("id", primary_key=True),
    text_column("verb"),
    text_column("about"),
    text_column("reason"),
    text_column("arguments"),
    text_column("heads"),
    text_column("operator"),
    Column("cards", Boolean, nullable=False),
    number_column("at"),
    number_column("until"),
    Index("proposal_until", "until"),
)

note = Table(
    "note",
    metadata,
    text_column("act", ForeignKey("act.id"), primary_key=True),
    text_column("item"),
    text_column("ticket"),
    number_column("count"),
    number_column("newest"),
    Index("note_item", "item"),
)
"""What operators noted about things that need a person: the act has who, when and the text."""

registration = Table(
    "registration",
    metadata,
    text_column("code"),
    text_column("uscc"),
    text_column("source"),
    number_column("at"),
    PrimaryKeyConstraint("code", "uscc", "source", "at"),
    Index("registration_uscc", "uscc"),
    sqlite_with_rowid=False,
)
