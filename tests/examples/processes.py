"""The hub's command, run and awaited or left running, with its output in the home's logs."""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from portals import StoryBroken

MARK = ".demo"
"""A file that only a demo's home has: what it stands in may be emptied."""
COMMAND = [sys.executable, "-m", "hub"]


def fresh_home(home: Path, beginning: Path | None) -> None:
    """Make a home that holds what `beginning` does; raises StoryBroken for a directory that is no demo's."""
    if home.exists() and any(home.iterdir()):
        if not (home / MARK).is_file():
            raise StoryBroken(f"{home} is not empty and not a demo's home: choose another directory")
        shutil.rmtree(home)
    (home / "logs").mkdir(parents=True, exist_ok=True)
    if beginning is not None:
        shutil.copytree(beginning, home, dirs_exist_ok=True)
    (home / MARK).write_text("The demo empties this directory each time it is played.\n", "utf-8")


def run(home: Path, *arguments: str) -> str:
    """Run one hub command to its end and return what it printed; raises StoryBroken when it fails."""
    done = ended(home, arguments)
    if done.returncode:
        raise StoryBroken(f"hub {' '.join(arguments)[:80]} ended with {done.returncode}: {done.stderr or done.stdout}")
    return done.stdout


def ended(home: Path, arguments: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    """Run one hub command to its end, however that is."""
    return subprocess.run([*COMMAND, "--home", str(home), *arguments], capture_output=True, text=True, check=False)


@contextmanager
def running(home: Path, name: str, *arguments: str) -> Iterator["Background"]:
    """Keep one hub command running; it is ended by its own id."""
    with (home / "logs" / f"{name}.log").open("wb") as log:
        process = subprocess.Popen([*COMMAND, "--home", str(home), *arguments], stdout=log, stderr=subprocess.STDOUT)
        background = Background(name, process, Path(log.name))
        try:
            yield background
        finally:
            background.stop()


class Background:
    """A running process of the demo."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], log: Path) -> None:
        self.name = name
        self.log = log
        self._process = process

    def must_live(self) -> None:
        """Raises StoryBroken when it has ended by itself."""
        if (code := self._process.poll()) is not None:
            raise StoryBroken(f"hub {self.name} ended with {code} by itself; its last lines:\n{self.tail()}")

    def stop(self) -> None:
        """Ask it to end, and wait."""
        if self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(timeout=120)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def code(self) -> int:
        """What it ended with; raises StoryBroken while it runs."""
        if self._process.returncode is None:
            raise StoryBroken(f"hub {self.name} still runs")
        return self._process.returncode

    def tail(self, lines: int = 15) -> str:
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-lines:])
