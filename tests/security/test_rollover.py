"""One certificate follows another: both count while they overlap, the old one until its cutover, each for its time."""

import shutil
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, pkcs12
from rig import START, Rig, a_credit_authorization, a_uscc, signing_key
from signing_cases import DAY, MESSAGE, NOW, SetClock, parse, signed_by

from adapters.signing import (
    CertificateRegister,
    OwnKeys,
    OwnSuccession,
    PartyCertificates,
    RegisteredVerifier,
    Reminder,
    RingSigner,
    SigningKey,
    Watched,
    WatchedRegister,
    make_key,
    write_key,
)
from adapters.signing.history import History
from adapters.signing.making import private_pem
from adapters.signing.watched import EVERY
from adapters.signing.windows import fingerprint, write_cutover
from adapters.store import SqlStore
from hub.bootstrap.keys import key_passwords
from hub.config import FILE, Home
from hub.errors import OperatorError, SignerUnavailable

PARTY = "insurer-b"
CUTOVER = NOW + 10 * DAY


@pytest.fixture(scope="session")
def old() -> SigningKey:
    """A party's certificate that is valid for half a year yet."""
    return make_key(PARTY, NOW - 180 * DAY)


@pytest.fixture(scope="session")
def new() -> SigningKey:
    return make_key(PARTY, NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where parties' certificates are."""
    (tmp_path / "parties").mkdir()
    return tmp_path / "parties"


@dataclass
class Seconds:
    """A monotonic clock that a test moves."""

    at: float = 0.0

    def __call__(self) -> float:
        return self.at


def put(folder: Path, name: str, key: SigningKey, party: str = PARTY) -> Path:
    (folder / party).mkdir(exist_ok=True)
    (folder / party / name).write_bytes(key.certificate.public_bytes(Encoding.PEM))
    return folder / party / name


def end_at(folder: Path, key: SigningKey, at: int) -> None:
    write_cutover(folder / PARTY, key.certificate, "until", at, NOW)


def is_taken(register: CertificateRegister, key: SigningKey, at: int) -> bool:
    """Whether what the key signs is taken as the party's at that time."""
    try:
        RegisteredVerifier(register, SetClock(at)).verify(parse(signed_by(key)), PARTY)
    except Exception as error:
        assert "HUB-406" in str(error)
        return False
    return True


# ---- a party's ---------------------------------------------------------------------------------


def test_both_certificates_are_taken_while_they_overlap(folder: Path, old: SigningKey, new: SigningKey) -> None:
    """From the new one's beginning to the old one's end."""
    put(folder, "old.pem", old)
    put(folder, "new.pem", new)
    register = CertificateRegister.load(folder)
    times = [NOW - 2 * DAY, NOW, NOW + 184 * DAY, NOW + 186 * DAY, NOW + 366 * DAY]
    assert [(is_taken(register, old, at), is_taken(register, new, at)) for at in times] == [
        (True, False),
        (True, True),
        (True, True),
        (False, True),
        (False, False),
    ]


def test_from_the_cutover_on_the_old_certificate_is_refused(folder: Path, old: SigningKey, new: SigningKey) -> None:
    """To the microsecond, long before its own end; the new one goes on."""
    put(folder, "old.pem", old)
    put(folder, "new.pem", new)
    end_at(folder, old, CUTOVER)
    register = CertificateRegister.load(folder)
    assert [is_taken(register, old, at) for at in (NOW, CUTOVER - 1, CUTOVER, CUTOVER + 1)] == [
        True,
        True,
        False,
        False,
    ]
    assert is_taken(register, new, CUTOVER)
    assert [one.state(CUTOVER) for one in register.of(PARTY)] == ["cutover", "valid"]


def test_validity_is_judged_at_the_time_that_is_asked_for(folder: Path, old: SigningKey, new: SigningKey) -> None:
    """What was taken before the cutover still finds its certificate after it."""
    put(folder, "old.pem", old)
    end_at(folder, old, CUTOVER)
    register = CertificateRegister.load(folder)
    known = old.certificate.public_bytes(Encoding.DER)
    assert register.find(PARTY, known, CUTOVER - DAY) == old.certificate
    assert register.find(PARTY, known, CUTOVER + DAY) is None


def test_the_last_decision_counts_and_all_are_kept(folder: Path, old: SigningKey) -> None:
    """A cutover can be put off; the file tells of both."""
    put(folder, "old.pem", old)
    end_at(folder, old, CUTOVER)
    end_at(folder, old, CUTOVER + DAY)
    register = CertificateRegister.load(folder)
    assert [is_taken(register, old, at) for at in (CUTOVER, CUTOVER + DAY)] == [True, False]
    assert [line.split()[:2] for line in (folder / PARTY / "cutovers").read_text().splitlines()] == [
        [fingerprint(old.certificate), "until"]
    ] * 2


def test_a_decision_after_a_line_that_was_torn_is_a_line_of_its_own(folder: Path, old: SigningKey) -> None:
    """An editor may leave out the last line feed."""
    put(folder, "old.pem", old)
    end_at(folder, old, CUTOVER)
    file = folder / PARTY / "cutovers"
    file.write_text(file.read_text().rstrip("\n"))
    end_at(folder, old, CUTOVER + DAY)
    assert is_taken(CertificateRegister.load(folder), old, CUTOVER)


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "{name} until 2026-01-01T00:00:00Z",
        "{name} till 2026-01-01T00:00:00Z 2026-01-01T00:00:00Z",
        "{name} until yesterday 2026-01-01T00:00:00Z",
        "{name} until 2026-01-01T00:00:00 2026-01-01T00:00:00Z",
        "",
        "é until 2026-01-01T00:00:00Z 2026-01-01T00:00:00Z",
    ],
)
def test_decisions_that_cannot_be_understood_are_refused_with_their_line(
    folder: Path, old: SigningKey, line: str
) -> None:
    """A cutover that is passed over would let the old certificate go on."""
    put(folder, "old.pem", old)
    end_at(folder, old, CUTOVER)
    with (folder / PARTY / "cutovers").open("a", encoding="latin-1") as file:
        file.write(line.format(name=fingerprint(old.certificate)) + "\n")
    with pytest.raises(OperatorError, match=r"HUB-707.*cutovers(, line 2| is not UTF-8)"):
        CertificateRegister.load(folder)


