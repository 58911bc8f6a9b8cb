"""`hub keys roll`: let a new key of the hub's follow the present one, or end a party's certificates."""

from dataclasses import replace
from typing import Final

import typer

from hub.bootstrap.known import must_be_party
from hub.cli.authority import Card
from hub.cli.card_options import by_card
from hub.cli.key_acts import Asking, change_keys
from hub.cli.key_options import (
    DEFAULT_DAYS,
    Cutover,
    Days,
    ForEncryption,
    Issued,
    KeyFile,
    KeyKind,
    Kind,
    OnlyThis,
    PartyToEnd,
    SelfSigned,
    Subject,
    purpose_of,
)
from hub.cli.key_told import tell_change
from hub.cli.key_ways import require_cutover, require_one_way, subject_of
from hub.cli.misuse import Unusable
from hub.cli.options import OptionalReason
from hub.cli.screen import AsJson, home_of
from hub.cli.spoken import spoken
from hub.operate.keys.change import HUB, KeyChange
from hub.text.bilingual import Bilingual

HELP: Final = spoken(
    zh="更换本方密钥：新密钥自 --cutover 起用于签名，与工作进程何时启动无关。\n\n"
    "不带选项时生成密钥和证书请求；证书签发后用 --certificate 交回。换证时间之前须把新证书交给各对方。"
    "加 --party 时，改为终止该对方的旧证书。",
    en="Replace the hub's key: the new one signs from --cutover on, whenever the workers were started.\n\n"
    "Without options it makes a key and the request for its certificate. Give it the certificate with "
    "--certificate when the authority has issued it, and give it to the parties before the cutover. "
    "With --party it ends that party's older certificates instead.",
)


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("roll", cls=HELP)(roll)


@by_card
def roll(  # noqa: PLR0913, PLR0917 - one option for each way a key can come
    context: typer.Context,
    cutover: Cutover = None,
    party: PartyToEnd = None,
    only: OnlyThis = "",
    certificate: Issued = None,
    key: KeyFile = None,
    self_signed: SelfSigned = False,
    days: Days = None,
    kind: KeyKind = None,
    subject: Subject = None,
    for_encryption: ForEncryption = False,
    reason: OptionalReason = "",
    as_json: AsJson = False,
    *,
    card: Card,
) -> None:
    """Let a new key of the hub's follow the present one, or end a party's older certificates."""
    home = home_of(context)
    if party is not None:
        must_be_party(home, party)
    subject_of(subject)
    change = KeyChange(
        does="roll",
        whose=party or HUB,
        purpose=purpose_of(for_encryption),
        cutover=cutover,
        only=only,
        certificate=certificate,
        key=key,
        self_signed=self_signed,
        subject=subject or "",
        days=days,
    )
    require_one_way(change, kind)
    require_cutover(change)
    made = _kind_of(kind, for_encryption)
    if change.makes_key:
        change = replace(change, kind=made.value, days=(days or DEFAULT_DAYS) if self_signed else None)
    tell_change(home, change.whose, change_keys(home, Asking(reason, card, as_json), change), as_json)


def _kind_of(kind: Kind | None, for_encryption: bool) -> Kind:
    """The kind of a new key; raises Unusable for one that decrypts nothing."""
    if for_encryption and kind is Kind.ECDSA:
        raise Unusable(Bilingual("加密只用 rsa 或 sm2", "messages are encrypted for rsa and sm2 keys only"), "--kind")
    return kind or (Kind.RSA if for_encryption else Kind.ECDSA)
