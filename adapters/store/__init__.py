"""The audit store on SQLite or PostgreSQL."""

from adapters.store.store import open_store

__all__ = ["open_store", "upgrade"]


def upgrade(url: str) -> None:
    """Migrate the store at this URL to the newest revision; safe to repeat, also by several processes at once."""
    from adapters.store.schema import upgrade as run  # noqa: PLC0415  # Alembic is slow to load, and only this needs it

    run(url)
