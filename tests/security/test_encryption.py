"""Encrypted messages: written in one form, read strictly, refused alike, and understood by other stacks."""

import shutil
import subprocess
import time
from base64 import b64decode, b64encode
from pathlib import Path
from statistics import median

import pytest
import xmlsec
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP, PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESCCM
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from encryption_cases import DS, PARTY, XENC, XENC11, Sealed, a_side, key_of, the_hub, the_party
from lxml import etree
from other_stacks import STACKS
from services.machine import missing
from signing_cases import MESSAGE, NOW

from adapters.encryption import CIPHERS
from adapters.encryption.confidential import LARGEST, TooLarge
from adapters.x509 import SigningKey, der, make_key
from hub.catalogue.mapping.parties import ENCRYPTIONS
from hub.errors import ReceiverUnavailable, Rejected

DECLARED = b"<?xml version='1.0' encoding='UTF-8'?>\n" + MESSAGE.encode()


def refusal(body: bytes, *, is_kept: bool = False) -> Rejected:
    with pytest.raises(Rejected) as caught:
        the_hub().decrypt(body, PARTY, is_kept=is_kept)
    return caught.value


def encrypted(content: bytes = DECLARED) -> bytes:
    found = the_hub().encrypt(content, PARTY)
    assert found is not None
    return found.wire


# ---- the form ------------------------------------------------------------------------------------


def test_the_catalogue_and_the_adapter_know_the_same_ciphers() -> None:
    assert set(ENCRYPTIONS) == set(CIPHERS)


def test_what_is_encrypted_for_a_party_only_the_party_reads() -> None:
    """As an element without its XML declaration: what the party decrypts are exactly the bytes that are kept."""
    made = the_hub().encrypt(DECLARED, PARTY)

    assert made is not None
    assert made.content == MESSAGE.encode()
    assert the_party().decrypt(made.wire, "hub") == made.content
    assert b"100.00" not in made.wire
    assert the_hub().encrypt(DECLARED, PARTY) != made


def test_nothing_is_encrypted_for_who_agreed_on_nothing() -> None:
    assert the_hub().encrypt(DECLARED, "bank-c") is None
    assert the_hub().decrypt(DECLARED, "bank-c") is None


def test_the_newest_certificate_that_is_valid_is_encrypted_with() -> None:
    """Of a key of the agreed kind; without one the message waits."""
    day = 86_400_000_000
    older, newer, later = (make_key(PARTY, NOW + days * day, "rsa", purpose="encryption") for days in (-90, -9, 30))
    hub = a_side(PARTY, key_of("hub"), theirs=[newer, older, later, make_key(PARTY, NOW)])

    made = hub.encrypt(DECLARED, PARTY)
    assert made is not None
    assert a_side("hub", newer).decrypt(made.wire, "hub") == made.content
    with pytest.raises(ReceiverUnavailable):
        a_side(PARTY, key_of("hub"), theirs=[later, make_key(PARTY, NOW)]).encrypt(DECLARED, PARTY)


def test_every_key_of_ours_decrypts_whether_its_certificate_is_named_or_not() -> None:
    """A party may still encrypt for the older one."""
    older = make_key("hub", NOW, "rsa", purpose="encryption")
    hub = a_side(PARTY, older, key_of("hub"))

    assert hub.decrypt(Sealed().written(), PARTY) == b"<m/>"
    assert hub.decrypt(Sealed(hint=named(key_of("hub"))).written(), PARTY) == b"<m/>"


def test_a_message_that_does_not_fit_one_element_is_not_cut() -> None:
    with pytest.raises(TooLarge):
        the_hub().encrypt(b"x" * (LARGEST + 1), PARTY)
    made = the_hub().encrypt(b"x" * LARGEST, PARTY)
    assert made is not None
    assert the_party().decrypt(made.wire, "hub") == made.content


# ---- what comes in -------------------------------------------------------------------------------


