"""The operator's command line: one module per verb, loaded when the verb is named."""

import gc
import sys
from typing import Final, NoReturn

import typer

from adapters.files.folders import keep_from_others
from hub.cli.interrupts import is_interrupted, leave_interrupts, take_interrupts
from hub.cli.screen import fail, place_of_home, show_what_can_be_shown
from hub.cli.unread import keep_unbroken, open_what_is_closed
from hub.cli.verbs import Verbs
from hub.exit_codes import ExitCode
from hub.text.bilingual import Bilingual

app = typer.Typer(
    name="hub",
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.callback()(place_of_home)


_STOPPED: Final = Bilingual("已中止", "stopped")
_INTERRUPTED: Final = Bilingual("已中断", "interrupted")


def main() -> NoReturn:
    """Run one verb. A failure is one line on standard error and an exit code; so is Ctrl-C."""
    try:
        try:
            take_interrupts()
            ended = _run()
        finally:
            leave_interrupts()
    except KeyboardInterrupt:
        ended = ExitCode.INTERRUPTED
    if ended == ExitCode.INTERRUPTED or is_interrupted():
        fail(_INTERRUPTED, ExitCode.INTERRUPTED)
    raise SystemExit(ended)


def _run() -> int:
    """The exit code of the verb."""
    open_what_is_closed()
    show_what_can_be_shown()
    keep_unbroken()
    keep_from_others()
    try:
        ended = app(standalone_mode=False)
        sys.stdout.flush()
    except typer.Abort:
        fail(_STOPPED, ExitCode.REFUSED)
    except Exception as error:
        if is_interrupted():  # a library has made something else of it
            return ExitCode.INTERRUPTED
        from hub.cli.failures import is_usage, misused  # noqa: PLC0415 - a verb that does its work needs none
        from hub.views.failures import failure_text  # noqa: PLC0415 - likewise

        if is_usage(error):
            misused(error)
        found = failure_text(error)
        fail(found, found.exit)
    gc.freeze()  # all of it goes with the process; looking through it takes a fifth of a short verb's time
    return ended if isinstance(ended, int) else 0
