"""The system's libcrypto, called by ctypes: the few functions that SM2 needs, each with its types."""

import ctypes
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import CDLL, POINTER, c_char_p, c_int, c_long, c_size_t, c_ulong, c_void_p
from ctypes.util import find_library
from functools import cache
from typing import Final

from hub.errors import Code, OperatorError, operator_error
from hub.text.bilingual import Bilingual

Signature = tuple[type | None, list[type]]
"""The type of a function's result, and those of its arguments."""

_POINTER_TO_BYTES: Final = POINTER(c_char_p)
_FUNCTIONS: Final[dict[str, Signature]] = {
    "OpenSSL_version_num": (c_ulong, []),
    "ERR_clear_error": (None, []),
    "ERR_get_error": (c_ulong, []),
    "ERR_error_string_n": (None, [c_ulong, c_char_p, c_size_t]),
    "BIO_new": (c_void_p, [c_void_p]),
    "BIO_s_mem": (c_void_p, []),
    "BIO_new_mem_buf": (c_void_p, [c_char_p, c_int]),
    "BIO_read": (c_int, [c_void_p, c_char_p, c_int]),
    "BIO_free": (c_int, [c_void_p]),
    "EVP_aes_256_cbc": (c_void_p, []),
    "EVP_sm3": (c_void_p, []),
    "EVP_PKEY_Q_keygen": (c_void_p, [c_void_p, c_char_p, c_char_p]),
    "EVP_PKEY_free": (None, [c_void_p]),
    "EVP_PKEY_is_a": (c_int, [c_void_p, c_char_p]),
    "EVP_PKEY_CTX_new_from_pkey": (c_void_p, [c_void_p, c_void_p, c_char_p]),
    "EVP_PKEY_CTX_free": (None, [c_void_p]),
    "EVP_PKEY_check": (c_int, [c_void_p]),
    "EVP_PKEY_encrypt_init": (c_int, [c_void_p]),
    "EVP_PKEY_encrypt": (c_int, [c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t]),
    "EVP_PKEY_decrypt_init": (c_int, [c_void_p]),
    "EVP_PKEY_decrypt": (c_int, [c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t]),
    "EVP_PKEY_CTX_set1_id": (c_int, [c_void_p, c_char_p, c_size_t]),
    "EVP_MD_CTX_new": (c_void_p, []),
    "EVP_MD_CTX_free": (None, [c_void_p]),
    "EVP_DigestSignInit": (c_int, [c_void_p, POINTER(c_void_p), c_void_p, c_void_p, c_void_p]),
    "EVP_DigestSign": (c_int, [c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t]),
    "EVP_DigestVerifyInit": (c_int, [c_void_p, POINTER(c_void_p), c_void_p, c_void_p, c_void_p]),
    "EVP_DigestVerify": (c_int, [c_void_p, c_char_p, c_size_t, c_char_p, c_size_t]),
    "d2i_PUBKEY": (c_void_p, [c_void_p, _POINTER_TO_BYTES, c_long]),
    "i2d_PUBKEY": (c_int, [c_void_p, c_void_p]),
    "d2i_X509": (c_void_p, [c_void_p, _POINTER_TO_BYTES, c_long]),
    "i2d_X509": (c_int, [c_void_p, c_void_p]),
    "d2i_PKCS12": (c_void_p, [c_void_p, _POINTER_TO_BYTES, c_long]),
    "PKCS12_parse": (c_int, [c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p), c_void_p]),
    "PKCS12_free": (None, [c_void_p]),
    "X509_free": (None, [c_void_p]),
    "X509_set0_distinguishing_id": (None, [c_void_p, c_void_p]),
    "ASN1_OCTET_STRING_new": (c_void_p, []),
    "ASN1_OCTET_STRING_set": (c_int, [c_void_p, c_char_p, c_int]),
    "X509_STORE_new": (c_void_p, []),
    "X509_STORE_free": (None, [c_void_p]),
    "X509_STORE_add_cert": (c_int, [c_void_p, c_void_p]),
    "X509_STORE_CTX_new": (c_void_p, []),
    "X509_STORE_CTX_free": (None, [c_void_p]),
    "X509_STORE_CTX_init": (c_int, [c_void_p, c_void_p, c_void_p, c_void_p]),
    "X509_STORE_CTX_get0_param": (c_void_p, [c_void_p]),
    "X509_STORE_CTX_get0_chain": (c_void_p, [c_void_p]),
    "X509_STORE_CTX_get_error": (c_int, [c_void_p]),
    "X509_VERIFY_PARAM_set_depth": (None, [c_void_p, c_int]),
    "X509_VERIFY_PARAM_set_flags": (c_int, [c_void_p, c_ulong]),
    "X509_verify_cert": (c_int, [c_void_p]),
    "X509_verify_cert_error_string": (c_char_p, [c_long]),
    "OPENSSL_sk_new_null": (c_void_p, []),
    "OPENSSL_sk_push": (c_int, [c_void_p, c_void_p]),
    "OPENSSL_sk_num": (c_int, [c_void_p]),
    "OPENSSL_sk_value": (c_void_p, [c_void_p, c_int]),
    "OPENSSL_sk_free": (None, [c_void_p]),
    "PEM_read_bio_PrivateKey": (c_void_p, [c_void_p, c_void_p, c_void_p, c_char_p]),
    "PEM_write_bio_PKCS8PrivateKey": (c_int, [c_void_p, c_void_p, c_void_p, c_char_p, c_int, c_void_p, c_void_p]),
}
_OLDEST: Final = 0x30000000
_LEAKING: Final = (
    (0x30200000, 0x30200060),
    (0x30300000, 0x30300050),
    (0x30400000, 0x30400030),
    (0x30500000, 0x30500040),
)
"""Versions from the first to before the second whose SM2 leaks the key by its timing on ARM64 (CVE-2025-9231)."""


