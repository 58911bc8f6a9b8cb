"""Certification paths (RFC 5280 section 6) with SM2 in them, validated by libcrypto."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from ctypes import CDLL, byref, c_char_p, c_void_p, cast, create_string_buffer
from typing import Final

from adapters.sm2.keys import DEFAULT_ID
from adapters.sm2.library import libcrypto

_FLAGS: Final = 0x80000 | 0x200000 | 0x80
"""X509_V_FLAG_PARTIAL_CHAIN: any registered certificate ends a path. NO_CHECK_TIME: the caller judges the periods,
whose last second libcrypto leaves out. POLICY_CHECK: constraints of policies hold."""


def verified_chain(leaf: bytes, others: Sequence[bytes], trusted: Sequence[bytes], deepest: int) -> list[bytes]:
    """The path from a certificate to a trusted one, both included, all DER; no period is judged.

    At most `deepest` certificates stand between them. Raises ValueError where there is no such path: its text is
    libcrypto's reason. Raises OperatorError (HUB-790) as libcrypto().
    """
    library = libcrypto()
    with ExitStack() as held, _path(library, held, (leaf, others, trusted)) as context:
        parameters = library.X509_STORE_CTX_get0_param(context)
        library.X509_VERIFY_PARAM_set_depth(parameters, deepest)
        library.X509_VERIFY_PARAM_set_flags(parameters, _FLAGS)
        if library.X509_verify_cert(context) != 1:
            library.ERR_clear_error()
            reason = library.X509_verify_cert_error_string(library.X509_STORE_CTX_get_error(context))
            raise ValueError(reason.decode("ascii", "replace"))
        chain = library.X509_STORE_CTX_get0_chain(context)
        return [der_of(library, library.OPENSSL_sk_value(chain, at)) for at in range(library.OPENSSL_sk_num(chain))]


@contextmanager
def _path(library: CDLL, held: ExitStack, given: tuple[bytes, Sequence[bytes], Sequence[bytes]]) -> Iterator[c_void_p]:
    """A context that knows the certificates; `held` frees them."""
    leaf, others, trusted = given
    store, context = library.X509_STORE_new(), library.X509_STORE_CTX_new()
    held.callback(library.X509_STORE_free, store)
    held.callback(library.X509_STORE_CTX_free, context)
    for one in _read(library, held, trusted):
        library.X509_STORE_add_cert(store, one)
    stack = library.OPENSSL_sk_new_null()
    held.callback(library.OPENSSL_sk_free, stack)
    for one in _read(library, held, others):
        library.OPENSSL_sk_push(stack, one)
    (first,) = _read(library, held, [leaf])
    if library.X509_STORE_CTX_init(context, store, first, stack) != 1:
        raise MemoryError
    yield context


def _read(library: CDLL, held: ExitStack, certificates: Iterable[bytes]) -> list[int]:
    """The certificates of libcrypto, each with the usual id of its issuer's signature by SM2 (GB/T 35276)."""
    found = []
    for der in certificates:
        pointer = library.d2i_X509(None, byref(c_char_p(der)), len(der))
        if not pointer:
            library.ERR_clear_error()
            raise ValueError("not a certificate")
        held.callback(library.X509_free, pointer)
        id_ = library.ASN1_OCTET_STRING_new()
        library.ASN1_OCTET_STRING_set(id_, DEFAULT_ID, len(DEFAULT_ID))
        library.X509_set0_distinguishing_id(pointer, id_)
        found.append(pointer)
    return found


def der_of(library: CDLL, certificate: int | c_void_p) -> bytes:
    """The bytes of a certificate of libcrypto."""
    content = create_string_buffer(library.i2d_X509(certificate, None))
    library.i2d_X509(certificate, byref(c_char_p(cast(content, c_void_p).value)))
    return content.raw
