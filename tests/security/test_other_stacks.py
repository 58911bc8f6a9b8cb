"""What the hub signs verifies with five other stacks, as their own programs; without them the tests fail in CI."""

from pathlib import Path

import pytest
from corpus_maker.documents import decision, sealed
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from other_stacks import Program, dss, openssl, stacks
from signing_cases import SetClock

from adapters.signing import PROFILES, FileSigner, Profile
from adapters.x509 import SigningKey

PAGE = Path(__file__).parents[2] / "docs" / "security.md"


def table() -> dict[tuple[str, str], dict[str, str]]:
    """By name and key of a profile: what the page says of each stack."""
    section = PAGE.read_text("utf-8").partition("## Who else verifies\n")[2].partition("\n## ")[0]
    rows = [
        [cell.strip(" `") for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"
    ]
    head, _, *others = rows
    return {(row[0], row[1].lower()): dict(zip(head[2:], row[2:], strict=True)) for row in others}


SAYS = table()


def test_the_table_of_the_page_has_every_profile() -> None:
    """And each stack that the tests start."""
    assert list(SAYS) == [(profile.name, profile.kind) for profile in PROFILES]
    assert {tuple(row) for row in SAYS.values()} == {tuple(stack.name for stack in STACKS)}
    assert {says for row in SAYS.values() for says in row.values()} == {"yes", "no"}


STACKS = (*stacks(), openssl(), dss())


@pytest.fixture(params=STACKS, ids=lambda stack: stack.name)
def stack(request: pytest.FixtureRequest) -> Program:
    found: Program = request.param
    found.require()
    return found


@pytest.fixture
def written(keys: dict[str, SigningKey], tmp_path: Path) -> list[tuple[Profile, Path, Path, Path]]:
    """Messages of ours by each profile, bare and in an envelope: certificate, file, and the file tampered with."""
    made = []
    for profile in PROFILES:
        kind = f"{profile.name}-{profile.kind}"
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
            made.append((profile, certificate, sound, forged))
    return made


@pytest.mark.slow
def test_messages_of_ours_verify_elsewhere_and_forged_ones_do_not(
    stack: Program, written: list[tuple[Profile, Path, Path, Path]]
) -> None:
    """Each profile and key, bare and in the platform's envelope, untouched and with one value changed.

    The table of the page says which stack knows which profile; it must know these, and no others.
    """
    sound = stack.verify([(certificate, file) for _, certificate, file, _ in written])
    forged = stack.verify([(certificate, file) for _, certificate, _, file in written])

    for (profile, *_), one, other in zip(written, sound, forged, strict=True):
        is_known = SAYS[profile.name, profile.kind][stack.name] == "yes"
        assert one == ("valid" if is_known else "unknown"), profile
        assert other == "invalid" or (not is_known and other == "unknown"), profile
