"""Read certificates from files."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from adapters.x509.strictly import strictly
from hub.errors import Code, operator_error, unusable_file
from hub.text.bilingual import Bilingual

Found = TypeVar("Found")
UNREADABLE: Final = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
"""Exceptions of cryptography for a certificate, or a part of it, that is malformed or of an unknown kind."""

NO_CERTIFICATE: Final = Bilingual("读不出证书", "no certificate can be read from it")


def read_pem(path: Path) -> list[x509.Certificate]:
    """All certificates in a PEM file, at least one.

    Raises OperatorError: HUB-705 when the file cannot be read, HUB-707 when there is no certificate in it.
    """
    return _read(path, x509.load_pem_x509_certificates)


def read_first(path: Path) -> x509.Certificate:
    """The first certificate in a PEM file. Raises OperatorError as `read_pem` does."""
    return _read(path, x509.load_pem_x509_certificate)


def _read(path: Path, load: Callable[[bytes], Found]) -> Found:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise unusable_file(path, error) from error
    try:
        with strictly():
            return load(content)
    except UNREADABLE as error:
        raise operator_error(Code.BAD_KEY, reason=NO_CERTIFICATE.about(path)) from error
