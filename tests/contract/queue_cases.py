"""The rigs of our queues: folders and RabbitMQ, from the hub's side and from the owners'."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pika
import pika.exceptions
import pytest
from forked import Forked
from pika.adapters.blocking_connection import BlockingChannel
from services import RabbitMQ

from adapters import rabbitmq
from adapters.folder import HUB_SIDE, OWNER_SIDE, Boxes, FolderQueue, drop
from hub.ports import Parcel, Queue
from hub.testing.queue import Life, Program, QueueFeatures, QueueRig, StandingClock
from hub.testing.queue.play import parcels

OWNERS = ("portal-a", "insurer-b", "bank-c")
KINDS: dict[str, rabbitmq.Kind] = {"portal-a": "portal", "insurer-b": "party", "bank-c": "party"}


@dataclass
class FolderRig:
    """Folders under a temporary root, from the hub's side; the owners use the same adapter from theirs."""

    root: Path
    opened: list[Queue] = field(default_factory=list)
    features = QueueFeatures(holds_ahead=False, forgets_at_once=True, keeps_refused=True)
    owners: Sequence[str] = OWNERS
    side: str = "HUB_SIDE"
    box_of_refused: str = HUB_SIDE.refused

    def queue(self, worker: str = "w-1") -> Queue:
        boxes = {"HUB_SIDE": HUB_SIDE, "OWNER_SIDE": OWNER_SIDE}[self.side]
        self.opened.append(FolderQueue(self.root, OWNERS, worker, StandingClock(), boxes=boxes))
        return self.opened[-1]

    def opening(self, worker: str) -> str:
        """Python lines that make the same in another process, as `port`."""
        return (
            "from pathlib import Path; from hub.testing.queue import StandingClock\n"
            f"from adapters.folder import {self.side}, FolderQueue\n"
            f"port = FolderQueue(Path({str(self.root)!r}), {OWNERS!r}, {worker!r}, StandingClock(), boxes={self.side})"
        )

    def start(self, worker: str, program: Program, *arguments: object) -> Forked:
        return Forked(self.opening(worker), program, *arguments)

    def drop(self, owner: str, name: str, body: bytes) -> None:
        drop(self.root, owner, name, body)

    def drop_all(self, owner: str, items: Sequence[tuple[str, bytes]]) -> None:
        for name, body in items:
            self.drop(owner, name, body)

    def pick_up(self, owner: str) -> list[tuple[str, bytes]]:
        return self._taken(owner, OWNER_SIDE)

    def refused(self, owner: str) -> list[bytes]:
        return [path.read_bytes() for path in sorted(self.box(self.box_of_refused, owner).iterdir())]

    def box(self, name: str, owner: str = OWNERS[0]) -> Path:
        return self.root / owner / name

    def close(self) -> None:
        for queue in self.opened:
            queue.close()

    def _taken(self, owner: str, boxes: Boxes) -> list[tuple[str, bytes]]:
        """All that waits for one side of an owner's folders."""
        side = FolderQueue(self.root, [owner], "other-side", StandingClock(), boxes=boxes)
        taken = side.take(100_000, 0)
        side.acknowledge(taken)
        side.close()
        return [(delivery.tag.partition("~")[2], delivery.body) for delivery in taken]


@dataclass
class FolderOwnerRig(FolderRig):
    """The same folders from the owners' side: the hub is who drops and picks up."""

    side: str = "OWNER_SIDE"
    box_of_refused: str = OWNER_SIDE.refused

    def drop_all(self, owner: str, items: Sequence[tuple[str, bytes]]) -> None:
        hub = FolderQueue(self.root, [owner], "other-side", StandingClock())
        hub.publish([Parcel(id=name, destination=owner, name=name, body=body) for name, body in items])
        hub.close()

    def pick_up(self, owner: str) -> list[tuple[str, bytes]]:
        return self._taken(owner, HUB_SIDE)


