"""Keys of ours follow one another, by requests and cutovers, and are opened by passwords that stand nowhere."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, pkcs12
from elements import text_of
from register_cases import CUTOVER, Seconds
from signing_cases import DAY, MESSAGE, NOW, SetClock, by_the_library, parse

from adapters.files.watching import CHECK_INTERVAL_S, Watched
from adapters.signing import RingSigner
from adapters.trust import OwnKeys, write_key
from adapters.x509 import make_key
from adapters.x509.making import private_pem
from hub.errors import OperatorError, SignerUnavailable
from hub.home.key_passwords import key_passwords
from hub.home.place import Home
from hub.home.reading import FILE
from hub.operate.doctor.keys import look_at_key
from hub.operate.keys.own import OwnSuccession

# ---- one after the other --------------------------------------------------------------------


@pytest.fixture
def own(tmp_path: Path) -> OwnKeys:
    """A home's keys with one pair, which is valid until half a year from now."""
    key, certificate = write_key(make_key("hub", NOW - 180 * DAY), tmp_path / "hub")
    return OwnKeys(tmp_path / "hub", key, certificate, is_named=False)


def succession(own: OwnKeys, at: int = NOW, *passwords: bytes) -> OwnSuccession:
    return OwnSuccession(own, passwords, at)


def signer_of(own: OwnKeys, clock: SetClock, seconds: Seconds) -> RingSigner:
    return RingSigner(Watched(own.watched(), lambda: own.read(()), monotonic=seconds), clock)


def signed_with(signer: RingSigner) -> int:
    """The serial number of the certificate that a message was signed with."""
    return int(text_of(parse(signer.sign(parse(MESSAGE), "insurer-b")), ".//{*}KeyName"), 16)


def test_a_key_that_comes_while_the_hub_runs_signs_from_its_cutover_on(own: OwnKeys, clock: SetClock) -> None:
    """Without a start, to the microsecond, and never before: its parties may not know it yet."""
    seconds = Seconds()
    signer = signer_of(own, clock, seconds)
    first = signed_with(signer)
    made = succession(own).make_self_signed(succession(own).subject(), "ecdsa", 365, CUTOVER)
    seconds.at += CHECK_INTERVAL_S
    assert signed_with(signer) == first
    clock.at = CUTOVER - 1
    assert signed_with(signer) == first
    clock.at = CUTOVER
    assert made.certificate is not None
    assert signed_with(signer) == made.certificate.serial_number != first


def test_a_certificate_of_the_future_does_not_sign_before_it_begins(own: OwnKeys, clock: SetClock) -> None:
    """Though its cutover has come."""
    later = make_key("hub", NOW + 20 * DAY)
    key, certificate = write_key(later, own.folder.parent / "elsewhere")
    succession(own).take_key(key, certificate, CUTOVER)
    signer = signer_of(own, clock, Seconds())
    serials = []
    for at in (CUTOVER, NOW + 18 * DAY, NOW + 20 * DAY):
        clock.at = at
        serials.append(signed_with(signer) == later.certificate.serial_number)
    assert serials == [False, False, True]


def test_nothing_is_signed_when_no_key_is_valid(own: OwnKeys, clock: SetClock) -> None:
    """HUB-505 tells the windows; what is to be signed waits."""
    signer = signer_of(own, clock, Seconds())
    clock.at = NOW + 200 * DAY
    with pytest.raises(SignerUnavailable, match=r"HUB-505.*2025-07-0\d .* – 2026-07-0\d "):
        signer.sign(parse(MESSAGE), "insurer-b")


def test_the_doctor_tells_since_when_no_key_is_valid(own: OwnKeys) -> None:
    """One that begins later has ended at no time."""
    ring = own.read(())
    (until,) = (pair.known.until for pair in ring.pairs)
    found = [finding for at in (until + DAY, NOW - 400 * DAY) for finding in look_at_key(ring, at)]
    assert [(one.result, str(one.text)[:7], one.since) for one in found] == [
        ("failure", "HUB-505", until),
        ("failure", "HUB-505", None),
    ]


