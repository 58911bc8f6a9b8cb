"""What a failure is to an operator: one line, and the verb's exit code."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from hub.cli.screen import complain
from hub.errors import Code, Deferred, HubError, OperatorError, of_the_system, operator_error
from hub.exit_codes import ExitCode
from hub.text.log import Log
from hub.text.visible import visible

Found = TypeVar("Found")
diagnosis = Log()


@dataclass(frozen=True, slots=True)
class FailureText:
    """A failure as it is told."""

    line: str
    """Begins with its code."""
    exit: ExitCode

    @property
    def code(self) -> str:
        return self.line.partition(" ")[0]


def failure_text(error: Exception) -> FailureText:
    """One line for whatever went wrong; of a fault of ours the traceback is in the log."""
    if isinstance(error, OSError):
        error = of_the_system(error)
    if isinstance(error, UnicodeEncodeError) and error.reason == "surrogates not allowed":
        error = operator_error(Code.ARGUMENT_NOT_UTF8, value=error.object)  # bytes on the command line that are no text
    if isinstance(error, OperatorError | Deferred):
        return FailureText(str(error), error.code.exit)
    if isinstance(error, HubError):
        return FailureText(str(error), ExitCode.REFUSED)
    diagnosis.critical("unexpected", exc_info=error)
    return FailureText(
        f"{Code.PROCESSING_FAILED} unexpected {type(error).__name__}; hub.log says where", ExitCode.REFUSED
    )


def attempt(look: Callable[[], Found]) -> Found | FailureText:
    """What was found, or why nothing was: one thing that cannot be looked at leaves the others to be seen."""
    try:
        return look()
    except Exception as error:
        return failure_text(error)


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
