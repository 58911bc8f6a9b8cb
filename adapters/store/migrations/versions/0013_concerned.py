"""Indexes for the documents that concern an enterprise: by the USCC of their units, and by customs codes."""

from alembic import op

revision = "0013"
down_revision = "0012"

USCC = {"sqlite": "substr(value, instr(value, ':') + 1)", "postgresql": "split_part(value, ':', 2)"}
"""The USCC of a unit, which a reference holds as `code:uscc`."""


def upgrade() -> None:
    """Add both indexes. They are over what an older hub recorded too."""
    uscc = USCC[op.get_bind().dialect.name]
    op.execute(f"CREATE INDEX reference_concerned ON reference (({uscc})) WHERE kind = 'concerns'")
    op.execute("CREATE INDEX registration_uscc ON registration (uscc)")
