"""Where hubs come and go: queues and a store of one kind, with the test as the portals and parties around them."""

import shutil
import time
from pathlib import Path
from typing import Protocol

import pika
import pika.exceptions
from rig import PARTIES, PORTALS
from services import RabbitCluster, RabbitMQ
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from adapters.folder import FolderQueue, drop
from adapters.rabbitmq import Broker, Kind, Management, RabbitQueue, Topology, apply, depths
from adapters.rabbitmq.names import DEAD, inbound_queue, outgoing_queue
from hub.errors import Deferred
from hub.ports import Clock, Queue

OWNERS: dict[str, Kind] = {**dict.fromkeys(PORTALS, "portal"), **dict.fromkeys(PARTIES, "party")}
SECRET = "only-in-tests"
BACKENDS = ("folders+SQLite", "RabbitMQ+PostgreSQL")


def hub_queue(spec: str, clock: Clock, worker: str = "hub") -> Queue:
    """The hub's side of a place, from what `Place.spec` says; for any process. It tells when each delivery came."""
    if spec.startswith("amqp"):
        return RabbitQueue(spec, OWNERS, clock, worker=worker)
    return FolderQueue(Path(spec), list(OWNERS), worker, clock)


def waiting(spec: str) -> int:
    """How much waits for the hub and is in nobody's hands."""
    if not spec.startswith("amqp"):
        return sum(path.is_file() for path in Path(spec).glob("*/OutBox/*"))
    try:
        found = depths(Broker(spec), OWNERS)
    except Deferred:
        return 1
    return sum(count or 0 for queue, count in found.items() if queue.endswith((".submit", ".replies", "dead")))


class Place(Protocol):
    """One kind of queues; what arrives at its owners is remembered."""

    spec: str

    def drop(self, owner: str, *bodies: bytes) -> None:
        """Send, as the owner, in this order."""

    def arrived(self, owner: str) -> list[tuple[str, bytes]]:
        """All that the owner ever found, in order: names and bodies, repetitions among them."""

    def fresh(self, owner: str) -> list[bytes]:
        """What the owner found since the last time it looked."""

    def held(self) -> list[bytes]:
        """What hubs took and did not acknowledge; look when none is alive."""

    def notice_death(self) -> None:
        """Return once it is known here that no hub is alive any more, and what dead ones held waits again."""

    def close(self) -> None: ...


class FolderPlace:
    """Folders under a root."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.spec = str(root)
        self._dropped = 0
        self._seen: set[Path] = set()

    def drop(self, owner: str, *bodies: bytes) -> None:
        for body in bodies:
            self._dropped += 1
            drop(self._root, owner, f"{self._dropped:06}.drop", body)

    def arrived(self, owner: str) -> list[tuple[str, bytes]]:
        found = sorted((self._root / owner / "InBox").glob("*"), key=lambda path: path.stat().st_mtime_ns)
        return [(path.name, path.read_bytes()) for path in found if not path.name.endswith(".tmp")]

    def fresh(self, owner: str) -> list[bytes]:
        box = self._root / owner / "InBox"  # made by the first hub, which may have been killed before it got there
        paths = sorted(path for path in box.glob("*") if path.suffix != ".tmp" and path not in self._seen)
        self._seen.update(paths)
        return [path.read_bytes() for path in paths]

    def held(self) -> list[bytes]:
        return [path.read_bytes() for path in self._root.glob("*/.taken/*/*") if path.name != ".lock"]

    def notice_death(self) -> None:
        """The next hub takes over what a dead one's lock does not guard."""

    def close(self) -> None:
        shutil.rmtree(self._root, ignore_errors=True)


