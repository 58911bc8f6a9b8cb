"""Extensions of certificates: what a key may be used for."""

from typing import TypeVar

from cryptography import x509

Kind = TypeVar("Kind", bound=x509.ExtensionType)


def extension(certificate: x509.Certificate, kind: type[Kind]) -> Kind | None:
    """The extension of this kind, None when there is none; raises ValueError and its like for one that is malformed."""
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
