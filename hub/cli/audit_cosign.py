"""`hub audit cosign`: witnesses cosign the newest checkpoint."""

import typer

from adapters.notes import FileHistories, is_signed_by
from adapters.notes.witness import HttpWitness
from hub.bootstrap.past import open_store_to_write
from hub.cli.screen import AsJson, home_of, plain, print_json, say_empty, screen
from hub.cli.spoken import spoken
from hub.errors import OperatorError
from hub.exit_codes import ExitCode
from hub.flow.cosigning import Cosigning
from hub.ports import Sealed, Witness
from hub.text.bilingual import Bilingual
from hub.views.audit import CosignedView
from hub.views.view import json_of

HELP = spoken(
    zh="请配置的见证方（[audit] witnesses）会签最新的检查点（C2SP tlog-witness）。\n\n"
    "见证方只会签接续其上次所见的日志；可由定时器每分钟运行一次。有见证方未会签时退出码为 1。",
    en="Have the witnesses of [audit] cosign the newest checkpoint (C2SP tlog-witness).\n\n"
    "A witness cosigns only what continues the log that it saw before. A timer may run this once a minute. Exit code 1 "
    "where one did not cosign.",
)
NONE = Bilingual("[audit] 中未配置见证方，或尚无检查点", "no witness is configured in [audit], or no checkpoint yet")


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("cosign", cls=HELP)(cosign)


def cosign(context: typer.Context, as_json: AsJson = False) -> None:
    """Ask each witness."""
    home = home_of(context)
    store = open_store_to_write(home)
    try:
        witnesses = [HttpWitness(one.note_key, one.url) for one in home.settings.audit.witnesses]
        cosigning = Cosigning(store.log, is_signed_by, FileHistories(home.histories))
        views = [view for witness in witnesses if (view := _asked(cosigning, witness)) is not None]
    finally:
        store.close()
    if not views:
        say_empty(NONE, as_json)
    for view in views:
        _print(view, as_json)
    if any(view.size is None for view in views):
        raise SystemExit(int(ExitCode.REFUSED))


def _asked(cosigning: Cosigning, witness: Witness) -> CosignedView | None:
    """What became of it; None where there is no checkpoint."""
    try:
        sealed: Sealed | None = cosigning.ask(witness)
    except OperatorError as error:
        return CosignedView(witness=witness.key.name, size=None, code=error.code, text=str(error.wording))
    return None if sealed is None else CosignedView(witness=witness.key.name, size=sealed.size, code=None, text=None)


def _print(view: CosignedView, as_json: bool) -> None:
    if as_json:
        print_json(json_of(view))
    elif view.size is None:
        screen.print(f"[red]{plain(view.text)}[/]")
    else:
        said = Bilingual(f"已会签至第 {view.size} 条", f"{view.size} entries are cosigned")
        screen.print(f"{plain(view.witness)}: {said}")
