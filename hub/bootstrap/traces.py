"""What `hub traces` needs of a home: its store, which is never written; no key."""

from adapters.spans import OtlpExporter
from hub import version
from hub.bootstrap.statuses import read_statuses
from hub.bootstrap.store import open_to_read
from hub.errors import Deferred
from hub.home.place import Home
from hub.operate.traces.export import TraceExport
from hub.text.log import Log

log = Log()


class Tracing:
    """Sends the spans of a home to a collector; its connections stay open. One thread at a time."""

    def __init__(self, home: Home, endpoint: str, since: int) -> None:
        """Raises OperatorError: for settings or statuses that cannot be read, and HUB-979."""
        statuses = read_statuses(home)
        self._exporter = OtlpExporter(endpoint, home.settings.id, version())
        self._store = open_to_read(home)
        self._export = TraceExport(self._store, statuses, self._exporter, since)
        self._gone = ""
        """Why the store could not be read the last time."""

    def run(self) -> bool:
        """Send what is new. Whether the store could be read, and the collector takes spans."""
        try:
            sent = self._export.run()
        except Deferred as gone:
            if str(gone) != self._gone:
                log.warning("store_not_traced", reason=str(gone))
            self._gone = str(gone)
            return False
        self._gone = ""
        return sent is not None

    def close(self) -> None:
        self._exporter.close()
        self._store.close()
