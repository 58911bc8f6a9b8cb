"""PKCS#12 files with SM2 keys, as the `openssl` program writes them: read, or refused with what to do."""

import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from hypothesis import given
from hypothesis import strategies as st
from other_stacks import require_openssl
from rig import START

from adapters.sm2 import PrivateKey, read_pkcs12
from adapters.trust import OwnKeys
from adapters.x509 import SigningKey, key_bytes, load_key, make_key
from adapters.x509.making import certificate_pem, private_pem
from hub.errors import OperatorError
from hub.operate.keys.own import OwnSuccession

PASSWORD = "口令-of-the-key"
WAYS = {
    "usual": (),
    "chinese algorithms": ("-macalg", "sm3", "-keypbe", "SM4-CBC", "-certpbe", "SM4-CBC"),
    "without encryption": ("-keypbe", "NONE", "-certpbe", "NONE"),
}
Export = Callable[..., Path]


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return make_key("hub", START, "sm2", days=3650)


@pytest.fixture
def export(tmp_path: Path, key: SigningKey) -> Export:
    """Writes the key and its certificate as PKCS#12 with these options."""
    require_openssl()

    def write(*options: str, password: str = PASSWORD) -> Path:
        whole, made = tmp_path / "whole.pem", tmp_path / "key.p12"
        whole.write_bytes(private_pem(key.key) + certificate_pem(key.certificate))
        openssl("pkcs12", "-export", *options, "-in", whole, "-passout", f"pass:{password}", "-out", made)
        return made

    return write


def openssl(*arguments: object) -> None:
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("way", WAYS)
def test_a_key_in_pkcs12_is_read_with_its_certificate(export: Export, key: SigningKey, way: str) -> None:
    read = load_key(export(*WAYS[way]), None, PASSWORD.encode())

    assert read.certificate == key.certificate
    assert isinstance(read.key, PrivateKey)
    read.key.public_key().verify(read.key.sign(b"content"), b"content")


def test_a_file_without_a_password_is_read(export: Export, key: SigningKey) -> None:
    assert load_key(export(password="")).certificate == key.certificate


@pytest.mark.parametrize("password", [None, b"", b"another", b"with\0nought"])
def test_a_wrong_password_is_told(export: Export, password: bytes | None) -> None:
    """HUB-707, with where passwords come from."""
    with pytest.raises(OperatorError, match="HUB_KEY_PASSWORD") as caught:
        load_key(export(), None, password)
    assert caught.value.code == "HUB-707"


def test_a_file_encrypted_by_an_old_algorithm_is_refused_with_the_command_to_convert_it(
    export: Export, key: SigningKey, tmp_path: Path
) -> None:
    """As OpenSSL 1 wrote PKCS#12 (RC2 and 3DES); what the command makes is read."""
    old, made = export("-legacy"), tmp_path / "key.pem"
    with pytest.raises(OperatorError) as caught:
        load_key(old, None, PASSWORD.encode())
    assert caught.value.code == "HUB-707"
    command = "openssl pkcs12 -legacy -in OLD.p12 -out key.pem"
    assert command in str(caught.value)

    words = [{"OLD.p12": str(old), "key.pem": str(made)}.get(word, word) for word in command.split()[1:]]
    openssl(*words, "-passin", f"pass:{PASSWORD}", "-passout", f"pass:{PASSWORD}")
    assert load_key(made, None, PASSWORD.encode()).certificate == key.certificate


@pytest.mark.parametrize("options", [("-nocerts",), ("-nokeys",), ("-nomac",)])
def test_a_file_that_lacks_something_is_refused(export: Export, options: tuple[str, ...]) -> None:
    """Its certificate, its key, or its check value; HUB-707."""
    with pytest.raises(OperatorError) as caught:
        load_key(export(*options), None, PASSWORD.encode())
    assert caught.value.code == "HUB-707"


def test_it_becomes_a_key_of_the_hubs(export: Export, key: SigningKey, tmp_path: Path) -> None:
    """`hub keys roll --key key.p12`: the file is copied as it is, and opened at each start."""
    folder, passwords = tmp_path / "hub", (b"of another key", PASSWORD.encode())
    own = OwnKeys(folder, folder / "key.pem", folder / "certificate.pem", is_named=False)
    OwnSuccession(own, passwords, START).take_key(export(), None, START)

    (pair,) = own.read(passwords).pairs
    assert (pair.key.kind, pair.key.certificate, pair.place.key and pair.place.key.name) == (
        "sm2",
        key.certificate,
        "key.p12",
    )


@given(st.binary(max_size=200))
def test_no_bytes_pass_for_such_a_file(junk: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_pkcs12(junk, b"x")


@pytest.mark.parametrize("way", ["usual", "without encryption"])
def test_a_file_with_one_byte_changed_is_refused_or_holds_the_key(export: Export, key: SigningKey, way: str) -> None:
    """Nothing else is raised, and nothing ends the process. Every fifth byte; no iterations of its key any more."""
    sound = export(*WAYS[way], "-iter", "1", "-nomaciter").read_bytes()
    for place in range(0, len(sound), 5):
        changed = sound[:place] + bytes([sound[place] ^ 0x21]) + sound[place + 1 :]
        with suppress(ValueError, UnsupportedAlgorithm):
            read, _ = read_pkcs12(changed, PASSWORD.encode())
            assert read.spki == key_bytes(key.key.public_key())
