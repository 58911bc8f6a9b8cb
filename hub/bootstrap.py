"""The one place where a hub's objects are wired; a verb asks for what it needs and loads no more."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from hub import broker
from hub.config import FILE, Home, Settings
from hub.errors import Deferred, StoreNotReady, operator_error
from hub.model import Status

if TYPE_CHECKING:
    from hub.catalogue.load import Catalogue
    from hub.flow.release import Release
    from hub.flow.replay import Replay
    from hub.flow.worker import Worker
    from hub.ports import Ports, Queue, Store

CONFIRM = 10.0
"""Seconds that `hub submit` waits for the broker's word."""
_ROOT = Path(__file__).resolve().parent
_HUB_TOML = """\
# A hub's settings; docs/operations.md lists them all.
id = "hub"                          # its name on the wire
store = "sqlite:///store.sqlite"    # or postgresql://user@host/database
"""


class SystemClock:
    """The system's clock."""

    def now(self) -> int:
        return time.time_ns() // 1000


def packaged(name: str) -> Path:
    """Where the packaged routes or schemas are: in the wheel, or beside the package in a checkout."""
    inside = _ROOT / "packaged" / name
    return inside if inside.is_dir() else _ROOT.parent / name


def read_catalogue(home: Home | None) -> "Catalogue":
    """Load the packaged catalogue and what a home adds, with whatever is wrong in it."""
    from hub.catalogue.load import load_catalogue  # noqa: PLC0415 - xmlschema is slow to load
    from hub.rules import RULES  # noqa: PLC0415

    roots = [home.path] if home else []
    return load_catalogue(
        [packaged("routes"), *(root / "routes" for root in roots)],
        [packaged("xsd"), *(root / "xsd" for root in roots)],
        RULES,
    )


def sound_catalogue(home: Home | None) -> "Catalogue":
    """The catalogue; nothing starts on a broken one (HUB-703)."""
    catalogue = read_catalogue(home)
    if catalogue.problems:
        raise operator_error("HUB-703", count=len(catalogue.problems))
    return catalogue


def portal_names(home: Home) -> set[str]:
    """The portals that have a file."""
    folders = (packaged("routes"), home.path / "routes")
    return {path.stem for folder in folders for path in folder.glob("portals/*.yaml")}


def party_names(home: Home) -> set[str]:
    """The parties that have a file."""
    folders = (packaged("routes"), home.path / "routes")
    return {path.stem for folder in folders for path in folder.glob("parties/*.yaml")}


def read_statuses(home: Home) -> Mapping[str, Status]:
    """Only the statuses: enough to show a trail, and quick."""
    from hub.catalogue.codes import read_statuses as read  # noqa: PLC0415
    from hub.catalogue.source import Problems  # noqa: PLC0415

    own = home.path / "routes" / "codes" / "statuses.csv"
    path = own if own.is_file() else packaged("routes") / "codes" / "statuses.csv"
    return read(path, path.name, Problems())


def open_store(home: Home) -> "Store":
    """The home's store, as its settings name it."""
    from adapters.store import open_store as connect  # noqa: PLC0415 - SQLAlchemy is slow to load

    return connect(home.store_url(home.settings))


@contextmanager
def open_worker(
    home: Home,
    number: int = 1,
    stop: Callable[[], bool] = lambda: False,
    tell: Callable[[str], None] = lambda _: None,
) -> Iterator["Worker"]:
    """Everything that one worker of a home needs; no two living ones have the same number (HUB-706).

    Waits for a store that is gone and tells why; raises Deferred when `stop` says so meanwhile, StoreNotReady when
    no waiting helps.
    """
    from hub.flow.patience import patience  # noqa: PLC0415
    from hub.flow.worker import Worker  # noqa: PLC0415

    settings = home.settings
    catalogue = sound_catalogue(home)
    patience(stop, tell, but_not=StoreNotReady)(prove_open_documents, home, catalogue)
    queue = open_queue(home, catalogue, name := f"{settings.name}-{home.mark}-{number}")
    store = open_store(home)
    try:
        ports = wire(home, queue, store, name, catalogue)
        yield Worker(settings.id, catalogue, ports, batch=settings.work.batch, wait=settings.work.wait_ms / 1000)
    finally:
        queue.close()
        store.close()


