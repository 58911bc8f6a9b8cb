"""`python bench/sm2.py`: what a signature by SM2 costs beside the bare calls of libcrypto; exit 1 where it is too much.

Then a whole message signed and checked, and one verified, by SM2 and by P-256. Processor time, medians of calls that
take turns.
"""

import statistics
import sys
import time
from collections.abc import Callable
from ctypes import byref, c_size_t, c_void_p, create_string_buffer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "security"))

from corpus_maker.documents import decision
from lxml import etree
from rig import START, HandClock

from adapters.signing import EPORT_SM2, USUAL, FileSigner, RegisteredVerifier
from adapters.sm2 import DEFAULT_ID, PrivateKey, libcrypto
from adapters.trust import CertificateRegister
from adapters.x509 import KeyKind, make_key

ROUNDS = 1000
MOST = 1.3
"""How much more than the bare calls a signature may cost."""
CONTENT = bytes(1000)


def bare(key: PrivateKey) -> Callable[[], object]:
    """The five calls that a signature needs, and nothing else."""
    library, signature, pointer = libcrypto(), create_string_buffer(80), key._pointer

    def sign() -> None:
        context, parameters, length = library.EVP_MD_CTX_new(), c_void_p(), c_size_t(80)
        library.EVP_DigestSignInit(context, byref(parameters), library.EVP_sm3(), None, pointer)
        library.EVP_PKEY_CTX_set1_id(parameters, DEFAULT_ID, len(DEFAULT_ID))
        library.EVP_DigestSign(context, signature, byref(length), CONTENT, len(CONTENT))
        library.EVP_MD_CTX_free(context)

    return sign


def messages(kind: KeyKind) -> tuple[Callable[[], object], Callable[[], object]]:
    """Signing a message of some 2 KB with its check, and verifying it."""
    key = make_key("ping-an", START, kind)
    signer, message = FileSigner(key, HandClock()), etree.fromstring(decision().encode())
    verifier = RegisteredVerifier(
        CertificateRegister({"ping-an": [key.certificate]}), HandClock(), agreed=lambda _: (*USUAL, EPORT_SM2)
    )
    signed = etree.fromstring(signer.sign(message))
    return lambda: signer.sign(message), lambda: verifier.verify(signed, "ping-an")


def microseconds(*calls: Callable[[], object]) -> list[float]:
    """What each costs: the median of many, one after the other in each round."""
    spent: list[list[float]] = [[] for _ in calls]
    for _ in range(ROUNDS):
        for call, seconds in zip(calls, spent, strict=True):
            started = time.thread_time()
            call()
            seconds.append(time.thread_time() - started)
    return [statistics.median(one) * 1e6 for one in spent]


def main() -> int:
    key = PrivateKey.make()
    alone, ours = microseconds(bare(key), lambda: key.sign(CONTENT))
    sign, verify, sign_ecdsa, verify_ecdsa = microseconds(*messages("sm2"), *messages("ecdsa"))
    print(f"a signature by SM2: {ours:.0f} µs; libcrypto alone: {alone:.0f} µs; {ours / alone:.2f}, at most {MOST}")
    print(f"a message signed and checked: SM2 {sign:.0f} µs, P-256 {sign_ecdsa:.0f} µs")
    print(f"a message verified: SM2 {verify:.0f} µs, P-256 {verify_ecdsa:.0f} µs")
    return int(ours > MOST * alone)


if __name__ == "__main__":
    sys.exit(main())
