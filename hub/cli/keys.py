"""`hub keys`: our keys and parties' certificates, and how one follows the other."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from cryptography import x509

from adapters.x509 import Registered, ValidityLimits, fingerprint
from hub.bootstrap import keys
from hub.bootstrap.clock import SystemClock
from hub.cli.key_checks import doubts, unverified
from hub.cli.key_rows import HUB, all_rows, key_table, row_of, within
from hub.cli.known import must_be_party
from hub.cli.screen import AsJson, home_of, plain, print_json, say_empty, screen
from hub.errors import Code, operator_error
from hub.exit_codes import ExitCode
from hub.home.place import Home
from hub.model.moments import SHANGHAI
from hub.operate.keys.done import Done
from hub.views.certificates import ChecksView, RequestView, RolledView, view_certificate
from hub.views.view import Moment, json_of

RESULTS = {"ok": "green", "warning": "yellow", "failure": "red"}


class Kind(StrEnum):
    """What a new key is."""

    ECDSA = "ecdsa"
    RSA = "rsa"


def _cutover(text: str) -> int:
    """ISO 8601 or `now`, to the second; Shanghai time where no zone is given, as everywhere on an operator's screen."""
    try:
        found = datetime.now(UTC) if text == "now" else datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("`now`, or a time such as 2026-12-01T00:00") from error
    if not 1971 <= found.year <= 9998:
        raise typer.BadParameter("a time between 1971 and 9998")
    return int((found if found.tzinfo else found.replace(tzinfo=SHANGHAI)).timestamp()) * 1_000_000


Party = Annotated[str | None, typer.Option(help="Only this party's.")]
Cutover = Annotated[
    int | None,
    typer.Option(parser=_cutover, metavar="TIME", help="ISO 8601, or `now`; without a zone it is Shanghai's."),
]
Subject = Annotated[str | None, typer.Option(metavar="DN", help="As RFC 4514 has it: CN=hub,O=…,C=CN.")]
app = typer.Typer(
    no_args_is_help=True,
    help="Our keys and parties' certificates: list and check them, register a party's, let one follow the other. "
    "Nothing is ever written over, and a running hub notices by itself.",
)


@app.command("list")
def list_keys(context: typer.Context, party: Party = None, as_json: AsJson = False) -> None:
    """List certificates with their windows, ours first; with --json one object a line.

    valid: counts, and of ours the one that signs · next: not yet · cutover: ended before its own end, or of ours
    replaced by a newer one · over: its own end is past · waiting: a key of ours without certificate.
    """
    home, now = home_of(context), SystemClock().now()
    rows = [row for row in all_rows(home, now) if party in (None, row.whose)]
    if not rows:
        must_be_party(home, party, HUB)
        say_empty("没有证书 no certificates", as_json)
    if as_json:
        for row in rows:
            print_json(json_of(row))
    else:
        key_table().show([row_of(row) for row in rows])


