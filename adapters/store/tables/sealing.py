"""The sealed log: what waits for a position, the tiles of the tree, the signed checkpoints."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, PrimaryKeyConstraint, Table

from adapters.store.columns import digest_column, document_column, metadata, number_column, text_column

unsealed = Table(
    "unsealed",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    document_column("document"),
    number_column("seq"),
    digest_column("hash"),
)

tile = Table(
    "tile",
    metadata,
    number_column("level"),
    number_column("number"),
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
    number_column("at"),
    text_column("note"),
)

log_life = Table(
    "log_life",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    number_column("size"),
    number_column("at"),
    text_column("act"),
    text_column("note"),
)

checkpoint_timestamp = Table(
    "checkpoint_timestamp",
    metadata,
    Column("size", BigInteger, ForeignKey("checkpoint.size"), primary_key=True, autoincrement=False),
    number_column("at"),
    Column("response", LargeBinary, nullable=False),
)

cosignature = Table(
    "cosignature",
    metadata,
    text_column("name"),
    Column("size", BigInteger, ForeignKey("checkpoint.size"), nullable=False),
    text_column("line"),
    PrimaryKeyConstraint("name", "size"),
)
