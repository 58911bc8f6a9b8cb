"""Keys encrypted by SM2, contents by SM4-GCM: the standards' examples, malformed ciphertexts, OpenSSL and Botan.

GB/T 32918.4 (encryption), 32918.5 (the curve and an example), GB/T 35276 section 7.2 (the encoding).
"""

import json
import os
import secrets
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.asn1 import encode_der, sequence
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st
from other_stacks import botan, require_openssl
from sm2_curve import private_key, secret_number

from adapters.encryption.algorithms import Sm4Gcm
from adapters.encryption.ciphers import CIPHERS, decrypted_content, decrypted_key, encrypted_content, fresh_key
from adapters.sm2 import PrivateKey
from adapters.sm2.ciphertexts import PRIME

MANY = int(os.environ.get("HUB_CIPHERTEXTS", "300"))
"""How many messages each side encrypts for the other."""
SM4 = CIPHERS["sm4-gcm"]


@sequence
class Envelope:
    """SM2Cipher."""

    x: int
    y: int
    hash: bytes
    content: bytes


X = 0x04EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73
Y = 0xE858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0
HASH = bytes.fromhex("59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766")
CONTENT = bytes.fromhex("21886CA989CA9C7D58087307CA93092D651EFA")
"""C1, C3 and C2 of the example in GB/T 32918.5, annex C."""


def envelope(x: int = X, y: int = Y, hash_: bytes = HASH, content: bytes = CONTENT) -> bytes:
    return encode_der(Envelope(x=x, y=y, hash=hash_, content=content))


@pytest.fixture(scope="module")
def standard() -> PrivateKey:
    """The key of the example."""
    return private_key(0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8)


@pytest.fixture(scope="module")
def key() -> PrivateKey:
    return PrivateKey.make()


# ---- the standards' examples ---------------------------------------------------------------------


def test_the_standards_example_is_decrypted(standard: PrivateKey) -> None:
    assert standard.decrypt(envelope()) == b"encryption standard"


@pytest.mark.parametrize(
    ("rounds", "wanted"),
    [(1, "681EDF34D206965E86B3E94F536E4246"), (1_000_000, "595298C7C6FD271F0402F804C33D3F66")],
)
def test_sm4_is_that_of_its_standard(rounds: int, wanted: str) -> None:
    """GB/T 32907, annex A: one block, and a million times the block that came out."""
    block = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    encryptor = Cipher(algorithms.SM4(block), modes.ECB()).encryptor()
    for _ in range(rounds):
        block = encryptor.update(block)

    assert block.hex().upper() == wanted


def test_sm4_gcm_is_that_of_rfc_8998() -> None:
    """Appendix A.1, both ways, with its additional data."""
    cipher = Sm4Gcm(bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"))
    nonce, beside = bytes.fromhex("00001234567800000000ABCD"), bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    content = bytes.fromhex("AA" * 8 + "BB" * 8 + "CC" * 8 + "DD" * 8 + "EE" * 8 + "FF" * 8 + "EE" * 8 + "AA" * 8)
    wanted = (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735D82710CA5C22F0CCFA7CBF93D496AC15"
        "A56834CBCF98C397B4024A2691233B8D83DE3541E4C2B58177E065A9BF7B62EC"
    )

    assert cipher.encrypt(nonce, content, beside).hex().upper() == wanted
    assert cipher.decrypt(nonce, bytes.fromhex(wanted), beside) == content
    with pytest.raises(InvalidTag):
        cipher.decrypt(nonce, bytes.fromhex(wanted), None)
    with pytest.raises(InvalidTag):
        cipher.decrypt(nonce, b"short", None)


# ---- what is no ciphertext -----------------------------------------------------------------------

SOUND = envelope()
HIGH = 1 << 255
MALFORMED = {
    "nothing": b"",
    "the point at infinity": envelope(0, 0),
    "a point that is not on the curve": envelope(X, Y ^ 1),
    "coordinates changed about": envelope(Y, X),
    "the other point of this x": envelope(X, PRIME - Y),
    "x is p": envelope(PRIME, Y),
    "x is x + p": envelope(X + PRIME, Y),
    "y is y + p": envelope(X, Y + PRIME),
    "a negative x": envelope(X - PRIME, Y),
    "a large x": envelope(X + (HIGH << 256), Y),
    "a changed hash": envelope(hash_=bytes([HASH[0] ^ 1]) + HASH[1:]),
    "a hash of zeros": envelope(hash_=bytes(32)),
    "a short hash": envelope(hash_=HASH[:-1]),
    "a long hash": envelope(hash_=HASH + b"\0"),
    "no hash": envelope(hash_=b""),
    "a changed content": envelope(content=bytes([CONTENT[0] ^ 1]) + CONTENT[1:]),
    "a short content": envelope(content=CONTENT[:-1]),
    "a long content": envelope(content=CONTENT + b"\0"),
    "no content": envelope(content=b""),
    "a megabyte": envelope(content=bytes(1 << 20)),
    "hash and content changed about": envelope(hash_=CONTENT, content=HASH),
    "C1 || C3 || C2 as octets": b"\x04" + X.to_bytes(32, "big") + Y.to_bytes(32, "big") + HASH + CONTENT,
    "C1 || C2 || C3 as octets": b"\x04" + X.to_bytes(32, "big") + Y.to_bytes(32, "big") + CONTENT + HASH,
    "a byte behind it": SOUND + b"\0",
    "twice": SOUND * 2,
    "a byte behind its parts": bytes([0x30, SOUND[1] + 2]) + SOUND[2:] + b"\5\0",
    "one byte short": SOUND[:-1],
    "only its head": SOUND[:2],
    "of indefinite length": b"\x30\x80" + SOUND[2:] + b"\0\0",
    "its length in two bytes": b"\x30\x81" + SOUND[1:],
    "a nought before x": bytes([0x30, SOUND[1] + 1, 2, 33, 0]) + SOUND[4:],
    "a set": b"\x31" + SOUND[1:],
    "a signature": bytes.fromhex("3006020101020101"),
}


@pytest.mark.parametrize("ciphertext", MALFORMED.values(), ids=MALFORMED)
def test_what_is_not_exactly_a_ciphertext_is_refused(standard: PrivateKey, ciphertext: bytes) -> None:
    with pytest.raises(ValueError):
        standard.decrypt(ciphertext)


def test_no_bit_of_a_ciphertext_can_be_changed(standard: PrivateKey) -> None:
    for place in range(len(SOUND) * 8):
        changed = bytearray(SOUND)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(ValueError):
            standard.decrypt(bytes(changed))


@given(st.binary(max_size=200))
def test_no_bytes_at_all_are_decrypted_by_chance(standard: PrivateKey, ciphertext: bytes) -> None:
    with pytest.raises(ValueError):
        standard.decrypt(ciphertext)


def test_another_key_decrypts_nothing(standard: PrivateKey) -> None:
    """A failure leaves nothing behind: the next ciphertext is decrypted."""
    with pytest.raises(ValueError):
        PrivateKey.make().decrypt(SOUND)
    assert standard.decrypt(SOUND) == b"encryption standard"


def test_nothing_is_not_encrypted(key: PrivateKey) -> None:
    with pytest.raises(ValueError, match="nothing to encrypt"):
        key.public_key().encrypt(b"")


@given(st.binary(min_size=1, max_size=300))
def test_what_is_encrypted_is_decrypted_and_never_the_same_twice(key: PrivateKey, content: bytes) -> None:
    made = key.public_key().encrypt(content)

    assert key.decrypt(made) == content
    assert key.public_key().encrypt(content) != made


def test_many_threads_encrypt_and_decrypt_by_one_key(key: PrivateKey) -> None:
    public = key.public_key()

    def goes_round(number: int) -> bool:
        content = number.to_bytes(16, "big")
        return key.decrypt(public.encrypt(content)) == content

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(goes_round, range(400)))


