"""Signatures: ours verify elsewhere, others' verify here, and whatever was tampered with is refused by its code."""

import copy
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    pkcs12,
)
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.signer import SignatureReference, XMLSigner

from adapters.signing import (
    CertificateRegister,
    FileSigner,
    RegisteredVerifier,
    SelfCheckFailed,
    SigningKey,
    load_key,
    make_key,
    write_key,
)
from hub.errors import OperatorError, Rejected

NOW = 1_767_287_700_000_000
DAY = 86_400_000_000
NS = {"ds": "http://www.w3.org/2000/09/xmldsig#"}
DS = "{http://www.w3.org/2000/09/xmldsig#}"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
MESSAGE = (
    '<m:Receipt xmlns:m="urn:example:message" version="1.0"><m:Head><m:Id>r-1</m:Id><m:Sender>insurer-b</m:Sender>'
    '</m:Head><m:Body id="body"><m:Amount currency="CNY">100.00</m:Amount><m:Name>上海某公司 &amp; Co.</m:Name>'
    "</m:Body></m:Receipt>"
)


@dataclass
class SetClock:
    """A clock that shows what it was set to."""

    at: int = NOW

    def now(self) -> int:
        return self.at


@pytest.fixture(scope="module")
def keys() -> dict[str, SigningKey]:
    """A key for each kind, one of another party, and one that nobody registered."""
    return {
        "rsa": make_key("insurer-b", NOW, "rsa"),
        "ecdsa": make_key("insurer-b", NOW, "ecdsa"),
        "other party": make_key("bank-c", NOW),
        "stranger": make_key("insurer-b", NOW),
    }


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def verifier(keys: dict[str, SigningKey], clock: SetClock) -> RegisteredVerifier:
    ours = [keys["rsa"].certificate, keys["ecdsa"].certificate]
    return RegisteredVerifier(
        CertificateRegister({"insurer-b": ours, "bank-c": [keys["other party"].certificate]}), clock
    )


def parse(body: bytes | str) -> etree._Element:
    return etree.fromstring(body.encode() if isinstance(body, str) else body)


def canonical(element: etree._Element) -> bytes:
    return etree.tostring(element, method="c14n")


def refusal(verifier: RegisteredVerifier, body: bytes | str, party: str = "insurer-b") -> str:
    """The code that a message is refused with."""
    with pytest.raises(Rejected) as caught:
        verifier.verify(parse(body), party)
    return caught.value.faults[0].code


# ---- both ways, and with another library -----------------------------------------------------


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_what_the_hub_signs_verifies_and_comes_back_without_the_signature(keys, clock, verifier, kind):
    """Content in, the same content out."""
    message = parse(MESSAGE)

    signed = FileSigner(keys[kind], clock).sign(message)
    content = verifier.verify(parse(signed), "insurer-b")

    assert canonical(content) == canonical(message) == canonical(parse(MESSAGE))
    assert signed.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<m:Receipt")
    assert "上海某公司".encode() in signed


def test_the_signature_has_the_form_agreed_on(keys, clock):
    """Last child, no white space, the whole root, inclusive C14N 1.0 by name, the serial number as KeyName."""
    key = keys["ecdsa"]
    root = parse(FileSigner(key, clock).sign(parse(MESSAGE)))
    signature = root[-1]

    def algorithm(path: str) -> list[str | None]:
        return [element.get("Algorithm") for element in signature.findall(path, NS)]

    assert signature.tag == DS + "Signature"
    assert not [
        e for e in signature.iter() if (e.tail or "") + (e.text or "") != ((e.tail or "") + (e.text or "")).strip()
    ]
    assert algorithm("ds:SignedInfo/ds:CanonicalizationMethod") == [C14N]
    assert algorithm("ds:SignedInfo/ds:SignatureMethod") == ["http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"]
    assert [r.get("URI") for r in signature.iter(DS + "Reference")] == [""]
    assert algorithm(".//ds:Transform") == [NS["ds"] + "enveloped-signature", C14N]
    assert int(signature.findtext("ds:KeyInfo/ds:KeyName", namespaces=NS), 16) == key.certificate.serial_number
    text = signature.findtext("ds:KeyInfo/ds:X509Data/ds:X509Certificate", namespaces=NS)
    assert text == b64encode(key.certificate.public_bytes(Encoding.DER)).decode()


