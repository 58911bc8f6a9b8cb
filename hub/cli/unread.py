"""Output that nobody reads any more: a verb goes on to its end, and its exit code says what it did."""

import os
import sys
from collections.abc import Callable
from typing import IO, Any, TypeVar

Done = TypeVar("Done")


class Unbroken:
    """A stream on which writing never fails because its reader has gone: what is written then goes nowhere."""

    def __init__(self, stream: IO[Any]) -> None:
        self._stream = stream
        self.is_read = True

    @property
    def buffer(self) -> "Unbroken":
        """For bytes, as of the stream itself."""
        return Unbroken(self._stream.buffer)  # type: ignore[attr-defined]

    def write(self, content: Any) -> int:
        return self._tried(lambda: self._stream.write(content)) or 0

    def flush(self) -> None:
        self._tried(self._stream.flush)

    def _tried(self, act: Callable[[], Done]) -> Done | None:
        try:
            return act()
        except BrokenPipeError:
            self.is_read = False
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())  # what is buffered goes there too, also at the process's end
            os.close(nowhere)
            return None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def keep_unbroken() -> None:
    """From now on, nothing that is written to standard output or error fails because its reader has gone."""
    sys.stdout, sys.stderr = Unbroken(sys.stdout), Unbroken(sys.stderr)


def open_what_is_closed() -> None:
    """Let a stream that was closed before this process began lead nowhere: no other file gets its number."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            while (opened := os.open(os.devnull, os.O_RDWR)) < number:
                pass  # it took the place of one before, which is closed too
            setattr(sys, name, os.fdopen(opened, mode, encoding="utf-8"))


def is_read() -> bool:
    """Whether somebody may still read standard output; it is known when something is written."""
    return getattr(sys.stdout, "is_read", True)