@cache
def libcrypto() -> CDLL:
    """The system's libcrypto, its functions declared. Thread-safe; the interpreter's lock is free during a call.

    Raises OperatorError (HUB-790) when there is none, when it is older than OpenSSL 3.0, or was built without SM2.
    """
    name = find_library("crypto")
    try:
        library = CDLL(name) if name else None
        for function, (result, arguments) in _FUNCTIONS.items() if library else ():
            declared = getattr(library, function)
            declared.restype, declared.argtypes = result, arguments
    except (OSError, AttributeError) as error:
        raise _unavailable(f"{name}: {error}") from error
    if library is None:
        raise _unavailable("libcrypto")
    _require_sm2(library)
    return library


def leaks_timing() -> bool:
    """Whether whoever measures signatures can find the key: some versions on ARM64 (CVE-2025-9231)."""
    version = libcrypto().OpenSSL_version_num()
    is_concerned = platform.machine().lower() in ("aarch64", "arm64")
    return is_concerned and any(first <= version < mended for first, mended in _LEAKING)


def why(library: CDLL) -> str:
    """What libcrypto says about its last failure in this thread; its list of errors is empty then."""
    text = ctypes.create_string_buffer(256)
    library.ERR_error_string_n(library.ERR_get_error(), text, len(text))
    library.ERR_clear_error()
    return text.value.decode("ascii", "replace")


@contextmanager
def memory(library: CDLL, content: bytes | None = None) -> Iterator[c_void_p]:
    """A stream of libcrypto's own: over these bytes, or an empty one to write to."""
    stream = library.BIO_new(library.BIO_s_mem()) if content is None else library.BIO_new_mem_buf(content, len(content))
    if not stream:
        raise MemoryError
    try:
        yield stream
    finally:
        library.BIO_free(stream)


def _require_sm2(library: CDLL) -> None:
    if library.OpenSSL_version_num() < _OLDEST:
        raise _unavailable(f"OpenSSL {library.OpenSSL_version_num():#x} < 3.0")
    key = library.EVP_PKEY_Q_keygen(None, None, b"SM2")
    library.EVP_PKEY_free(key)
    if not key:
        raise _unavailable(why(library))


def _unavailable(reason: str) -> OperatorError:
    return operator_error(Code.SM2_UNAVAILABLE, reason=Bilingual.same(reason))
