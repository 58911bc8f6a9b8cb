"""Keep a log's Ed25519 key in a file (PKCS#8, PEM)."""

from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from adapters.files.durable import write_new
from adapters.files.folders import make_folder
from adapters.files.private import read_private
from adapters.notes.signatures import NoteSigner
from hub.errors import Code, operator_error
from hub.text.bilingual import Bilingual

_PRIVATE: Final = 0o600


def make_note_key(path: Path) -> None:
    """Make a key; raises FileExistsError where there is one, and OSError."""
    made = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    make_folder(path.parent)
    write_new(path, made, _PRIVATE)


def load_note_signer(path: Path, name: str) -> NoteSigner:
    """The key in this file, to sign under this name; raises OperatorError (HUB-705, HUB-707)."""
    try:
        key = load_pem_private_key(read_private(path), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _unfit(path) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _unfit(path)
    return NoteSigner(name, key)


def _unfit(path: Path) -> Exception:
    reason = Bilingual("不是未加密的 Ed25519 私钥（PEM）", "it is no Ed25519 private key in PEM without a password")
    return operator_error(Code.BAD_KEY, reason=reason.about(path))
