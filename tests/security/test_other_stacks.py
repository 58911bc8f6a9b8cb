"""What the hub signs verifies with three other stacks, as their own programs; without them the tests fail in CI."""

from pathlib import Path

import pytest
from corpus_maker.documents import decision, sealed
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from other_stacks import Program, stacks
from signing_cases import SetClock

from adapters.signing import USUAL, FileSigner, named
from adapters.x509 import SigningKey

PROFILES = (*USUAL, *named("xades-b"))


@pytest.fixture(params=stacks(), ids=lambda stack: stack.name)
def stack(request: pytest.FixtureRequest) -> Program:
    found: Program = request.param
    found.require()
    return found


@pytest.fixture
def written(keys: dict[str, SigningKey], tmp_path: Path) -> list[tuple[Path, Path, Path]]:
    """Messages of ours by each key and form, bare and in an envelope: certificate, file, and the file tampered with."""
    made = []
    for profile in PROFILES:
        kind = f"{profile.kind}-{profile.form}"
        certificate = tmp_path / f"{kind}.pem"
        certificate.write_bytes(keys[profile.kind].certificate.public_bytes(Encoding.PEM))
        signer = FileSigner(keys[profile.kind], SetClock(), profile)
        bare = signer.sign(etree.fromstring(decision()))
        envelope = signer.sign(etree.fromstring(sealed(bare)))
        for name, body, old, new in (
            ("bare", bare, b"5000000.00", b"9000000.00"),
            ("envelope", envelope, b"<MsgType>ANY", b"<MsgType>ALL"),
        ):
            sound, forged = tmp_path / f"{kind}-{name}.xml", tmp_path / f"{kind}-{name}-forged.xml"
            assert old in body
            sound.write_bytes(body)
            forged.write_bytes(body.replace(old, new))
            made.append((certificate, sound, forged))
    return made


@pytest.mark.slow
def test_messages_of_ours_verify_elsewhere_and_forged_ones_do_not(
    stack: Program, written: list[tuple[Path, Path, Path]]
) -> None:
    """RSA and ECDSA, also as XAdES, bare and in the platform's envelope, untouched and with one value changed."""
    sound = [(certificate, file) for certificate, file, _ in written]
    forged = [(certificate, file) for certificate, _, file in written]

    assert stack.verify(sound + forged) == [True] * len(sound) + [False] * len(forged)
