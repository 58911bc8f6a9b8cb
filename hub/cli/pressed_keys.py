"""What is pressed on a terminal, without waiting for the end of a line."""

import os
import select
import sys
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def pressed_keys() -> Iterator[Callable[[float], bytes | None]]:
    """Waits so many seconds for a key: None where none was pressed, b"" where the terminal is gone.

    What is pressed is not shown. The terminal is as it was afterwards.
    """
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)

    def wait(seconds: float) -> bytes | None:
        ready, _, _ = select.select([terminal], [], [], seconds)
        return os.read(terminal, 1) if ready else None

    tty.setcbreak(terminal)
    try:
        yield wait
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
