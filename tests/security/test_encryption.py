"""Encrypted messages: written in one form, read strictly, refused alike, and understood by other stacks."""

import shutil
import subprocess
import time
from base64 import b64decode, b64encode
from pathlib import Path
from statistics import median

import pytest
import xmlsec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from encryption_cases import PARTY, XENC, Sealed, a_side, key_of, the_hub, the_party
from encryption_tricks import hostile, named
from lxml import etree
from other_stacks import STACKS
from services.machine import missing
from signing_cases import MESSAGE, NOW

from adapters.encryption.ciphers import CIPHERS
from adapters.encryption.confidential import LARGEST
from adapters.x509 import make_key
from hub.catalogue.mapping.parties import ENCRYPTIONS
from hub.errors import DoesNotFit, ReceiverUnavailable, Rejected

HOSTILE = hostile(key_of)
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
    with pytest.raises(DoesNotFit):
        the_hub().encrypt(b"x" * (LARGEST + 1), PARTY)
    made = the_hub().encrypt(b"x" * LARGEST, PARTY)
    assert made is not None
    assert the_party().decrypt(made.wire, "hub") == made.content


# ---- what comes in -------------------------------------------------------------------------------


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
