"""Signatures by SM2: the standard's example, forged and malformed ones, and what OpenSSL and Botan make of them.

GB/T 32918.2 (signatures), 32918.5 (the curve and an example), GB/T 35276 (encodings and the usual id).
"""

import json
import os
import secrets
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from corpus_maker.sm2_numbers import by_ecdsa, identity, without_id
from cryptography.exceptions import InvalidSignature
from hypothesis import given
from hypothesis import strategies as st
from other_stacks import botan, require_openssl

from adapters.sm2 import DEFAULT_ID, PrivateKey, PublicKey, from_der, to_der
from adapters.sm2.signatures import ORDER

UNCOMPRESSED = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")
MANY = int(os.environ.get("HUB_SIGNATURES", "1000"))
"""How many signatures each side makes for the other."""
CONTENT = b"message digest"
SIGNATURE = bytes.fromhex(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)


def a_public_key(x: str, y: str) -> PublicKey:
    return PublicKey.load(UNCOMPRESSED + bytes.fromhex(x + y))


@pytest.fixture(scope="module")
def standard() -> PublicKey:
    """The key of the example in GB/T 32918.5, annex A."""
    return a_public_key(
        "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020",
        "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13",
    )


@pytest.fixture(scope="module")
def key() -> PrivateKey:
    return PrivateKey.make()


def is_valid(key: PublicKey, signature: bytes, content: bytes, id_: bytes = DEFAULT_ID) -> bool:
    try:
        key.verify(signature, content, id_)
    except InvalidSignature:
        return False
    return True


def numbers(signature: bytes) -> tuple[int, int]:
    return int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")


def raw(r: int, s: int) -> bytes:
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def test_the_standards_example_verifies(standard: PublicKey) -> None:
    assert is_valid(standard, SIGNATURE, CONTENT)
    assert not is_valid(standard, SIGNATURE, CONTENT, b"ALICE123@YAHOO.COM")
    assert not is_valid(standard, SIGNATURE, CONTENT + b"\0")
    assert not is_valid(PrivateKey.make().public_key(), SIGNATURE, CONTENT)


def test_the_corpus_computes_on_the_same_curve(key: PrivateKey) -> None:
    """Else its signatures without id would be refused for another reason; it shares no code with libcrypto."""
    sound = without_id(key, identity(key, DEFAULT_ID))(CONTENT)

    assert is_valid(key.public_key(), sound, CONTENT)
    assert not is_valid(key.public_key(), without_id(key)(CONTENT), CONTENT)
    assert not is_valid(key.public_key(), by_ecdsa(key)(CONTENT), CONTENT)


R, S = numbers(SIGNATURE)
FORGED = {
    "r is 0": raw(0, S),
    "s is 0": raw(R, 0),
    "both are 0": raw(0, 0),
    "r is n": raw(ORDER, S),
    "s is n": raw(R, ORDER),
    "r is n + 1": raw(ORDER + 1, S),
    "s negated": raw(R, ORDER - S),
    "r negated": raw(ORDER - R, S),
    "both negated": raw(ORDER - R, ORDER - S),
    "r and s give n": raw(R, ORDER - R),
    "r and s changed about": raw(S, R),
    "the greatest numbers": b"\xff" * 64,
    "one short": SIGNATURE[:-1],
    "one long": SIGNATURE + b"\0",
    "a nought before": b"\0" + SIGNATURE,
    "twice": SIGNATURE * 2,
    "nothing": b"",
    "in DER": to_der(SIGNATURE),
    "in hex": SIGNATURE.hex().encode(),
}


@pytest.mark.parametrize("signature", FORGED.values(), ids=FORGED)
def test_what_no_signature_is_is_refused(standard: PublicKey, signature: bytes) -> None:
    """GB/T 32918.2, section 7.1: r and s from 1 to n - 1, their sum not n; the field writes 64 bytes and no DER."""
    assert not is_valid(standard, signature, CONTENT)


