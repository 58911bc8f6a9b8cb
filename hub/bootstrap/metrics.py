"""What `hub metrics` reads of a home: its store, which is never written, and its certificates; no private key."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
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
from hub.bootstrap.waiting_items import items_of_store
from hub.errors import Deferred, OperatorError
from hub.flow.attention import Kind
from hub.home.place import Home
from hub.ports.metrics import Metric
from hub.text.log import Log
from hub.views.metrics import Seen, view_metrics

ALARMS: Final = "alarms.yaml"
DASHBOARD: Final = "dashboard.json"
PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)
RECORDED: Final[tuple[Kind, ...]] = (
    *("overdue", "contradicted", "returned", "disputed", "not-sent", "quarantined", "parked"),
    *("proposal", "half-done", "to-sign", "to-encrypt", "outbox"),
)
"""The kinds of items that follow from what the store records."""
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
        parties = sorted(party_names(self._home))
        return view_metrics(self._seen(), dict(_ends(self._home, parties)), version(), parties)

    def close(self) -> None:
        self._store.close()

    def _seen(self) -> Seen | None:
        """None while the store cannot be read."""
        try:
            return self._read()
        except (Deferred, OperatorError) as error:
            log.warning("store_not_measured", reason=str(error))
            return None

    def _read(self) -> Seen:
        store, statuses = self._store, self._statuses
        with store.log.read() as sealed_log:
            sealed, size, backlog = sealed_log.sealed(), sealed_log.size(), sealed_log.backlog()
        return Seen(
            counted=store.tallies.counted(),
            overview=store.totals.overview(statuses.final, [], statuses.own_ends),
            overdue=store.totals.overdue(),
            attention=self._attention(),
            quarantine=[one.waiting for one in store.quarantine.groups(is_open=True)],
            sealed=sealed,
            size=size,
            backlog=backlog,
        )

    def _attention(self) -> dict[Kind, int] | None:
        """Items by kind, 0 for every kind that the store records; None where the home lacks what is needed to tell."""
        now = SystemClock().now()
        try:
            kinds = [item.kind for item in items_of_store(self._home, self._store, now, self._statuses)]
        except (OperatorError, OSError) as error:
            log.warning("attention_not_measured", reason=str(error))
            return None
        return dict.fromkeys(RECORDED, 0) | Counter(kinds)


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
        try:
            yield from (
                (key, covered_until(known, now)) for key, known in _certificates(home, parties, purpose).items()
            )
        except (OperatorError, OSError) as error:
            log.warning("certificates_not_measured", reason=str(error))


def _certificates(home: Home, parties: list[str], purpose: Purpose) -> Mapping[tuple[str, str], Sequence[Registered]]:
    """Those of the hub and of the parties that have some."""
    register = read_register(home, purpose)
    known = {"hub": [Registered.of(one) for one in own_keys(home, purpose).certificates()]}
    known |= {party: list(register.of(party)) for party in parties}
    return {(owner, purpose): found for owner, found in known.items() if found}
