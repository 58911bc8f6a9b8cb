"""Messages encrypted by SM4-GCM with an SM2 envelope: both pairs of names, what is refused, and two other stacks."""

import json
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from encryption_cases import DS, PARTY, XENC, XENC11, a_side, key_of, the_hub, the_party
from lxml import etree
from other_stacks import botan, require_openssl
from signing_cases import MESSAGE
from sm2_curve import secret_number

from adapters import sm2
from adapters.encryption.ciphers import CIPHERS, Cipher, encrypted_content, fresh_key
from adapters.encryption.form import written
from adapters.x509 import public_key
from hub.errors import Rejected

NATIONAL = [cipher for cipher in CIPHERS.values() if cipher.kind == "sm2"]
SM4, W3 = NATIONAL
ours_and_w3s = pytest.mark.parametrize("cipher", NATIONAL, ids=lambda cipher: cipher.name)


def encrypted(cipher: Cipher = SM4) -> bytes:
    """What the party sends."""
    made = the_party(cipher).encrypt(MESSAGE.encode(), "hub")
    assert made is not None
    return made.wire


def code(body: bytes, cipher: Cipher = SM4) -> str:
    with pytest.raises(Rejected) as caught:
        the_hub(cipher).decrypt(body, PARTY)
    assert not caught.value.is_answered
    return str(caught.value.faults[0].code)


@ours_and_w3s
def test_what_is_encrypted_for_a_party_only_the_party_reads(cipher: Cipher) -> None:
    made = the_hub(cipher).encrypt(MESSAGE.encode(), PARTY)

    assert made is not None
    assert the_party(cipher).decrypt(made.wire, "hub") == made.content == MESSAGE.encode()
    assert b"100.00" not in made.wire
    assert the_hub(cipher).encrypt(MESSAGE.encode(), PARTY) != made
    assert code(made.wire, cipher) == "HUB-811"


@ours_and_w3s
def test_the_names_are_those_of_the_record(cipher: Cipher) -> None:
    """The key's algorithm has no parameters."""
    methods = list(etree.fromstring(encrypted(cipher)).iter(f"{{{XENC}}}EncryptionMethod"))

    families = {
        "sm4-gcm": [
            "http://www.chinaport.gov.cn/2022/04/xmlenc#sm4-gcm",
            "http://www.chinaport.gov.cn/2022/04/xmlenc#sm2",
        ],
        "sm4-gcm-w3": [f"{XENC11}sm4-gcm", f"{XENC}sm2"],
    }
    assert [method.get("Algorithm") for method in methods] == families[cipher.name]
    assert not any(len(method) for method in methods)


def test_keys_of_both_kinds_stand_side_by_side() -> None:
    """The kind of key follows from the cipher, whichever certificate is the newest."""
    both = [key_of("hub", "rsa"), key_of("hub", "sm2")]

    for cipher in CIPHERS.values():
        assert a_side(PARTY, *both, cipher=cipher).decrypt(encrypted(cipher), PARTY) == MESSAGE.encode()


def with_key(key: bytes) -> bytes:
    return _with_value(encrypted(), 0, lambda _: key)


def with_content(change: Callable[[bytes], bytes]) -> bytes:
    return _with_value(encrypted(), 1, change)


def _with_value(body: bytes, which: int, change: Callable[[bytes], bytes]) -> bytes:
    root = etree.fromstring(body)
    value = list(root.iter(f"{{{XENC}}}CipherValue"))[which]
    value.text = b64encode(change(b64decode(value.text or ""))).decode()
    return etree.tostring(root)


def for_hub(key: bytes) -> bytes:
    """A message's key, whatever its length."""
    receiver = public_key(key_of("hub", "sm2").certificate)
    assert isinstance(receiver, sm2.PublicKey)
    return receiver.encrypt(key)


def with_names(content: str = SM4.content, transport: str = SM4.transport, inside: str = "") -> bytes:
    """The sound message under other names."""
    text = encrypted().decode().replace(f'"{SM4.content}"', f'"{content}"')
    end = f">{inside}</xenc:EncryptionMethod>" if inside else "/>"
    return text.replace(f'"{SM4.transport}"/>', f'"{transport}"{end}').encode()


def with_the_content_of_a_message(cipher: Cipher, key: bytes) -> bytes:
    """A key for the hub, with a content that another cipher encrypted by it."""
    return written(SM4, key_of("hub", "sm2").certificate, for_hub(key), encrypted_content(cipher, key, b"<m/>"))


