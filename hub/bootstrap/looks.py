"""The doctor's looks at what can go wrong while a hub runs. They need no catalogue."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from adapters.notes import FileHistories, FileWitnessMemory
from adapters.x509 import Registered
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.health import store_access
from hub.bootstrap.keys import own_keys, read_register, read_ring
from hub.bootstrap.names import party_names
from hub.bootstrap.past import log_owner, places_of
from hub.bootstrap.sealing import open_sealer
from hub.bootstrap.store import Connect, open_store
from hub.bootstrap.timestamps import require_timestamp_authorities
from hub.home.place import Home, ReadersHome
from hub.operate.doctor.finding import Finding, Look
from hub.operate.doctor.home import look_at_disk, look_at_room
from hub.operate.doctor.keys import look_at_certificates, look_at_key, look_at_parties
from hub.operate.doctor.past import look_at_past
from hub.operate.doctor.sealed_log import look_at_backlog, look_at_log
from hub.operate.doctor.store_access import StoreAccess
from hub.operate.doctor.timestamps import look_at_timestamps
from hub.operate.doctor.witnessed import look_at_witnessed
from hub.operate.doctor.witnesses import look_at_witnesses


def looks_about_now(home: Home, connect: Connect = open_store) -> Mapping[str, Look]:
    """By name, in the doctor's order. For whoever only reads: those that open no private key and write nothing."""
    access = store_access(home, connect)
    return _for_readers(home, access) if isinstance(home, ReadersHome) else _for_operators(home, access)


def _for_readers(home: Home, access: StoreAccess) -> Mapping[str, Look]:
    now = SystemClock().now
    return {
        "key": lambda: look_at_certificates([Registered.of(one) for one in own_keys(home).certificates()], now()),
        "parties": lambda: look_at_parties(read_register(home), party_names(home), now()),
        "log": lambda: look_at_backlog(access),
        "witnesses": lambda: _witnesses(home, access),
        "timestamps": lambda: look_at_timestamps(access, _proof_of_timestamps(home)),
        "disk": lambda: look_at_room(home),
    }


def _for_operators(home: Home, access: StoreAccess) -> Mapping[str, Look]:
    now = SystemClock().now
    return {
        "key": lambda: look_at_key(read_ring(home), now()),
        "parties": lambda: look_at_parties(read_register(home), party_names(home), now()),
        "log": lambda: look_at_log(access, open_sealer(home)),
        "past": lambda: look_at_past(access, log_owner(home), places_of(home)),
        "witnesses": lambda: _witnesses(home, access),
        "witnessed": lambda: look_at_witnessed(FileWitnessMemory(home.witnessed)),
        "timestamps": lambda: look_at_timestamps(access, _proof_of_timestamps(home)),
        "disk": lambda: look_at_disk(home),
    }


def _witnesses(home: Home, access: StoreAccess) -> Iterator[Finding]:
    names = [one.note_key.name for one in home.settings.audit.witnesses]
    return look_at_witnesses(access, names, FileHistories(home.histories))


def _proof_of_timestamps(home: Home) -> Callable[[], object] | None:
    return partial(require_timestamp_authorities, home) if home.settings.audit.timestamp_url else None
