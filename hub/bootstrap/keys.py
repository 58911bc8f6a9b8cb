"""A home's keys and certificates: where they are, and what an operator may do to them. Nothing is signed here."""

from pathlib import Path

from adapters.trust import CertificateRegister, KeyRing, OwnKeys, read_certificates
from adapters.x509 import fingerprint
from hub.home.key_passwords import key_passwords
from hub.home.place import Home
from hub.operate.keys.own import OwnSuccession
from hub.operate.keys.parties import PartyCertificates


def own_keys(home: Home) -> OwnKeys:
    """Where our keys are."""
    settings = home.settings
    certificate = home.path / settings.certificate if settings.certificate else None
    return OwnKeys(home.keys / "hub", home.path / settings.key, certificate, settings.names_own_key)


def read_ring(home: Home) -> KeyRing:
    """Every key of ours, opened; raises OperatorError (HUB-705, HUB-707)."""
    return own_keys(home).read(key_passwords(home))


def read_register(home: Home) -> CertificateRegister:
    """The parties' certificates as they are now; raises OperatorError (HUB-705, HUB-707)."""
    return CertificateRegister.load(home.parties)


def files_of(home: Home, party: str) -> dict[str, Path]:
    """Where each certificate of a party is, by its fingerprint."""
    files = sorted((home.parties / party).glob("*.pem"))
    return {fingerprint(one): file for file in files for one in read_certificates(file)}


def own_succession(home: Home, now: int) -> OwnSuccession:
    """What an operator may do to our own keys."""
    return OwnSuccession(own_keys(home), key_passwords(home), now)


def party_certificates(home: Home) -> PartyCertificates:
    """What an operator may do to parties' certificates; our private keys are not opened."""
    return PartyCertificates(home.parties, own_keys(home).certificates())
