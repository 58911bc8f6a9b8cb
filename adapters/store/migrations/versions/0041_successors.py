"""An index by which the documents are found that were made again from another one."""

from alembic import op

revision = "0041"
down_revision = "0043"


def upgrade() -> None:
    """Make the index. Few documents have a predecessor, and none gets one later."""
    op.execute("CREATE INDEX document_again ON document (again_of) WHERE again_of IS NOT NULL")