def verify_with_xmlsec(body: bytes, certificate: x509.Certificate) -> None:
    """Raises xmlsec.Error when it does not verify."""
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(certificate.public_bytes(Encoding.PEM), xmlsec.constants.KeyDataFormatCertPem)
    context.verify(xmlsec.tree.find_node(parse(body), xmlsec.constants.NodeSignature))


def sign_with_xmlsec(message: str, key: SigningKey, transforms: int, indented: bool = False) -> bytes:
    """As another stack does it; `indented` puts line feeds around the signature and in it."""
    root = parse(message)
    method = xmlsec.constants.TransformRsaSha256
    if isinstance(key.key, ec.EllipticCurvePrivateKey):
        method = xmlsec.constants.TransformEcdsaSha256
    template = xmlsec.template.create(root, xmlsec.constants.TransformInclC14N, method, ns="ds")
    if indented:
        template.tail = "\n"
    root.append(template)
    reference = xmlsec.template.add_reference(template, xmlsec.constants.TransformSha256, uri="")
    for transform in [xmlsec.constants.TransformEnveloped, xmlsec.constants.TransformInclC14N][:transforms]:
        xmlsec.template.add_transform(reference, transform)
    xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(template))
    context = xmlsec.SignatureContext()
    private = key.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    context.key = xmlsec.Key.from_memory(private, xmlsec.constants.KeyDataFormatPem)
    context.key.load_cert_from_memory(key.certificate.public_bytes(Encoding.PEM), xmlsec.constants.KeyDataFormatCertPem)
    context.sign(template)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_another_library_verifies_what_the_hub_signs(keys, clock, kind):
    """And refuses it once a character is another."""
    signed = FileSigner(keys[kind], clock).sign(parse(MESSAGE))

    verify_with_xmlsec(signed, keys[kind].certificate)
    with pytest.raises(xmlsec.Error):
        verify_with_xmlsec(signed.replace(b"100.00", b"900.00"), keys[kind].certificate)


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
@pytest.mark.parametrize("transforms", [1, 2])
@pytest.mark.parametrize("indented", [False, True])
def test_what_another_library_signs_verifies_here(keys, verifier, kind, transforms, indented):
    """With and without the second transform, on one line or on several."""
    signed = sign_with_xmlsec(MESSAGE, keys[kind], transforms, indented)

    content = verifier.verify(parse(signed), "insurer-b")

    assert content.findtext(".//{*}Amount") == "100.00"
    assert not list(content.iter(DS + "Signature"))


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]) | st.sampled_from("\t\n\r&<>\"'"))


@given(texts=st.lists(TEXT, min_size=1, max_size=5), value=TEXT)
def test_any_content_survives_signing_and_verifies_in_both_libraries(keys, texts, value):
    """White space, line ends, markup characters and any script, in text, tails and attributes."""
    message = etree.Element("{urn:example}Message", {"a": value}, nsmap={None: "urn:example", "other": "urn:other"})
    for text in texts:
        part = etree.SubElement(message, "{urn:other}Part")
        part.text = part.tail = text
    clock, key = SetClock(), keys["ecdsa"]

    signed = FileSigner(key, clock).sign(message)
    content = RegisteredVerifier(CertificateRegister({"p": [key.certificate]}), clock).verify(parse(signed), "p")

    verify_with_xmlsec(signed, key.certificate)
    assert canonical(content) == canonical(message)


def test_one_signer_and_one_verifier_serve_many_threads(keys, clock, verifier):
    """Neither keeps anything of a call."""
    signer, count = FileSigner(keys["ecdsa"], clock), 200

    def both_ways(number: int) -> str | None:
        signed = signer.sign(parse(MESSAGE.replace("r-1", f"r-{number}")))
        return verifier.verify(parse(signed), "insurer-b").findtext(".//{*}Id")

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(both_ways, range(count))) == [f"r-{n}" for n in range(count)]


# ---- what the hub will not sign --------------------------------------------------------------


@pytest.mark.parametrize(
    "message",
    [
        '<Message Id="m-1"><A/></Message>',
        '<Message ID="m-1"><A/></Message>',
        '<Message xml:lang="zh"><A/></Message>',
        '<Message><Signature xmlns="http://www.w3.org/2000/09/xmldsig#" Id="placeholder"/></Message>',
    ],
)
def test_a_message_that_would_be_signed_in_part_or_ambiguously_is_not_signed(keys, clock, message):
    """The library would sign `#m-1` instead of the whole, or other stacks would read it otherwise."""
    with pytest.raises(SelfCheckFailed):
        FileSigner(keys["ecdsa"], clock).sign(parse(message))


