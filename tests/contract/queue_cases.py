"""What the queue contract needs of an adapter: a rig that plays the owners and starts workers of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pika
import pika.exceptions
import pytest
from services import RabbitMQ

import hub
from adapters import rabbitmq
from adapters.folder import OWNER_SIDE, FolderQueue, drop
from hub.errors import Deferred
from hub.ports import Confirmation, Delivery, Parcel, Queue

OWNERS = ("portal-a", "insurer-b", "bank-c")
KINDS: dict[str, rabbitmq.Kind] = {"portal-a": "portal", "insurer-b": "party", "bank-c": "party"}
EVENING = 1_767_287_700_000_000
"""2026-01-01 17:15 UTC, which is the next day in Shanghai."""


class StandingClock:
    """A clock that stands still."""

    def now(self) -> int:
        return EVENING


class Rig(Protocol):
    """One adapter under test."""

    holds_ahead: bool
    """Whether a worker holds deliveries that nobody has taken yet: they are redelivered too when it dies."""
    forgets_at_once: bool
    """Whether what was acknowledged is gone when `acknowledge` returns, and not a moment later."""

    def queue(self, worker: str = "w-1") -> Queue:
        """The hub's queue object; the rig closes it."""

    def prelude(self, worker: str) -> str:
        """Python lines that make the same in another process, as `queue`."""

    def drop(self, owner: str, name: str, body: bytes) -> None:
        """Send, as the owner."""

    def drop_all(self, owner: str, items: Sequence[tuple[str, bytes]]) -> None: ...

    def pick_up(self, owner: str) -> list[tuple[str, bytes]]:
        """Receive all there is, as the owner, in order: names (empty where the queue knows none) and bodies.

        Nothing, for an owner that the queue does not know.
        """

    def refused(self, owner: str) -> list[bytes] | None:
        """What was acknowledged as refused; None where the queue cannot keep it apart."""

    def close(self) -> None: ...


@dataclass
class FolderRig:
    """Folders under a temporary root; the owners use the same adapter from their side."""

    root: Path
    opened: list[Queue] = field(default_factory=list)
    holds_ahead = False
    forgets_at_once = True

    def queue(self, worker: str = "w-1") -> Queue:
        self.opened.append(FolderQueue(self.root, OWNERS, worker, StandingClock()))
        return self.opened[-1]

    def prelude(self, worker: str) -> str:
        return (
            "from pathlib import Path; from queue_cases import OWNERS, StandingClock\n"
            "from adapters.folder import FolderQueue\n"
            f"queue = FolderQueue(Path({str(self.root)!r}), OWNERS, {worker!r}, StandingClock())\n"
        )

    def drop(self, owner: str, name: str, body: bytes) -> None:
        drop(self.root, owner, name, body)

    def drop_all(self, owner: str, items: Sequence[tuple[str, bytes]]) -> None:
        for name, body in items:
            self.drop(owner, name, body)

    def pick_up(self, owner: str) -> list[tuple[str, bytes]]:
        side = FolderQueue(self.root, [owner], "owner", StandingClock(), boxes=OWNER_SIDE)
        taken = side.take(100_000, 0)
        side.acknowledge(taken)
        side.close()
        return [(delivery.tag.partition("~")[2], delivery.body) for delivery in taken]

    def refused(self, owner: str) -> list[bytes] | None:
        return [path.read_bytes() for path in sorted((self.root / owner / "FailBox").iterdir())]

    def box(self, name: str, owner: str = OWNERS[0]) -> Path:
        return self.root / owner / name

    def close(self) -> None:
        for queue in self.opened:
            queue.close()