HOSTILE: dict[str, Callable[[], bytes]] = {
    "the other pair of names": lambda: encrypted(W3),
    "half of the other pair": lambda: with_names(content=W3.content),
    "the other half": lambda: with_names(transport=W3.transport),
    "what was agreed with others": lambda: encrypted(CIPHERS["aes256-gcm"]),
    "RSA under the name of SM2": lambda: with_names(transport=CIPHERS["aes256-gcm"].transport),
    "another mode": lambda: with_names(content=SM4.content.replace("gcm", "cbc")),
    "a digest of the key": lambda: with_names(inside=f'<d:DigestMethod xmlns:d="{DS}" Algorithm="{XENC}sha256"/>'),
    "parameters of the key": lambda: with_names(inside=f'<f:MGF xmlns:f="{XENC11}" Algorithm="{XENC11}mgf1sha256"/>'),
    "AES by a key of SM4's length": lambda: with_the_content_of_a_message(CIPHERS["aes256-gcm"], b"k" * 16),
    "a long key": lambda: with_the_content_of_a_message(CIPHERS["aes256-gcm"], b"k" * 32),
    "a short key": lambda: with_key(for_hub(b"k" * 15)),
    "a key for another content": lambda: with_key(for_hub(fresh_key(SM4))),
    "an empty key": lambda: with_key(b""),
    "a key in the clear": lambda: with_key(b"k" * 16),
    "a key with bytes behind it": lambda: with_key(for_hub(b"k" * 16) + b"\0"),
    "a key of zeros": lambda: with_key(bytes(123)),
    "a tag cut off": lambda: with_content(lambda value: value[:-1]),
    "only nonce and tag": lambda: with_content(lambda value: value[:12] + value[-16:]),
    "a changed nonce": lambda: with_content(lambda value: bytes([value[0] ^ 1]) + value[1:]),
    "a changed content": lambda: with_content(lambda value: value[:12] + bytes([value[12] ^ 1]) + value[13:]),
    "a changed tag": lambda: with_content(lambda value: value[:-1] + bytes([value[-1] ^ 1])),
    "no content": lambda: with_content(lambda _: b""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_everything_else_is_refused_alike(name: str) -> None:
    assert the_hub(SM4).decrypt(encrypted(), PARTY) == MESSAGE.encode()
    assert code(HOSTILE[name]()) == "HUB-811"


@pytest.mark.slow
@ours_and_w3s
def test_openssl_and_botan_read_what_the_hub_encrypts_and_the_other_way_round(cipher: Cipher, tmp_path: Path) -> None:
    """OpenSSL decrypts the key. Botan decrypts the key and the content, and encrypts a message in the same form."""
    require_openssl()
    made, party, hub = the_hub(cipher).encrypt(MESSAGE.encode(), PARTY), key_of(PARTY, "sm2"), key_of("hub", "sm2")
    assert made is not None
    assert isinstance(party.key, sm2.PrivateKey)
    key, content = (b64decode(one.text or "") for one in etree.fromstring(made.wire).iter(f"{{{XENC}}}CipherValue"))
    (tmp_path / "private.pem").write_bytes(party.key.pem())
    (tmp_path / "key").write_bytes(key)
    command = ["openssl", "pkeyutl", "-decrypt", "-inkey", str(tmp_path / "private.pem"), "-in", str(tmp_path / "key")]
    opened = subprocess.run(command, capture_output=True, timeout=60, check=True).stdout
    assert opened == party.key.decrypt(key)

    said = {"d": f"{secret_number(party.key):x}", "key": key.hex(), "content": content.hex()}
    assert botan("sm4_botan.py", "open", given=json.dumps(said) + "\n") == [MESSAGE.encode().hex()]

    public = public_key(hub.certificate)
    assert isinstance(public, sm2.PublicKey)
    asked = {"x": public.spki[-64:-32].hex(), "y": public.spki[-32:].hex(), "content": MESSAGE.encode().hex()}
    (line,) = botan("sm4_botan.py", "seal", given=json.dumps(asked) + "\n")
    parts = {name: bytes.fromhex(value) for name, value in json.loads(line).items()}
    wire = written(cipher, hub.certificate, parts["key"], parts["content"])
    assert the_hub(cipher).decrypt(wire, PARTY) == MESSAGE.encode()