def test_nothing_leaves_once_our_own_certificate_has_expired(keys, clock):
    """A party would refuse it."""
    clock.at = NOW + 366 * DAY

    with pytest.raises(SelfCheckFailed, match="HUB-503"):
        FileSigner(keys["ecdsa"], clock).sign(parse(MESSAGE))


def test_nothing_leaves_that_does_not_verify(keys, clock):
    """A key that is not the certificate's is found out before the first message goes."""
    mixed = SigningKey(keys["stranger"].key, keys["ecdsa"].certificate)

    with pytest.raises(SelfCheckFailed, match="HUB-405"):
        FileSigner(mixed, clock).sign(parse(MESSAGE))


# ---- attacks ---------------------------------------------------------------------------------


class LaxSigner(XMLSigner):
    """Signs with whatever it is told to."""

    def check_deprecated_methods(self) -> None:
        """SHA-1 too."""


def signed_by(key: SigningKey, message: str = MESSAGE, **options: object) -> bytes:
    """A message signed with other options than the hub's."""
    method = SignatureMethod(options.pop("method", SignatureMethod.ECDSA_SHA256))
    digest = DigestAlgorithm(options.pop("digest", DigestAlgorithm.SHA256))
    c14n = options.pop("c14n", CanonicalizationMethod.CANONICAL_XML_1_0)
    options = {"key": options.pop("secret", key.key), "cert": [key.certificate], **options}
    signer = LaxSigner(signature_algorithm=method, digest_algorithm=digest, c14n_algorithm=c14n)
    return etree.tostring(signer.sign(parse(message), **options))


def edited(edit: Callable[[etree._Element, etree._Element], object]) -> Callable[[bytes], bytes]:
    """Change the tree of a signed message, given its root and its signature."""

    def attack(signed: bytes) -> bytes:
        root = parse(signed)
        edit(root, root.find("ds:Signature", NS))
        return etree.tostring(root)

    return attack


def rebuilt(build: Callable[[etree._Element, etree._Element], etree._Element]) -> Callable[[bytes], bytes]:
    """Make another message of a signed one, given its root and its signature."""

    def attack(signed: bytes) -> bytes:
        root = parse(signed)
        return etree.tostring(build(root, root.find("ds:Signature", NS)))

    return attack


def attribute(path: str, name: str, value: str) -> Callable[[bytes], bytes]:
    return edited(lambda _, signature: signature.find(path, NS).set(name, value))


def text(path: str, value: str) -> Callable[[bytes], bytes]:
    return edited(lambda _, signature: setattr(signature.find(path, NS), "text", value))


def without(path: str) -> Callable[[bytes], bytes]:
    def edit(root: etree._Element, _: etree._Element) -> None:
        element = root.find(path, NS)
        element.getparent().remove(element)

    return edited(edit)


def evil(root: etree._Element) -> etree._Element:
    """A copy of the message without signature, saying something else."""
    other = copy.deepcopy(root)
    other.remove(other.find("ds:Signature", NS))
    other.find(".//{*}Amount").text = "999999.00"
    return other


def wrap_in_body(root: etree._Element, _: etree._Element) -> etree._Element:
    wrapped = evil(root)
    wrapped.find("{*}Body").append(copy.deepcopy(root))
    return wrapped


def wrap_in_object(root: etree._Element, signature: etree._Element) -> etree._Element:
    wrapped, moved, original = evil(root), copy.deepcopy(signature), copy.deepcopy(root)
    original.remove(original.find("ds:Signature", NS))
    etree.SubElement(moved, DS + "Object").append(original)
    wrapped.append(moved)
    return wrapped


def wrap_beside(root: etree._Element, signature: etree._Element) -> etree._Element:
    wrapped, original = evil(root), copy.deepcopy(root)
    original.remove(original.find("ds:Signature", NS))
    wrapped.append(original)
    wrapped.append(copy.deepcopy(signature))
    return wrapped


