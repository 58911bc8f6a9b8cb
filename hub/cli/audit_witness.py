"""`hub audit witness`: cosign others' logs."""

import time
from typing import Annotated, Final

import typer

from adapters.notes.server import WitnessServer
from hub.bootstrap.witness import open_cosigner, open_desk
from hub.cli.listening import address_of
from hub.cli.screen import AsJson, StopSignal, home_of, plain, print_json, screen
from hub.cli.spoken import spoken
from hub.model.checkpoint import COSIGNATURE
from hub.text.bilingual import Bilingual
from hub.views.audit import WitnessView
from hub.views.view import json_of

LOOK_S: Final = 0.2
HELP = spoken(
    zh="为他人的审计日志作见证（C2SP tlog-witness），直到收到 SIGTERM 或 Ctrl-C。\n\n"
    "只会签 [audit] logs 中的日志，且只会签接续上次所见的检查点；所见先写入主目录 audit/witness，再给出会签。",
    en="Be a witness of others' logs (C2SP tlog-witness), until SIGTERM or Ctrl-C.\n\n"
    "Only logs of [audit] are cosigned, and only checkpoints that continue what was seen before. What was seen is kept "
    "in the home's audit/witness before a cosignature leaves.",
)
Listen = Annotated[
    str,
    typer.Option(metavar="HOST:PORT"),
    Bilingual(
        "监听地址；对外请置于支持 TLS 的反向代理之后。",
        "Where to listen. For others, put it behind a reverse proxy with TLS.",
    ),
]


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("witness", cls=HELP)(witness)


def witness(context: typer.Context, listen: Listen = "127.0.0.1:7380", as_json: AsJson = False) -> None:
    """Answer until told to stop."""
    stop, home = StopSignal(), home_of(context)
    host, port = address_of(listen)
    cosigner = open_cosigner(home)
    server = WitnessServer(host, port, open_desk(home, cosigner).answer)
    try:
        _tell(
            WitnessView(listen=f"{listen.rpartition(':')[0]}:{server.port}", key=str(cosigner.key(COSIGNATURE))),
            as_json,
        )
        while not stop():
            time.sleep(LOOK_S)
    finally:
        server.close()


def _tell(view: WitnessView, as_json: bool) -> None:
    if as_json:
        print_json(json_of(view))
    else:
        screen.print(Bilingual(f"监听 {plain(view.listen)}，公钥 {view.key}", f"{plain(view.listen)}, key {view.key}"))
