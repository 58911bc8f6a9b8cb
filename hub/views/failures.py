"""A failure as a person sees it: one line, and how a verb ends that met it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from hub.errors import (
    Code,
    Deferred,
    HubError,
    OperatorError,
    Rejected,
    StoreConflict,
    Wording,
    of_the_system,
    operator_error,
)
from hub.exit_codes import ExitCode
from hub.model import Fault
from hub.model.books.trails import TakenOut
from hub.text.bilingual import Bilingual
from hub.text.log import Log

Found = TypeVar("Found")
diagnosis = Log()


@dataclass(frozen=True, slots=True)
class FailureText:
    """A failure in one line, and the exit code of the verb."""

    wording: Wording
    exit: ExitCode

    @property
    def fixed(self) -> str:
        """For `--json` and logs: the same in every language."""
        return self.wording.fixed

    def __str__(self) -> str:
        """For people: both languages, the reader's first."""
        return str(self.wording)


def failure_text(error: Exception) -> FailureText:
    """The line and the exit code of a failure. The traceback of a fault of ours goes to the log."""
    if isinstance(error, OSError):
        error = of_the_system(error)
    if isinstance(error, UnicodeEncodeError) and error.reason == "surrogates not allowed":
        error = operator_error(Code.ARGUMENT_NOT_UTF8, value=error.object)  # bytes on the command line that are no text
    if isinstance(error, TakenOut):
        error = operator_error(Code.TRAIL_TAKEN_OUT, document=error.document)
    if isinstance(error, OperatorError | Deferred | StoreConflict):
        return FailureText(error.wording, error.code.exit)
    if isinstance(error, Rejected) and error.faults:
        return FailureText(_refusal(error.faults), ExitCode.REFUSED)
    if isinstance(error, HubError):
        code, _, rest = str(error).partition(" ")
        return FailureText(Wording(code, Bilingual.same(rest)), ExitCode.REFUSED)
    diagnosis.critical("unexpected", exc_info=error)
    name = type(error).__name__
    text = Bilingual(f"本方处理异常（{name}），详见 hub.log", f"unexpected {name}; hub.log says where")
    return FailureText(Wording(Code.PROCESSING_FAILED, text), ExitCode.REFUSED)


def _refusal(faults: Sequence[Fault]) -> Wording:
    """Both languages of a refusal; the codes of further reasons stand before them."""
    first, *rest = faults
    zh = [f"{first.field} {first.zh}".strip(), *(f"{one.code} {one.field} {one.zh}" for one in rest)]
    en = [f"{first.field} {first.en}".strip(), *(f"{one.code} {one.field} {one.en}" for one in rest)]
    return Wording(first.code, Bilingual("；".join(zh), "; ".join(en)))


def attempt(look: Callable[[], Found]) -> Found | FailureText:
    """What was found, or the failure, so that one part that cannot be read does not hide the others."""
    try:
        return look()
    except Exception as error:
        return failure_text(error)
