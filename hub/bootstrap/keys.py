"""A home's keys and certificates: where they are, and what an operator may do to them."""

from pathlib import Path

from adapters.trust import CertificateRegister, KeyRing, OwnKeys, read_certificates
from adapters.trust.key_folder import CERTIFICATE_FILE, KEY_FILE
from adapters.x509 import Purpose, fingerprint
from hub.home.key_passwords import key_passwords
from hub.home.place import Home


def own_keys(home: Home, purpose: Purpose = "signing") -> OwnKeys:
    """Where our keys are."""
    settings = home.settings
    if purpose == "encryption":
        folder = home.encryption / "hub"
        return OwnKeys(folder, folder / KEY_FILE, folder / CERTIFICATE_FILE, is_named=False)
    certificate = home.path / settings.certificate if settings.certificate else None
    return OwnKeys(home.keys / "hub", home.path / settings.key, certificate, settings.names_own_key)


def parties_folder(home: Home, purpose: Purpose = "signing") -> Path:
    """Where the parties' certificates are, in a folder for each party."""
    return home.parties if purpose == "signing" else home.encryption / "parties"


def read_ring(home: Home, purpose: Purpose = "signing") -> KeyRing:
    """Every key of ours, opened; raises OperatorError (HUB-705, HUB-707). Of keys for encryption there may be none."""
    return own_keys(home, purpose).read(key_passwords(home), may_be_empty=purpose == "encryption")


def read_register(home: Home, purpose: Purpose = "signing") -> CertificateRegister:
    """The parties' certificates as they are now; raises OperatorError (HUB-705, HUB-707)."""
    return CertificateRegister.load(parties_folder(home, purpose))


def files_of(home: Home, party: str, purpose: Purpose = "signing") -> dict[str, Path]:
    """Where each certificate of a party is, by its fingerprint."""
    files = sorted((parties_folder(home, purpose) / party).glob("*.pem"))
    return {fingerprint(one): file for file in files for one in read_certificates(file)}
