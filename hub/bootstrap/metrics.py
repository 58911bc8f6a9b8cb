"""What `hub metrics` reads of a home: its store, which is never written, and its certificates; no private key."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, get_args

from adapters.metrics import MetricsServer
from adapters.x509 import Purpose, Registered, covered_until
from hub import version
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.keys import own_keys, read_register
from hub.bootstrap.names import packaged, party_names
from hub.bootstrap.statuses import read_statuses
from hub.bootstrap.store import open_store
from hub.bootstrap.waiting_items import SOURCES, Known, look_in_store
from hub.errors import Deferred, OperatorError
from hub.flow.attention import Kind
from hub.home.place import Home
from hub.model import Statuses
from hub.operate.attention.documents import overdue_by_asked
from hub.ports.metrics import Metric
from hub.text.log import Log
from hub.views.metrics import Seen, view_metrics

ALARMS: Final = "alarms.yaml"
DASHBOARD: Final = "dashboard.json"
PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)
log = Log()


class Measuring:
    """Reads all metrics of a home; its connections stay open. One thread at a time."""

    def __init__(self, home: Home) -> None:
        """Raises OperatorError for settings or statuses that cannot be read."""
        self._home = home
        self._statuses = read_statuses(home)
        self._store = open_store(home)

    def read(self) -> list[Metric]:
        """The metrics as they are now."""
        parties = self._parties()
        return view_metrics(self._seen(), dict(_ends(self._home, parties)), version(), parties)

    def close(self) -> None:
        self._store.close()

    def _parties(self) -> list[str]:
        """By name; none where the routes cannot be read: what is counted is told all the same."""
        try:
            return sorted(party_names(self._home))
        except (OperatorError, OSError) as error:
            log.warning("parties_not_measured", reason=str(error))
            return []

    def _seen(self) -> Seen | None:
        """None while the store cannot be read."""
        try:
            return self._read()
        except (Deferred, OperatorError) as error:
            log.warning("store_not_measured", reason=str(error))
        except Exception:  # build and certificates are told all the same
            log.exception("store_not_measured")
        return None

    def _read(self) -> Seen:
        store, statuses = self._store, self._statuses_now()
        with store.log.read() as sealed_log:
            sealed, size, backlog = sealed_log.sealed(), sealed_log.size(), sealed_log.backlog()
        overview = store.totals.overview(statuses.final, [], statuses.own_ends)
        attention, failed = self._attention(Known(statuses, overview.quarantine))
        return Seen(
            counted=store.tallies.counted(),
            overview=overview,
            overdue=[group for group, _ in overdue_by_asked(store)],
            attention=attention,
            failed=failed,
            sealed=sealed,
            size=size,
            backlog=backlog,
        )

    def _statuses_now(self) -> Statuses:
        """Those that the home has now; the last that could be read where it has a faulty file."""
        try:
            self._statuses = read_statuses(self._home)
        except (OperatorError, OSError) as error:
            log.warning("statuses_not_read_anew", reason=str(error))
        return self._statuses

    def _attention(self, known: Known) -> tuple[dict[Kind, int], dict[str, bool]]:
        """Items by kind, 0 for every kind of a source that was looked at; by source whether it failed."""
        seen = look_in_store(self._home, self._store, SystemClock().now(), known)
        for one in seen.failed:
            log.warning("attention_not_measured", source=one.source, exc_info=one.error)
        failed = dict.fromkeys(SOURCES, False) | {one.source: True for one in seen.failed}
        looked_at = [kind for source, kinds in SOURCES.items() if not failed[source] for kind in kinds]
        return dict.fromkeys(looked_at, 0) | Counter(item.kind for item in seen.items), failed


class Exporter:
    """Listens from its making until `close`."""

    def __init__(self, home: Home, host: str, port: int) -> None:
        """Raises OSError where the address cannot be listened on, and OperatorError as `Measuring` does, or HUB-970."""
        self._measuring = Measuring(home)
        try:
            self._server = MetricsServer(host, port, self._measuring.read)
        except BaseException:
            self._measuring.close()
            raise

    @property
    def port(self) -> int:
        return self._server.port

    def close(self) -> None:
        self._server.close()
        self._measuring.close()


def monitoring_file(name: str) -> Path:
    """A file for a monitoring system: the alarms, or the dashboard."""
    return packaged("monitoring") / name


def _ends(home: Home, parties: list[str]) -> Iterator[tuple[tuple[str, str], int]]:
    """Until when certificates cover the time ahead, by owner and purpose; who has none is left out."""
    now = SystemClock().now()
    for purpose in PURPOSES:
        for read in (_own, _of_parties):
            try:
                found = {key: covered_until(known, now) for key, known in read(home, parties, purpose) if known}
            except Exception as error:  # whatever a file does to the libraries: it takes away its own series only
                is_expected = isinstance(error, OperatorError | OSError)
                log.warning("certificates_not_measured", reason=str(error), exc_info=None if is_expected else error)
            else:
                yield from found.items()


Certificates = Iterator[tuple[tuple[str, str], Sequence[Registered]]]


def _own(home: Home, _parties: Sequence[str], purpose: Purpose) -> Certificates:
    yield ("hub", purpose), [Registered.of(one) for one in own_keys(home, purpose).certificates()]


def _of_parties(home: Home, parties: Sequence[str], purpose: Purpose) -> Certificates:
    register = read_register(home, purpose)
    yield from (((party, purpose), register.of(party)) for party in parties)