def test_a_cutover_of_a_certificate_that_is_not_there_is_refused(
    folder: Path, old: SigningKey, new: SigningKey
) -> None:
    """It may be meant for one that is."""
    put(folder, "old.pem", old)
    end_at(folder, new, CUTOVER)
    with pytest.raises(OperatorError, match=r"HUB-707.*line 1 names a certificate that is not here"):
        CertificateRegister.load(folder)


# ---- what a running hub notices ----------------------------------------------------------------


def test_a_running_hub_notices_a_new_certificate(folder: Path, old: SigningKey, new: SigningKey) -> None:
    """At the next look, some seconds later at most; what was known counts until then."""
    put(folder, "old.pem", old)
    seconds = Seconds()
    register = WatchedRegister(folder, monotonic=seconds)
    put(folder, "new.pem", new)
    assert not is_taken(register, new, NOW)
    seconds.at += EVERY
    assert is_taken(register, new, NOW)
    assert is_taken(register, old, NOW)


def test_a_running_hub_notices_a_cutover(folder: Path, old: SigningKey) -> None:
    """Written once, it comes by the clock."""
    put(folder, "old.pem", old)
    seconds = Seconds()
    register = WatchedRegister(folder, monotonic=seconds)
    end_at(folder, old, CUTOVER)
    seconds.at += EVERY
    assert [is_taken(register, old, at) for at in (CUTOVER - 1, CUTOVER)] == [True, False]


def test_a_file_that_cannot_be_read_changes_nothing_and_is_told_of_once(
    folder: Path, old: SigningKey, new: SigningKey
) -> None:
    """Half a certificate, until it is whole."""
    put(folder, "old.pem", old)
    seconds = Seconds()
    register = WatchedRegister(folder, monotonic=seconds)
    whole = put(folder, "new.pem", new).read_bytes()
    (folder / PARTY / "new.pem").write_bytes(whole[:200])
    with structlog.testing.capture_logs() as logs:
        for _ in range(3):
            seconds.at += EVERY
            assert is_taken(register, old, NOW)
    assert [(line["event"], line["reason"][:7]) for line in logs] == [("keys_not_read_anew", "HUB-707")]
    (folder / PARTY / "new.pem").write_bytes(whole)
    seconds.at += EVERY
    assert is_taken(register, new, NOW)