def test_a_private_key_that_others_may_read_is_not_taken_by_a_running_hub(own: OwnKeys, clock: SetClock) -> None:
    """The old one goes on, and the log says why; a hub that starts is refused."""
    seconds = Seconds()
    signer = signer_of(own, clock, seconds)
    first = signed_with(signer)
    made = succession(own).make_self_signed(succession(own).subject(), "ecdsa", 365, NOW)
    made.written[0].chmod(0o640)
    seconds.at += CHECK_INTERVAL_S
    with structlog.testing.capture_logs() as logs:
        assert signed_with(signer) == first
    assert [line["reason"][:7] for line in logs] == ["HUB-707"]
    with pytest.raises(OperatorError, match="HUB-707"):
        own.read(())


@pytest.mark.parametrize(
    ("at", "days", "why"),
    [
        (NOW - DAY, 365, "is past"),
        (NOW + 200 * DAY, 365, "nothing of ours would sign between"),
        (NOW + 20 * DAY, 10, "ends before"),
    ],
)
def test_a_cutover_of_ours_that_cannot_be_is_refused(own: OwnKeys, at: int, days: int, why: str) -> None:
    """HUB-752, and no key is made."""
    before = sorted(own.folder.rglob("*"))
    with pytest.raises(OperatorError, match=f"HUB-752.*{why}"):
        succession(own).make_self_signed(succession(own).subject(), "ecdsa", days, at)
    assert sorted(own.folder.rglob("*")) == before