def add_transform(algorithm: str) -> Callable[[bytes], bytes]:
    return edited(lambda _, s: etree.SubElement(s.find(".//ds:Transforms", NS), DS + "Transform", Algorithm=algorithm))


ATTACKS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "a value was changed": ("HUB-405", lambda b: b.replace(b"100.00", b"900.00")),
    "an attribute was changed": ("HUB-405", lambda b: b.replace(b'"CNY"', b'"USD"')),
    "an element was added": ("HUB-405", edited(lambda root, _: root.insert(0, etree.Element("Extra")))),
    "white space was added": ("HUB-405", lambda b: b.replace(b"<m:Body", b"\n<m:Body")),
    "text was put behind the signature": ("HUB-404", lambda b: b.replace(b"</ds:Signature>", b"</ds:Signature>x")),
    "the signature is gone": ("HUB-404", without("ds:Signature")),
    "the signature was moved down": ("HUB-404", edited(lambda root, s: root.find("{*}Body").append(s))),
    "the signature is the root": ("HUB-404", rebuilt(lambda _, s: copy.deepcopy(s))),
    "there are two signatures": ("HUB-404", edited(lambda root, s: root.append(copy.deepcopy(s)))),
    "there is another signature inside": ("HUB-404", edited(lambda root, s: root[0].append(copy.deepcopy(s)))),
    "the message was wrapped in the body of another": ("HUB-404", rebuilt(wrap_in_body)),
    "the message was wrapped in the signature": ("HUB-405", rebuilt(wrap_in_object)),
    "the message was put beside another": ("HUB-405", rebuilt(wrap_beside)),
    "the signature's value was changed": ("HUB-405", text("ds:SignatureValue", b64encode(bytes(64)).decode())),
    "the signature's value is short": ("HUB-405", text("ds:SignatureValue", "AAAA")),
    "the signature's value is empty": ("HUB-405", text("ds:SignatureValue", "")),
    "the signature's value is no base64": ("HUB-405", text("ds:SignatureValue", "é!")),
    "the digest was changed": ("HUB-405", text(".//ds:DigestValue", b64encode(bytes(32)).decode())),
    "there is no SignedInfo": ("HUB-404", without("ds:Signature/ds:SignedInfo")),
    "there are two SignedInfos": ("HUB-404", edited(lambda _, s: s.insert(0, copy.deepcopy(s[0])))),
    "there is no reference": ("HUB-404", without(".//ds:Reference")),
    "there are two references": (
        "HUB-404",
        edited(lambda _, s: s.find("ds:SignedInfo", NS).append(copy.deepcopy(s.find(".//ds:Reference", NS)))),
    ),
    "the reference names no document": (
        "HUB-404",
        edited(lambda _, s: s.find(".//ds:Reference", NS).attrib.pop("URI")),
    ),
    "the reference was turned to a part": ("HUB-404", attribute(".//ds:Reference", "URI", "#body")),
    "there are no transforms": ("HUB-404", without(".//ds:Transforms")),
    "an XPath transform was added": ("HUB-405", add_transform("http://www.w3.org/TR/1999/REC-xpath-19991116")),
    "a base64 transform was added": ("HUB-405", add_transform("http://www.w3.org/2000/09/xmldsig#base64")),
    "an XSLT transform was added": ("HUB-405", add_transform("http://www.w3.org/TR/1999/REC-xslt-19991116")),
    "the method is unknown": ("HUB-405", attribute(".//ds:SignatureMethod", "Algorithm", "urn:none")),
    "the method has parameters": (
        "HUB-405",
        edited(lambda _, s: etree.SubElement(s.find(".//ds:SignatureMethod", NS), DS + "HMACOutputLength")),
    ),
    "the method is another kind of key's": (
        "HUB-405",
        attribute(".//ds:SignatureMethod", "Algorithm", SignatureMethod.RSA_SHA256.value),
    ),
    "the certificate is gone": ("HUB-406", without("ds:Signature/ds:KeyInfo")),
    "the certificate is no certificate": ("HUB-406", text(".//ds:X509Certificate", "AAAA")),
    "the certificate is no base64": ("HUB-406", text(".//ds:X509Certificate", "é")),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_message_that_was_tampered_with_is_refused(keys, verifier, name):
    """Each attack by its code; the same message passes untouched."""
    code, attack = ATTACKS[name]
    signed = signed_by(keys["ecdsa"])
    verifier.verify(parse(signed), "insurer-b")

    assert refusal(verifier, attack(signed)) == code


