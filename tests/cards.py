"""Card CAs, cards and lists of revoked ones, and signatures written by hand: nothing here is the hub's but SM2."""

import copy
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import rfc8785
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA224, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from adapters import sm2

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | sm2.PrivateKey
COMMON_NAME, TITLE, ORGANIZATION_ID = "2.5.4.3", "2.5.4.12", "2.5.4.97"
TITLES = {"operator": "操作员", "legal-person": "法人"}
CA_USES = ("key_cert_sign", "crl_sign")
_USES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
    *("key_agreement", "encipher_only", "decipher_only"),
)
Extension = tuple[x509.ExtensionType, bool]
"""And whether it is critical."""


@dataclass(frozen=True)
class Holder:
    """A key and the certificates that lead from it to a root, its own first, the root left out."""

    key: Key
    chain: tuple[x509.Certificate, ...]

    @property
    def certificate(self) -> x509.Certificate:
        return self.chain[0]


def new_key(kind: str = "ES256") -> Key:
    if kind == "SM2":
        return sm2.PrivateKey.make()
    return ec.generate_private_key(ec.SECP256R1()) if kind == "ES256" else _rsa_key()


@cache
def _rsa_key() -> rsa.RSAPrivateKey:
    """One for the whole run: making it takes long."""
    return rsa.generate_private_key(65537, 2048)


def usage(*uses: str) -> Extension:
    known = dict.fromkeys((*_USES, *CA_USES), False)
    return x509.KeyUsage(**(known | dict.fromkeys(uses, True))), True


def policies(*oids: str) -> Extension:
    return x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier(oid), None) for oid in oids]), False


def utf8(text: str) -> bytes:
    """A text as ASN.1 has it."""
    encoded = text.encode()
    return bytes([0x0C, len(encoded)]) + encoded


class CardMaker:
    """A root, a CA below it, and the cards that this one makes, all valid around a time (µs since 1970)."""

    def __init__(self, at: int, name: str = "测试卡", kind: str = "ES256") -> None:
        self.kind = kind
        self.at = datetime.fromtimestamp(at // 1_000_000, UTC)
        self.root = self.authority(f"{name} 根 CA", None)
        self.issuer = self.authority(f"{name} CA", self.root, path_length=0)

    def write(self, keys: Path, *lists: bytes) -> None:
        """Put the root and a list for each CA where a home has them; or these lists."""
        for folder in ("cards", "crl"):
            (keys / folder).mkdir(parents=True, exist_ok=True)
        (keys / "cards" / "root.pem").write_bytes(self.root.certificate.public_bytes(Encoding.PEM))
        for number, one in enumerate(lists or (self.crl(), self.crl(by=self.root))):
            (keys / "crl" / f"{number}.crl").write_bytes(one)

    # ---- certificates ------------------------------------------------------------------------

    def authority(
        self, name: str, by: Holder | None, *, path_length: int | None = None, is_ca: bool = True, **more: Any
    ) -> Holder:
        constraints = (x509.BasicConstraints(is_ca, path_length if is_ca else None), True)
        extensions = (constraints, usage(*more.pop("uses", CA_USES)), *more.pop("extensions", ()))
        return self._made({COMMON_NAME: [name]}, by, extensions, **more)

    def card(
        self,
        uscc: str = "",
        role: str = "operator",
        holder: str = "王小明",
        *,
        by: Holder | None = None,
        says: Mapping[str, Sequence[str]] | None = None,
        uses: Sequence[str] = ("digital_signature",),
        **more: Any,
    ) -> Holder:
        """A card as the packaged profile reads it; `says` are attributes of its name, beside or instead of those."""
        said = {COMMON_NAME: [holder], TITLE: [TITLES[role]], ORGANIZATION_ID: [uscc] if uscc else []}
        extensions = (usage(*uses), *more.pop("extensions", ()))
        return self._made({**said, **(says or {})}, by or self.issuer, extensions, **more)

    def _made(
        self,
        says: Mapping[str, Sequence[str]],
        by: Holder | None,
        extensions: Sequence[Extension],
        *,
        days: tuple[int, int] = (-30, 365),
        key: Key | None = None,
        serial: int = 0,
    ) -> Holder:
        """Signed by somebody, or by itself."""
        key, stand_in = key or new_key(self.kind), ec.generate_private_key(ec.SECP256R1())
        attributes = [x509.NameAttribute(x509.ObjectIdentifier(o), v) for o, values in says.items() for v in values]
        name = x509.Name(attributes)
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(by.certificate.subject if by else name)
            .public_key(_public(key, stand_in))
            .serial_number(serial or x509.random_serial_number())
            .not_valid_before(self.at + timedelta(days=days[0]))
            .not_valid_after(self.at + timedelta(days=days[1]))
        )
        for extension, is_critical in extensions:
            builder = builder.add_extension(extension, is_critical)
        made = _signed(builder, by.key if by else key, key, stand_in)
        above = by.chain if by is not None and not _is_root(by) else ()
        return Holder(key, (made, *above))

    # ---- lists of revoked cards --------------------------------------------------------------

    def crl(
        self,
        *revoked: Holder,
        by: Holder | None = None,
        hours: tuple[int, int] = (-1, 24),
        extensions: Sequence[Extension] = (),
        encoding: Encoding = Encoding.DER,
        hash_: SHA224 | SHA256 | None = None,
    ) -> bytes:
        by = by or self.issuer
        since, until = (self.at + timedelta(hours=one) for one in hours)
        builder = x509.CertificateRevocationListBuilder().issuer_name(by.certificate.subject)
        builder = builder.last_update(since).next_update(until)
        for holder in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(holder.certificate.serial_number)
            builder = builder.add_revoked_certificate(entry.revocation_date(since).build())
        for extension, is_critical in extensions:
            builder = builder.add_extension(extension, is_critical)
        if isinstance(by.key, sm2.PrivateKey) and hash_ is not None:
            return builder.sign(ec.generate_private_key(ec.SECP256R1()), hash_).public_bytes(encoding)
        if isinstance(by.key, sm2.PrivateKey):
            made = builder.sign(ec.generate_private_key(ec.SECP256R1()), SHA256())
            return x509.load_der_x509_crl(_by_sm2(made.tbs_certlist_bytes, by.key)).public_bytes(encoding)
        return builder.sign(by.key, hash_ or SHA256()).public_bytes(encoding)


