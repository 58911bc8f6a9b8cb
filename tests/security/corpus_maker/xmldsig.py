"""Signs in whatever form it is told to: what a lax verifier would take, consistent in itself."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import new as new_hash
from typing import Any

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from adapters import sm2
from corpus_maker.keyring import Pair

DS = "http://www.w3.org/2000/09/xmldsig#"
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
ENVELOPED = DS + "enveloped-signature"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
ECDSA_SHA256 = MORE + "ecdsa-sha256"
RSA_SHA256 = MORE + "rsa-sha256"
DIGESTS = {
    SHA256: "sha256",
    MORE + "sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
    DS + "sha1": "sha1",
    "http://www.chinaport.gov.cn/2022/04/xmldsig#sm3": "sm3",
    MORE + "md5": "md5",
    MORE + "sha224": "sha224",
    "http://www.w3.org/2007/05/xmldsig-more#sha3-256": "sha3_256",
}
HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(),
    "md5": hashes.MD5(),
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}

Sign = Callable[[bytes], bytes]


@dataclass(frozen=True, kw_only=True)
class Form:
    """What a signature says of itself; by default what was agreed on."""

    method: str | None = None
    """As fits the key, unless said."""
    digest: str = SHA256
    c14n: str = C14N
    transforms: tuple[str, ...] = (ENVELOPED, C14N)
    """Algorithms, or whole Transform elements."""
    uri: str | None = ""
    covered: bytes | None = None
    """What the digest is of, where a transform makes something else of the document."""
    sign: Sign | None = None
    """Makes the value in the key's stead."""
    key_info: str | None = None
    """What stands in KeyInfo, unless it is the certificate; empty for no KeyInfo."""
    parameters: tuple[str, str] = ("", "")
    """What stands in CanonicalizationMethod and in SignatureMethod."""
    prefix: str = "ds:"
    first: bool = False
    """Whether it stands before everything else."""


AGREED = Form()


def signed(document: str, pair: Pair, form: Form = AGREED) -> bytes:
    """The document in UTF-8 with a signature of this form."""
    return etree.tostring(signed_root(document, pair, form), encoding="UTF-8", xml_declaration=True)


def signed_root(document: str, pair: Pair, form: Form = AGREED) -> etree._Element:
    root = etree.fromstring(document.encode())
    covered = canonical(_target(root, form.uri), _last(form)) if form.covered is None else form.covered
    signature = etree.fromstring(_written(form, pair, covered).encode())
    root.insert(0, signature) if form.first else root.append(signature)
    made = (form.sign or (lambda data: make(pair.key, method_of(pair, form), data)))(canonical(signature[0], form.c14n))
    signature[1].text = b64encode(made).decode()
    return root


def certificate_text(pair: Pair) -> str:
    return b64encode(pair.certificate.public_bytes(Encoding.DER)).decode()


def x509_data(*pairs: Pair) -> str:
    inside = "".join(f"<ds:X509Certificate>{certificate_text(pair)}</ds:X509Certificate>" for pair in pairs)
    return f"<ds:X509Data>{inside}</ds:X509Data>"


def canonical(element: etree._Element, algorithm: str = C14N) -> bytes:
    """As the algorithm says; inclusive where it is none that is known.

    A part without prefix is read as a document of its own: lxml canonicalizes it wrongly where it stands.
    """
    if element.prefix is None and element.getparent() is not None:
        element = etree.fromstring(etree.tostring(element, with_tail=False))
    return etree.tostring(
        element, method="c14n", exclusive="exc-c14n" in algorithm, with_comments=algorithm.endswith("#WithComments")
    )


def method_of(pair: Pair, form: Form) -> str:
    if form.method is not None:
        return form.method
    return RSA_SHA256 if isinstance(pair.key, rsa.RSAPrivateKey) else ECDSA_SHA256


def make(key: Any, method: str, data: bytes) -> bytes:
    """A value by a key, with the hash that the method names."""
    digest = next((found for name, found in HASHES.items() if method.endswith(name)), hashes.SHA256())
    if isinstance(key, sm2.PrivateKey):
        return key.sign(data)
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), digest)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return halves(key.sign(data, ec.ECDSA(digest)), (key.curve.key_size + 7) // 8)
    if isinstance(key, dsa.DSAPrivateKey):
        return halves(key.sign(data, digest), 32)
    assert isinstance(key, ed25519.Ed25519PrivateKey)
    return key.sign(data)


def halves(der: bytes, width: int) -> bytes:
    """r and s, as XML signatures have them."""
    return b"".join(number.to_bytes(width, "big") for number in decode_dss_signature(der))


def with_secret(secret: bytes) -> Sign:
    """HMAC-SHA256 with something that everybody knows."""

    def sign(data: bytes) -> bytes:
        made = hmac.HMAC(secret, hashes.SHA256())
        made.update(data)
        return made.finalize()

    return sign


def _target(root: etree._Element, uri: str | None) -> etree._Element:
    name = (uri or "").lstrip("#")
    found = [element for element in root.iter("*") if name and element.get("Id") == name]
    return found[0] if found else root


def _last(form: Form) -> str:
    named = [transform for transform in form.transforms if "c14n" in transform and not transform.startswith("<")]
    return named[-1] if named else C14N


def _written(form: Form, pair: Pair, covered: bytes) -> str:
    digest = b64encode(new_hash(DIGESTS.get(form.digest, "sha256"), covered, usedforsecurity=False).digest()).decode()
    transforms = "".join(t if t.startswith("<") else f'<ds:Transform Algorithm="{t}"/>' for t in form.transforms)
    info = x509_data(pair) if form.key_info is None else form.key_info
    uri = "" if form.uri is None else f' URI="{form.uri}"'
    around = f"<ds:Transforms>{transforms}</ds:Transforms>" if transforms else ""
    key_info = f"<ds:KeyInfo>{info}</ds:KeyInfo>" if info else ""
    written = (
        f'<ds:Signature xmlns:ds="{DS}"><ds:SignedInfo>'
        f'<ds:CanonicalizationMethod Algorithm="{form.c14n}">{form.parameters[0]}</ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{method_of(pair, form)}">{form.parameters[1]}</ds:SignatureMethod>'
        f"<ds:Reference{uri}>{around}"
        f'<ds:DigestMethod Algorithm="{form.digest}"/><ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>'
        f"</ds:SignedInfo><ds:SignatureValue/>{key_info}</ds:Signature>"
    )
    if form.prefix == "ds:":
        return written
    name = form.prefix.rstrip(":")
    declared = written.replace("xmlns:ds=", f"xmlns:{name}=" if name else "xmlns=")
    return declared.replace("<ds:", f"<{form.prefix}").replace("</ds:", f"</{form.prefix}")
