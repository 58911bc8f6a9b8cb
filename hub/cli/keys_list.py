"""`hub keys list`: certificates with their validity."""

from typing import Final

import typer

from hub.bootstrap.clock import SystemClock
from hub.bootstrap.known import must_be_party
from hub.cli.key_options import (
    ForEncryption,
    Party,
    purpose_of,
)
from hub.cli.key_rows import all_rows, key_table, row_of
from hub.cli.screen import AsJson, home_of, print_json, say_empty
from hub.cli.spoken import spoken
from hub.operate.keys.change import HUB
from hub.text.bilingual import Bilingual
from hub.views.view import json_of

HELP: Final = spoken(
    zh="列出证书及有效期，本方的在前。\n\n"
    "状态：有效——当前认可，本方的即当前签名所用；待启用——尚未生效；已换下——到换证时间后不再认可，或本方已换用新证书；"
    "已过期——证书自身期限已过；待签发——本方密钥尚无证书。",
    en="List certificates with their validity, the hub's own first.\n\n"
    "valid: accepted now, and among the hub's own the one that signs. next: not valid yet. cutover: refused since "
    "its cutover, or among the hub's own replaced by a newer one. over: expired. "
    "waiting: a key of the hub's without a certificate.",
)


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("list", cls=HELP)(list_keys)


def list_keys(
    context: typer.Context, party: Party = None, for_encryption: ForEncryption = False, as_json: AsJson = False
) -> None:
    """List certificates and keys that wait for one."""
    home, now = home_of(context), SystemClock().now()
    rows = [row for row in all_rows(home, now, purpose_of(for_encryption)) if party in (None, row.whose)]
    if not rows:
        must_be_party(home, party, HUB)
        say_empty(Bilingual("没有证书", "no certificates"), as_json)
    if as_json:
        for row in rows:
            print_json(json_of(row))
    else:
        key_table().show([row_of(row) for row in rows])