@dataclass
class RabbitRig:
    """A virtual host of its own, from the hub's side; the owners are plain AMQP clients, as a partner's would be."""

    broker: RabbitMQ
    vhost: str = ""
    opened: list[rabbitmq.RabbitQueue] = field(default_factory=list)
    clients: dict[str, pika.BlockingConnection] = field(default_factory=dict)
    features = QueueFeatures(holds_ahead=True, forgets_at_once=False, keeps_refused=False)
    owners: Sequence[str] = OWNERS

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

    def open(self, url: str, **options: object) -> rabbitmq.RabbitQueue:
        self.opened.append(rabbitmq.RabbitQueue(url, KINDS, StandingClock(), **options))  # type: ignore[arg-type]
        return self.opened[-1]

    def start(self, worker: str, program: Program, *arguments: object) -> Forked:
        opening = (
            "from hub.testing.queue import StandingClock\n"
            "from adapters.rabbitmq import RabbitQueue\n"
            f"port = RabbitQueue({self.url()!r}, {KINDS!r}, StandingClock(), worker={worker!r})"
        )
        return Forked(opening, program, *arguments)

    def channel(self, user: str) -> BlockingChannel:
        """A new channel of an owner's, or of the hub's; errors on it close it alone."""
        connection = self.clients.get(user)
        try:
            if connection is not None:
                return connection.channel()
        except pika.exceptions.AMQPError:  # it was cut
            connection = None
        if connection is None:
            connection = pika.BlockingConnection(pika.URLParameters(self.url(user, "?heartbeat=0")))
            self.clients[user] = connection
        return connection.channel()

    def drop(self, owner: str, name: str, body: bytes) -> None:
        self.drop_all(owner, [(name, body)])

    def drop_all(self, owner: str, items: Sequence[tuple[str, bytes]]) -> None:
        """Send many, each confirmed."""
        self._send(owner, f"in.{owner}", inbound(owner), items)

    def pick_up(self, owner: str) -> list[tuple[str, bytes]]:
        return self._received(owner, outgoing(owner)) if owner in KINDS else []

    def refused(self, owner: str) -> list[bytes]:
        return []

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
        for connection in self.clients.values():
            with suppress(pika.exceptions.AMQPError):
                connection.close()
        self.broker.api("DELETE", f"vhosts/{self.vhost}")

    def _send(self, user: str, exchange: str, key: str, items: Sequence[tuple[str, bytes]]) -> None:
        with self.channel(user) as channel:
            channel.confirm_delivery()
            for name, body in items:
                properties = pika.BasicProperties(user_id=user, message_id=name, delivery_mode=2)
                channel.basic_publish(exchange, key, body, properties, mandatory=True)

    def _received(self, user: str, queue: str) -> list[tuple[str, bytes]]:
        found: list[tuple[str, bytes]] = []
        with self.channel(user) as channel:
            for method, properties, body in channel.consume(queue, inactivity_timeout=0.3):
                if method is None:
                    break
                found.append((properties.message_id, body))
                channel.basic_ack(method.delivery_tag)
            channel.cancel()
            while (got := channel.basic_get(queue, auto_ack=True))[0] is not None:
                found.append((got[1].message_id, got[2]))
        return found


@dataclass
class RabbitOwnerRig(RabbitRig):
    """One owner's own side, with its own rights; the hub is who drops and picks up."""

    owners: Sequence[str] = OWNERS[1:2]

    def queue(self, worker: str = "w-1") -> rabbitmq.RabbitQueue:
        (owner,) = self.owners
        queue = rabbitmq.RabbitQueue(
            self.url(owner), {owner: KINDS[owner]}, StandingClock(), side=rabbitmq.OWNER_SIDE, worker=worker
        )
        self.opened.append(queue)
        return queue

    def start(self, worker: str, program: Program, *arguments: object) -> Forked:
        (owner,) = self.owners
        opening = (
            "from hub.testing.queue import StandingClock\n"
            "from adapters.rabbitmq import OWNER_SIDE, RabbitQueue\n"
            f"owners = {{{owner!r}: {KINDS[owner]!r}}}\n"
            f"port = RabbitQueue({self.url(owner)!r}, owners, StandingClock(), side=OWNER_SIDE, worker={worker!r})"
        )
        return Forked(opening, program, *arguments)

    def drop_all(self, owner: str, items: Sequence[tuple[str, bytes]]) -> None:
        self._send("hub", "out", outgoing(owner), items)

    def pick_up(self, owner: str) -> list[tuple[str, bytes]]:
        return self._received("hub", inbound(owner)) if owner in KINDS else []


def inbound(owner: str) -> str:
    return f"portal.{owner}.submit" if KINDS[owner] == "portal" else f"party.{owner}.replies"


def outgoing(owner: str) -> str:
    return f"portal.{owner}.status" if KINDS[owner] == "portal" else f"party.{owner}.messages"


RIGS: dict[str, Callable[[pytest.FixtureRequest], QueueRig]] = {
    "folder": lambda request: FolderRig(request.getfixturevalue("tmp_path")),
    "folder-owners": lambda request: FolderOwnerRig(request.getfixturevalue("tmp_path")),
    "rabbitmq": lambda request: RabbitRig(request.getfixturevalue("rabbitmq")),
}
"""Every rig on which the whole contract runs."""


def publish_until_killed(queue: Queue, _life: Life) -> None:
    """Publish, and die when the first file is to be forced to the disk."""
    os.fsync = lambda fd: os.kill(os.getpid(), signal.SIGKILL)
    queue.publish(parcels(OWNERS[0], [b"1"]))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
