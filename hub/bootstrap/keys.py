"""A home's keys and certificates: where they are, what opens them, and what signs and verifies with them."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.files.private import read_private
from hub.config import Home
from hub.errors import Code, operator_error

if TYPE_CHECKING:
    from adapters.signing import RingSigner
    from adapters.trust import CertificateRegister, KeyRing, OwnKeys, WatchedRegister
    from hub.operate.keys.history import History
    from hub.operate.keys.own import OwnSuccession
    from hub.operate.keys.parties import PartyCertificates
    from hub.ports import Clock, Store

PASSWORD = "HUB_KEY_PASSWORD"  # noqa: S105 - its name
US = "the hub"


def own_keys(home: Home) -> "OwnKeys":
    """Where our keys are."""
    from adapters.trust import OwnKeys  # noqa: PLC0415 - cryptography is slow to load

    settings = home.settings
    certificate = home.path / settings.certificate if settings.certificate else None
    return OwnKeys(home.keys / "hub", home.path / settings.key, certificate, settings.names_own_key)


def key_passwords(home: Home) -> tuple[bytes, ...]:
    """What may open our keys: the environment's, then each line of the file that the settings name.

    Raises OperatorError: HUB-705 when the file cannot be read, HUB-707 when others may, or it is empty.
    """
    told = [os.fsencode(word)] if (word := os.environ.get(PASSWORD)) else []
    if not (name := home.settings.key_password_file):
        return tuple(told)
    lines = [line for line in read_private(home.path / name).splitlines() if line]
    if not lines:
        raise operator_error(Code.BAD_KEY, reason=f"{home.path / name} is empty")
    return (*told, *lines)


def open_signer(home: Home, clock: "Clock", *, remind: bool = False) -> "RingSigner":
    """Signs with the newest of our keys whose time has come; those that are added meanwhile are noticed."""
    from adapters.files.watching import Watched  # noqa: PLC0415
    from adapters.signing import RingSigner  # noqa: PLC0415 - signxml is slow to load
    from adapters.trust import KeyRing, Reminder  # noqa: PLC0415

    own, passwords, reminder = own_keys(home), key_passwords(home), Reminder(clock)

    def look(ring: KeyRing) -> None:
        if remind:
            reminder.look({US: [pair.known for pair in ring.pairs]})

    ring: Watched[KeyRing] = Watched(own.watched(), lambda: own.read(passwords), look)
    return RingSigner(ring, clock)


def open_register(home: Home, clock: "Clock", *, remind: bool = False) -> "WatchedRegister":
    """The parties' certificates; those that are added meanwhile are noticed."""
    from adapters.trust import CertificateRegister, Reminder, WatchedRegister  # noqa: PLC0415

    reminder = Reminder(clock)

    def look(register: CertificateRegister) -> None:
        if remind:
            reminder.look({party: register.of(party) for party in register.parties()})

    return WatchedRegister(home.parties, look)


def read_ring(home: Home) -> "KeyRing":
    """Every key of ours, opened; raises OperatorError (HUB-705, HUB-707)."""
    return own_keys(home).read(key_passwords(home))


def read_register(home: Home) -> "CertificateRegister":
    """The parties' certificates as they are now; raises OperatorError (HUB-705, HUB-707)."""
    from adapters.trust import CertificateRegister  # noqa: PLC0415

    return CertificateRegister.load(home.parties)


def files_of(home: Home, party: str) -> dict[str, Path]:
    """Where each certificate of a party is, by its fingerprint."""
    from adapters.trust import read_certificates  # noqa: PLC0415
    from adapters.x509 import fingerprint  # noqa: PLC0415

    files = sorted((home.parties / party).glob("*.pem"))
    return {fingerprint(one): file for file in files for one in read_certificates(file)}


def own_succession(home: Home, now: int) -> "OwnSuccession":
    """What an operator may do to our own keys."""
    from hub.operate.keys.own import OwnSuccession  # noqa: PLC0415

    return OwnSuccession(own_keys(home), key_passwords(home), now)


def party_certificates(home: Home) -> "PartyCertificates":
    """What an operator may do to parties' certificates; our private keys are not opened."""
    from hub.operate.keys.parties import PartyCertificates  # noqa: PLC0415

    return PartyCertificates(home.parties, own_keys(home).certificates())


def open_history(home: Home, store: "Store") -> "History":
    """Verifies what is stored once more."""
    from hub.operate.keys.history import History  # noqa: PLC0415

    return History(
        store.transactions,
        store.archive,
        read_register(home),
        [one.certificate for one in read_ring(home).certificates],
    )