def test_certificates_that_are_gone_all_at_once_stay_known(folder: Path, old: SigningKey, new: SigningKey) -> None:
    """A lost disk is nobody's decision: parties' messages would be refused for good. One that is removed is gone."""
    put(folder, "old.pem", old)
    put(folder, "new.pem", new)
    seconds = Seconds()
    register = WatchedRegister(folder, monotonic=seconds)
    folder.rename(folder.with_name("elsewhere"))
    seconds.at += EVERY
    with structlog.testing.capture_logs() as logs:
        assert is_taken(register, old, NOW)
    assert [line["reason"][:7] for line in logs] == ["HUB-705"]
    folder.with_name("elsewhere").rename(folder)
    (folder / PARTY / "old.pem").unlink()
    seconds.at += EVERY
    assert not is_taken(register, old, NOW)
    assert is_taken(register, new, NOW)


def test_a_fault_of_the_libraries_changes_nothing_either(folder: Path) -> None:
    """No delivery is to blame for a file; the log has the traceback."""
    seconds, worlds = Seconds(), ["sound"]
    watched: Watched[str] = Watched([folder], worlds.pop, monotonic=seconds)
    put(folder, "new.pem", make_key(PARTY, NOW))
    seconds.at += EVERY
    with structlog.testing.capture_logs() as logs:
        assert watched.now() == "sound"
    assert [(line["event"], line["exc_info"]) for line in logs] == [("keys_not_read_anew", True)]


def test_who_comes_while_another_thread_looks_does_not_wait(folder: Path, old: SigningKey) -> None:
    """What was known is good enough for it."""
    put(folder, "old.pem", old)
    seconds, reads = Seconds(), []

    def read() -> str:
        if reads:
            reads.append(watched.now())  # as another thread would ask
        reads.append("read")
        return f"version {len(reads)}"

    watched: Watched[str] = Watched([folder], read, monotonic=seconds)
    put(folder, "new.pem", old)
    seconds.at += EVERY
    assert watched.now() == "version 3"
    assert reads == ["read", "version 1", "read"]


# ---- our own -----------------------------------------------------------------------------------


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
    return int(parse(signer.sign(parse(MESSAGE))).findtext(".//{*}KeyName"), 16)


def test_a_key_that_comes_while_the_hub_runs_signs_from_its_cutover_on(own: OwnKeys, clock: SetClock) -> None:
    """Without a start, to the microsecond, and never before: its parties may not know it yet."""
    seconds = Seconds()
    signer = signer_of(own, clock, seconds)
    first = signed_with(signer)
    made = succession(own).make_self_signed(succession(own).subject(), "ecdsa", 365, CUTOVER)
    seconds.at += EVERY
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
        signer.sign(parse(MESSAGE))


def test_a_private_key_that_others_may_read_is_not_taken_by_a_running_hub(own: OwnKeys, clock: SetClock) -> None:
    """The old one goes on, and the log says why; a hub that starts is refused."""
    seconds = Seconds()
    signer = signer_of(own, clock, seconds)
    first = signed_with(signer)
    made = succession(own).make_self_signed(succession(own).subject(), "ecdsa", 365, NOW)
    made.written[0].chmod(0o640)
    seconds.at += EVERY
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
            b"hub", key.key, key.certificate, None, BestAvailableEncryption(b"secret")
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


# ---- what may be registered --------------------------------------------------------------------