@contextmanager
def open_replay(home: Home) -> Iterator["Replay"]:
    """What plans and promises what an operator wants sent again; it needs no keys and no queue."""
    from hub.flow.replay import Replay  # noqa: PLC0415

    catalogue, store = sound_catalogue(home), open_store(home)
    try:
        yield Replay(catalogue, store, SystemClock())
    finally:
        store.close()


@contextmanager
def open_release(home: Home) -> Iterator["Release"]:
    """What settles quarantined deliveries: with the home's keys, for what is taken in is signed or answered."""
    from hub.flow.release import NoQueue, Release  # noqa: PLC0415

    catalogue, store = sound_catalogue(home), open_store(home)
    try:
        yield Release(home.settings.id, catalogue, wire(home, NoQueue(), store, "operator", catalogue))
    finally:
        store.close()


def open_queue(home: Home, catalogue: "Catalogue", worker: str) -> "Queue":
    """The home's queues, seen from the hub's side."""
    if broker.is_used(home):
        return broker.open_queue(home, broker.owners_of(home, catalogue), worker, SystemClock())
    from adapters.folder import FolderQueue  # noqa: PLC0415

    return FolderQueue(home.queues, [*catalogue.portals, *catalogue.parties], worker, SystemClock())


def open_side_of(home: Home, owner: str, kind: Literal["portal", "party"]) -> "Queue":
    """One owner's queues, seen from its own side: to play a portal or a party."""
    if broker.is_used(home):
        return broker.open_side_of(home, owner, kind, SystemClock())
    from adapters.folder import OWNER_SIDE, FolderQueue  # noqa: PLC0415

    return FolderQueue(home.queues, [owner], "owner", SystemClock(), boxes=OWNER_SIDE)


def queue_depths(home: Home) -> dict[str, int | None] | None:
    """How much waits in each of the home's queues, None for a missing one; None when the broker does not answer."""
    if broker.is_used(home):
        try:
            return broker.queue_depths(home, broker.owners_of(home, read_catalogue(home)))
        except Deferred:
            return None
    from adapters.folder import depths  # noqa: PLC0415

    owners = sorted(path.name for path in home.queues.iterdir() if path.is_dir()) if home.queues.is_dir() else []
    return dict(depths(home.queues, owners))


def wire(home: Home, queue: "Queue", store: "Store", worker: str, catalogue: "Catalogue | None" = None) -> "Ports":
    """The ports with the home's keys behind signer and verifier."""
    from adapters.signing import CertificateRegister, FileSigner, RegisteredVerifier, load_key  # noqa: PLC0415
    from hub.ports import Ports  # noqa: PLC0415

    settings, clock = home.settings, SystemClock()
    key = load_key(home.path / settings.key, home.path / settings.certificate)
    ports = Ports(
        queue=queue,
        store=store,
        signer=FileSigner(key, clock),
        verifier=RegisteredVerifier(CertificateRegister.load(home.parties), clock),
        clock=clock,
        worker=worker,
    )
    return on_platform(settings, catalogue, ports) if catalogue is not None else ports


def on_platform(settings: Settings, catalogue: "Catalogue", ports: "Ports") -> "Ports":
    """The ports with the customs platform's envelope around signer and verifier, where a party is on it."""
    parties = {party.id: party.dxp_id for party in catalogue.parties.values() if party.envelope == "dxp"}
    if not parties:
        return ports
    from adapters.envelope import DxpEnvelope, OpeningVerifier, Platform, SealingSigner  # noqa: PLC0415
    from hub.catalogue.schemas import Schema  # noqa: PLC0415

    meanings = catalogue.lists["dxp-response"].from_wire
    envelope = DxpEnvelope(Schema(packaged("xsd") / "dxp.xsd"), meanings)
    platform = Platform(hub=settings.id, own=settings.dxp_id or settings.id, parties=parties)
    return replace(
        ports,
        signer=SealingSigner(ports.signer, envelope, platform),
        verifier=OpeningVerifier(ports.verifier, envelope, platform, ports.clock),
    )