@app.command()
def check(
    context: typer.Context,
    history: Annotated[
        bool, typer.Option("--history", help="Verify every stored message against the certificates of its time.")
    ] = False,
    party: Party = None,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong with keys and certificates; exit 1 when something is a failure.

    Opens our private keys: run it as the hub's user.
    """
    home = home_of(context)
    must_be_party(home, party)
    found = list(unverified(home, party) if history else doubts(home, party))
    if as_json:
        print_json(json_of(ChecksView(checks=found)))
    for check in found if not as_json else []:
        screen.print(f"[{RESULTS[check.result]}]{check.result:<8}[/] {plain(check.text)}")
    if any(check.result == "failure" for check in found):
        raise typer.Exit(ExitCode.REFUSED)


@app.command("import")
def admit(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(readable=False, help="One certificate, PEM or DER.")],
    party: Annotated[str, typer.Option(help="Whose it is.")],
    cutover: Cutover = None,
    as_json: AsJson = False,
) -> None:
    """Register a party's certificate beside those it has; with --cutover these are refused from then on.

    Compare the SHA-256 that is printed with what the party tells you on another way. Refused (HUB-751): one that is too
    weak, past, an authority's, registered already, or of somebody else's key.
    """
    home, now = home_of(context), SystemClock().now()
    must_be_party(home, party)
    _tell(keys.party_certificates(home).admit(party, file, now, cutover), party, home, as_json)


@app.command()
def roll(  # noqa: PLR0913, PLR0917 - one option for each way a key can come
    context: typer.Context,
    cutover: Cutover = None,
    party: Annotated[str | None, typer.Option(help="End this party's older certificates instead.")] = None,
    only: Annotated[str, typer.Option(metavar="SHA-256", help="With --party: end this one, even the last.")] = "",
    certificate: Annotated[
        Path | None, typer.Option(readable=False, help="The certificate that an authority gave for a key.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option(readable=False, help="A key made elsewhere, PEM or PKCS#12; it is copied.")
    ] = None,
    self_signed: Annotated[bool, typer.Option("--self-signed", help="Certify the new key by itself.")] = False,
    days: Annotated[int, typer.Option(min=1, max=3650, help="With --self-signed: how long it is valid.")] = 365,
    kind: Annotated[Kind, typer.Option(help="Of a new key: P-256 or RSA with 2048 bits.")] = Kind.ECDSA,
    subject: Subject = None,
    as_json: AsJson = False,
) -> None:
    """Let a new key of ours follow the present one: it signs from --cutover on, whenever workers started.

    Alone it makes a key and the request for its certificate; with --certificate it takes what an authority made of
    that. Give parties the new certificate before the cutover. With --party it ends a party's older certificates.
    """
    home, now = home_of(context), SystemClock().now()
    if party is not None:
        must_be_party(home, party)
        done = keys.party_certificates(home).cut_over(party, _required(cutover, "--party"), now, only)
        _tell(done, party, home, as_json)
        return
    ours = keys.own_succession(home, now)
    name = _subject(subject) or ours.subject(home.settings.id)
    if key is not None:
        done = ours.take_key(key, certificate, _required(cutover, "--key"))
    elif certificate is not None:
        done = ours.take_certificate(certificate, _required(cutover, "--certificate"))
    elif self_signed:
        done = ours.make_self_signed(name, kind.value, days, _required(cutover, "--self-signed"))
    else:
        done = ours.make(name, kind.value)
    _tell(done, HUB, home, as_json)


@app.command()
def csr(
    context: typer.Context,
    key: Annotated[str, typer.Option(metavar="NAME", help="The folder in keys/hub; the newest key otherwise.")] = "",
    subject: Subject = None,
    as_json: AsJson = False,
) -> None:
    """Print a request for a certificate (PKCS#10) for a key of ours."""
    home = home_of(context)
    text = keys.own_succession(home, SystemClock().now()).request(_subject(subject), key).decode()
    if as_json:
        print_json(json_of(RequestView(request=text)))
    else:
        print(text, end="")


# ---- what was done ---------------------------------------------------------------------------


def _tell(done: Done, whose: str, home: Home, as_json: bool) -> None:
    """Every file written, every certificate ended, and from when."""
    now, limits = SystemClock().now(), ValidityLimits(since=done.at or 0 if whose == HUB else 0)
    view = RolledView(
        whose=whose,
        certificate=view_certificate(whose, Registered.of(done.certificate, limits), now) if done.certificate else None,
        written=[within(path, home) for path in done.written],
        ended=[fingerprint(one.certificate) for one in done.ended],
        cutover=Moment(done.at) if done.at is not None else None,
    )
    if as_json:
        print_json(json_of(view))
    else:
        _print(view)


def _print(done: RolledView) -> None:
    for name in done.written:
        screen.print(f"[green]written[/] {plain(name)}")
    if done.certificate is not None:
        key_table().show([row_of(done.certificate)])
    for name in done.ended:
        screen.print(f"[yellow]refused[/] from {done.cutover}: SHA-256 {name}")
    if done.whose == HUB and done.cutover is not None:
        screen.print(f"it signs from {done.cutover} on; give parties its certificate before that")


def _required(cutover: int | None, option: str) -> int:
    if cutover is None:
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option=option, needed="--cutover")
    return cutover


def _subject(text: str | None) -> x509.Name | None:
    try:
        return x509.Name.from_rfc4514_string(text) if text else None
    except ValueError as error:
        raise typer.BadParameter("a name such as CN=hub,O=…,C=CN", param_hint="--subject") from error
