"""Programs that run beside a test, on their own queue or store, and that can be killed."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, Protocol


class Life(Protocol):
    """What a program that runs elsewhere may do besides its work."""

    def say(self, line: str) -> None:
        """Send one line to the test."""

    def hang(self) -> None:
        """Do nothing until the program is killed."""


Program = Callable[..., None]
"""A function of a module, called with its port's object, its life and further arguments."""


class Running(Protocol):
    """A program that was started elsewhere."""

    def line(self) -> str:
        """The next line of the program; blocks until there is one. Empty if the program has ended."""

    def kill(self) -> list[str]:
        """End the program at once, at any point; return the lines that were not read yet."""

    def finish(self) -> list[str]:
        """Wait until the program ends by itself; return the lines that were not read yet."""


# ---- in a process ----------------------------------------------------------------------------


class InProcess:
    """A program in a separate process, ended by SIGKILL."""

    def __init__(self, opening: str, program: Program, *arguments: object) -> None:
        """`opening`: Python lines that make the port's object and name it `port`.

        The arguments are passed as Python literals: texts and numbers.
        """
        lines = (
            "from hub.testing.elsewhere import ProcessLife",
            f"from {program.__module__} import {program.__name__} as program",
            opening,
            f"program(port, ProcessLife(), *{arguments!r})",
        )
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        self._process = subprocess.Popen(  # noqa: S603 - what it runs stands above
            [sys.executable, "-c", "\n".join(lines)], stdout=subprocess.PIPE, text=True, env=environment
        )

    def line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().rstrip("\n")

    def kill(self) -> list[str]:
        self._process.kill()
        return self.finish()

    def finish(self) -> list[str]:
        with self._process as process:
            output = process.stdout.read() if process.stdout else ""
        return output[: output.rfind("\n") + 1].splitlines()


class ProcessLife:
    """A Life whose lines go to standard output."""

    def say(self, line: str) -> None:
        print(line, flush=True)

    def hang(self) -> None:
        time.sleep(600)


# ---- in a thread -----------------------------------------------------------------------------


class Killed(BaseException):
    """Raised in a program that was killed in its thread, at its next call."""


class InThread:
    """A program in a thread, for ports that exist in the memory of one process.

    A call that runs when the program is killed continues to its end; its result is lost.
    """

    def __init__(self, port: object, give_back: Callable[[], None], program: Program, *arguments: object) -> None:
        """`give_back`: called after the killed program has ended; does what the death of a process would do."""
        self._give_back = give_back
        self._killed = threading.Event()
        self._lines: SimpleQueue[str | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, args=(_Mortal(port, self._live), program, arguments))
        self._thread.start()

    def say(self, line: str) -> None:
        self._live()
        self._lines.put(line)

    def hang(self) -> None:
        self._killed.wait()
        self._live()

    def line(self) -> str:
        return self._lines.get() or ""

    def kill(self) -> list[str]:
        self._killed.set()
        lines = self.finish()
        self._give_back()
        return lines

    def finish(self) -> list[str]:
        self._thread.join()
        lines: list[str] = []
        while (line := self._lines.get()) is not None:
            lines.append(line)
        return lines

    def _live(self) -> None:
        if self._killed.is_set():
            raise Killed

    def _run(self, port: Any, program: Program, arguments: tuple[object, ...]) -> None:
        try:
            program(port, self, *arguments)
        except Killed:  # the end that the test asked for
            pass
        finally:
            self._lines.put(None)


class _Mortal:
    """A port's object whose calls fail after its program was killed."""

    def __init__(self, port: object, live: Callable[[], None]) -> None:
        self._port = port
        self._live = live

    def __getattr__(self, name: str) -> Any:
        act = getattr(self._port, name)

        def call(*given: Any, **named: Any) -> Any:
            self._live()
            result = act(*given, **named)
            self._live()
            return result

        return call
