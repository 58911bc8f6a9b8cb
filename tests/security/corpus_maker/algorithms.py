"""Consistent signatures, by methods, transforms, keys and certificates that are not agreed on."""

from collections.abc import Iterator, Mapping

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from elements import parent_of
from lxml import etree

from corpus_maker.case import Case
from corpus_maker.documents import decision
from corpus_maker.edits import QUALIFIED, edited
from corpus_maker.keyring import WEAK, Pair
from corpus_maker.xmldsig import (
    C14N,
    DS,
    ENVELOPED,
    EXCLUSIVE,
    MORE,
    RSA_SHA256,
    Form,
    canonical,
    signed,
    with_secret,
    x509_data,
)

HMAC = MORE + "hmac-sha256"
XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116"
XSLT = "http://www.w3.org/TR/1999/REC-xslt-19991116"
SHEET = "http://www.w3.org/1999/XSL/Transform"
REFUSED_METHODS = {
    "rsa-sha1": DS + "rsa-sha1",
    "rsa-md5": MORE + "rsa-md5",
    "rsa-sha224": MORE + "rsa-sha224",
    "rsa-pss": "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
    "rsa-sha1-of-chinaport": "http://www.chinaport.gov.cn/2022/04/xmldsig#rsa-sha1",
    "none": "none",
    "empty": "",
    "unknown": "urn:example:none",
    "in-capitals": RSA_SHA256.upper(),
    "with-a-blank": RSA_SHA256 + " ",
}
REFUSED_DIGESTS = {
    "sha1": DS + "sha1",
    "md5": MORE + "md5",
    "sha224": MORE + "sha224",
    "sha3-256": "http://www.w3.org/2007/05/xmldsig-more#sha3-256",
    "none": "none",
}
REFUSED_C14N = {
    "exclusive": EXCLUSIVE,
    "exclusive-with-comments": EXCLUSIVE + "WithComments",
    "inclusive-with-comments": C14N + "#WithComments",
    "c14n-1.1": "http://www.w3.org/2006/12/xml-c14n11",
    "c14n-2.0": "http://www.w3.org/2010/xml-c14n2",
    "minimal": DS + "minimal",
    "none": "",
}


def cases(ring: Mapping[str, Pair]) -> Iterator[Case]:
    for name, method in REFUSED_METHODS.items():
        yield _case(f"method-{name}", f"signature method {method or '(empty)'}", ring["rsa"], Form(method=method))
    yield _case("method-ecdsa-sha1", "ECDSA with SHA-1", ring["ecdsa"], Form(method=MORE + "ecdsa-sha1"))
    yield _case("method-of-another-key", "RSA named, ECDSA made", ring["ecdsa"], Form(method=RSA_SHA256))
    for name, digest in REFUSED_DIGESTS.items():
        yield _case(f"digest-{name}", f"digest method {digest}", ring["ecdsa"], Form(digest=digest))
    for name, c14n in REFUSED_C14N.items():
        form = Form(c14n=c14n, transforms=(ENVELOPED, c14n))
        yield _case(f"c14n-{name}", f"canonicalized by {c14n or '(nothing)'}", ring["ecdsa"], form)
    yield from _secrets(ring)
    yield from _transforms(ring["ecdsa"])
    yield from _keys(ring)
    yield from _certificates(ring)


def _case(name: str, what: str, pair: Pair, form: Form, code: str = "HUB-405") -> Case:
    return Case(f"algorithms/{name}", code, what, signed(decision(), pair, form))


def _secrets(ring: Mapping[str, Pair]) -> Iterator[Case]:
    """HMAC with what is public: it verifies where the message says by which method, and the key is ours to choose."""
    pair = ring["rsa"]
    public = pair.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    secrets = {
        "the-public-key": public,
        "the-certificate": pair.certificate.public_bytes(Encoding.PEM),
        "the-certificates-der": pair.certificate.public_bytes(Encoding.DER),
        "nothing": b"",
    }
    for name, secret in secrets.items():
        form = Form(method=HMAC, sign=with_secret(secret))
        yield _case(f"hmac-with-{name}", f"HMAC with {name.replace('-', ' ')} for its key", pair, form)
    length = "<ds:HMACOutputLength>8</ds:HMACOutputLength>"
    short = Form(method=HMAC, sign=lambda data: with_secret(public)(data)[:1], parameters=("", length))
    yield _case("hmac-of-one-byte", "HMAC cut to eight bits", pair, short)
    yield _case(
        "hmac-length-beside-ecdsa", "HMACOutputLength beside ECDSA", ring["ecdsa"], Form(parameters=("", length))
    )


def transform(algorithm: str, inside: str) -> str:
    return f'<ds:Transform Algorithm="{algorithm}">{inside}</ds:Transform>'