class RabbitPlace:
    """A virtual host of its own on a broker; the owners are plain AMQP clients."""

    def __init__(self, broker: RabbitMQ | RabbitCluster) -> None:
        self._broker = broker
        self.vhost = broker.create_vhost()
        topology = Topology(vhost=self.vhost, hub="hub", owners=OWNERS)
        apply(topology, dict.fromkeys(topology.users(), SECRET), Management(broker.management))
        self.spec = broker.url(self.vhost, "hub", SECRET)
        self._found: dict[str, list[tuple[str, bytes]]] = {owner: [] for owner in OWNERS}
        self._connections: dict[str, pika.BlockingConnection] = {}
        self._dropped = 0

    def drop(self, owner: str, *bodies: bytes) -> None:
        with self._channel(owner) as channel:
            channel.confirm_delivery()
            for body in bodies:
                self._dropped += 1
                properties = pika.BasicProperties(user_id=owner, message_id=f"{self._dropped}", delivery_mode=2)
                key = inbound_queue(owner, OWNERS[owner])
                channel.basic_publish(f"in.{owner}", key, body, properties, mandatory=True)

    def arrived(self, owner: str) -> list[tuple[str, bytes]]:
        """A queue of a broker that was killed may have no leader for a while, and its reader is sent away."""
        retrying = Retrying(
            retry=retry_if_exception_type(pika.exceptions.ConnectionClosedByBroker),
            stop=stop_after_delay(30),
            wait=wait_fixed(0.5),
            reraise=True,
        )
        retrying(self._read, owner)
        return self._found[owner]

    def _read(self, owner: str) -> None:
        with self._channel(owner) as channel:
            queue = outgoing_queue(owner, OWNERS[owner])
            while (got := channel.basic_get(queue, auto_ack=True))[0] is not None:
                self._found[owner].append((got[1].message_id, got[2]))

    def fresh(self, owner: str) -> list[bytes]:
        before = len(self._found[owner])
        return [body for _, body in self.arrived(owner)[before:]]

    def held(self) -> list[bytes]:
        """The broker takes back what a dead hub held: it waits then."""
        return [b""] * waiting(self.spec)

    def notice_death(self) -> None:
        """A connection's end goes round inside the broker: it is over once no queue has a consumer."""
        deadline = time.monotonic() + 300
        names = [DEAD, *(inbound_queue(owner, kind) for owner, kind in OWNERS.items())]
        with pika.BlockingConnection(pika.URLParameters(self.spec)) as connection:
            channel = connection.channel()
            while any(channel.queue_declare(name, passive=True).method.consumer_count for name in names):
                assert time.monotonic() < deadline, "the broker does not notice that a hub has died"
                time.sleep(0.01)

    def limit_deliveries(self, most: int) -> None:
        """Let a message become a dead letter when it was delivered more often than this."""
        policy = {"pattern": r"^(portal|party)\.", "definition": {"delivery-limit": most}, "priority": 9}
        self._broker.api("PUT", f"policies/{self.vhost}/limited", {**policy, "apply-to": "queues"})

    def depth(self, queue: str) -> int:
        """How much is ready in a queue, once all that was given back is there again."""
        with pika.BlockingConnection(pika.URLParameters(self.spec)) as connection:
            return int(connection.channel().queue_declare(queue, passive=True).method.message_count)

    def hold_and_let_go(self, queue: str) -> None:
        """Have in memory what is in a queue, and die."""
        with pika.BlockingConnection(pika.URLParameters(self.spec)) as connection:
            channel = connection.channel()
            while channel.basic_get(queue)[0] is not None:
                pass
        self.notice_death()

    def close(self) -> None:
        for connection in self._connections.values():
            if connection.is_open:
                connection.close()
        self._broker.api("DELETE", f"vhosts/{self.vhost}")

    def _channel(self, owner: str) -> pika.adapters.blocking_connection.BlockingChannel:
        """A new channel of an owner's; it connects again after the broker was gone."""
        connection = self._connections.get(owner)
        if connection is None or not connection.is_open:
            url = self._broker.url(self.vhost, owner, SECRET) + "?heartbeat=0"
            connection = self._connections[owner] = pika.BlockingConnection(pika.URLParameters(url))
        try:
            return connection.channel()
        except pika.exceptions.AMQPError:
            return self._channel(owner)
