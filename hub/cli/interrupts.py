"""Ctrl-C: it ends a verb at any moment without a traceback, and what the verb had open is closed."""

import signal
import sys
from contextlib import suppress
from types import FrameType
from typing import Any

_seen: list[int] = []
"""The interrupts of this process."""


def take_interrupts() -> None:
    """From now on Ctrl-C raises KeyboardInterrupt once; the next one ends the process at once.

    A process that was started with interrupts ignored, as in the background of a shell, goes on ignoring them. Verbs
    that run until they are told to stop take the signal themselves (`StopSignal`).
    """
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _interrupt)
        sys.unraisablehook = _unraisable


def leave_interrupts() -> None:
    """From now on Ctrl-C ends the process at once: the verb has ended, and Python only tidies up."""
    if signal.getsignal(signal.SIGINT) is _interrupt:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def is_interrupted() -> bool:
    """Whether Ctrl-C has come: what a library made of it is no failure."""
    return bool(_seen)


def _interrupt(number: int, _frame: FrameType | None) -> None:
    _seen.append(number)
    signal.signal(number, signal.SIG_DFL)
    raise KeyboardInterrupt


def _unraisable(lost: Any) -> None:
    """An interrupt that came while an object was being removed cannot be raised there: the process ends by it."""
    if issubclass(lost.exc_type, KeyboardInterrupt):
        with suppress(OSError):
            sys.stdout.flush()
        signal.raise_signal(signal.SIGINT)
    sys.__unraisablehook__(lost)
