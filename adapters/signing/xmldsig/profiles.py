"""Signature profiles: the algorithms that a signature names, and the kind of key that makes it.

All algorithms of signatures stand here. The list of what is accepted is made of the same values.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA384, SHA512, SM3, Hash, HashAlgorithm
from signxml.algorithms import DigestAlgorithm, SignatureMethod

from adapters.x509 import KeyKind


@dataclass(frozen=True, slots=True)
class Pair:
    """The two algorithms that a signature names: URIs of SignatureMethod and DigestMethod."""

    method: str
    digest: str

    def digest_of(self, content: bytes) -> bytes:
        hashed = Hash(_HASHES[self.digest])
        hashed.update(content)
        return hashed.finalize()

    @property
    def hash(self) -> HashAlgorithm:
        """What the signature's own algorithm hashes SignedInfo with."""
        return _HASHES[self.method]


Form = Literal["whole", "xades-b"]
"""whole: one reference, to the whole root. xades-b: one more, to properties that the signer states of the signature."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One agreed way to sign."""

    name: str
    """What a party's file calls it. One name may stand for several kinds of key."""
    kind: KeyKind
    writes: Pair
    reads: frozenset[Pair]
    is_weak: bool = False
    """Whether forging its signatures is within reach of who has much money: only where a party's file names it."""
    form: Form = "whole"


_HASHES: Final[Mapping[str, HashAlgorithm]] = {
    DigestAlgorithm.SHA1.value: SHA1(),  # noqa: S303 - where a party's file says so
    DigestAlgorithm.SHA256.value: SHA256(),
    DigestAlgorithm.SHA384.value: SHA384(),
    DigestAlgorithm.SHA512.value: SHA512(),
    "http://www.chinaport.gov.cn/2022/04/xmldsig#sm3": SM3(),
    SignatureMethod.RSA_SHA1.value: SHA1(),  # noqa: S303
    SignatureMethod.RSA_SHA256.value: SHA256(),
    SignatureMethod.RSA_SHA384.value: SHA384(),
    SignatureMethod.RSA_SHA512.value: SHA512(),
    SignatureMethod.ECDSA_SHA256.value: SHA256(),
    SignatureMethod.ECDSA_SHA384.value: SHA384(),
    SignatureMethod.ECDSA_SHA512.value: SHA512(),
    "http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3": SM3(),
    "http://www.w3.org/2000/09/xmldsig#sm2-sm3": SM3(),
}
_SHA_2: Final = (DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512)


def _pairs(*methods: SignatureMethod) -> frozenset[Pair]:
    return frozenset(Pair(method.value, digest.value) for method in methods for digest in _SHA_2)


def _alone(name: str, kind: KeyKind, pair: Pair, *, is_weak: bool = False, form: Form = "whole") -> Profile:
    """A profile that reads only what it writes."""
    return Profile(name, kind, pair, frozenset({pair}), is_weak, form)


XMLDSIG_RSA: Final = Profile(
    "xmldsig-rsa",
    "rsa",
    Pair(SignatureMethod.RSA_SHA256.value, DigestAlgorithm.SHA256.value),
    _pairs(SignatureMethod.RSA_SHA256, SignatureMethod.RSA_SHA384, SignatureMethod.RSA_SHA512),
)
XMLDSIG_ECDSA: Final = Profile(
    "xmldsig-ecdsa",
    "ecdsa",
    Pair(SignatureMethod.ECDSA_SHA256.value, DigestAlgorithm.SHA256.value),
    _pairs(SignatureMethod.ECDSA_SHA256, SignatureMethod.ECDSA_SHA384, SignatureMethod.ECDSA_SHA512),
)
EPORT_SM2: Final = _alone(
    "eport-sm2",
    "sm2",
    Pair(
        "http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3",
        "http://www.chinaport.gov.cn/2022/04/xmldsig#sm3",
    ),
)
"""Customs' cross-border message specification 202205."""
EPORT_SM2_SHA1: Final = _alone(
    "eport-sm2-sha1",
    "sm2",
    Pair("http://www.w3.org/2000/09/xmldsig#sm2-sm3", DigestAlgorithm.SHA1.value),
    is_weak=True,
)
"""As older U-keys sign: their digest is by SHA-1."""
EPORT_RSA_SHA1: Final = _alone(
    "eport-rsa-sha1",
    "rsa",
    Pair(SignatureMethod.RSA_SHA1.value, DigestAlgorithm.SHA1.value),
    is_weak=True,
)
XADES_B: Final = (
    _alone("xades-b", "ecdsa", XMLDSIG_ECDSA.writes, form="xades-b"),
    _alone("xades-b", "rsa", XMLDSIG_RSA.writes, form="xades-b"),
)
"""ETSI EN 319 132-1, baseline signatures of level B-B."""

USUAL: Final = (XMLDSIG_ECDSA, XMLDSIG_RSA)
"""Where a party's file names none."""
Agreed = Callable[[str], Collection[Profile]]
"""The profiles agreed with a party."""
PROFILES: Final = (*USUAL, EPORT_SM2, EPORT_SM2_SHA1, EPORT_RSA_SHA1, *XADES_B)


def named(name: str) -> Sequence[Profile]:
    """The profiles of this name, one for each kind of key; none where it is unknown."""
    return [profile for profile in PROFILES if profile.name == name]


def reading(profiles: Iterable[Profile], pair: Pair, form: Form) -> Profile | None:
    """The first of these profiles that accepts this pair of algorithms in this form."""
    return next((profile for profile in profiles if profile.form == form and pair in profile.reads), None)


def profile_for(kind: KeyKind) -> Profile:
    """The profile by which a key of this kind signs where nothing was agreed."""
    return next(profile for profile in PROFILES if profile.kind == kind)


def fitting(profiles: Iterable[Profile], kind: KeyKind) -> Profile | None:
    """The first of these profiles by which a key of this kind signs."""
    return next((profile for profile in profiles if profile.kind == kind), None)


def usual(_: str) -> Collection[Profile]:
    """What is agreed with a party whose file names no profile."""
    return USUAL
