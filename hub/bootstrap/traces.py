"""What `hub traces` needs of a home: its store, which is never written; no key."""

from adapters.spans import OtlpExporter
from hub import version
from hub.bootstrap.statuses import read_statuses
from hub.bootstrap.store import open_to_read
from hub.home.place import Home
from hub.operate.traces.export import TraceExport


class Tracing:
    """Sends the spans of a home to a collector; its connections stay open. One thread at a time."""

    def __init__(self, home: Home, endpoint: str, since: int) -> None:
        """Raises OperatorError: for settings or statuses that cannot be read, and HUB-979."""
        statuses = read_statuses(home)
        self._exporter = OtlpExporter(endpoint, home.settings.id, version())
        self._store = open_to_read(home)
        self._export = TraceExport(self._store, statuses, self._exporter, since)

    def run(self) -> int | None:
        """As `TraceExport.run`."""
        return self._export.run()

    def close(self) -> None:
        self._exporter.close()
        self._store.close()