def an_authority_certifies(request: bytes, ends: int = 300, *, is_ca: bool = False) -> x509.Certificate:
    """What an authority makes of a request."""
    asked, key = x509.load_pem_x509_csr(request), ec.generate_private_key(ec.SECP256R1())
    assert asked.is_signature_valid
    today = datetime.fromtimestamp(NOW // 1_000_000, UTC)
    builder = x509.CertificateBuilder(
        x509.Name.from_rfc4514_string("CN=Authority"), asked.subject, asked.public_key(), x509.random_serial_number()
    )
    builder = builder.not_valid_before(today).not_valid_after(today + timedelta(days=ends))
    return builder.add_extension(x509.BasicConstraints(is_ca, None), critical=True).sign(key, SHA256())


def test_an_authority_answers_a_request_and_its_certificate_finds_its_key(own: OwnKeys, tmp_path: Path) -> None:
    """The key waits, and signs nothing, until then; a second answer gets a folder of its own."""
    made = succession(own).make(x509.Name.from_rfc4514_string("CN=hub,O=Port"), "rsa")
    assert len(own.read(()).pairs) == 1
    answers = [an_authority_certifies(succession(own).request(None)) for _ in range(2)]
    assert made.written[1].read_bytes() == succession(own).request(x509.Name.from_rfc4514_string("CN=hub,O=Port"))
    for number, answer in enumerate(answers, 1):
        (tmp_path / "answer.der").write_bytes(answer.public_bytes(Encoding.DER))
        taken = succession(own).take_certificate(tmp_path / "answer.der", CUTOVER + number * DAY)
        assert taken.certificate == answer
        signs = own.read(()).at(CUTOVER + number * DAY)
        assert signs is not None
        assert signs.known.certificate == answer
    assert len({pair.place.name for pair in own.read(()).pairs}) == 3


def test_a_certificate_of_ours_that_does_not_fit_is_refused(own: OwnKeys, tmp_path: Path) -> None:
    """Of a key that is not here, an authority's own, and the one that there is."""
    request = succession(own).request(None)
    stranger = make_key("hub", NOW).certificate
    present = own.read(()).pairs[0].known.certificate
    for certificate, why in (
        (stranger, "no key of ours belongs to it"),
        (an_authority_certifies(request, is_ca=True), "authority"),
        (present, "it is ours already"),
    ):
        (tmp_path / "answer.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
        with pytest.raises(OperatorError, match=f"HUB-751.*{why}"):
            succession(own).take_certificate(tmp_path / "answer.pem", CUTOVER)
    assert len(own.read(()).pairs) == 1


def test_a_key_made_elsewhere_is_copied_and_never_written_over(own: OwnKeys, tmp_path: Path) -> None:
    """A PKCS#12 file brings its certificate; two on one day are two folders."""
    for number in range(2):
        key = make_key("hub", NOW)
        path = tmp_path / f"{number}.p12"
        content = pkcs12.serialize_key_and_certificates(
            b"hub", by_the_library(key), key.certificate, None, BestAvailableEncryption(b"secret")
        )
        path.touch(0o600)
        path.write_bytes(content)
        taken = succession(own, NOW, b"secret").take_key(path, None, CUTOVER)
        assert [file.read_bytes() for file in taken.written] == [content]
        assert {file.stat().st_mode & 0o777 for file in taken.written} == {0o600}
    assert len(own.read((b"secret",)).pairs) == 3


def test_a_certificate_whose_key_was_destroyed_is_kept_for_history(own: OwnKeys) -> None:
    """Once others have taken its place in the folder beside it."""
    succession(own).make_self_signed(succession(own).subject(), "ecdsa", 365, CUTOVER)
    (own.folder / "2025").mkdir()
    assert own.certificate is not None
    own.certificate.rename(own.folder / "2025" / "certificate.pem")
    own.key.unlink()
    ring = own.read(())
    assert (len(ring.pairs), len(ring.certificates)) == (1, 2)
    assert [ring.at(at) is not None for at in (CUTOVER - 1, CUTOVER)] == [False, True]


# ---- passwords ------------------------------------------------------------------------------


@pytest.fixture
def sealed(tmp_path: Path) -> Home:
    """A home whose key is encrypted by `secret`, and whose settings name a file for it."""
    home, key = Home(tmp_path), make_key("hub", NOW)
    (tmp_path / FILE).write_text('key_password_file = "password"\n')
    _, certificate = write_key(key, tmp_path / "keys" / "hub")
    certificate.with_name("key.pem").write_bytes(private_pem(key.key, b"secret"))
    return home


def own_of(home: Home) -> OwnKeys:
    return OwnKeys(home.keys / "hub", home.keys / "hub/key.pem", home.keys / "hub/certificate.pem", is_named=False)


def private(path: Path, content: str) -> None:
    path.touch(0o600)
    path.write_text(content)


def test_a_password_comes_from_a_file_or_the_environment(sealed: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several lines, for a rollover; the environment's comes first."""
    private(sealed.path / "password", "another one\r\n\nsecret\n")
    assert key_passwords(sealed) == (b"another one", b"secret")
    assert own_of(sealed).read(key_passwords(sealed)).pairs
    monkeypatch.setenv("HUB_KEY_PASSWORD", " sécret ")
    assert key_passwords(sealed)[0] == " sécret ".encode()


@pytest.mark.parametrize("passwords", [(), (b"wrong",), (b"wrong", b"other")])
def test_a_key_without_its_password_is_refused(sealed: Home, passwords: tuple[bytes, ...]) -> None:
    """HUB-707 says where it should come from, and nothing of what was tried."""
    with pytest.raises(OperatorError, match=r"HUB-707.*HUB_KEY_PASSWORD or key_password_file") as caught:
        own_of(sealed).read(passwords)
    assert "wrong" not in str(caught.value)


def test_a_password_is_no_harm_to_a_key_that_needs_none(tmp_path: Path) -> None:
    """So that old and new keys can differ, PKCS#12 included."""
    key, certificate = write_key(made := make_key("hub", NOW), tmp_path / "hub")
    assert OwnKeys(tmp_path / "hub", key, certificate, is_named=False).read((b"secret",)).pairs
    bare = pkcs12.serialize_key_and_certificates(b"hub", by_the_library(made), made.certificate, None, NoEncryption())
    (tmp_path / "hub.p12").touch(0o600)
    (tmp_path / "hub.p12").write_bytes(bare)
    assert OwnKeys(tmp_path / "hub", tmp_path / "hub.p12", None, is_named=True).read((b"secret",)).pairs


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_password_file_that_others_may_read_is_refused(sealed: Home, mode: int) -> None:
    """As a private key is."""
    private(sealed.path / "password", "secret")
    (sealed.path / "password").chmod(mode)
    with pytest.raises(OperatorError, match=r"HUB-707.*password: others may read it"):
        key_passwords(sealed)


def test_a_password_file_that_is_missing_or_empty_is_refused(sealed: Home) -> None:
    """Nobody is asked."""
    with pytest.raises(OperatorError, match="HUB-705"):
        key_passwords(sealed)
    private(sealed.path / "password", "\n")
    with pytest.raises(OperatorError, match=r"HUB-707.*is empty"):
        key_passwords(sealed)


def test_a_new_key_is_encrypted_where_there_is_a_password(sealed: Home) -> None:
    """By the first of them."""
    made = succession(own_of(sealed), NOW, b"secret").make(x509.Name([]), "ecdsa")
    assert b"ENCRYPTED" in made.written[0].read_bytes()
    assert own_of(sealed).folder in made.written[0].parents
