"""`hub audit`: the sealed log of the audit store. Each verb is in a module of its own."""

from typing import Final

import typer

from hub.cli import (
    audit_accept_restore,
    audit_archive,
    audit_check,
    audit_checkpoint,
    audit_cosign,
    audit_hold,
    audit_prove,
    audit_prune,
    audit_publish,
    audit_timestamp,
    audit_unarchive,
    audit_verify,
    audit_witness,
)
from hub.cli.spoken import SpokenGroup
from hub.text.bilingual import Bilingual

DETAILS: Final = Bilingual(
    "每条办理记录在日志中有一个位置；检查点由主目录的密钥 keys/audit/key.pem 签名，说明日志的长度和内容。"
    "格式是公开的（RFC 6962、C2SP），他人不用 hub 也能核对。",
    "Every transition has a position in one log. Checkpoints, signed by the home's key keys/audit/key.pem, say how "
    "long the log is and what it holds. The formats are public (RFC 6962, C2SP): others check them without the hub.",
)

app = typer.Typer(cls=SpokenGroup, no_args_is_help=True)
audit_verify.add_to(app)
audit_checkpoint.add_to(app)
audit_publish.add_to(app)
audit_accept_restore.add_to(app)
audit_prove.add_to(app)
audit_check.add_to(app)
audit_cosign.add_to(app)
audit_witness.add_to(app)
audit_timestamp.add_to(app)
audit_archive.add_to(app)
audit_unarchive.add_to(app)
audit_hold.add_to(app)
audit_prune.add_to(app)
