"""By how much a party's count has risen with the held figures without a reason that the hub knows."""

from alembic import op

revision = "0014"
down_revision = "0013"

TEXT = {"sqlite": "TEXT", "postgresql": 'TEXT COLLATE "C"'}


def upgrade() -> None:
    """Add the amount. Of figures that an older hub holds nothing is known: nothing in them is unexplained."""
    dialect = op.get_bind().dialect.name
    op.execute(f"ALTER TABLE resource ADD COLUMN unexplained {TEXT[dialect]} NOT NULL DEFAULT '0'")