def _transforms(pair: Pair) -> Iterator[Case]:
    root = etree.fromstring(decision().encode())
    whole = canonical(root)
    for figures in root.findall(".//{*}Figures"):
        parent_of(figures).remove(figures)
    without = canonical(root)
    hides = "<ds:XPath>not(ancestor-or-self::*[local-name()='Figures'])</ds:XPath>"
    keeps = "<ds:XPath>not(ancestor-or-self::ds:Signature)</ds:XPath>"
    sheet = f'<x:stylesheet xmlns:x="{SHEET}" version="1.0"><x:template match="/">{{0}}</x:template></x:stylesheet>'
    reads = sheet.format("<x:copy-of select=\"document('file:///etc/passwd')\"/>")
    forms = {
        "xpath-that-hides": (
            (ENVELOPED, transform(XPATH, hides), C14N),
            without,
            "an XPath that leaves the figures out",
        ),
        "xpath-for-enveloped": ((transform(XPATH, keeps), C14N), whole, "an XPath in the place of enveloped"),
        "xpath-filter-2": (
            (ENVELOPED, transform("http://www.w3.org/2002/06/xmldsig-filter2", '<X Filter="subtract">//*</X>')),
            b"",
            "an XPath filter that takes everything away",
        ),
        "xslt-constant": (
            (ENVELOPED, transform(XSLT, sheet.format("S"))),
            b"S",
            "an XSLT that makes the same of anything",
        ),
        "xslt-of-a-file": ((ENVELOPED, transform(XSLT, reads)), b"", "an XSLT that reads a file"),
        "base64": ((ENVELOPED, DS + "base64"), b"", "a Base64 transform"),
        "decrypt": ((ENVELOPED, "http://www.w3.org/2002/07/decrypt#XML"), whole, "a decryption transform"),
        "unknown": ((ENVELOPED, "urn:example:none"), whole, "a transform that nobody knows"),
        "none": ((), whole, "no transforms"),
        "without-enveloped": ((C14N,), whole, "C14N alone: the signature would have to sign itself"),
        "in-another-order": ((C14N, ENVELOPED), whole, "C14N before enveloped"),
        "enveloped-twice": ((ENVELOPED, ENVELOPED, C14N), whole, "enveloped twice"),
        "c14n-twice": ((ENVELOPED, C14N, C14N), whole, "C14N twice"),
        "by-the-hundred": ((ENVELOPED, *[C14N] * 100), whole, "a hundred transforms"),
        "exclusive-after-all": ((ENVELOPED, EXCLUSIVE), whole, "exclusive C14N of the content alone"),
        "with-comments": ((ENVELOPED, C14N + "#WithComments"), whole, "C14N with comments of the content alone"),
        "with-prefixes": (
            (ENVELOPED, transform(EXCLUSIVE, f'<i:InclusiveNamespaces xmlns:i="{EXCLUSIVE}" PrefixList="#default"/>')),
            whole,
            "exclusive C14N with a list of prefixes",
        ),
    }
    for name, (transforms, covered, what) in forms.items():
        code = "HUB-404" if name == "none" else "HUB-405"
        yield _case(f"transforms-{name}", what, pair, Form(transforms=transforms, covered=covered), code)


def _keys(ring: Mapping[str, Pair]) -> Iterator[Case]:
    methods = {"rsa-1024": RSA_SHA256, "dsa": "http://www.w3.org/2009/xmldsig11#dsa-sha256"}
    methods["ed25519"] = "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519"
    for name in WEAK:
        form = Form(method=methods.get(name))
        yield _case(f"key-{name}", f"a registered key that is too weak or of another kind: {name}", ring[name], form)
    disguised = Form(method=MORE + "ecdsa-sha256")
    yield _case("key-ed25519-as-ecdsa", "an Ed25519 key under the name of ECDSA", ring["ed25519"], disguised)


def _certificates(ring: Mapping[str, Pair]) -> Iterator[Case]:
    good, stranger = ring["ecdsa"], ring["stranger"]
    for name, what in {
        "stranger": "a self-made certificate of the party's name",
        "another-insurer": "the certificate of another party",
        "hub": "a message of the hub's own, sent back",
        "expired": "a registered certificate that expired a second ago",
        "not-yet": "a registered certificate that is valid from tomorrow",
    }.items():
        code = "HUB-407" if name in ("expired", "not-yet") else "HUB-406"
        yield _case(f"certificate-{name}", what, ring[name], Form(), code)
    named = f"<ds:KeyName>{good.certificate.serial_number:x}</ds:KeyName>"
    infos = {
        "none": ("HUB-406", "no KeyInfo", ""),
        "by-name": ("HUB-406", "the serial number alone", named),
        "empty": ("HUB-406", "an empty X509Data", "<ds:X509Data/>"),
        "no-base64": ("HUB-406", "a certificate that is no Base64", _bare("é!")),
        "no-certificate": ("HUB-406", "a certificate that is none", _bare("AAAA")),
        "by-address": (
            "HUB-406",
            "a certificate to be fetched",
            f'<ds:RetrievalMethod URI="http://127.0.0.1:9/c" Type="{DS}rawX509Certificate"/>',
        ),
        "in-pem": ("HUB-406", "a certificate in PEM", _bare(good.certificate.public_bytes(Encoding.PEM).decode())),
    }
    for name, (code, what, info) in infos.items():
        yield _case(f"certificate-{name}", what, good, Form(key_info=info), code)
    borrowed = "the registered certificate named, a stranger's key used"
    yield _case("certificate-borrowed", borrowed, stranger, Form(key_info=x509_data(good)))
    both = "the registered certificate and the stranger's own"
    yield _case("certificate-borrowed-too", both, stranger, Form(key_info=x509_data(stranger, good)))
    value = edited(
        signed(decision(), good),
        lambda _, s: s[-1].insert(0, etree.fromstring(f'<d:KeyValue xmlns:d="{DS}"><d:RSAKeyValue/></d:KeyValue>')),
    )
    assert QUALIFIED.encode() not in value
    yield Case("algorithms/certificate-beside-a-broken-key", "HUB-404", "a KeyValue that is none", value)


def _bare(text: str) -> str:
    return f"<ds:X509Data><ds:X509Certificate>{text}</ds:X509Certificate></ds:X509Data>"
