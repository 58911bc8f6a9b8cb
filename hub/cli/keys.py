"""`hub keys`: our keys and parties' certificates, and how one follows the other."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hub import bootstrap
from hub.bootstrap import keys
from hub.cli.known import near
from hub.cli.screen import AsJson, Failure, clock_time, home_of, moment, plain, print_json, screen
from hub.config import Home
from hub.errors import OperatorError, operator_error
from hub.xml.times import SHANGHAI

if TYPE_CHECKING:
    from cryptography import x509

    from adapters.signing.rollover import Done
    from adapters.signing.windows import Registered

Row = dict[str, Any]
COLOURS = {"valid": "green", "next": "cyan", "waiting": "cyan", "cutover": "yellow", "over": "dim"}
RESULTS = {"ok": "green", "warning": "yellow", "failure": "red"}
DAY = 86_400_000_000
HUB = "hub"
"""Whose the hub's own are, in `list`."""


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
    home, now = home_of(context), bootstrap.SystemClock().now()
    for row in _rows(home, now):
        if party in (None, row["whose"]):
            _print(row, as_json)


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
    found = list(_history(home, party) if history else _doubts(home, party))
    worst = "failure" if any(row["result"] == "failure" for row in found) else "ok"
    if as_json:
        print_json({"checks": found})
    for row in found if not as_json else []:
        screen.print(f"[{RESULTS[row['result']]}]{row['result']:<8}[/] {plain(row['text'])}")
    if worst == "failure":
        raise typer.Exit(Failure.REFUSED)


@app.command("import")
def admit(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="One certificate, PEM or DER.")],
    party: Annotated[str, typer.Option(help="Whose it is.")],
    cutover: Cutover = None,
    as_json: AsJson = False,
) -> None:
    """Register a party's certificate beside those it has; with --cutover these are refused from then on.

    Compare the SHA-256 that is printed with what the party tells you on another way. Refused (HUB-751): one that is too
    weak, past, an authority's, registered already, or of somebody else's key.
    """
    home, now = home_of(context), bootstrap.SystemClock().now()
    if party not in (names := bootstrap.party_names(home)):
        close = ", ".join(near(party, {name: name for name in names}))
        raise operator_error("HUB-710", option="--party", value=party, near=close)
    _tell(keys.party_certificates(home).admit(party, file, now, cutover), party, home, as_json)


