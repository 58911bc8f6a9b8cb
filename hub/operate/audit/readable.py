"""Rows that the hub cannot have written: values of another kind, texts that cannot be read, times that cannot be."""

from collections.abc import Iterator

from hub.errors import Code
from hub.operate.audit.finding import Finding, found
from hub.ports import AuditReader


def check_readable(reader: AuditReader) -> Iterator[Finding]:
    """Every row that was met since this was last checked is one."""
    for table, key in reader.unreadable():
        yield found(Code.ROW_UNREADABLE, table=table, key=key)
