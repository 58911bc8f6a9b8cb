"""The operator's command line: one file per verb, each loading no more than it needs."""

import sys

import structlog
import typer

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
from hub.cli.screen import EXIT_CODES, Failure, fail, place_of_home
from hub.errors import Deferred, HubError, OperatorError, StoreNotReady

diagnosis = structlog.get_logger()
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
EXITS = (
    dict.fromkeys(("HUB-704", "HUB-708", "HUB-710", "HUB-748"), Failure.NOT_FOUND)
    | dict.fromkeys(("HUB-740", "HUB-741", "HUB-742", "HUB-751", "HUB-752"), Failure.REFUSED)
    | {"HUB-711": Failure.USAGE}
)
"""An operator's errors that are not about the home, its settings or its keys."""


def main() -> None:
    """Run one verb; whatever goes wrong is one line on the screen and an exit code."""
    try:
        app()
    except OperatorError as error:
        fail(str(error), EXITS.get(error.code, Failure.SETUP))
    except StoreNotReady as error:
        fail(str(error), Failure.SETUP)
    except Deferred as error:
        fail(str(error), Failure.GONE)
    except HubError as error:
        fail(str(error), Failure.REFUSED)
    except BrokenPipeError:
        sys.stderr.close()
    except OSError as error:
        fail(f"HUB-705 {error.strerror}: {error.filename or ''}", Failure.SETUP)
    except Exception as error:  # a fault of ours: one line here, the traceback in the log
        diagnosis.critical("unexpected", exc_info=True)
        fail(f"HUB-501 unexpected {type(error).__name__}; hub.log says where", Failure.REFUSED)
