"""What the queue contract needs of an adapter: a rig that plays the owners and starts workers of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import hub
from adapters.folder import OWNER_SIDE, FolderQueue, drop
from hub.ports import Delivery, Parcel, Queue

OWNERS = ("portal-a", "insurer-b", "bank-c")
EVENING = 1_767_287_700_000_000
"""2026-01-01 17:15 UTC, which is the next day in Shanghai."""


class StandingClock:
    """A clock that stands still."""

    def now(self) -> int:
        return EVENING


class Rig(Protocol):
    """One adapter under test."""

    def queue(self, worker: str = "w-1") -> Queue:
        """The hub's queue object; the rig closes it."""

    def prelude(self, worker: str) -> str:
        """Python lines that make the same in another process, as `queue`."""

    def drop(self, owner: str, name: str, body: bytes) -> None:
        """Send, as the owner."""

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


RIGS: dict[str, Callable[[Path], Rig]] = {"folder": FolderRig}
"""Add an adapter here, and the whole contract runs on it."""


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
    paths = [str(Path(hub.__file__).parents[1]), str(Path(__file__).parent)]
    return subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )


def start_taking(rig: Rig, worker: str, limit: int) -> subprocess.Popen[str]:
    """A worker that takes once, says so, and then hangs without acknowledging."""
    program = rig.prelude(worker) + f"print(len(queue.take({limit}, 5)), flush=True)\nimport time; time.sleep(600)"
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
    if process.stdout is None or process.stdout.readline() != "ready\n":
        finish(process)
        raise RuntimeError(f"worker {worker} did not start")
    return process


def kill(process: subprocess.Popen[str]) -> list[str]:
    """End it with SIGKILL; return the whole lines it had printed."""
    process.kill()
    return finish(process)


def finish(process: subprocess.Popen[str]) -> list[str]:
    """Wait for its end; return the whole lines it printed."""
    with process:
        output = process.stdout.read() if process.stdout else ""
    return output[: output.rfind("\n") + 1].splitlines()
