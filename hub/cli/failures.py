"""What a failure is to an operator: one line, and the verb's exit code."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import structlog

from hub.cli.screen import Failure
from hub.errors import Deferred, HubError, OperatorError, StoreNotReady, of_the_system

Found = TypeVar("Found")
diagnosis = structlog.get_logger()
EXITS = (
    dict.fromkeys(("HUB-704", "HUB-708", "HUB-710", "HUB-748"), Failure.NOT_FOUND)
    | dict.fromkeys(("HUB-740", "HUB-741", "HUB-742", "HUB-751", "HUB-752"), Failure.REFUSED)
    | {"HUB-711": Failure.USAGE}
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
    if isinstance(error, OperatorError):
        return Told(str(error), EXITS.get(error.code, Failure.SETUP))
    if isinstance(error, StoreNotReady):
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
