"""`hub audit checkpoint`: the newest checkpoint of the log."""

from dataclasses import replace

import typer

from hub.bootstrap.sealing import open_sealer
from hub.bootstrap.store import open_store
from hub.cli.screen import AsJson, home_of, print_json, say_empty
from hub.cli.spoken import spoken
from hub.flow.cosigning import note_with_cosignatures
from hub.home.place import Home
from hub.model.checkpoint import parse_checkpoint, parse_note
from hub.ports import Sealed
from hub.text.bilingual import Bilingual
from hub.views.audit import CheckpointView
from hub.views.view import Moment, json_of

HELP = spoken(
    zh="打印最新的检查点：签名的原文，一字不差，连同见证方的会签，可交给他人保存。",
    en="Print the newest checkpoint: the signed note exactly as it is, with what witnesses signed, for others to keep.",
)


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("checkpoint", cls=HELP)(print_checkpoint)


def print_checkpoint(context: typer.Context, as_json: AsJson = False) -> None:
    """Print the newest checkpoint."""
    home = home_of(context)
    newest = _newest(home)
    if newest is None:
        say_empty(Bilingual("尚无检查点", "no checkpoint yet"), as_json)
    elif as_json:
        print_json(json_of(_view(home, newest)))
    else:
        print(newest.note, end="")


def _newest(home: Home) -> Sealed | None:
    store = open_store(home)
    try:
        with store.log.read() as log:
            sealed = log.sealed()
            return replace(sealed, note=note_with_cosignatures(log, sealed)) if sealed else None
    finally:
        store.close()


def _view(home: Home, sealed: Sealed) -> CheckpointView:
    signer = open_sealer(home)
    return CheckpointView(
        size=sealed.size,
        root=sealed.root.hex(),
        at=Moment(sealed.at),
        note=sealed.note,
        key=str(signer.named(_origin(sealed)).key()) if signer else None,
    )


def _origin(sealed: Sealed) -> str:
    """The name of the log's life that signed it: the key is told under that name."""
    return parse_checkpoint(parse_note(sealed.note).text).origin
