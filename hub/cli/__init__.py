"""The operator's command line: one file per verb, each loading no more than it needs."""

import sys
from typing import NoReturn

import typer

from adapters.files.folders import keep_from_others
from hub.cli import (
    check,
    doctor,
    explain,
    init,
    keys,
    log,
    quarantine,
    replay,
    run,
    settle,
    show,
    simulate,
    status,
    submit,
    topology,
)
from hub.cli.failures import is_usage, misused, told
from hub.cli.screen import EXIT_CODES, Failure, fail, place_of_home, show_what_can_be_shown

app = typer.Typer(
    name="hub",
    help="Message-exchange hub between Single Window portals, insurers, banks and customs.\n\n" + EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.callback()(place_of_home)
for verb in (init, check, run, submit, log, show, explain, settle, simulate, status, topology, doctor):
    app.command(verb.__name__.rpartition(".")[2])(verb.command)
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(replay.app, name="replay")
app.add_typer(keys.app, name="keys")


def main() -> NoReturn:
    """Run one verb; whatever goes wrong is one line on the screen and an exit code."""
    show_what_can_be_shown()
    keep_from_others()
    try:
        ended = app(standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(1) from None
    except typer.Abort:
        fail("stopped", Failure.REFUSED)
    except Exception as error:
        if is_usage(error):
            misused(error)
        found = told(error)
        fail(found.line, found.exit)
    raise SystemExit(ended if isinstance(ended, int) else 0)
