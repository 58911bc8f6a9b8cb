"""The store's identity, and the workers on it."""

from sqlalchemy import Table

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

trial = Table(
    "trial",
    metadata,
    text_column("delivery", primary_key=True),
    number_column("tries"),
    number_column("at"),
    number_column("together"),
    text_column("worker"),
)
