"""TLS to a broker: always verify its certificate, show the client certificate if there is one, explain failures."""

import ssl
from pathlib import Path
from typing import Final, NamedTuple

from adapters import x509
from hub.errors import Code, OperatorError, operator_error, unusable_file
from hub.text.bilingual import Bilingual

OLDEST: Final = ssl.TLSVersion.TLSv1_2
_OLD: Final = Bilingual("它只支持 TLS 1.1 及更早版本", "it speaks nothing newer than TLS 1.1")
_MEANT: Final = {
    "CERTIFICATE_REQUIRED": Bilingual(
        "它要求我们出示证书（certfile、keyfile）", "it wants a certificate from us (certfile, keyfile)"
    ),
    "HANDSHAKE_FAILURE": Bilingual(
        "TLS 协商失败：它可能要求我们出示证书（certfile、keyfile）",
        "no agreement on TLS: it may want a certificate from us (certfile, keyfile)",
    ),
    "UNKNOWN_CA": Bilingual(
        "它不认识签发我们证书的机构（certfile）", "it does not know who signed our certificate (certfile)"
    ),
    "CERTIFICATE_EXPIRED": Bilingual("我们的证书已到期（certfile）", "our certificate has expired (certfile)"),
    "BAD_CERTIFICATE": Bilingual("它不接受我们的证书（certfile）", "it does not accept our certificate (certfile)"),
    "UNSUPPORTED_PROTOCOL": _OLD,
    "PROTOCOL_VERSION": _OLD,
    "WRONG_VERSION_NUMBER": Bilingual("该端口不使用 TLS", "it does not speak TLS at this port"),
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
        raise _unusable(error, str(ca), x509.NO_CERTIFICATE) from error
    context.minimum_version = OLDEST
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT  # Python 3.13 sets it: whom we believe must not depend on Python
    if pair is not None:
        try:
            context.load_cert_chain(*pair, password="")  # with None, OpenSSL would prompt on the terminal
        except OSError as error:
            files = f"{pair.certificate}, {pair.key}"
            why = Bilingual("证书与密钥不成对", "no certificate with its own key")
            raise _unusable(error, files, why) from error
    return context


def common_name(certificate: Path) -> str:
    """The one common name of a certificate's subject; empty when there is none.

    Raises OperatorError (HUB-705, HUB-707).
    """
    return x509.common_name(x509.read_first(certificate))


def explain(said: str) -> Bilingual:
    """The explanation of a TLS failure if there is one; else the text itself, as it came."""
    if _REFUSED in said:
        why = said.partition(_REFUSED)[2].partition(" (_ssl")[0].rstrip(".")
        return Bilingual(
            f"它的证书未通过核验（{why}）：签发机构须在 queue_ca 中（CERTIFICATE_VERIFY_FAILED）",
            f"its certificate is refused, {why}: who must have signed it is in queue_ca (CERTIFICATE_VERIFY_FAILED)",
        )
    for mark, meant in _MEANT.items():
        if mark in said:
            return Bilingual(f"{meant.zh}（{mark}）", f"{meant.en} ({mark})")
    return Bilingual.same(said)


def _unusable(error: OSError, what: str, why: Bilingual) -> OperatorError:
    """OpenSSL's errors are OSErrors too."""
    if isinstance(error, ssl.SSLError):
        return operator_error(Code.BAD_KEY, reason=why.about(what))
    return unusable_file(what, error)