@app.command()
def roll(  # noqa: PLR0913, PLR0917 - one option for each way a key can come
    context: typer.Context,
    cutover: Cutover = None,
    party: Annotated[str | None, typer.Option(help="End this party's older certificates instead.")] = None,
    only: Annotated[str, typer.Option(metavar="SHA-256", help="With --party: end this one, even the last.")] = "",
    certificate: Annotated[Path | None, typer.Option(help="The certificate that an authority gave for a key.")] = None,
    key: Annotated[Path | None, typer.Option(help="A key made elsewhere, PEM or PKCS#12; it is copied.")] = None,
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
    home, now = home_of(context), bootstrap.SystemClock().now()
    if party is not None:
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
    text = keys.own_succession(home, bootstrap.SystemClock().now()).request(_subject(subject), key).decode()
    if as_json:
        print_json({"request": text})
    else:
        print(text, end="")


# ---- what there is ---------------------------------------------------------------------------


def _rows(home: Home, now: int) -> Iterator[Row]:
    """Every certificate: ours by what is in files of their own, newest first."""
    from adapters.signing.windows import fingerprint  # noqa: PLC0415 - cryptography is slow to load

    ring, own = keys.read_ring(home), keys.own_keys(home)
    signing = ring.at(now)
    for place in own.places():
        if place.key is not None and place not in {pair.place for pair in ring.pairs}:
            yield {"whose": HUB, "state": "waiting", "file": _within(place.key, home)}
    places = own.files()
    for one in sorted(ring.certificates, key=lambda one: -one.since):
        is_replaced = one.is_valid(now) and (signing is None or one.certificate != signing.known.certificate)
        row = _row(HUB, one, now)
        file = places.get(fingerprint(one.certificate), own.key)
        yield row | {"state": "cutover" if is_replaced else row["state"], "file": _within(file, home)}
    register = keys.read_register(home)
    for party in register.parties():
        files = keys.files_of(home, party)
        for one in register.of(party):
            yield _row(party, one, now) | {"file": _within(files[fingerprint(one.certificate)], home)}


def _row(whose: str, one: "Registered", now: int) -> Row:
    from adapters.signing.windows import fingerprint, key_kind, serial  # noqa: PLC0415

    return {
        "whose": whose,
        "state": one.state(now),
        "serial": serial(one.certificate),
        "subject": one.certificate.subject.rfc4514_string(),
        "since": moment(one.since),
        "until": moment(one.until),
        "days_left": max(0, (one.until - now) // DAY),
        "key": key_kind(one.certificate),
        "fingerprint": fingerprint(one.certificate),
    }


def _print(row: Row, as_json: bool) -> None:
    if as_json:
        print_json(row)
    else:
        screen.print(_line(row))


def _line(row: Row) -> str:
    state = f"[{COLOURS[row['state']]}]{row['state']:<8}[/] {plain(row['whose']):<16}"
    if row["state"] == "waiting":
        return f"{state} a key without certificate  [dim]{plain(row['file'])}[/]"
    window = f"{row['since'][:16]} – {row['until'][:16]} UTC ({row['days_left']} days)"
    return (
        f"{state} {window}  {row['key']:<8}  {plain(row['subject'])}  {row['serial']}\n"
        f"{'':25} [dim]SHA-256 {row['fingerprint']}  {plain(row.get('file', ''))}[/]"
    )


def _within(path: Path, home: Home) -> str:
    return str(path.relative_to(home.path)) if path.is_relative_to(home.path) else str(path)


# ---- what is wrong ---------------------------------------------------------------------------


def _doubts(home: Home, party: str | None) -> Iterator[Row]:
    """Ours, parties', who may change them; what cannot be read keeps only itself from being looked at."""
    from adapters.signing.inspection import doubts_of_ours, doubts_of_parties, open_to_change  # noqa: PLC0415

    now = bootstrap.SystemClock().now()

    def ours() -> Iterator[Any]:
        return doubts_of_ours(keys.read_ring(home), keys.own_keys(home).places(), keys.US, now)

    def parties() -> Iterator[Any]:
        names = {party} if party else bootstrap.party_names(home)
        register = keys.read_register(home)
        return doubts_of_parties(register, names, keys.own_keys(home).certificates(), now)

    for what, look in (("keys of ours", ours), ("parties' certificates", parties)):
        yield from _looked(what, look)
    yield from _looked("who may change them", lambda: open_to_change(home.keys))


def _looked(what: str, look: Callable[[], Iterator[Any]]) -> list[Row]:
    try:
        found = [{"result": result, "text": str(error)} for result, error in look()]
    except OperatorError as error:
        return [{"result": "failure", "text": str(error)}]
    except OSError as error:
        return [{"result": "failure", "text": str(operator_error("HUB-705", path=error.filename))}]
    return found or [{"result": "ok", "text": what}]


def _history(home: Home, party: str | None) -> Iterator[Row]:
    """A line for each message that does not verify, and one with the number of those that do."""
    store, good = bootstrap.open_store(home), 0
    try:
        for one in keys.open_history(home, store).look(party):
            if one.fault is None:
                good += 1
                continue
            message = one.message
            way = f"{message.party} → hub" if message.direction == "in" else f"hub → {message.party}"
            where = f"{way} {message.id} ({clock_time(one.came)}, document {one.document})"
            yield {"result": "failure", "text": f"{one.fault.code} {where}: {one.fault.zh} · {one.fault.en}"}
    finally:
        store.close()
    yield {"result": "ok", "text": f"{good} messages verify by the certificates of their time", "count": good}


# ---- what was done ---------------------------------------------------------------------------


def _tell(done: "Done", whose: str, home: Home, as_json: bool) -> None:
    """Every file written, every certificate ended, and from when."""
    from adapters.signing.windows import Decided, Registered, fingerprint  # noqa: PLC0415

    now, decided = bootstrap.SystemClock().now(), Decided(since=done.at or 0 if whose == HUB else 0)
    row = _row(whose, Registered.of(done.certificate, decided), now) if done.certificate else None
    written = [_within(path, home) for path in done.written]
    ended = [fingerprint(one.certificate) for one in done.ended]
    cutover = moment(done.at) if done.at is not None else None
    if as_json:
        print_json({"whose": whose, "certificate": row, "written": written, "ended": ended, "cutover": cutover})
        return
    for name in written:
        screen.print(f"[green]written[/] {plain(name)}")
    if row is not None:
        screen.print(_line(row))
    for name in ended:
        screen.print(f"[yellow]refused[/] from {cutover}: SHA-256 {name}")
    if whose == HUB and cutover is not None:
        screen.print(f"it signs from {cutover} on; give parties its certificate before that")


def _required(cutover: int | None, option: str) -> int:
    if cutover is None:
        raise operator_error("HUB-711", option=option, needed="--cutover")
    return cutover


def _subject(text: str | None) -> "x509.Name | None":
    from cryptography import x509  # noqa: PLC0415

    try:
        return x509.Name.from_rfc4514_string(text) if text else None
    except ValueError as error:
        raise typer.BadParameter("a name such as CN=hub,O=…,C=CN", param_hint="--subject") from error
