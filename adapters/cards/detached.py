"""Detached JWS (RFC 7515, RFC 7797): parse its agreed form strictly, and verify its signature with joserfc."""

import json
import re
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.registry import HeaderParameter

from adapters import sm2
from adapters.x509 import public_key
from hub.errors import Code, Rejected, rejected

LONGEST_HEADER: Final = 32 * 1024
"""Characters of the encoded header. Four certificates of common size fit."""
LONGEST_SIGNATURE: Final = 1024
"""Characters of the encoded signature: RSA of 6144 bits."""
LONGEST_CONTENT: Final = 16 * 1024 * 1024
"""Bytes of the signed content: the size limit of a submission."""
MOST_CERTIFICATES: Final = 4
SHORTEST_RSA: Final = 2048
USUAL: Final = ("ES256", "RS256", "PS256")
SM2: Final = "SM2"
"""SM2 with SM3 and the usual id; the signature is r and s, 64 bytes. No registered name: JOSE knows no SM2."""
ALL_ALGORITHMS: Final = (*USUAL, SM2)
HEADER: Final = {"alg", "b64", "crit", "portal", "x5c"}
"""The required header parameters. One more is allowed and ignored: `typ`, which some libraries always write."""
_FORM: Final = re.compile(rf"([\w-]{{1,{LONGEST_HEADER}}})\.\.[\w-]{{1,{LONGEST_SIGNATURE}}}", re.ASCII)
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]+={0,2}")
VerifyingKey = RSAKey | ECKey | sm2.PublicKey
_BY_KEY: Final[Mapping[type, Collection[str]]] = {
    ECKey: ("ES256",),
    RSAKey: ("RS256", "PS256"),
    sm2.PublicKey: (SM2,),
}
"""The algorithms by which each kind of key signs."""


@dataclass(frozen=True, slots=True)
class Detached:
    """A signature of the agreed form, not verified yet."""

    text: str
    algorithm: str
    certificates: tuple[bytes, ...]
    """DER. The card's certificate is the first."""
    portal: str
    """The portal that the signature was made for."""


class _Registry(jws.JWSRegistry):
    """The agreed algorithms, with limits for headers and contents."""

    max_header_length = LONGEST_HEADER
    max_payload_length = LONGEST_CONTENT
    max_signature_length = LONGEST_SIGNATURE


_REGISTRY: Final = _Registry({"portal": HeaderParameter("Portal", "str")}, USUAL)


def read_detached(text: str, algorithms: Collection[str] = USUAL) -> Detached:
    """Parse `<header>..<signature>` by one of these algorithms.

    Raises Rejected (HUB-121) for any other form and for a header over a limit.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        _refuse("header..signature, base64url")
    header = _header(match[1])
    names = set(header) - {"typ"}
    if names != HEADER:
        _refuse(f"header: {', '.join(sorted(HEADER))}")
    if header["b64"] is not False or header["crit"] != ["b64"]:
        _refuse('"b64": false, "crit": ["b64"]')
    if header["alg"] not in algorithms:
        _refuse(f"alg: {', '.join(algorithms)}")
    if not isinstance(header["portal"], str):
        _refuse("portal")
    return Detached(text, header["alg"], tuple(_certificates(header["x5c"])), header["portal"])


def verifying_key(certificate: x509.Certificate) -> VerifyingKey:
    """The public key of a certificate. Raises Rejected (HUB-121) for a kind or size of key that is not accepted."""
    key = public_key(certificate)
    if isinstance(key, sm2.PublicKey):
        return key
    is_rsa = isinstance(key, rsa.RSAPublicKey) and key.key_size >= SHORTEST_RSA
    if not is_rsa and not (isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == "secp256r1"):
        _refuse(f"RSA {SHORTEST_RSA}+, P-256")
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return RSAKey.import_key(pem) if is_rsa else ECKey.import_key(pem)


def require_signature(signed: Detached, said: bytes, key: VerifyingKey) -> None:
    """Refuse a signature that this key did not make over these bytes, or by an algorithm of other keys (HUB-122)."""
    if signed.algorithm not in _BY_KEY[type(key)]:
        _refuse(f"alg: {signed.algorithm}")
    try:
        if isinstance(key, sm2.PublicKey):
            header, _, value = signed.text.partition("..")
            key.verify(_decoded(value), f"{header}.".encode() + said)
            return
        jws.deserialize_compact(signed.text, key, registry=_REGISTRY, payload=said)
    except (JoseError, InvalidSignature, ValueError) as error:
        raise rejected(Code.CARD_SIGNATURE_INVALID) from error


def _header(encoded: str) -> dict[str, Any]:
    try:
        header = json.loads(_decoded(encoded).decode(), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise _form("header: JSON") from error
    return header if isinstance(header, dict) else {}


def _decoded(text: str) -> bytes:
    """base64url in its one way of writing (RFC 7515 section 2). Raises ValueError for bits that say nothing."""
    content = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if urlsafe_b64encode(content).rstrip(b"=") != text.encode():
        raise ValueError("base64url")
    return content


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a JSON object that has a name twice: two parsers could read different values."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _certificates(chain: object) -> list[bytes]:
    """Decode `x5c`: ordinary Base64 in its one way of writing (RFC 7515 section 4.1.6), one certificate each."""
    if not isinstance(chain, list) or not 1 <= len(chain) <= MOST_CERTIFICATES:
        _refuse(f"x5c: 1–{MOST_CERTIFICATES}")
    if not all(isinstance(one, str) and _BASE64.fullmatch(one) for one in chain):
        _refuse("x5c: Base64")
    try:
        found = [b64decode(one, validate=True) for one in chain]
    except ValueError as error:
        raise _form("x5c: Base64") from error
    if [b64encode(one).decode("ascii") for one in found] != chain:
        _refuse("x5c: Base64")
    return found


def _refuse(reason: str) -> NoReturn:
    raise _form(reason)


def _form(reason: str) -> Rejected:
    return rejected(Code.CARD_SIGNATURE_MALFORMED, reason=reason)
