"""Signatures: ours verify elsewhere, others' verify here, and nothing is signed that would not."""

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor

import pytest
import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from elements import text_of
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from signing_cases import DAY, DS, MESSAGE, NOW, NS, SetClock, canonical, parse

from adapters.signing import FileSigner, RegisteredVerifier, SelfCheckFailed
from adapters.trust import CertificateRegister
from adapters.x509 import SigningKey
from adapters.x509.making import private_pem
from hub.errors import SignerUnavailable

C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"

# ---- both ways, and with another library -----------------------------------------------------


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_what_the_hub_signs_verifies_and_comes_back_without_the_signature(
    keys: dict[str, SigningKey], clock: SetClock, verifier: RegisteredVerifier, kind: str
) -> None:
    """Content in, the same content out."""
    message = parse(MESSAGE)

    signed = FileSigner(keys[kind], clock).sign(message)
    content = verifier.verify(parse(signed), "insurer-b")

    assert canonical(content) == canonical(message) == canonical(parse(MESSAGE))
    assert signed.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<m:Receipt")
    assert "上海某公司".encode() in signed


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_the_same_message_signed_again_has_the_same_bytes(
    keys: dict[str, SigningKey], clock: SetClock, kind: str
) -> None:
    """A receipt answers bytes: made again after a restore, a message is still the one that was answered."""
    signers = FileSigner(keys[kind], clock), FileSigner(keys[kind], clock)

    assert signers[0].sign(parse(MESSAGE)) == signers[1].sign(parse(MESSAGE))


def test_the_signature_has_the_form_agreed_on(keys: dict[str, SigningKey], clock: SetClock) -> None:
    """Last child, no white space, the whole root, SHA-256, inclusive C14N 1.0 by name, the serial number as KeyName."""
    key = keys["ecdsa"]
    root = parse(FileSigner(key, clock).sign(parse(MESSAGE)))
    signature = root[-1]

    def algorithm(path: str) -> list[str | None]:
        return [element.get("Algorithm") for element in signature.findall(path, NS)]

    assert signature.tag == DS + "Signature"
    assert signature.tail is None
    assert not any(text.isspace() for text in "".join(map(str, signature.itertext())))
    assert algorithm("ds:SignedInfo/ds:CanonicalizationMethod") == [C14N]
    assert algorithm("ds:SignedInfo/ds:SignatureMethod") == ["http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"]
    assert [r.get("URI") for r in signature.iter(DS + "Reference")] == [""]
    assert algorithm(".//ds:DigestMethod") == ["http://www.w3.org/2001/04/xmlenc#sha256"]
    assert algorithm(".//ds:Transform") == [NS["ds"] + "enveloped-signature", C14N]
    assert int(text_of(signature, "ds:KeyInfo/ds:KeyName", NS), 16) == key.certificate.serial_number
    text = signature.findtext("ds:KeyInfo/ds:X509Data/ds:X509Certificate", namespaces=NS)
    assert text == b64encode(key.certificate.public_bytes(Encoding.DER)).decode()


def verify_with_xmlsec(body: bytes, certificate: x509.Certificate) -> None:
    """Raises xmlsec.Error when it does not verify."""
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(certificate.public_bytes(Encoding.PEM), xmlsec.constants.KeyDataFormatCertPem)
    signature = xmlsec.tree.find_node(parse(body), xmlsec.constants.NodeSignature)
    assert signature is not None
    context.verify(signature)


def remove_white_space(signature: etree._Element) -> None:
    """From all of it: from what will be signed only before that."""
    for element in signature.iter():
        element.text = "".join((element.text or "").split()) or None
        element.tail = "".join((element.tail or "").split()) or None


