"""The store's identity, and the workers on it."""

from sqlalchemy import PrimaryKeyConstraint, Table

from adapters.store.columns import metadata, number_column, text_column

identity = Table(
    "identity",
    metadata,
    text_column("id", primary_key=True),
)

worker = Table(
    "worker",
    metadata,
    text_column("id", primary_key=True),
    number_column("beat"),
    number_column("since"),
    number_column("at"),
)

tally = Table(
    "tally",
    metadata,
    text_column("writer"),
    text_column("key"),
    number_column("number"),
    number_column("microseconds"),
    PrimaryKeyConstraint("writer", "key"),
    sqlite_with_rowid=False,
)
"""What each writer has counted. The key is a JSON list: the name, then the values of its labels."""

trial = Table(
    "trial",
    metadata,
    text_column("delivery", primary_key=True),
    number_column("tries"),
    number_column("at"),
    number_column("together"),
    text_column("worker"),
)