_ECDSA_WITH_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
_SM2_WITH_SM3 = bytes.fromhex("300a06082a811ccf55018375")
"""The two as AlgorithmIdentifier: of one length, so that one can stand in the other's place."""


def _public(key: Key, stand_in: ec.EllipticCurvePrivateKey) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey:
    """What the library writes for a key: for SM2, which it does not know, another whose length is the same."""
    return stand_in.public_key() if isinstance(key, sm2.PrivateKey) else key.public_key()


def _signed(
    builder: x509.CertificateBuilder, by: Key, key: Key, stand_in: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    """A certificate for a key, signed by another; one for SM2 by SM2 only."""
    if not isinstance(by, sm2.PrivateKey):
        assert not isinstance(key, sm2.PrivateKey)
        return builder.sign(by, SHA256())
    content = builder.sign(stand_in, SHA256()).tbs_certificate_bytes
    if isinstance(key, sm2.PrivateKey):
        written = stand_in.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        content = content.replace(written, key.spki)
        assert content.count(key.spki) == 1
    return x509.load_der_x509_certificate(_by_sm2(content, by))


def _by_sm2(content: bytes, key: sm2.PrivateKey) -> bytes:
    """SEQUENCE { content, algorithm, signature }: how certificates and lists are signed (RFC 5280 section 4.1.1)."""
    content = content.replace(_ECDSA_WITH_SHA256, _SM2_WITH_SM3, 1)
    value = b"\0" + sm2.to_der(key.sign(content))
    inside = content + _SM2_WITH_SM3 + b"\x03" + bytes([len(value)]) + value
    length = len(inside).to_bytes((len(inside).bit_length() + 7) // 8, "big")
    return b"\x30" + bytes([0x80 + len(length)]) + length + inside


def _is_root(holder: Holder) -> bool:
    return holder.certificate.subject == holder.certificate.issuer


# ---- signatures --------------------------------------------------------------------------------


def base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def algorithm_of(key: Key) -> str:
    if isinstance(key, sm2.PrivateKey):
        return "SM2"
    return "ES256" if isinstance(key, ec.EllipticCurvePrivateKey) else "RS256"


def header_of(card: Holder, portal: str = "national", **more: Any) -> dict[str, Any]:
    """The protected header that is agreed on; a value of None takes a member away."""
    x5c = [b64encode(one.public_bytes(Encoding.DER)).decode() for one in card.chain]
    header = {"alg": algorithm_of(card.key), "b64": False, "crit": ["b64"], "portal": portal, "x5c": x5c, **more}
    return {name: value for name, value in header.items() if value is not None}


def sign(content: bytes, key: Key, algorithm: str) -> bytes:
    """The signature's own bytes, as RFC 7518 has them; r and s by SM2."""
    if isinstance(key, sm2.PrivateKey):
        return key.sign(content)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        size = (key.curve.key_size + 7) // 8
        return b"".join(n.to_bytes(size, "big") for n in decode_dss_signature(key.sign(content, ec.ECDSA(SHA256()))))
    pss = padding.PSS(padding.MGF1(SHA256()), SHA256.digest_size)
    return key.sign(content, pss if algorithm == "PS256" else padding.PKCS1v15(), SHA256())


def jws(said: bytes, card: Holder, header: Mapping[str, Any] | bytes | None = None, portal: str = "national") -> str:
    """A detached JWS over some bytes, with the agreed header or another."""
    header = header_of(card, portal) if header is None else header
    encoded = base64url(header if isinstance(header, bytes) else json.dumps(header).encode())
    algorithm = header.get("alg", "") if isinstance(header, Mapping) else ""
    return f"{encoded}..{base64url(sign(f'{encoded}.'.encode() + said, card.key, str(algorithm)))}"


def said_by(form: Mapping[str, Any]) -> bytes:
    """What is signed of a submission: all but the signature, in RFC 8785 form."""
    bare = copy.deepcopy(dict(form))
    bare["signer"].pop("signature", None)
    return rfc8785.dumps(bare)


def signed(form: Mapping[str, Any], card: Holder, portal: str = "national", **more: Any) -> dict[str, Any]:
    """A submission with the card's signature in it; `more` goes into the header."""
    header = header_of(card, portal, **more)
    return with_signature(form, jws(said_by(form), card, header))


def with_signature(form: Mapping[str, Any], signature: object) -> dict[str, Any]:
    return {**form, "signer": {**form["signer"], "signature": signature}}


def without_root(card: Holder) -> Holder:
    """The same card, of which only its own certificate is sent."""
    return replace(card, chain=card.chain[:1])
