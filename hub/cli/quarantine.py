"""`hub quarantine`: deliveries that could not be used, and parked receipts and notices."""

from typing import Final

import typer

from hub.cli.list_by_default import ListByDefault
from hub.text.bilingual import Bilingual

DETAILS: Final = Bilingual(
    "隔离件是无法使用的来件；另有待匹配的：回执等待其所答复的报文，通知等待其所指的单证。不带命令时列出两者。",
    "Receipts that wait for the message they answer, and notices that wait for the document they refer to, are listed "
    "too (parked). Without a command it lists both.",
)
INNER: Final = ("list", "show", "release", "discard")
app = typer.Typer(cls=ListByDefault, no_args_is_help=False)
