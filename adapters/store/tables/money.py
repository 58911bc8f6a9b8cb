"""Resources, and the claims on them."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, PrimaryKeyConstraint, Table, text

from adapters.store.columns import document_column, metadata, number_column, text_column

resource = Table(
    "resource",
    metadata,
    text_column("key", primary_key=True),
    text_column("figures"),
    number_column("as_of"),
    text_column("reserved"),
    text_column("dispute"),
    text_column("unexplained"),
)

claim = Table(
    "claim",
    metadata,
    document_column("document", ForeignKey("document.id")),
    text_column("resource", ForeignKey("resource.key")),
    text_column("key"),
    text_column("amount", nullable=True),
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
