"""`hub keys`: the hub's keys and the parties' certificates."""

from dataclasses import replace
from typing import Final

import typer
from cryptography import x509

from adapters.x509 import Purpose
from hub.bootstrap import keys
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.known import must_be_party
from hub.cli.authority import Card
from hub.cli.card_options import by_card
from hub.cli.key_acts import Asking, change_keys
from hub.cli.key_checks import doubts, unverified
from hub.cli.key_options import (
    DEFAULT_DAYS,
    CertificateFile,
    Cutover,
    Days,
    ForEncryption,
    History,
    Issued,
    KeyFile,
    KeyKind,
    KeyName,
    Kind,
    OfParty,
    OnlyThis,
    Party,
    PartyToEnd,
    SelfSigned,
    Subject,
)
from hub.cli.key_rows import all_rows, key_table, row_of
from hub.cli.key_told import tell_change
from hub.cli.key_ways import require_cutover, require_one_way
from hub.cli.misuse import Unusable
from hub.cli.options import OptionalReason
from hub.cli.screen import AsJson, home_of, plain, print_json, say_empty, screen
from hub.cli.spoken import SpokenGroup, spoken
from hub.cli.tables import filled
from hub.errors import Code
from hub.exit_codes import ExitCode
from hub.operate.keys.change import HUB, KeyChange
from hub.text.bilingual import Bilingual
from hub.views.certificates import ChecksView, RequestView
from hub.views.view import json_of
from hub.views.words import RESULTS as RESULT_LABELS
from hub.views.words import label

DETAILS: Final = Bilingual(
    "已有的文件一律不改写；运行中的 hub 会自行发现变动，无需重启。",
    "No existing file is overwritten. A running hub notices each change by itself.",
)
RESULTS = {"ok": "green", "warning": "yellow", "failure": "red"}


app = typer.Typer(cls=SpokenGroup, no_args_is_help=True)


@app.command(
    "list",
    cls=spoken(
        zh="列出证书及有效期，本方的在前。\n\n"
        "状态：有效——当前认可，本方的即当前签名所用；待启用——尚未生效；已换下——到换证时间后不再认可，或本方已换用新证书；"
        "已过期——证书自身期限已过；待签发——本方密钥尚无证书。",
        en="List certificates with their validity, the hub's own first.\n\n"
        "valid: accepted now, and among the hub's own the one that signs. next: not valid yet. cutover: refused since "
        "its cutover, or among the hub's own replaced by a newer one. over: expired. "
        "waiting: a key of the hub's without a certificate.",
    ),
)
def list_keys(
    context: typer.Context, party: Party = None, for_encryption: ForEncryption = False, as_json: AsJson = False
) -> None:
    """List certificates and keys that wait for one."""
    home, now = home_of(context), SystemClock().now()
    rows = [row for row in all_rows(home, now, _purpose(for_encryption)) if party in (None, row.whose)]
    if not rows:
        must_be_party(home, party, HUB)
        say_empty(Bilingual("没有证书", "no certificates"), as_json)
    if as_json:
        for row in rows:
            print_json(json_of(row))
    else:
        key_table().show([row_of(row) for row in rows])


@app.command(
    cls=spoken(
        zh="检查密钥和证书；有一项失败，退出码为 1。\n\n要打开本方私钥：请以运行 hub 的用户身份执行。",
        en="Check keys and certificates. The exit code is 1 when a check fails.\n\n"
        "It opens the hub's private keys: run it as the user that runs the hub.",
    )
)
def check(
    context: typer.Context,
    history: History = False,
    party: Party = None,
    as_json: AsJson = False,
) -> None:
    """Check the keys and certificates, or the signatures of stored messages."""
    home = home_of(context)
    must_be_party(home, party)
    found = list(unverified(home, party) if history else doubts(home, party))
    if as_json:
        print_json(json_of(ChecksView(checks=found)))
    for check in found if not as_json else []:
        result = filled(label(check.result, RESULT_LABELS), 8)
        screen.print(f"[{RESULTS[check.result]}]{result}[/] {plain(check.words or check.text)}")
    if any(check.result == "failure" for check in found):
        raise typer.Exit(ExitCode.REFUSED)