def named(key: SigningKey) -> str:
    text = b64encode(der(key.certificate)).decode()
    return f"<d:KeyInfo><d:X509Data><d:X509Certificate>{text}</d:X509Certificate></d:X509Data></d:KeyInfo>"


@pytest.mark.parametrize(
    "form",
    [
        Sealed(),
        Sealed(root=""),
        Sealed(root=f' Id="e" MimeType="text/xml" Type="{XENC}Element"'),
        Sealed(hint="<d:KeyInfo><d:KeyName>anything</d:KeyName></d:KeyInfo>"),
        Sealed(data="\n<e:CipherData>\n <e:CipherValue>\n{}\n</e:CipherValue>\n</e:CipherData>\n"),
    ],
)
def test_the_agreed_form_is_read(form: Sealed) -> None:
    """With or without what means nothing."""
    assert the_hub().decrypt(form.written(), PARTY) == b"<m/>"


@pytest.mark.parametrize(
    ("body", "is_answered"), [(MESSAGE.encode(), True), (b"<m:TechnicalReceipt xmlns:m='u'/>", False)]
)
def test_a_plain_message_is_refused_where_encryption_was_agreed(body: bytes, is_answered: bool) -> None:
    """A receipt is not answered; what is kept decrypted in the store may be plain."""
    found = refusal(body)

    assert found.faults[0].code == "HUB-810"
    assert found.is_answered is is_answered
    assert the_hub().decrypt(body, PARTY, is_kept=True) is None