def prove_open_documents(home: Home, catalogue: "Catalogue") -> None:
    """Refuse a catalogue in which an open document's type or status no longer exists (HUB-702)."""
    store = open_store(home)
    try:
        for type_, status, count in store.statuses():
            known = catalogue.statuses.get(status)
            if known is not None and known.kind == "final":
                continue
            route = catalogue.routes.get(type_)
            if route is None or status not in route.lifecycle.next:
                raise operator_error("HUB-702", reason=f"{count} open {type_} in {status}, which has no route any more")
    finally:
        store.close()


def make_home(home: Home, parties: list[str], portals: list[str], *, keys: bool = True) -> list[str]:
    """Make a home with development keys; what is there already stays. Returns what was made."""
    from adapters.store import upgrade  # noqa: PLC0415

    made: list[str] = []
    home.path.mkdir(parents=True, exist_ok=True)
    if not (home.path / FILE).exists():
        (home.path / FILE).write_text(_HUB_TOML, "utf-8")
        made.append(FILE)
    made += _make_keys(home, parties) if keys else []
    upgrade(home.store_url(home.settings))
    for owner in (*parties, *portals):
        for box in ("InBox", "OutBox"):
            (home.queues / owner / box).mkdir(parents=True, exist_ok=True)
    return made


def _make_keys(home: Home, parties: list[str]) -> list[str]:
    from hub.development_keys import make_development_keys  # noqa: PLC0415 - loads cryptography

    made = make_development_keys(home, parties, SystemClock().now())
    return [str(path.relative_to(home.path)) for path in made]


def run_simulator(
    home: Home, script: Path, stop: Callable[[], bool], report: Callable[[dict[str, object]], None]
) -> None:
    """Play the parties of a script on this home's queues until `stop`."""
    from hub.simulate import KeyPair, load_script, simulate  # noqa: PLC0415

    play = load_script(script)
    queues = {party: open_side_of(home, party, "party") for party in play.parties}
    keys = {p: KeyPair(home.simulate / p / "key.pem", home.simulate / p / "certificate.pem") for p in play.parties}
    try:
        simulate(play, queues, keys, home.path / home.settings.certificate, stop, report)
    finally:
        for queue in queues.values():
            queue.close()


def explain(home: Home, portal: str, body: bytes) -> dict[str, Any]:
    """What the hub would do with a submission; the store, where there is one, is read and not written."""
    from hub.flow.explanation import explain as tell  # noqa: PLC0415

    has_home = (home.path / FILE).is_file()
    catalogue = sound_catalogue(home if has_home else None)
    store = open_store(home) if has_home else None
    try:
        return tell(catalogue, store, portal, body, SystemClock().now())
    finally:
        if store is not None:
            store.close()


def submit(home: Home, portal: str, name: str, body: bytes) -> str:
    """Drop a submission as a portal does; return where. Raises Deferred when the queue does not take it."""
    if not broker.is_used(home):
        from adapters.folder import drop  # noqa: PLC0415

        return str(drop(home.queues, portal, name, body))
    from hub.ports import Parcel  # noqa: PLC0415

    queue = open_side_of(home, portal, "portal")
    try:
        queue.publish([Parcel(id=name, destination=portal, name=name, body=body)])
        if (outcome := queue.confirmations(CONFIRM).get(name, "lost")) != "confirmed":
            raise Deferred(f"the broker says: {outcome}", "HUB-506")
    finally:
        queue.close()
    return f"in.{portal}"


@contextmanager
def alone(home: Home) -> Iterator[int]:
    """Hold the home's lock (HUB-706); the kernel lets go of it when all who inherited the descriptor have ended."""
    home.settings  # noqa: B018 - a directory that is no home stays as it is
    descriptor = os.open(home.path / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise operator_error("HUB-706") from error
        yield descriptor
    finally:
        os.close(descriptor)
