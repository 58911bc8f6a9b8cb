"""TLS to a broker: always verify its certificate, show the client certificate if there is one, explain failures."""

import ssl
from pathlib import Path
from typing import Final, NamedTuple

from adapters import x509
from hub.errors import Code, OperatorError, operator_error

OLDEST: Final = ssl.TLSVersion.TLSv1_2
_MEANT: Final = {
    "CERTIFICATE_REQUIRED": "it wants a certificate from us (certfile, keyfile)",
    "HANDSHAKE_FAILURE": "no agreement on TLS: it may want a certificate from us (certfile, keyfile)",
    "UNKNOWN_CA": "it does not know who signed our certificate (certfile)",
    "CERTIFICATE_EXPIRED": "our certificate has expired (certfile)",
    "BAD_CERTIFICATE": "it does not accept our certificate (certfile)",
    "UNSUPPORTED_PROTOCOL": "it speaks nothing newer than TLS 1.1",
    "PROTOCOL_VERSION": "it speaks nothing newer than TLS 1.1",
    "WRONG_VERSION_NUMBER": "it does not speak TLS at this port",
}
"""What OpenSSL's messages mean for the person who must mend it."""
_REFUSED: Final = "certificate verify failed: "


class Pair(NamedTuple):
    """PEM files of a client certificate with its chain, and of its private key."""

    certificate: Path
    key: Path


def verifying_context(ca: Path | None, pair: Pair | None = None) -> ssl.SSLContext:
    """TLS 1.2 or later; the server's chain and name are verified. `ca` None means the CAs of the operating system.

    Raises OperatorError: HUB-705 when a file cannot be read, HUB-707 when it cannot be used.
    """
    try:
        context = ssl.create_default_context(cafile=ca)
    except OSError as error:
        raise _unusable(error, str(ca), "no certificate can be read from it") from error
    context.minimum_version = OLDEST
    if pair is not None:
        try:
            context.load_cert_chain(*pair, password="")  # with None, OpenSSL would prompt on the terminal
        except OSError as error:
            raise _unusable(error, f"{pair.certificate}, {pair.key}", "no certificate with its own key") from error
    return context


def common_name(certificate: Path) -> str:
    """The one common name of a certificate's subject; empty when there is none.

    Raises OperatorError (HUB-705, HUB-707).
    """
    return x509.common_name(x509.read_first(certificate))


def explain(said: str) -> str:
    """The explanation of a TLS failure if there is one; else the text itself."""
    if _REFUSED in said:
        why = said.partition(_REFUSED)[2].partition(" (_ssl")[0].rstrip(".")
        return f"its certificate is refused, {why}: who must have signed it is in queue_ca (CERTIFICATE_VERIFY_FAILED)"
    return next((f"{meant} ({mark})" for mark, meant in _MEANT.items() if mark in said), said)


def _unusable(error: OSError, what: str, why: str) -> OperatorError:
    """OpenSSL's errors are OSErrors too."""
    if isinstance(error, ssl.SSLError):
        return operator_error(Code.BAD_KEY, reason=f"{what}: {why}")
    return operator_error(Code.FILE_UNREADABLE, path=what)
