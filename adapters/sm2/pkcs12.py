"""SM2 keys in PKCS#12 files (RFC 7292), read by libcrypto: the certificate library knows no such key."""

from contextlib import ExitStack
from ctypes import byref, c_char_p, c_void_p

from cryptography.exceptions import UnsupportedAlgorithm

from adapters.sm2.chains import der_of
from adapters.sm2.keys import PrivateKey
from adapters.sm2.library import libcrypto, why


def read_pkcs12(content: bytes, password: bytes | None = None) -> tuple[PrivateKey, bytes | None]:
    """The private key in a PKCS#12 file, and the certificate (DER) that belongs to it; None without one.

    Raises ValueError for another file, another kind of key, a wrong password, and a file without a check value;
    UnsupportedAlgorithm for a file that is encrypted as OpenSSL 1 did; OperatorError (HUB-790) as libcrypto().
    """
    library, secret = libcrypto(), password or b""
    if b"\0" in secret:
        raise ValueError("a password without NUL is needed")
    key, certificate = c_void_p(), c_void_p()
    with ExitStack() as held:
        file = library.d2i_PKCS12(None, byref(c_char_p(content)), len(content))
        held.callback(library.PKCS12_free, file)
        is_read = file and library.PKCS12_parse(file, secret, byref(key), byref(certificate), None) == 1
        held.callback(library.X509_free, certificate)
        if not is_read:
            reason = why(library)
            raise UnsupportedAlgorithm(reason) if reason.endswith("::unsupported") else ValueError(reason)
        return PrivateKey.whole(library, key.value), der_of(library, certificate) if certificate else None