@app.command(
    "import",
    cls=spoken(
        zh="登记对方的证书，与已有的并存；加 --cutover 时，旧证书自该时起不再认可。\n\n"
        f"请通过另一条途径向对方核对打印出的 SHA-256。以下证书拒绝登记（{Code.CERTIFICATE_REFUSED}）："
        "强度不足、已过期、属于 CA、已经登记，或密钥属于他人。",
        en="Register a party's certificate beside those it has. With --cutover the older ones are refused from "
        "then on.\n\n"
        "Compare the SHA-256 that is printed with the party, by other means than the one that brought the certificate. "
        f"Refused ({Code.CERTIFICATE_REFUSED}) is a certificate that is too weak, expired, a CA's, registered already, "
        "or of a key that somebody else has.",
    ),
)
@by_card
def admit(  # noqa: PLR0913, PLR0917 - one option for each thing to say
    context: typer.Context,
    file: CertificateFile,
    party: OfParty,
    cutover: Cutover = None,
    for_encryption: ForEncryption = False,
    reason: OptionalReason = "",
    as_json: AsJson = False,
    *,
    card: Card,
) -> None:
    """Register a party's certificate."""
    home = home_of(context)
    must_be_party(home, party)
    purpose = _purpose(for_encryption)
    change = KeyChange(does="import", whose=party, purpose=purpose, certificate=file, cutover=cutover)
    asking = Asking(reason, card, as_json)
    tell_change(home, party, change_keys(home, asking, change), as_json)


@app.command(
    cls=spoken(
        zh="更换本方密钥：新密钥自 --cutover 起用于签名，与工作进程何时启动无关。\n\n"
        "不带选项时生成密钥和证书请求；证书签发后用 --certificate 交回。换证时间之前须把新证书交给各对方。"
        "加 --party 时，改为终止该对方的旧证书。",
        en="Replace the hub's key: the new one signs from --cutover on, whenever the workers were started.\n\n"
        "Without options it makes a key and the request for its certificate. Give it the certificate with "
        "--certificate when the authority has issued it, and give it to the parties before the cutover. "
        "With --party it ends that party's older certificates instead.",
    )
)
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
    _subject(subject)
    change = KeyChange(
        does="roll",
        whose=party or HUB,
        purpose=_purpose(for_encryption),
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
    made = _kind(kind, for_encryption)
    if change.makes_key:
        change = replace(change, kind=made.value, days=(days or DEFAULT_DAYS) if self_signed else None)
    tell_change(home, change.whose, change_keys(home, Asking(reason, card, as_json), change), as_json)


@app.command(
    cls=spoken(
        zh="为本方密钥打印证书请求（PKCS#10），交 CA 签发。",
        en="Print a certificate request (PKCS#10) for a key of the hub's.",
    )
)
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
        keys.own_succession(home, SystemClock().now(), _purpose(for_encryption))
        .request(_subject(subject), key)
        .decode()
    )
    if as_json:
        print_json(json_of(RequestView(request=text)))
    else:
        print(text, end="")


# ---- what is meant ------------------------------------------------------------------------------


def _purpose(for_encryption: bool) -> Purpose:
    return "encryption" if for_encryption else "signing"


def _kind(kind: Kind | None, for_encryption: bool) -> Kind:
    """The kind of a new key; raises Unusable for one that decrypts nothing."""
    if for_encryption and kind is Kind.ECDSA:
        raise Unusable(Bilingual("加密只用 rsa 或 sm2", "messages are encrypted for rsa and sm2 keys only"), "--kind")
    return kind or (Kind.RSA if for_encryption else Kind.ECDSA)


def _subject(text: str | None) -> x509.Name | None:
    try:
        return x509.Name.from_rfc4514_string(text) if text else None
    except ValueError as error:
        said = Bilingual("须形如 CN=hub,O=…,C=CN", "a name such as CN=hub,O=…,C=CN")
        raise Unusable(said, "--subject") from error
