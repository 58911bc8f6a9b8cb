"""A RabbitMQ of the tests' own, with management: its ports, its files, its port mapper, its end."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from services.certificates import Authority, Pair
from services.machine import free_port, missing, quick_folder

ADMIN = ("admin", "admin")
_QUORUM_QUEUES = "Q <- rabbit_amqqueue:list(), amqqueue:is_quorum(Q)"
_LED = "element(1, ra:members(amqqueue:get_pid(Q), 1000)) =:= ok"
_HAVE_LEADERS = f"lists:all(fun(Led) -> Led end, [{_LED} || {_QUORUM_QUEUES}])."
_ELECT = f"[catch ra:trigger_election(amqqueue:get_pid(Q)) || {_QUORUM_QUEUES}, not ({_LED})], ok."
BOOT = 300.0
"""Seconds to wait for a broker before it counts as broken."""


@dataclass(frozen=True)
class Membership:
    """What the nodes of one cluster share."""

    epmd_port: int
    earlier: tuple[str, ...]
    """The nodes that are started before, which a new one joins."""


class RabbitMQ:
    """One private broker; `stop`, `kill` and `start` may take turns, and what was written stays."""

    def __init__(self, programs: Path, clients: Authority | None = None, cluster: Membership | None = None) -> None:
        """`clients`, where given, vouches for the broker and must vouch for whoever comes by TLS.

        `cluster`: it is a node of one, whose port mapper runs elsewhere.
        """
        self._cluster = cluster
        self._programs = programs
        self._names = count(1)
        self.port, self.tls_port = free_port(), free_port()
        self.management_port, self.management_tls_port = free_port(), free_port()
        self._home = Path(tempfile.mkdtemp(prefix="hub-mq-", dir=quick_folder() or "/tmp"))
        self._broker: subprocess.Popen[bytes] | None = None
        self._was_killed = False
        authority = clients or Authority(self._home)
        self.ca = authority.ca
        self._copy(authority.issue("localhost"))
        self._write_settings(with_clients=clients is not None)
        self._environment = self._make_environment()
        self._epmd: subprocess.Popen[bytes] | None = None
        if cluster is None:
            with (self._home / "epmd.log").open("ab") as log:
                self._epmd = subprocess.Popen(["epmd"], env=self._environment, stdout=log, stderr=log)

    def require_private(self) -> None:
        """Skip the test where this broker may not be ended, cut off or changed; a private one may."""

    def start(self) -> None:
        """Start and wait until it answers; raises RuntimeError when it does not."""
        with (self._home / "broker.log").open("ab") as log:
            self._broker = subprocess.Popen(
                [self._programs / "rabbitmq-server"],
                env=self._environment,
                cwd=self._home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + BOOT
        while not self._answers():
            if self._broker.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"RabbitMQ did not start:\n{(self._home / 'broker.log').read_text()}")
            time.sleep(0.05)
        if self._was_killed:
            self._was_killed = False
            self._require_queues()

    def _require_queues(self) -> None:
        """Have the queues elect their leaders: after a kill, RabbitMQ 3.10 can leave one without, until it is told."""
        until = time.monotonic() + 300
        while not self._has_queues() and time.monotonic() < until:
            with suppress(RuntimeError):
                self.control("eval", _ELECT)

    def _has_queues(self) -> bool:
        """Whether each quorum queue has a leader that answers."""
        with suppress(RuntimeError):
            return self.control("eval", _HAVE_LEADERS).strip() == "true"
        return False

    def stop(self) -> None:
        """Stop in order, closing connections."""
        self.require_private()
        if self._broker is not None:
            self._broker.terminate()
            self._broker.wait(BOOT)

    def kill(self) -> None:
        """End it in the middle of whatever it does (SIGKILL)."""
        self.require_private()
        if self._broker is not None:
            self._broker.kill()
            self._broker.wait(BOOT)
            self._was_killed = self._cluster is None

    def freeze(self) -> None:
        """Let it hang: connections stay, and nobody answers."""
        self.require_private()
        if self._broker is not None:
            self._broker.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        if self._broker is not None:
            self._broker.send_signal(signal.SIGCONT)

    def remove(self) -> None:
        self.kill()
        if self._epmd is not None:
            self._epmd.terminate()
            self._epmd.wait(BOOT)
        shutil.rmtree(self._home, ignore_errors=True)

    def last_words(self) -> str:
        """The end of the broker's log, for the message of a test that failed."""
        return (self._home / "broker.log").read_text(errors="replace")[-20_000:]

    @property
    def name(self) -> str:
        """What it is called among Erlang's nodes."""
        return f"hub-{self.port}@localhost"

    def create_vhost(self) -> str:
        """A new, empty virtual host that the administrator may use; returns its name."""
        name = f"hub-{next(self._names)}"
        self.api("PUT", f"vhosts/{name}")
        self.api("PUT", f"permissions/{name}/{ADMIN[0]}", {"configure": ".*", "write": ".*", "read": ".*"})
        return name

    def url(self, vhost: str, user: str = ADMIN[0], password: str = ADMIN[1]) -> str:
        return f"amqp://{user}:{password}@127.0.0.1:{self.port}/{vhost}"

    def tls_url(self, vhost: str, user: str = ADMIN[0], password: str = ADMIN[1]) -> str:
        """Its certificate is for `localhost`, signed by `ca`."""
        self.require_private()
        return f"amqps://{user}:{password}@localhost:{self.tls_port}/{vhost}"

    def show(self, pair: Pair) -> None:
        """Show this certificate to whoever comes from now on."""
        self._copy(pair)
        self.control("eval", "ssl:clear_pem_cache().")

    @property
    def management(self) -> str:
        return f"http://{ADMIN[0]}:{ADMIN[1]}@127.0.0.1:{self.management_port}"

    def api(self, method: str, path: str, content: object = None) -> Any:
        """Ask the management API as the administrator; raises HTTPError."""
        return _ask(self.management_port, method, path, content)

    def connections(self, vhost: str) -> set[str]:
        """The connections that are open in a virtual host."""
        found = json.loads(self.control("--quiet", "--formatter=json", "list_connections", "pid", "vhost"))
        return {row["pid"] for row in found if row["vhost"] == vhost}

    def cut(self, vhost: str) -> None:
        """Close all connections in a virtual host from the broker's side."""
        self.control("close_all_connections", "--vhost", vhost, "cut by the test")

    def set_memory_alarm(self, on: bool) -> None:
        """Make the broker believe that memory runs out, so that it blocks whoever publishes."""
        self.control("set_vm_memory_high_watermark", "0.0000001" if on else "0.9")

    def control(self, *arguments: str) -> str:
        """Run rabbitmqctl; a second or two."""
        return self._tool("rabbitmqctl", *arguments)

    def queues(self, *arguments: str) -> str:
        """Run rabbitmq-queues."""
        return self._tool("rabbitmq-queues", *arguments)

    def _tool(self, program: str, *arguments: str) -> str:
        self.require_private()
        done = subprocess.run(
            [self._programs / program, *arguments],
            env=self._environment,
            cwd=self._home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program} {arguments} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def _answers(self) -> bool:
        try:
            _ask(self.management_port, "GET", "overview")
        except OSError:
            return False
        return True

    def _copy(self, pair: Pair) -> None:
        for source, name in zip(pair, ("server.pem", "server-key.pem"), strict=True):
            shutil.copy(source, self._home / name)

    def _write_settings(self, *, with_clients: bool) -> None:
        server = f"certfile = {self._home}/server.pem", f"keyfile = {self._home}/server-key.pem"
        tls = [f"{section}.{line}\n" for section in ("ssl_options", "management.ssl") for line in server]
        (self._home / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = 127.0.0.1:{self.port}\n"
            f"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {self.management_port}\n"
            f"listeners.ssl.1 = 127.0.0.1:{self.tls_port}\nssl_options.cacertfile = {self.ca}\n"
            f"management.ssl.ip = 127.0.0.1\nmanagement.ssl.port = {self.management_tls_port}\n"
            f"default_user = {ADMIN[0]}\ndefault_pass = {ADMIN[1]}\n"
            "vm_memory_high_watermark.relative = 0.9\ndisk_free_limit.absolute = 10MB\n"
            "collect_statistics_interval = 500\nlog.console = true\nlog.console.level = warning\nlog.file = false\n"
            + "".join(tls)
            + (_WITH_CLIENTS if with_clients else "")
            + "".join(self._joining())
        )
        if self._cluster is not None:
            cookie = self._home / ".erlang.cookie"
            cookie.write_text("only-in-tests")
            cookie.chmod(0o400)
        plugins = ["rabbitmq_management", *(["rabbitmq_auth_mechanism_ssl"] if with_clients else [])]
        (self._home / "enabled_plugins").write_text(f"[{', '.join(plugins)}].\n")

    def _joining(self) -> Iterator[str]:
        """A node that was cut off pauses until it is with the majority again."""
        if self._cluster is not None:
            yield "cluster_partition_handling = pause_minority\n"
            yield "cluster_formation.peer_discovery_backend = classic_config\n"
            for number, name in enumerate([*self._cluster.earlier, self.name], 1):
                yield f"cluster_formation.classic_config.nodes.{number} = {name}\n"

    def _make_environment(self) -> dict[str, str]:
        """All that would otherwise be the system's broker's; the broker replaces its shell, so that its id is ours."""
        return {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(self._home),
            "RUNNING_UNDER_SYSTEMD": "true",
            "ERL_EPMD_PORT": str(self._cluster.epmd_port if self._cluster else free_port()),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": self.name,
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_CONF_ENV_FILE": str(self._home / "none"),
            "RABBITMQ_CONFIG_FILE": str(self._home / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self._home / "enabled_plugins"),
            "RABBITMQ_MNESIA_BASE": str(self._home / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self._home / "log"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1} net_ticktime 8",
        }


