"""`hub attention`: what needs a person, and what was noted about it."""

from typing import Final

import typer

from hub.cli.list_by_default import ListByDefault
from hub.text.bilingual import Bilingual

DETAILS: Final = Bilingual(
    "不带命令时列出。已了结的自行消失；已有人跟进（有备注）、且此后没有增多的，列在最后。",
    "Without a command it lists. An item that is over disappears by itself. What an operator has noted and has not "
    "grown since comes last.",
)
INNER: Final = ("list", "note")
app = typer.Typer(cls=ListByDefault, no_args_is_help=False)
