"""Certificates as `hub keys` lists them: whose, in which state, in which window, in which file."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hub.bootstrap import keys
from hub.cli.screen import moment, plain
from hub.config import Home

if TYPE_CHECKING:
    from adapters.x509 import Registered

Row = dict[str, Any]
HUB = "hub"
"""Whose the hub's own are."""
DAY = 86_400_000_000
_COLOURS = {"valid": "green", "next": "cyan", "waiting": "cyan", "cutover": "yellow", "over": "dim"}


def all_rows(home: Home, now: int) -> Iterator[Row]:
    """Every certificate: ours by what is in files of their own, newest first; then the parties'."""
    yield from _ours(home, now)
    register = keys.read_register(home)
    for party in register.parties():
        files = keys.files_of(home, party)
        for one in register.of(party):
            made = row_of(party, one, now)
            yield made | {"file": within(files[made["fingerprint"]], home)}


def _ours(home: Home, now: int) -> Iterator[Row]:
    ring, own = keys.read_ring(home), keys.own_keys(home)
    signing = ring.at(now)
    for place in own.places():
        if place.key is not None and place not in {pair.place for pair in ring.pairs}:
            yield {"whose": HUB, "state": "waiting", "file": within(place.key, home)}
    files = own.files()
    for one in sorted(ring.certificates, key=lambda one: -one.since):
        is_replaced = one.is_valid(now) and (signing is None or one.certificate != signing.known.certificate)
        made = row_of(HUB, one, now)
        file = files.get(made["fingerprint"], own.key)
        yield made | {"state": "cutover" if is_replaced else made["state"], "file": within(file, home)}


def row_of(whose: str, one: "Registered", now: int) -> Row:
    """What is told of one certificate, but for its file."""
    from adapters.x509 import fingerprint, key_kind, serial, subject  # noqa: PLC0415 - cryptography is slow to load

    return {
        "whose": whose,
        "state": one.state(now),
        "serial": serial(one.certificate),
        "subject": subject(one.certificate),
        "since": moment(one.since),
        "until": moment(one.until),
        "days_left": max(0, (one.until - now) // DAY),
        "key": key_kind(one.certificate),
        "fingerprint": fingerprint(one.certificate),
    }


def line_of(row: Row) -> str:
    """A row as it is shown."""
    state = f"[{_COLOURS[row['state']]}]{row['state']:<8}[/] {plain(row['whose']):<18}"
    if row["state"] == "waiting":
        return f"{state} a key without certificate  [dim]{plain(row['file'])}[/]"
    window = f"{row['since'][:16]} – {row['until'][:16]} UTC ({row['days_left']} days)"
    return (
        f"{state} {window}  {plain(row['key']):<8}  {plain(row['subject'])}  {plain(row['serial'])}\n"
        f"{'':27} [dim]SHA-256 {row['fingerprint']}  {plain(row.get('file', ''))}[/]"
    )


def within(path: Path, home: Home) -> str:
    """A path as an operator of this home would write it."""
    return str(path.relative_to(home.path)) if path.is_relative_to(home.path) else str(path)