# ---- other stacks --------------------------------------------------------------------------------


def test_openssl_decrypts_ours_and_ours_decrypts_openssls(key: PrivateKey, tmp_path: Path) -> None:
    require_openssl()
    private, public = tmp_path / "private.pem", tmp_path / "public.der"
    given_, made = tmp_path / "given", tmp_path / "made"
    private.write_bytes(key.pem())
    public.write_bytes(key.spki)

    def pkeyutl(*options: object) -> None:
        command = ["openssl", "pkeyutl", "-in", given_, "-out", made, *options]
        done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr

    for content in (b"k", secrets.token_bytes(16), bytes(19), secrets.token_bytes(1000)):
        given_.write_bytes(key.public_key().encrypt(content))
        pkeyutl("-decrypt", "-inkey", private)
        assert made.read_bytes() == content

        given_.write_bytes(content)
        pkeyutl("-encrypt", "-pubin", "-keyform", "DER", "-inkey", public)
        assert key.decrypt(made.read_bytes()) == content


@pytest.mark.slow
def test_botan_opens_all_of_ours_and_none_that_was_changed(key: PrivateKey) -> None:
    """Key and content of a message each; a tenth of them with a bit flipped, in the key or in the content."""
    said, wanted = [], []
    keys = [key, *(PrivateKey.make() for _ in range(9))]
    for number in range(MANY):
        receiver, content, fresh = keys[number % 10], secrets.token_bytes(number % 120 + 1), fresh_key(SM4)
        sealed = bytearray(receiver.public_key().encrypt(fresh)), bytearray(encrypted_content(SM4, fresh, content))
        is_changed = number % 10 == 0
        flipped = sealed[number // 10 % 2]
        flipped[-1 - number % 16] ^= is_changed << number % 8
        wanted.append("refused" if is_changed else content.hex())
        d = f"{secret_number(receiver):x}"
        said.append({"d": d, "key": sealed[0].hex(), "content": sealed[1].hex()})

    assert botan("sm4_botan.py", "open", given="".join(json.dumps(one) + "\n" for one in said)) == wanted


@pytest.mark.slow
def test_ours_opens_all_of_botans(key: PrivateKey) -> None:
    contents = [secrets.token_bytes(number % 300 + 1) for number in range(MANY)]
    x, y = key.spki[-64:-32].hex(), key.spki[-32:].hex()
    given_ = "".join(json.dumps({"x": x, "y": y, "content": content.hex()}) + "\n" for content in contents)

    made = [json.loads(line) for line in botan("sm4_botan.py", "seal", given=given_)]

    for one, content in zip(made, contents, strict=True):
        opened = decrypted_key(SM4, key, bytes.fromhex(one["key"]))
        assert decrypted_content(SM4, opened, bytes.fromhex(one["content"])) == content