METHODS: dict[str, tuple[str, dict[str, object]]] = {
    "HMAC with the public key as its secret": ("HUB-405", {"method": SignatureMethod.HMAC_SHA256}),
    "SHA-1 in the signature": ("HUB-405", {"method": SignatureMethod.ECDSA_SHA1}),
    "SHA-1 in the digest": ("HUB-405", {"digest": DigestAlgorithm.SHA1}),
    "SHA-224": ("HUB-405", {"method": SignatureMethod.ECDSA_SHA224}),
    "exclusive C14N": ("HUB-405", {"c14n": CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0}),
    "C14N 1.1": ("HUB-405", {"c14n": CanonicalizationMethod.CANONICAL_XML_1_1}),
    "C14N with comments": ("HUB-405", {"c14n": CanonicalizationMethod.CANONICAL_XML_1_0_WITH_COMMENTS}),
    "a signature of a part": ("HUB-404", {"reference_uri": "body"}),
    "a signature of two parts": (
        "HUB-404",
        {"reference_uri": [SignatureReference("body"), SignatureReference("body")]},
    ),
    "a bare key without certificate": ("HUB-406", {"cert": None}),
}


@pytest.mark.parametrize("name", METHODS)
def test_a_genuine_signature_by_other_methods_is_refused(keys, verifier, name):
    """Though it was made with the party's own key."""
    code, options = METHODS[name]
    key = keys["ecdsa"]
    if options.get("method") is SignatureMethod.HMAC_SHA256:
        public = key.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        info = parse(signed_by(key)).find(".//ds:KeyInfo", NS)
        signed = parse(signed_by(key, secret=public, **options))
        signed[-1].append(info)
        assert refusal(verifier, etree.tostring(signed)) == code
    else:
        assert refusal(verifier, signed_by(key, **options)) == code


def test_a_key_counts_for_its_own_party_only(keys, verifier):
    """Registered for one, it is a stranger's for another; a party without certificates has none."""
    assert refusal(verifier, signed_by(keys["other party"])) == "HUB-406"
    assert refusal(verifier, signed_by(keys["stranger"])) == "HUB-406"
    assert refusal(verifier, signed_by(keys["ecdsa"]), "nobody") == "HUB-406"
    verifier.verify(parse(signed_by(keys["other party"])), "bank-c")


def test_naming_a_registered_certificate_does_not_help_a_strangers_key(keys, verifier):
    """The registered certificate verifies, not what the message brings along."""
    key_and_name = SigningKey(keys["stranger"].key, keys["ecdsa"].certificate)

    assert refusal(verifier, signed_by(key_and_name)) == "HUB-405"


@pytest.mark.parametrize("offset", [-2 * DAY, 366 * DAY])
def test_a_certificate_counts_within_its_time_only(keys, clock, verifier, offset):
    """By the hub's clock, not the machine's."""
    clock.at = NOW + offset

    assert refusal(verifier, signed_by(keys["ecdsa"])) == "HUB-406"


def test_a_comment_does_not_hide_a_part_of_a_value(keys, verifier):
    """A comment is not signed; the value read back is the one that was, in one piece."""
    signed = signed_by(keys["ecdsa"]).replace(b"100.00", b"1<!-- -->00.00")

    assert verifier.verify(parse(signed), "insurer-b").findtext(".//{*}Amount") == "100.00"


# ---- keys and certificates in files ----------------------------------------------------------


def private_pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def private_file(path: Path, content: bytes) -> Path:
    path.touch(0o600)
    path.write_bytes(content)
    return path


def code_of(path: Path, certificate: Path | None = None, password: bytes | None = None) -> str:
    """The code that loading a key fails with."""
    with pytest.raises(OperatorError) as caught:
        load_key(path, certificate, password)
    return caught.value.code


def test_development_keys_are_written_for_their_owner_only_and_never_over_others(keys, tmp_path):
    """Both files of mode 600, and what was written loads again."""
    key, certificate = write_key(keys["rsa"], tmp_path / "keys" / "hub")

    assert {path.stat().st_mode & 0o777 for path in (key, certificate)} == {0o600}
    assert load_key(key, certificate).certificate == keys["rsa"].certificate
    with pytest.raises(OperatorError, match="HUB-707"):
        write_key(keys["ecdsa"], tmp_path / "keys" / "hub")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_private_key_that_others_may_read_or_change_is_refused(keys, tmp_path, mode):
    """Group included."""
    key, certificate = write_key(keys["ecdsa"], tmp_path)
    key.chmod(mode)

    assert code_of(key, certificate) == "HUB-707"


