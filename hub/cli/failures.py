"""What a failure is to an operator: one line, and the verb's exit code."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from hub.cli.screen import Failure, complain
from hub.errors import (
    Deferred,
    HubError,
    OperatorError,
    QueueForbidden,
    StoreDamaged,
    StoreForbidden,
    StoreNotDurable,
    StoreNotReady,
    of_the_system,
    operator_error,
)
from hub.text.log import Log
from hub.text.visible import visible

Found = TypeVar("Found")
diagnosis = Log()
EXITS = (
    dict.fromkeys(("HUB-704", "HUB-708", "HUB-710", "HUB-748"), Failure.NOT_FOUND)
    | dict.fromkeys(("HUB-740", "HUB-741", "HUB-742", "HUB-751", "HUB-752"), Failure.REFUSED)
    | dict.fromkeys(("HUB-711", "HUB-763"), Failure.USAGE)
)
"""An operator's errors that are not about the home, its settings or its keys."""


@dataclass(frozen=True, slots=True)
class Told:
    """A failure as it is told."""

    line: str
    """Begins with its code."""
    exit: Failure

    @property
    def code(self) -> str:
        return self.line.partition(" ")[0]


def told(error: Exception) -> Told:
    """One line for whatever went wrong; of a fault of ours the traceback is in the log."""
    if isinstance(error, OSError):
        error = of_the_system(error)
    if isinstance(error, UnicodeEncodeError) and error.reason == "surrogates not allowed":
        error = operator_error("HUB-763", value=error.object)  # bytes on the command line that are no text
    if isinstance(error, OperatorError):
        return Told(str(error), EXITS.get(error.code, Failure.SETUP))
    if isinstance(error, StoreNotReady | StoreForbidden | StoreDamaged | StoreNotDurable | QueueForbidden):
        return Told(str(error), Failure.SETUP)
    if isinstance(error, Deferred):
        return Told(str(error), Failure.GONE)
    if isinstance(error, HubError):
        return Told(str(error), Failure.REFUSED)
    diagnosis.critical("unexpected", exc_info=error)
    return Told(f"HUB-501 unexpected {type(error).__name__}; hub.log says where", Failure.REFUSED)


def attempt(look: Callable[[], Found]) -> Found | Told:
    """What was found, or why nothing was: one thing that cannot be looked at leaves the others to be seen."""
    try:
        return look()
    except Exception as error:
        return told(error)


def is_usage(error: Exception) -> bool:
    """Whether the command line itself was wrong, as Typer says it."""
    return hasattr(error, "format_message") and hasattr(error, "exit_code")


def misused(error: Any) -> NoReturn:
    """How the verb is used, and what was wrong, on standard error; what was typed moves no terminal there either.

    A verb without words has shown its help already.
    """
    if type(error).__name__ != "NoArgsIsHelpError":
        if (context := getattr(error, "ctx", None)) is not None:
            print(visible(context.get_usage(), lines=True), file=sys.stderr)
            print(f"Try '{visible(context.command_path)} --help' for help.", file=sys.stderr)
        complain(" ".join(error.format_message().split()))
    raise SystemExit(int(error.exit_code))