def a_certificate(key: Any, *, ends: int = 30, usage: dict[str, bool] | None = None, is_ca: bool = False) -> bytes:
    """A certificate that somebody made for a key, whatever it is good for."""
    today = datetime.fromtimestamp(NOW // 1_000_000, UTC)
    name = x509.Name.from_rfc4514_string("CN=x")
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(today - timedelta(days=60)).not_valid_after(today + timedelta(days=ends))
    if is_ca:
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    if usage is not None:
        names = "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign"
        none = dict.fromkeys([*names.split(), "crl_sign", "encipher_only", "decipher_only"], False)
        builder = builder.add_extension(x509.KeyUsage(**none | usage), critical=True)
    return builder.sign(key, SHA256()).public_bytes(Encoding.PEM)


def p256() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (lambda _: a_certificate(rsa.generate_private_key(65537, 1024)), "too weak"),
        (lambda _: a_certificate(ec.generate_private_key(ec.SECP192R1())), "too weak"),
        (lambda _: a_certificate(p256(), ends=-1), "it ended on"),
        (lambda _: a_certificate(p256(), is_ca=True), "authority"),
        (lambda _: a_certificate(p256(), usage={"key_cert_sign": True, "digital_signature": True}), "authority"),
        (lambda _: a_certificate(p256(), usage={"key_encipherment": True}), "key usage"),
        (lambda _: a_certificate(p256()) + a_certificate(p256()), "it holds 2 certificates"),
        (lambda _: private_pem(p256()) + a_certificate(p256()), "private key"),
        (lambda _: b"rubbish", "no certificate"),
        (lambda _: b"", "no certificate"),
        (lambda _: a_certificate(p256())[:-60], "no certificate"),
        (lambda keys: keys["known"].certificate.public_bytes(Encoding.PEM), "registered already, for insurer-b"),
        (lambda keys: keys["other"].certificate.public_bytes(Encoding.DER), "registered already, for bank-c"),
        (lambda keys: a_certificate(keys["other"].key), "its key is that of bank-c"),
        (lambda keys: a_certificate(keys["hub"].key), "its key is the hub's own"),
    ],
    ids=[
        "rsa-1024",
        "p-192",
        "expired",
        "authority",
        "signs certificates",
        "no signatures",
        "a chain",
        "with its private key",
        "rubbish",
        "empty",
        "torn",
        "twice",
        "another party's",
        "another party's key",
        "our own key",
    ],
)
def test_what_must_not_vouch_for_messages_is_not_registered(
    folder: Path, tmp_path: Path, content: Callable[[dict[str, SigningKey]], bytes], why: str
) -> None:
    """HUB-751 with the reason; nothing is written."""
    keys = {"known": make_key(PARTY, NOW), "other": make_key("bank-c", NOW), "hub": make_key("hub", NOW)}
    put(folder, "known.pem", keys["known"])
    put(folder, "other.pem", keys["other"], "bank-c")
    (tmp_path / "file").write_bytes(content(keys))
    before = sorted(folder.rglob("*"))
    with pytest.raises(OperatorError, match=f"HUB-751.*{why}"):
        PartyCertificates(folder, [keys["hub"].certificate]).admit(PARTY, tmp_path / "file", NOW)
    assert sorted(folder.rglob("*")) == before


