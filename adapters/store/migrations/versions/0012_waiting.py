"""What parked notices are about."""

from alembic import op

revision = "0012"
down_revision = "0011"

TEXT = {"sqlite": "TEXT", "postgresql": 'TEXT COLLATE "C"'}


def upgrade() -> None:
    """Add both columns. They stay empty for what an older hub parked."""
    dialect = op.get_bind().dialect.name
    for column in ("type", "names"):
        op.execute(f"ALTER TABLE parked ADD COLUMN {column} {TEXT[dialect]} NOT NULL DEFAULT ''")
