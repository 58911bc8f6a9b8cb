"""`hub keys`: the hub's keys and the parties' certificates."""

from typing import Final

import typer

from hub.cli.spoken import SpokenGroup
from hub.text.bilingual import Bilingual

DETAILS: Final = Bilingual(
    "已有的文件一律不改写；运行中的 hub 会自行发现变动，无需重启。",
    "No existing file is overwritten. A running hub notices each change by itself.",
)
INNER: Final = ("list", "check", "import", "roll", "csr")
app = typer.Typer(cls=SpokenGroup, no_args_is_help=True)