_WITH_CLIENTS = """\
ssl_options.verify = verify_peer
ssl_options.fail_if_no_peer_cert = true
auth_mechanisms.1 = EXTERNAL
auth_mechanisms.2 = PLAIN
ssl_cert_login_from = common_name
"""
"""Who comes by TLS shows a certificate, and may log in by it."""


def start_rabbitmq(clients: Authority | None = None) -> RabbitMQ:
    """Start a private broker, or skip the test where there is none to start; a CI must have one."""
    if (programs := _programs()) is None:
        missing("RabbitMQ is missing: apt-get install rabbitmq-server")
    broker = RabbitMQ(programs, clients)
    try:
        broker.start()
    except BaseException:
        broker.remove()
        raise
    return broker


def _programs() -> Path | None:
    """The scripts without Debian's wrapper, which would run them as the system's broker."""
    found = sorted(Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmq-server"))
    return found[-1].parent if found and shutil.which("epmd") else None


def _ask(port: int, method: str, path: str, content: object = None) -> Any:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/{path}",
        method=method,
        data=None if content is None and method != "PUT" else json.dumps(content or {}).encode(),
        headers={
            "Authorization": "Basic " + b64encode(":".join(ADMIN).encode()).decode(),
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request, timeout=120) as answer:
        body = answer.read()
    return json.loads(body) if body else None


class RabbitCluster:
    """Several nodes on this machine that are one broker; each may be stopped, killed or frozen alone."""

    def __init__(self, programs: Path, count: int) -> None:
        self._epmd_port = free_port()
        self._home = Path(tempfile.mkdtemp(prefix="hub-mq-cluster-", dir=quick_folder() or "/tmp"))
        self.nodes: list[RabbitMQ] = []
        self._epmd: subprocess.Popen[bytes] | None = None
        try:
            for _ in range(count):
                self.nodes.append(RabbitMQ(programs, cluster=Membership(self._epmd_port, tuple(self.names))))
        except BaseException:
            self.remove()
            raise

    @property
    def names(self) -> list[str]:
        """As the nodes call each other."""
        return [node.name for node in self.nodes]

    def start(self) -> None:
        """One after the other: each joins those before it."""
        environment = {
            "PATH": os.environ["PATH"],
            "ERL_EPMD_PORT": str(self._epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }
        self._epmd = subprocess.Popen(["epmd"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for node in self.nodes:
            node.start()
            node.control("await_startup")

    def node(self, name: str) -> RabbitMQ:
        """The node of this name."""
        return self.nodes[self.names.index(name)]

    def create_vhost(self) -> str:
        """As on a single broker."""
        return self.nodes[0].create_vhost()

    def api(self, method: str, path: str, content: object = None) -> Any:
        """Ask any node that answers."""
        for node in self.nodes:
            with suppress(OSError):
                return node.api(method, path, content)
        raise RuntimeError("no node of the cluster answers")

    def leader(self, vhost: str, queue: str) -> str:
        """The node that a quorum queue is led by."""
        return str(self.api("GET", f"queues/{vhost}/{queue}")["leader"])

    def connected(self, vhost: str, user: str) -> list[str]:
        """The nodes that a user is connected to."""
        found = self.api("GET", f"vhosts/{vhost}/connections")
        return [row["node"] for row in found if row.get("user") == user]

    def is_whole(self, vhost: str) -> bool:
        """Whether every node sees all others, and every queue has all its members and a leader."""
        try:
            running = [node["running"] for one in self.nodes for node in one.api("GET", "nodes")]
            queues = self.api("GET", f"queues/{vhost}")
        except OSError:
            return False
        whole = (q.get("leader") and set(q["online"]) == set(q["members"]) for q in queues)
        return len(running) == len(self.nodes) ** 2 and all(running) and all(whole)

    def others(self, name: str) -> list[RabbitMQ]:
        """All nodes but this."""
        return [node for node in self.nodes if node.name != name]

    def url(self, vhost: str, user: str, password: str) -> str:
        """All nodes in one URL."""
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        return f"amqp://{user}:{password}@{hosts}/{vhost}"

    @property
    def management(self) -> str:
        hosts = ",".join(f"127.0.0.1:{node.management_port}" for node in self.nodes)
        return f"http://{ADMIN[0]}:{ADMIN[1]}@{hosts}"

    def remove(self) -> None:
        for node in self.nodes:
            node.thaw()
            node.remove()
        if self._epmd is not None:
            self._epmd.terminate()
            self._epmd.wait(BOOT)
        shutil.rmtree(self._home, ignore_errors=True)


def start_cluster(count: int) -> RabbitCluster:
    """Start a private cluster, or skip the test where there is no broker to start; a CI must have one."""
    if (programs := _programs()) is None:
        missing("RabbitMQ is missing: apt-get install rabbitmq-server")
    cluster = RabbitCluster(programs, count)
    try:
        cluster.start()
    except BaseException:
        cluster.remove()
        raise
    return cluster
