"""`hub audit`: the sealed log of the audit store."""

from typing import Final

import typer

from hub.cli.spoken import SpokenGroup
from hub.text.bilingual import Bilingual

DETAILS: Final = Bilingual(
    "每条办理记录在日志中有一个位置；检查点由主目录的密钥 keys/audit/key.pem 签名，说明日志的长度和内容。"
    "格式是公开的（RFC 6962、C2SP），他人不用 hub 也能核对。",
    "Every transition has a position in one log. Checkpoints, signed by the home's key keys/audit/key.pem, say how "
    "long the log is and what it holds. The formats are public (RFC 6962, C2SP): others check them without the hub.",
)
INNER: Final = (
    "verify",
    "checkpoint",
    "publish",
    "accept-restore",
    "prove",
    "check",
    "cosign",
    "witness",
    "timestamp",
    "archive",
    "unarchive",
    "hold",
    "prune",
)
app = typer.Typer(cls=SpokenGroup, no_args_is_help=True)
