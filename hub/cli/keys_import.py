"""`hub keys import`: register a party's certificate."""

from typing import Final

import typer

from hub.bootstrap.known import must_be_party
from hub.cli.authority import Card
from hub.cli.card_options import by_card
from hub.cli.key_acts import Asking, change_keys
from hub.cli.key_options import (
    AlthoughNamed,
    CertificateFile,
    Cutover,
    ForEncryption,
    OfParty,
    purpose_of,
)
from hub.cli.key_told import tell_change
from hub.cli.options import OptionalReason
from hub.cli.screen import AsJson, home_of
from hub.cli.spoken import spoken
from hub.errors import Code
from hub.operate.keys.change import KeyChange

HELP: Final = spoken(
    zh="登记对方的证书，与已有的并存；加 --cutover 时，旧证书自该时起不再认可。\n\n"
    f"请通过另一条途径向对方核对打印出的 SHA-256。以下证书拒绝登记（{Code.CERTIFICATE_REFUSED}）："
    "强度不足、已过期、属于 CA、已经登记，或密钥属于他人。"
    f"主体是另一方的，须加 --although-named-otherwise，否则拒绝（{Code.NAMED_AS_ANOTHER}）。",
    en="Register a party's certificate beside those it has. With --cutover the older ones are refused from "
    "then on.\n\n"
    "Compare the SHA-256 that is printed with the party, by other means than the one that brought the certificate. "
    f"Refused ({Code.CERTIFICATE_REFUSED}) is a certificate that is too weak, expired, a CA's, registered already, "
    "or of a key that somebody else has. One whose subject is that of another party is refused "
    f"({Code.NAMED_AS_ANOTHER}) without --although-named-otherwise.",
)


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("import", cls=HELP)(admit)


@by_card
def admit(  # noqa: PLR0913, PLR0917 - one option for each thing to say
    context: typer.Context,
    file: CertificateFile,
    party: OfParty,
    cutover: Cutover = None,
    although_named: AlthoughNamed = False,
    for_encryption: ForEncryption = False,
    reason: OptionalReason = "",
    as_json: AsJson = False,
    *,
    card: Card,
) -> None:
    """Register a party's certificate."""
    home = home_of(context)
    must_be_party(home, party)
    purpose = purpose_of(for_encryption)
    change = KeyChange(
        does="import",
        whose=party,
        purpose=purpose,
        certificate=file,
        cutover=cutover,
        although_named=although_named,
    )
    asking = Asking(reason, card, as_json)
    tell_change(home, party, change_keys(home, asking, change), as_json)