@pytest.mark.parametrize("bit", range(0, 512, 7))
def test_a_flipped_bit_is_found(standard: PublicKey, bit: int) -> None:
    changed = bytearray(SIGNATURE)
    changed[bit // 8] ^= 1 << bit % 8

    assert not is_valid(standard, bytes(changed), CONTENT)


@pytest.mark.parametrize(
    "der",
    [
        b"",
        b"\x30\x00",
        to_der(SIGNATURE)[:-1],
        to_der(SIGNATURE) + b"\0",
        b"\x30\x06\x02\x01\x00\x02\x01\x01",
        SIGNATURE,
    ],
    ids=["nothing", "no numbers", "short", "long", "zero", "raw"],
)
def test_only_der_in_one_way_is_read_as_der(der: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        from_der(der)


def test_small_numbers_keep_their_noughts() -> None:
    """One signature in 128 has a number that is a byte shorter in DER."""
    signature = raw(7, 1 << 200)

    assert from_der(to_der(signature)) == signature


@given(st.binary(max_size=200))
def test_no_bytes_pass_for_a_signature_or_a_key(junk: bytes) -> None:
    public = a_public_key(
        "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020",
        "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13",
    )

    assert not is_valid(public, junk, CONTENT)
    for read in (PublicKey.load, PrivateKey.load):
        with pytest.raises(ValueError, match=r".*"):
            read(junk)


@given(st.integers(0, 90), st.integers(1, 255))
def test_a_public_key_with_one_byte_changed_is_refused(place: int, change: int) -> None:
    """It is no longer on the curve, or no longer in the one form."""
    changed = bytearray(PrivateKey.make().public_key().spki)
    changed[place] ^= change

    with pytest.raises(ValueError, match=r".*"):
        PublicKey.load(bytes(changed))


@pytest.mark.parametrize("password", [None, b"of-the-key", "口令".encode()], ids=["open", "ascii", "chinese"])
def test_a_private_key_is_read_as_it_was_written(key: PrivateKey, password: bytes | None) -> None:
    read = PrivateKey.load(key.pem(password), password)

    assert read.spki == key.spki
    assert is_valid(key.public_key(), read.sign(CONTENT), CONTENT)


@pytest.mark.parametrize("password", [None, b"", b"another", b"with\0nought"])
def test_a_wrong_password_opens_nothing_and_asks_nobody(key: PrivateKey, password: bytes | None) -> None:
    with pytest.raises(ValueError, match=r".*"):
        PrivateKey.load(key.pem(b"of-the-key"), password)


def test_many_threads_sign_and_verify_by_one_key(key: PrivateKey) -> None:
    public = key.public_key()

    def sign(number: int) -> bool:
        content = str(number).encode()
        signature = key.sign(content)
        return is_valid(public, signature, content) and not is_valid(public, signature, content + b"0")

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(sign, range(400)))


def test_openssl_verifies_ours_and_ours_verifies_openssls(key: PrivateKey, tmp_path: Path) -> None:
    """Ids and contents of several lengths, none among them."""
    private, public = tmp_path / "private.pem", tmp_path / "public.der"
    content, signature = tmp_path / "content", tmp_path / "signature"
    private.write_bytes(key.pem())
    public.write_bytes(key.spki)
    for id_, said in ((DEFAULT_ID, b""), (DEFAULT_ID, secrets.token_bytes(1 << 16)), (b"ALICE123@YAHOO.COM", b"a")):
        content.write_bytes(said)
        signature.write_bytes(to_der(key.sign(said, id_)))
        options = ("-in", content, "-rawin", "-digest", "sm3", "-pkeyopt", f"distid:{id_.decode()}")
        _openssl("pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", public, "-sigfile", signature, *options)
        _openssl("pkeyutl", "-sign", "-inkey", private, "-out", signature, *options)
        key.public_key().verify(from_der(signature.read_bytes()), said, id_)


@pytest.mark.slow
def test_botan_verifies_all_of_ours_and_none_that_was_changed(key: PrivateKey) -> None:
    """By ten keys; a tenth of them with a bit flipped."""
    said, wanted = [], []
    keys = [key, *(PrivateKey.make() for _ in range(9))]
    for number in range(MANY):
        by = keys[number % 10]
        content = secrets.token_hex(number % 120)
        signature = bytearray(by.sign(content.encode()))
        signature[number % 64] ^= (number % 10 == 0) << number % 8
        wanted.append(number % 10 != 0)
        x, y = by.spki[-64:-32].hex(), by.spki[-32:].hex()
        said.append({"x": x, "y": y, "id": DEFAULT_ID.decode(), "content": content, "signature": signature.hex()})

    words = botan("sm2_botan.py", "verify", given="\n".join(map(json.dumps, said)))

    assert [word == "valid" for word in words] == wanted


@pytest.mark.slow
def test_ours_verifies_all_of_botans() -> None:
    for line in botan("sm2_botan.py", "sign", str(MANY)):
        said = json.loads(line)
        public = a_public_key(said["x"], said["y"])
        signature, content, id_ = bytes.fromhex(said["signature"]), said["content"].encode(), said["id"].encode()

        assert is_valid(public, signature, content, id_), said
        assert not is_valid(public, signature, content + b".", id_), said


def _openssl(*arguments: object) -> None:
    require_openssl()
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
