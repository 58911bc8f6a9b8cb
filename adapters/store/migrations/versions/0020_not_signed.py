"""Why a message that waits for its signature could not be signed."""

from alembic import op

revision = "0020"
down_revision = "0017"

TEXT = {"sqlite": "TEXT", "postgresql": 'TEXT COLLATE "C"'}


def upgrade() -> None:
    """Add the column. Of what waits now nothing is known: its lane tells at the next attempt."""
    op.execute(f"ALTER TABLE to_sign ADD COLUMN why {TEXT[op.get_bind().dialect.name]}")
