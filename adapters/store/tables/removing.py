"""What was taken out of the store on purpose, by archives and by policy, and the holds that forbid it."""

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, Table

from adapters.store.columns import (
    Truth,
    count_column,
    digest_column,
    document_column,
    metadata,
    number_column,
    text_column,
)

removal = Table(
    "removal",
    metadata,
    text_column("id", primary_key=True),
    text_column("kind"),
    text_column("act"),
    number_column("at"),
    text_column("note"),
)

removal_done = Table(
    "removal_done",
    metadata,
    text_column("removal", ForeignKey("removal.id"), primary_key=True),
    number_column("at"),
)
"""Removals whose rows are gone: nothing is left to do."""

archived = Table(
    "archived",
    metadata,
    document_column("document", ForeignKey("document.id")),
    count_column("until"),
    digest_column("previous"),
    text_column("removal", ForeignKey("removal.id")),
    PrimaryKeyConstraint("document", "until"),
    Index("archived_removal", "removal"),
    sqlite_with_rowid=False,
)

removed = Table(
    "removed",
    metadata,
    digest_column("digest", ForeignKey("payload.digest")),
    text_column("removal", ForeignKey("removal.id")),
    PrimaryKeyConstraint("digest", "removal"),
    Index("removed_removal", "removal"),
    sqlite_with_rowid=False,
)
"""Bytes that may be gone from `payload`: their row stays, with no bytes in it."""

pruned = Table(
    "pruned",
    metadata,
    document_column("document", ForeignKey("document.id")),
    text_column("removal", ForeignKey("removal.id")),
    PrimaryKeyConstraint("document", "removal"),
    Index("pruned_removal", "removal"),
    sqlite_with_rowid=False,
)
"""Documents that named bytes which were removed by the home's policy, while their trails stayed."""

hold = Table(
    "hold",
    metadata,
    document_column("document", ForeignKey("document.id")),
    count_column("number"),
    Column("held", Truth, nullable=False),
    text_column("act"),
    number_column("at"),
    PrimaryKeyConstraint("document", "number"),
    sqlite_with_rowid=False,
)

unarchived = Table(
    "unarchived",
    metadata,
    document_column("document", ForeignKey("document.id")),
    count_column("number"),
    Column("inside", Truth, nullable=False),
    text_column("act", ForeignKey("act.id")),
    number_column("at"),
    PrimaryKeyConstraint("document", "number"),
    sqlite_with_rowid=False,
)
"""Documents that were brought back from archives, and that left the store again; the newest row counts."""
