"""A home's queues, folders or a broker: from the hub's side, and from the owners' who drop and play there."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from hub import broker
from hub.bootstrap.catalogue import read_catalogue
from hub.bootstrap.keys import own_keys
from hub.bootstrap.links import queue_key
from hub.bootstrap.ports import SystemClock
from hub.config import Home
from hub.errors import Deferred, OperatorError, of_the_system

if TYPE_CHECKING:
    from hub.catalogue import Catalogue
    from hub.ports import Queue

Depth = int | None | OperatorError
"""How much waits in a queue; None for one that is missing; why it is not known."""
CONFIRM = 10.0
"""Seconds that `hub submit` waits for the broker's word."""


def open_queue(home: Home, catalogue: "Catalogue", worker: str) -> "Queue":
    """The home's queues, seen from the hub's side."""
    if broker.is_used(home):
        queue_key(home)
        return broker.open_queue(home, broker.owners_of(home, catalogue), worker, SystemClock())
    from adapters.folder import FolderQueue  # noqa: PLC0415

    return FolderQueue(home.queues, [*catalogue.portals, *catalogue.parties], worker, SystemClock())


def queue_depths(home: Home) -> dict[str, Depth]:
    """How much waits in each of the home's queues.

    Raises Deferred where the broker refuses, OperatorError or OSError where none of them can be looked at.
    """
    if broker.is_used(home):
        queue_key(home)
        return dict(broker.queue_depths(home, broker.owners_of(home, read_catalogue(home))))
    from adapters.folder import depths  # noqa: PLC0415

    owners = sorted(path.name for path in home.queues.iterdir() if path.is_symlink() or path.is_dir())
    found = depths(home.queues, owners)
    return {box: of_the_system(n) if isinstance(n, OSError) else n for box, n in found.items()}


def queue_faults(home: Home, depths: Mapping[str, Depth]) -> list[str]:
    """What keeps a broker's queues from working, a line each that begins with its code, as far as it can be asked."""
    if not broker.is_used(home):
        return []
    known = {name: depth for name, depth in depths.items() if not isinstance(depth, OperatorError)}
    try:
        found = broker.broker_ailments(home, known)
    except (Deferred, OperatorError):  # the management API is not for us, or away: `hub doctor` says so
        found = broker.missing_queues(known)
    return [one.text for one in found]


def open_side_of(home: Home, owner: str, kind: Literal["portal", "party"]) -> "Queue":
    """One owner's queues, seen from its own side: to play a portal or a party."""
    if broker.is_used(home):
        queue_key(home, user=owner)
        return broker.open_side_of(home, owner, kind, SystemClock())
    from adapters.folder import OWNER_SIDE, FolderQueue  # noqa: PLC0415

    return FolderQueue(home.queues, [owner], "owner", SystemClock(), boxes=OWNER_SIDE)


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


def run_simulator(
    home: Home, script: Path, stop: Callable[[], bool], report: Callable[[dict[str, object]], None]
) -> None:
    """Play the parties of a script on this home's queues until `stop`."""
    from hub.simulate import KeyPair, load_script, simulate  # noqa: PLC0415

    play = load_script(script)
    queues = {party: open_side_of(home, party, "party") for party in play.parties}
    keys = {p: KeyPair(home.simulate / p / "key.pem", home.simulate / p / "certificate.pem") for p in play.parties}
    try:
        simulate(play, queues, keys, lambda: own_keys(home).certificate_files(), stop, report)
    finally:
        for queue in queues.values():
            queue.close()