@dataclass
class RabbitRig:
    """A virtual host of its own; the owners are plain AMQP clients, as a partner's would be."""

    broker: RabbitMQ
    vhost: str = ""
    opened: list[rabbitmq.RabbitQueue] = field(default_factory=list)
    owners: dict[str, pika.BlockingConnection] = field(default_factory=dict)
    holds_ahead = True
    forgets_at_once = False

    def __post_init__(self) -> None:
        self.vhost = self.broker.create_vhost()
        self.apply()

    @property
    def topology(self) -> rabbitmq.Topology:
        return rabbitmq.Topology(vhost=self.vhost, hub="hub", owners=KINDS)

    def apply(self) -> list[rabbitmq.Difference]:
        passwords = {user: f"secret-of-{user}" for user in self.topology.users()}
        return rabbitmq.apply(self.topology, passwords, rabbitmq.Management(self.broker.management))

    def url(self, user: str = "hub", query: str = "") -> str:
        return self.broker.url(self.vhost, user, f"secret-of-{user}") + query

    def queue(self, worker: str = "w-1") -> rabbitmq.RabbitQueue:
        return self.open(self.url(), worker=worker)

    def open(self, url: str, **options: Any) -> rabbitmq.RabbitQueue:
        self.opened.append(rabbitmq.RabbitQueue(url, KINDS, StandingClock(), **options))
        return self.opened[-1]

    def prelude(self, worker: str) -> str:
        return (
            "from queue_cases import KINDS, StandingClock\n"
            "from adapters.rabbitmq import RabbitQueue\n"
            f"queue = RabbitQueue({self.url()!r}, KINDS, StandingClock(), worker={worker!r})\n"
        )

    def channel(self, user: str) -> pika.channel.Channel:
        """A new channel of an owner's, or of the hub's; errors on it close it alone."""
        connection = self.owners.get(user)
        try:
            if connection is not None:
                return connection.channel()
        except pika.exceptions.AMQPError:  # it was cut
            connection = None
        if connection is None:
            connection = pika.BlockingConnection(pika.URLParameters(self.url(user, "?heartbeat=0")))
            self.owners[user] = connection
        return connection.channel()

    def drop(self, owner: str, name: str, body: bytes) -> None:
        self.drop_all(owner, [(name, body)])

    def drop_all(self, owner: str, items: Sequence[tuple[str, bytes]]) -> None:
        """Send many, each confirmed."""
        with self.channel(owner) as channel:
            channel.confirm_delivery()
            for name, body in items:
                properties = pika.BasicProperties(user_id=owner, message_id=name, delivery_mode=2)
                key = inbound(owner)
                channel.basic_publish(f"in.{owner}", key, body, properties, mandatory=True)

    def pick_up(self, owner: str) -> list[tuple[str, bytes]]:
        if owner not in KINDS:
            return []
        found: list[tuple[str, bytes]] = []
        with self.channel(owner) as channel:
            for method, properties, body in channel.consume(outgoing(owner), inactivity_timeout=0.3):
                if method is None:
                    break
                found.append((properties.message_id, body))
                channel.basic_ack(method.delivery_tag)
            channel.cancel()
            while (got := channel.basic_get(outgoing(owner), auto_ack=True))[0] is not None:
                found.append((got[1].message_id, got[2]))
        return found

    def refused(self, owner: str) -> list[bytes] | None:
        return None

    def depth(self, queue: str) -> int:
        """Messages that wait in a queue."""
        with self.channel("hub") as channel:
            waiting: int = channel.queue_declare(queue, passive=True).method.message_count
            return waiting

    def limit(self, length: int | None) -> None:
        """Let every queue be full at this length, or at the usual one."""
        place = f"policies/{self.vhost}/small"
        if length is None:
            self.broker.api("DELETE", place)
        else:
            policy = {"pattern": r"^p", "definition": {"max-length": length}, "priority": 9, "apply-to": "queues"}
            self.broker.api("PUT", place, policy)
        time.sleep(0.2)

    def close(self) -> None:
        for queue in self.opened:
            queue.close()
        for connection in self.owners.values():
            with suppress(pika.exceptions.AMQPError):
                connection.close()
        self.broker.api("DELETE", f"vhosts/{self.vhost}")


def inbound(owner: str) -> str:
    return f"portal.{owner}.submit" if KINDS[owner] == "portal" else f"party.{owner}.replies"


def outgoing(owner: str) -> str:
    return f"portal.{owner}.status" if KINDS[owner] == "portal" else f"party.{owner}.messages"