_ANY_VALUE = "<e:CipherData><e:CipherValue>AAAA</e:CipherValue></e:CipherData>"
STRANGER = f"<e:EncryptedKey>{Sealed().transport}{_ANY_VALUE}</e:EncryptedKey>"
REFERENCE = '<e:CipherData><e:CipherReference URI="http://127.0.0.1:9/x"/></e:CipherData>'
OAEP_2001 = (
    f'<e:EncryptionMethod Algorithm="{XENC}rsa-oaep-mgf1p"><d:DigestMethod Algorithm="{DS}sha1"/></e:EncryptionMethod>'
)
OAEP_SHA1_MASK = (
    f'<e:EncryptionMethod Algorithm="{XENC11}rsa-oaep"><d:DigestMethod Algorithm="{XENC}sha256"/>'
    f'<f:MGF Algorithm="{XENC11}mgf1sha1"/></e:EncryptionMethod>'
)
HOSTILE: dict[str, Sealed] = {
    # keys
    "for somebody else": Sealed(to=PARTY),
    "two keys": Sealed(beside_key=STRANGER),
    "a key behind a reference": Sealed(beside_key='<d:RetrievalMethod URI="http://127.0.0.1:9/k"/>'),
    "a reference beside the hint": Sealed(hint='<d:KeyInfo><d:RetrievalMethod URI="#k"/></d:KeyInfo>'),
    "a key in a key": Sealed(hint=f"<d:KeyInfo>{STRANGER}</d:KeyInfo>"),
    "a certificate of somebody else": Sealed(hint=named(key_of(PARTY))),
    "a certificate that is none": Sealed(
        hint="<d:KeyInfo><d:X509Data><d:X509Certificate>é</d:X509Certificate></d:X509Data></d:KeyInfo>"
    ),
    "a public key in place of a certificate": Sealed(hint="<d:KeyInfo><d:KeyValue/></d:KeyInfo>"),
    "a short key": Sealed(key=b"k" * 16),
    "an empty key": Sealed(key_value=b""),
    "a key that is longer than the modulus": Sealed(key_value=b"\xff" * 300),
    "a key of zeros": Sealed(key_value=bytes(256)),
    "a key in the clear": Sealed(key=b"k" * 32, key_value=b"k" * 32),
    "what the key was carried for": Sealed(after_key="<e:CarriedKeyName>k</e:CarriedKeyName>"),
    "a list of references": Sealed(after_key='<e:ReferenceList><e:DataReference URI="#e"/></e:ReferenceList>'),
    # weaker algorithms
    "PKCS#1 v1.5": Sealed(padding=PKCS1v15(), transport=f'<e:EncryptionMethod Algorithm="{XENC}rsa-1_5"/>'),
    "PKCS#1 v1.5 under the agreed name": Sealed(padding=PKCS1v15()),
    "OAEP with SHA-1": Sealed(padding=OAEP(MGF1(SHA1()), SHA1(), None), transport=OAEP_2001),
    "OAEP with SHA-1 under the agreed name": Sealed(padding=OAEP(MGF1(SHA1()), SHA1(), None)),
    "a mask by SHA-1": Sealed(padding=OAEP(MGF1(SHA1()), SHA256(), None), transport=OAEP_SHA1_MASK),
    "a label": Sealed(padding=OAEP(MGF1(SHA256()), SHA256(), b"label")),
    "parameters of OAEP": Sealed(
        transport=Sealed().transport.replace("<d:DigestMethod", "<e:OAEPparams>AAAA</e:OAEPparams><d:DigestMethod")
    ),
    "AES-CBC": Sealed(value=bytes(64), method=f'<e:EncryptionMethod Algorithm="{XENC}aes256-cbc"/>'),
    "AES-128": Sealed(key=b"k" * 16, method=f'<e:EncryptionMethod Algorithm="{XENC11}aes128-gcm"/>'),
    "another mode under the agreed name": Sealed(cipher=AESCCM),
    "a size of the key": Sealed(
        method=f'<e:EncryptionMethod Algorithm="{XENC11}aes256-gcm"><e:KeySize>128</e:KeySize></e:EncryptionMethod>'
    ),
    "no algorithm": Sealed(method="<e:EncryptionMethod/>"),
    "no method": Sealed(method=""),
    # the content
    "a tag cut off": Sealed(value=bytes(12 + 8)),
    "no content": Sealed(value=b""),
    "only nonce and tag": Sealed(content=b""),
    "content elsewhere": Sealed(data=REFERENCE),
    "a key elsewhere": Sealed(key_data=REFERENCE),
    "content twice": Sealed(after=Sealed().data.format("AAAA")),
    "two values": Sealed(
        data=Sealed().data.replace("</e:CipherValue>", "</e:CipherValue><e:CipherValue>AAAA</e:CipherValue>")
    ),
    "a value that is no Base64": Sealed(data=Sealed().data.replace("{}", "{}#")),
    "an element in the value": Sealed(data=Sealed().data.replace("{}", "<e:CipherValue>{}</e:CipherValue>")),
    "text between": Sealed(after="S"),
    # what it says it is
    "the content of an element": Sealed(root=f' Type="{XENC}Content"'),
    "encoded once more": Sealed(root=' Encoding="http://www.w3.org/2000/09/xmldsig#base64"'),
    "an attribute of somebody's": Sealed(root=' x="1"'),
    "properties": Sealed(after="<e:EncryptionProperties><e:EncryptionProperty/></e:EncryptionProperties>"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_everything_else_is_refused_alike(name: str) -> None:
    """The same code without any detail, and no answer, so that nobody learns from many attempts what was wrong."""
    found = refusal(HOSTILE[name].written())

    assert found.faults == refusal(Sealed(to=PARTY).written()).faults
    assert found.faults[0].code == "HUB-811"
    assert not found.is_answered


def test_encrypted_data_around_the_message_or_within_it_is_no_encrypted_message() -> None:
    """One within another decrypts to a message without signature; one in a plain message is plain."""
    inner = Sealed().written()

    assert the_hub().decrypt(Sealed(content=inner).written(), PARTY) == inner
    assert refusal(b"<m>" + inner + b"</m>").faults[0].code == "HUB-810"


@pytest.mark.parametrize("place", range(0, 60, 7))
def test_no_bit_of_key_or_content_can_be_changed(place: int) -> None:
    """Neither nonce nor ciphertext nor tag, nor the encrypted key."""
    root = etree.fromstring(encrypted())
    for value in root.iter(f"{{{XENC}}}CipherValue"):
        before = value.text or ""
        changed = bytearray(b64decode(before))
        changed[place * (len(changed) - 1) // 59] ^= 1
        value.text = b64encode(bytes(changed)).decode()
        with pytest.raises(Rejected) as caught:
            the_party().decrypt(etree.tostring(root), "hub")
        assert caught.value.faults[0].code == "HUB-811"
        value.text = before


def test_a_wrong_padding_takes_the_time_of_a_wrong_content() -> None:
    """A key that does not decrypt is replaced by a random one, and the content is decrypted all the same."""
    content = b"<m>" + b"x" * 100_000 + b"</m>"
    forms = {"padding": Sealed(content=content, padding=PKCS1v15()), "content": Sealed(content=content, to="hub")}
    bodies = {name: form.written() for name, form in forms.items()}
    bodies["content"] = Sealed(value=bytes(12) + content).written()
    took: dict[str, list[float]] = {name: [] for name in bodies}
    for _ in range(15):
        for name, body in bodies.items():
            started = time.thread_time()
            refusal(body)
            took[name].append(time.thread_time() - started)

    assert median(took["padding"]) < 3 * median(took["content"])
    assert median(took["content"]) < 3 * median(took["padding"])


# ---- other stacks --------------------------------------------------------------------------------


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    file = tmp_path / "party.pem"
    key = key_of(PARTY).key
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))  # type: ignore[union-attr]
    return file


def test_xmlsec_decrypts_what_the_hub_encrypts(key_file: Path) -> None:
    """The library behind many platforms, beside the hub's own lxml."""
    manager = xmlsec.KeysManager()
    manager.add_key(xmlsec.Key.from_file(str(key_file), xmlsec.constants.KeyDataFormatPem))

    found = xmlsec.EncryptionContext(manager).decrypt(etree.fromstring(encrypted()))

    assert etree.tostring(found, method="c14n") == etree.tostring(etree.fromstring(MESSAGE), method="c14n")


def test_the_hub_decrypts_what_xmlsec_encrypts(tmp_path: Path) -> None:
    """From a template of the agreed form."""
    certificate = tmp_path / "hub.pem"
    certificate.write_bytes(key_of("hub").certificate.public_bytes(Encoding.PEM))
    manager = xmlsec.KeysManager()
    manager.add_key(xmlsec.Key.from_file(str(certificate), xmlsec.constants.KeyDataFormatCertPem))
    template = etree.fromstring(Sealed(key_value=b"", value=b"").written())
    context = xmlsec.EncryptionContext(manager)
    context.key = xmlsec.Key.generate(xmlsec.constants.KeyDataAes, 256, xmlsec.constants.KeyDataTypeSession)

    made = context.encrypt_xml(template, etree.fromstring(MESSAGE))

    found = the_hub().decrypt(etree.tostring(made), PARTY)
    assert etree.fromstring(found or b"").findtext(".//{*}Amount") == "100.00"


@pytest.mark.slow
def test_java_decrypts_what_the_hub_encrypts_and_the_hub_what_java_does(key_file: Path, tmp_path: Path) -> None:
    """By the standard's text and Java's own ciphers."""
    if shutil.which("java") is None or shutil.which("javac") is None:
        missing("java is not installed: make stacks")
    files = {name: tmp_path / name for name in ("wire", "plain", "certificate", "message", "reply")}
    files["wire"].write_bytes(encrypted())
    files["message"].write_bytes(MESSAGE.encode())
    files["certificate"].write_bytes(key_of("hub").certificate.public_bytes(Encoding.PEM))

    def java(*given: object) -> None:
        command = ["java", str(STACKS / "XmlEnc.java"), *map(str, given)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
        assert done.returncode == 0, done.stderr

    java("decrypt", key_file, files["wire"], files["plain"])
    java("encrypt", files["certificate"], files["message"], files["reply"])

    assert files["plain"].read_bytes() == MESSAGE.encode()
    assert the_hub().decrypt(files["reply"].read_bytes(), PARTY) == MESSAGE.encode()