def sign_with_xmlsec(message: str, key: SigningKey, transforms: int, indented: bool = False) -> bytes:
    """As another stack does it; `indented` leaves line feeds around the signature and in it."""
    root = parse(message)
    method = xmlsec.constants.TransformRsaSha256
    if isinstance(key.key, ec.EllipticCurvePrivateKey):
        method = xmlsec.constants.TransformEcdsaSha256
    template = xmlsec.template.create(root, xmlsec.constants.TransformInclC14N, method, ns="ds")
    if indented:
        root[-1].tail = template.tail = "\n"
    root.append(template)
    reference = xmlsec.template.add_reference(template, xmlsec.constants.TransformSha256, uri="")
    for transform in [xmlsec.constants.TransformEnveloped, xmlsec.constants.TransformInclC14N][:transforms]:
        xmlsec.template.add_transform(reference, transform)
    xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(template))
    context = xmlsec.SignatureContext()
    private = private_pem(key.key)
    context.key = xmlsec.Key.from_memory(private, xmlsec.constants.KeyDataFormatPem)
    context.key.load_cert_from_memory(key.certificate.public_bytes(Encoding.PEM), xmlsec.constants.KeyDataFormatCertPem)
    if not indented:
        remove_white_space(template)
    context.sign(template)
    if not indented:
        remove_white_space(template)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_another_library_verifies_what_the_hub_signs(keys: dict[str, SigningKey], clock: SetClock, kind: str) -> None:
    """And refuses it once a character is another."""
    signed = FileSigner(keys[kind], clock).sign(parse(MESSAGE))

    verify_with_xmlsec(signed, keys[kind].certificate)
    with pytest.raises(xmlsec.Error):
        verify_with_xmlsec(signed.replace(b"100.00", b"900.00"), keys[kind].certificate)


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
@pytest.mark.parametrize("transforms", [1, 2])
@pytest.mark.parametrize("indented", [False, True])
def test_what_another_library_signs_verifies_here(
    keys: dict[str, SigningKey], verifier: RegisteredVerifier, kind: str, transforms: int, indented: bool
) -> None:
    """With and without the second transform, on one line or on several."""
    signed = sign_with_xmlsec(MESSAGE, keys[kind], transforms, indented)
    assert (b"\n" in signed.partition(b"<m:Receipt")[2]) is indented

    content = verifier.verify(parse(signed), "insurer-b")

    assert content.findtext(".//{*}Amount") == "100.00"
    assert not list(content.iter(DS + "Signature"))


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]) | st.sampled_from("\t\n\r&<>\"'"))


@settings(deadline=None)  # a busy machine is no fault of a signature
@given(texts=st.lists(TEXT, min_size=1, max_size=5), value=TEXT)
def test_any_content_survives_signing_and_verifies_in_both_libraries(
    keys: dict[str, SigningKey], texts: list[str], value: str
) -> None:
    """White space, line ends, markup characters and any script, in text, tails and attributes."""
    spaces = {None: "urn:example", "other": "urn:other"}
    message = etree.Element("{urn:example}Message", {"a": value}, nsmap=spaces)  # type: ignore[arg-type]  # the stubs know no default namespace
    for text in texts:
        part = etree.SubElement(message, "{urn:other}Part")
        part.text = part.tail = text
    clock, key = SetClock(), keys["ecdsa"]

    signed = FileSigner(key, clock).sign(message)
    content = RegisteredVerifier(CertificateRegister({"p": [key.certificate]}), clock).verify(parse(signed), "p")

    verify_with_xmlsec(signed, key.certificate)
    assert canonical(content) == canonical(message)


def test_one_signer_and_one_verifier_serve_many_threads(
    keys: dict[str, SigningKey], clock: SetClock, verifier: RegisteredVerifier
) -> None:
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
        '<Message xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><A/></Message>',
    ],
)
def test_a_message_that_would_be_signed_in_part_or_ambiguously_is_not_signed(
    keys: dict[str, SigningKey], clock: SetClock, message: str
) -> None:
    """Readers could take `#m-1` for what is meant instead of the whole, or other stacks would read it otherwise."""
    with pytest.raises(SelfCheckFailed):
        FileSigner(keys["ecdsa"], clock).sign(parse(message))


def test_nothing_leaves_once_our_own_certificate_has_expired(keys: dict[str, SigningKey], clock: SetClock) -> None:
    """A party would refuse it; nothing is wrong with the message, so it waits."""
    signer = FileSigner(keys["ecdsa"], clock)
    clock.at = NOW + 364 * DAY
    signer.sign(parse(MESSAGE))
    clock.at = NOW + 366 * DAY

    with pytest.raises(SignerUnavailable, match="HUB-505"):
        signer.sign(parse(MESSAGE))


def test_nothing_leaves_that_does_not_verify(keys: dict[str, SigningKey], clock: SetClock) -> None:
    """A key that is not the certificate's is found out before the first message goes."""
    mixed = SigningKey(keys["stranger"].key, keys["ecdsa"].certificate)

    with pytest.raises(SelfCheckFailed, match="HUB-405"):
        FileSigner(mixed, clock).sign(parse(MESSAGE))