def test_a_certificate_of_an_unknown_kind_of_key_is_refused_and_spoils_no_look(folder: Path, tmp_path: Path) -> None:
    """SM2, say, which the customs world has and this library has not."""
    known = make_key(PARTY, NOW).certificate.public_bytes(Encoding.DER)
    curve, sm2 = bytes.fromhex("06082a8648ce3d030107"), bytes.fromhex("06082a811ccf5501822d")
    (tmp_path / "sm2.cer").write_bytes(known.replace(curve, sm2))
    with pytest.raises(OperatorError, match=r"HUB-751"):
        PartyCertificates(folder).admit(PARTY, tmp_path / "sm2.cer", NOW)
    (folder / PARTY).mkdir()
    text = b64encode(known.replace(curve, sm2)).decode()
    (folder / PARTY / "sm2.pem").write_text(f"-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
    with pytest.raises(OperatorError, match=r"HUB-707"):
        CertificateRegister.load(folder)


def test_a_registered_certificate_can_end_the_old_ones(folder: Path, tmp_path: Path, old: SigningKey) -> None:
    """In one step; the new one may begin later, but not after the cutover."""
    put(folder, "old.pem", old)
    file = tmp_path / "new.pem"
    file.write_bytes((later := make_key(PARTY, NOW + 5 * DAY)).certificate.public_bytes(Encoding.PEM))
    with pytest.raises(OperatorError, match=r"HUB-752.*no other certificate of insurer-b would be valid"):
        PartyCertificates(folder).admit(PARTY, file, NOW, NOW + DAY)
    done = PartyCertificates(folder).admit(PARTY, file, NOW, CUTOVER)
    assert ([one.certificate for one in done.ended], done.at) == ([old.certificate], CUTOVER)
    register = CertificateRegister.load(folder)
    assert [is_taken(register, key, CUTOVER) for key in (old, later)] == [False, True]


def test_a_cutover_leaves_a_party_with_a_certificate_unless_one_is_named(
    folder: Path, old: SigningKey, new: SigningKey
) -> None:
    """A stolen key must go at once, even when it is the only one."""
    put(folder, "old.pem", old)
    with pytest.raises(OperatorError, match="HUB-704"):
        PartyCertificates(folder).cut_over(PARTY, CUTOVER, NOW)
    put(folder, "new.pem", new)
    PartyCertificates(folder).cut_over(PARTY, CUTOVER, NOW)
    PartyCertificates(folder).cut_over(PARTY, NOW, NOW, fingerprint(new.certificate)[:8].upper())
    register = CertificateRegister.load(folder)
    assert [is_taken(register, key, NOW) for key in (old, new)] == [True, False]
    with pytest.raises(OperatorError, match="HUB-704"):
        PartyCertificates(folder).cut_over(PARTY, CUTOVER, NOW, "0123")


# ---- passwords ---------------------------------------------------------------------------------


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
    bare = pkcs12.serialize_key_and_certificates(b"hub", made.key, made.certificate, None, NoEncryption())
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


# ---- what ends soon ----------------------------------------------------------------------------


def test_a_running_hub_says_once_a_day_whose_certificate_ends_soon(folder: Path, clock: SetClock) -> None:
    """From 60 days before on; a successor that begins in time ends it."""
    put(folder, "soon.pem", make_key(PARTY, NOW, days=61))
    seconds, reminder = Seconds(), Reminder(clock)
    register = WatchedRegister(folder, lambda known: reminder.look({PARTY: known.of(PARTY)}), seconds)

    def looks(at: int) -> list[str]:
        clock.at, seconds.at = at, seconds.at + EVERY
        with structlog.testing.capture_logs() as logs:
            register.parties()
        return [line["code"] for line in logs if line["event"] == "certificate_to_renew"]

    found = [looks(NOW + day * DAY // 2) for day in range(2, 8)]
    assert found == [[], [], ["HUB-731"], [], ["HUB-731"], []]
    put(folder, "next.pem", make_key(PARTY, NOW + 50 * DAY))
    assert [looks(NOW + day * DAY) for day in (4, 61, 62)] == [[], [], []]
    assert looks(NOW + 500 * DAY) == ["HUB-732"]


# ---- history -----------------------------------------------------------------------------------


@pytest.fixture
def rig(store: SqlStore, tmp_path: Path) -> Iterator[Rig]:
    made = Rig(store, tmp_path / "queues")
    yield made
    made.close()


def history(rig: Rig, folder: Path) -> dict[str, list[str]]:
    """How many messages of each direction verify now, and the codes of those that do not."""
    ours = [signing_key("hub").certificate]
    found: dict[str, list[str]] = {"in": [], "out": []}
    for one in History(rig.store, CertificateRegister.load(folder), ours).look():
        found[one.message.direction].append(one.fault.code if one.fault else "good")
    return found


def test_history_verifies_by_the_certificates_of_its_time(rig: Rig, folder: Path, tmp_path: Path) -> None:
    """After the old one was cut over, and after both have ended; a cutover set before it came is found."""
    (document,) = rig.submit(a_credit_authorization(a_uscc()))
    message = rig.message_of(document.id)
    rig.reply(rig.technical(message))
    put(folder, "old.pem", old := signing_key("ping-an"), "ping-an")
    put(folder, "new.pem", new := make_key("ping-an", START + DAY), "ping-an")
    write_cutover(folder / "ping-an", old.certificate, "until", START + DAY, START)
    rig.clock.pass_(days=2)
    keys = {"ping-an": new}
    later = Rig(rig.store, tmp_path / "later", key=lambda n: keys.get(n) or signing_key(n), clock=rig.clock)
    later.reply(later.decision("CreditAuthorizationDecision", message, "F"))
    later.close()
    rig.clock.pass_(days=4000)
    assert history(rig, folder)["in"] == ["good"] * 2
    assert set(history(rig, folder)["out"]) == {"good"}
    write_cutover(folder / "ping-an", old.certificate, "until", START - DAY, START)
    assert sorted(history(rig, folder)["in"]) == ["HUB-753", "good"]
    shutil.rmtree(folder / "ping-an")
    assert history(rig, folder)["in"] == ["HUB-406"] * 2


def test_every_document_is_looked_at_however_many_came_at_one_moment(
    rig: Rig, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages smaller than a batch."""
    monkeypatch.setattr("adapters.signing.history.PAGE", 2)
    forms = [a_credit_authorization(a_uscc()) for _ in range(7)]
    rig.submit(*forms)
    assert history(rig, folder) == {"in": [], "out": ["good"] * 7}