@pytest.mark.parametrize("first", ["key", "certificate"])
def test_key_and_certificate_may_share_a_file(keys, tmp_path, first):
    """In either order."""
    parts = [private_pem(keys["ecdsa"].key), keys["ecdsa"].certificate.public_bytes(Encoding.PEM)]
    path = private_file(tmp_path / "both.pem", b"".join(parts if first == "key" else reversed(parts)))

    assert load_key(path).key.private_numbers() == keys["ecdsa"].key.private_numbers()


def test_a_pkcs12_file_needs_its_password(keys, tmp_path):
    """It brings its certificate along."""
    key, encryption = keys["rsa"], BestAvailableEncryption(b"secret")
    content = pkcs12.serialize_key_and_certificates(b"hub", key.key, key.certificate, None, encryption)
    path = private_file(tmp_path / "hub.p12", content)

    assert load_key(path, password=b"secret").certificate == key.certificate
    assert code_of(path, password=b"wrong") == "HUB-707"
    assert code_of(path) == "HUB-707"


def test_a_key_that_cannot_be_used_is_refused_with_a_reason(keys, tmp_path):
    """Missing, unreadable, without or with another's certificate, of another kind or too short."""
    certificate = tmp_path / "certificate.pem"
    certificate.write_bytes(keys["ecdsa"].certificate.public_bytes(Encoding.PEM))
    files = {
        "rubbish": b"rubbish",
        "alone": private_pem(keys["ecdsa"].key),
        "another": private_pem(keys["stranger"].key),
        "curve": private_pem(ec.generate_private_key(ec.SECP384R1())),
        "short": private_pem(rsa.generate_private_key(65537, 1024)),
    }
    paths = {name: private_file(tmp_path / name, content) for name, content in files.items()}

    assert code_of(tmp_path / "missing", certificate) == "HUB-705"
    assert code_of(paths["another"], tmp_path / "missing") == "HUB-705"
    assert code_of(paths["alone"]) == "HUB-707"
    assert {code_of(paths[name], certificate) for name in ("rubbish", "another", "curve", "short")} == {"HUB-707"}


def weak_certificate() -> x509.Certificate:
    """An RSA certificate of 1024 bits."""
    key, name = rsa.generate_private_key(65537, 1024), x509.Name([])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1)
    builder = builder.not_valid_before(datetime(2025, 1, 1, tzinfo=UTC))
    return builder.not_valid_after(datetime(2035, 1, 1, tzinfo=UTC)).sign(key, SHA256())


def test_the_register_reads_every_certificate_of_every_party(keys, clock, tmp_path):
    """Several files a party, several certificates a file."""
    (tmp_path / "insurer-b").mkdir()
    (tmp_path / "bank-c").mkdir()
    pem = {name: key.certificate.public_bytes(Encoding.PEM) for name, key in keys.items()}
    (tmp_path / "insurer-b" / "all.pem").write_bytes(pem["rsa"] + pem["ecdsa"])
    (tmp_path / "insurer-b" / "new.pem").write_bytes(pem["stranger"])
    (tmp_path / "bank-c" / "1.pem").write_bytes(pem["other party"])
    verifier = RegisteredVerifier(CertificateRegister.load(tmp_path), clock)

    for name in ("ecdsa", "stranger"):
        verifier.verify(parse(signed_by(keys[name])), "insurer-b")
    verifier.verify(parse(signed_by(keys["other party"])), "bank-c")
    assert refusal(verifier, signed_by(keys["other party"])) == "HUB-406"


def test_a_register_with_a_certificate_that_cannot_be_used_is_refused(tmp_path):
    """Rather than read in part."""
    (tmp_path / "insurer-b").mkdir()
    file = tmp_path / "insurer-b" / "1.pem"

    for content in (b"rubbish", b"", weak_certificate().public_bytes(Encoding.PEM)):
        file.write_bytes(content)
        with pytest.raises(OperatorError, match="HUB-707"):
            CertificateRegister.load(tmp_path)
