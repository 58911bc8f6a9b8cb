"""`hub keys csr`: the request for the certificate of a key of the hub's."""

from typing import Final

import typer

from hub.bootstrap.clock import SystemClock
from hub.bootstrap.succession import own_succession
from hub.cli.key_options import (
    ForEncryption,
    KeyName,
    Subject,
    purpose_of,
)
from hub.cli.key_ways import subject_of
from hub.cli.screen import AsJson, home_of, print_json
from hub.cli.spoken import spoken
from hub.views.certificates import RequestView
from hub.views.view import json_of

HELP: Final = spoken(
    zh="为本方密钥打印证书请求（PKCS#10），交 CA 签发。",
    en="Print a certificate request (PKCS#10) for a key of the hub's.",
)


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("csr", cls=HELP)(csr)


def csr(
    context: typer.Context,
    key: KeyName = "",
    subject: Subject = None,
    for_encryption: ForEncryption = False,
    as_json: AsJson = False,
) -> None:
    """Print a certificate request."""
    home = home_of(context)
    text = (
        own_succession(home, SystemClock().now(), purpose_of(for_encryption)).request(subject_of(subject), key).decode()
    )
    if as_json:
        print_json(json_of(RequestView(request=text)))
    else:
        print(text, end="")
