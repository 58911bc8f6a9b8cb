"""Compact rows: digests as bytes, documents' ids as UUIDs, catalogues by number, no copy of the hash before."""

from alembic import op

from adapters.store.compact import finish

revision = "0030"
down_revision = "0031"


def upgrade() -> None:
    """Carry everything over. What only grows may have been copied ahead (`carry_ahead`)."""
    finish(op.get_bind())