RIGS: dict[str, Callable[[pytest.FixtureRequest], Rig]] = {
    "folder": lambda request: FolderRig(request.getfixturevalue("tmp_path")),
    "rabbitmq": lambda request: RabbitRig(request.getfixturevalue("rabbitmq")),
}
"""Add an adapter here, and the whole contract runs on it."""


def take(queue: Queue, count: int, wait: float = 10.0) -> list[Delivery]:
    """Take until there are so many, or none comes for so long; a queue that is gone meanwhile is waited for."""
    taken: list[Delivery] = []
    until = time.monotonic() + wait
    while len(taken) < count and time.monotonic() < until:
        try:
            more = queue.take(count - len(taken), max(0.0, until - time.monotonic()))
        except Deferred:
            time.sleep(0.05)
            continue
        taken += more
        until = time.monotonic() + wait if more else until
    return taken


def send(queue: Queue, parcels: Sequence[Parcel], wait: float = 20.0) -> dict[str, Confirmation]:
    """Publish and wait until everything is told of."""
    queue.publish(parcels)
    return told(queue, {parcel.id for parcel in parcels}, wait)


def told(queue: Queue, ids: Collection[str], wait: float = 20.0) -> dict[str, Confirmation]:
    """What became of all these parcels, or of those that are told of in time."""
    found: dict[str, Confirmation] = {}
    until = time.monotonic() + wait
    while not set(ids) <= found.keys() and (left := until - time.monotonic()) > 0:
        found |= queue.confirmations(left)
    return found


def bodies(deliveries: Sequence[Delivery]) -> list[bytes]:
    return [delivery.body for delivery in deliveries]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def parcels(owner: str, bodies: Sequence[bytes]) -> list[Parcel]:
    """Parcels named so that the order of names is not that of publishing."""
    last = len(bodies)
    return [
        Parcel(id=f"id-{n}", destination=owner, name=f"m-{last - n:06d}.xml", body=body)
        for n, body in enumerate(bodies)
    ]


def start(program: str) -> subprocess.Popen[str]:
    """Run a Python program in a process of its own, which can be killed."""
    tests = Path(__file__).parents[1]
    paths = [str(Path(hub.__file__).parents[1]), str(tests), str(tests / "contract")]
    return subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )


def start_taking(rig: Rig, worker: str, limit: int) -> subprocess.Popen[str]:
    """A worker that takes once, says so, and then hangs without acknowledging."""
    program = rig.prelude(worker) + f"from queue_cases import take\nprint(len(take(queue, {limit}, 3)), flush=True)\n"
    program += "import time; time.sleep(600)"
    return start(program)


def start_working(rig: Rig, worker: str, wait: float) -> subprocess.Popen[str]:
    """A worker that prints each body it has seen and acknowledged, until nothing comes for `wait` seconds.

    It has its queue already when this returns.
    """
    process = start(
        rig.prelude(worker)
        + "print('ready', flush=True)\n"
        + f"while taken := queue.take(7, {wait}):\n"
        + "    print(*('seen ' + d.body.decode() for d in taken), sep='\\n', flush=True)\n"
        + "    queue.acknowledge(taken)\n"
        + "    print(*('done ' + d.body.decode() for d in taken), sep='\\n', flush=True)\n"
        + "queue.close()\n"
    )
    if line_of(process) != "ready\n":
        finish(process)
        raise RuntimeError(f"worker {worker} did not start")
    return process


def line_of(process: subprocess.Popen[str]) -> str:
    """The next line that it prints; empty when it has ended."""
    assert process.stdout is not None
    return process.stdout.readline()


def kill(process: subprocess.Popen[str]) -> list[str]:
    """End it with SIGKILL; return the whole lines it had printed."""
    process.kill()
    return finish(process)


def finish(process: subprocess.Popen[str]) -> list[str]:
    """Wait for its end; return the whole lines it printed."""
    with process:
        output = process.stdout.read() if process.stdout else ""
    return output[: output.rfind("\n") + 1].splitlines()
