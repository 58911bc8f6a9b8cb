"""Certificates as `hub keys` lists them: whose, in which state, valid from when to when, in which file."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from hub.bootstrap import keys
from hub.cli.tables import Cell, Column, Table, styled
from hub.home.place import Home
from hub.views.certificates import CertificateView, WaitingKeyView, view_certificate
from hub.views.view import ABSENT, ZONE

HUB: Final = "hub"
"""Whose the hub's own are."""
_COLOURS: Final = {"valid": "green", "next": "cyan", "waiting": "cyan", "cutover": "yellow", "over": "dim"}


def all_rows(home: Home, now: int) -> Iterator[CertificateView | WaitingKeyView]:
    """Every certificate: ours by what is in files of their own, newest first; then the parties'."""
    yield from _ours(home, now)
    register = keys.read_register(home)
    for party in register.parties():
        files = keys.files_of(home, party)
        for one in register.of(party):
            made = view_certificate(party, one, now)
            yield replace(made, file=within(files[made.fingerprint], home))


def _ours(home: Home, now: int) -> Iterator[CertificateView | WaitingKeyView]:
    ring, own = keys.read_ring(home), keys.own_keys(home)
    signing = ring.at(now)
    for place in own.places():
        if place.key is not None and place not in {pair.place for pair in ring.pairs}:
            yield WaitingKeyView(file=within(place.key, home))
    files = own.files()
    for one in sorted(ring.certificates, key=lambda one: -one.since):
        is_replaced = one.is_valid(now) and (signing is None or one.certificate != signing.known.certificate)
        made = view_certificate(HUB, one, now)
        file = within(files.get(made.fingerprint, own.key), home)
        yield replace(made, file=file, state="cutover" if is_replaced else made.state)


def key_table() -> Table:
    """One line a certificate; the fingerprint, by which people compare it, is never cut."""
    return Table(
        Column("状态 state", width=8),
        Column("持有者 whose", least=8),
        Column(f"自 since {ZONE}", least=10, is_spare=True),
        Column(f"至 until {ZONE}", least=10),
        Column("天 days"),
        Column("密钥 key", least=6, is_spare=True),
        Column("主体 subject", least=8, is_spare=True),
        Column("序列号 serial", least=8, is_spare=True),
        Column("文件 file", least=8, is_spare=True),
        Column("SHA-256"),
    )


def row_of(one: CertificateView | WaitingKeyView) -> list[Cell]:
    """A row of it."""
    state = styled(one.state, _COLOURS[one.state])
    if isinstance(one, WaitingKeyView):
        return [state, one.whose, "", "", "", "", "a key without certificate", "", one.file, ""]
    window: list[Cell] = [one.since.clock[:16], one.until.clock[:16], f"{one.days_left:>4}"]
    file = "" if one.file is ABSENT else one.file
    return [state, one.whose, *window, one.key, one.subject, one.serial, file, styled(one.fingerprint, "dim")]


def within(path: Path, home: Home) -> str:
    """A path as an operator of this home would write it."""
    return str(path.relative_to(home.path)) if path.is_relative_to(home.path) else str(path)
