"""A loop as a process of its own: started, held still while its queue is filled, measured from outside, ended."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from settings import Settings

TICKS = os.sysconf("SC_CLK_TCK")
STOP_TIMEOUT_S = 15.0
"""Seconds that a loop has to end by itself."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What all cores did since the start, in seconds."""

    busy: float
    total: float

    @classmethod
    def now(cls) -> "Machine":
        line = Path("/proc/stat").read_text("ascii").split("\n", 1)[0]
        times = [int(field) / TICKS for field in line.split()[1:9]]
        return cls(sum(times) - times[3] - times[4], sum(times))

    def share_since(self, earlier: "Machine") -> float:
        """How much of all cores was in use."""
        return (self.busy - earlier.busy) / max(self.total - earlier.total, 1 / TICKS)


class Child:
    """One loop's process."""

    def __init__(self, script: str, settings: Settings) -> None:
        command = [sys.executable, str(Path(__file__).parent / script), settings.as_argument()]
        self._script = script
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        if self._process.stdout.readline() != b"ready\n":
            raise RuntimeError(f"{script} ended before it was ready: {self._process.wait()}")

    def require_alive(self) -> None:
        if self._process.poll() is not None:
            raise RuntimeError(f"{self._script} ended: {self._process.returncode}")

    def hold(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def tell_times(self) -> None:
        """Let a worker that is profiled write what it spent since the last time."""
        self._process.send_signal(signal.SIGUSR1)

    def cpu(self) -> float:
        """Seconds of user and system time of all its threads."""
        fields = self._read("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self, what: str = "VmHWM") -> float:
        """MB: `VmHWM` is the most that ever was resident, `VmRSS` what is now."""
        line = next(line for line in self._read("status").splitlines() if line.startswith(what))
        return int(line.split()[1]) / 1024

    def end(self) -> None:
        if self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGCONT)
        self._process.terminate()
        try:
            self._process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _read(self, name: str) -> str:
        return Path(f"/proc/{self._process.pid}/{name}").read_text("utf-8")
