"""What may be registered as a party's certificate, and what registering it ends."""

from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from resource import RLIMIT_FSIZE, getrlimit, setrlimit
from signal import SIG_IGN, SIGXFSZ, signal
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from register_cases import CUTOVER, PARTY, end_at, is_taken, put
from signing_cases import DAY, NOW

from adapters.trust import CertificateRegister
from adapters.x509 import SigningKey, der, fingerprint, make_key, subject
from adapters.x509.making import certificate_pem, certify, private_pem
from hub.errors import Code, OperatorError
from hub.operate.keys.inspection import doubts_of_parties
from hub.operate.keys.parties import PartyCertificates


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


def test_a_certificate_that_ends_sooner_is_not_taken_for_the_older_one(folder: Path, new: SigningKey) -> None:
    """Nor for the newer one: whichever was registered last, nobody but the operator knows what to end."""
    put(folder, "long.pem", new)
    put(folder, "short.pem", short := make_key(PARTY, NOW + DAY, days=30))
    with pytest.raises(OperatorError, match=r"HUB-752.*--only"):
        PartyCertificates(folder).cut_over(PARTY, CUTOVER, NOW)
    PartyCertificates(folder).cut_over(PARTY, CUTOVER, NOW, fingerprint(new.certificate))
    register = CertificateRegister.load(folder)
    assert [is_taken(register, key, CUTOVER) for key in (new, short)] == [False, True]


def test_a_cutover_can_be_moved_either_way_until_it_has_come(folder: Path, old: SigningKey, new: SigningKey) -> None:
    """What was refused already is never taken again."""
    put(folder, "old.pem", old)
    put(folder, "new.pem", new)
    for at in (CUTOVER, CUTOVER + 3 * DAY, CUTOVER - DAY):
        PartyCertificates(folder).cut_over(PARTY, at, NOW)
        register = CertificateRegister.load(folder)
        assert [is_taken(register, old, at + late) for late in (-1_000_000, 1_000_000)] == [True, False]
    with pytest.raises(OperatorError, match="HUB-704"):
        PartyCertificates(folder).cut_over(PARTY, CUTOVER + DAY, CUTOVER)


def test_what_was_to_end_sooner_is_not_prolonged_with_the_others(
    folder: Path, old: SigningKey, new: SigningKey
) -> None:
    """Only by its name, and what has ended is not counted among them any more."""
    stolen = make_key(PARTY, NOW - 90 * DAY)
    for name, key in (("old", old), ("stolen", stolen), ("new", new)):
        put(folder, f"{name}.pem", key)
    PartyCertificates(folder).cut_over(PARTY, NOW + DAY, NOW, fingerprint(stolen.certificate))
    done = PartyCertificates(folder).cut_over(PARTY, CUTOVER, NOW)
    assert [one.certificate for one in done.ended] == [old.certificate]
    register = CertificateRegister.load(folder)
    assert [is_taken(register, key, NOW + 2 * DAY) for key in (old, stolen, new)] == [True, False, True]


def test_a_certificate_of_long_ago_that_has_ended_stands_in_nobodys_way(folder: Path, new: SigningKey) -> None:
    """Though it would itself end last."""
    put(folder, "long.pem", long := make_key(PARTY, NOW - DAY, days=3650))
    put(folder, "new.pem", new)
    PartyCertificates(folder).cut_over(PARTY, NOW, NOW, fingerprint(long.certificate))
    put(folder, "newer.pem", make_key(PARTY, NOW + DAY))
    done = PartyCertificates(folder).cut_over(PARTY, CUTOVER, NOW + 2 * DAY)
    assert [one.certificate for one in done.ended] == [new.certificate]


def test_a_disk_that_takes_half_of_a_decision_takes_none(folder: Path, old: SigningKey, new: SigningKey) -> None:
    """Or no hub would start on it."""
    for name, key in (("old", old), ("middle", make_key(PARTY, NOW - 9 * DAY)), ("new", new)):
        put(folder, f"{name}.pem", key)
    limits, ignored = getrlimit(RLIMIT_FSIZE), signal(SIGXFSZ, SIG_IGN)
    setrlimit(RLIMIT_FSIZE, (150, limits[1]))
    try:
        with pytest.raises(OperatorError, match="HUB-705"):
            PartyCertificates(folder).cut_over(PARTY, CUTOVER, NOW)
    finally:
        setrlimit(RLIMIT_FSIZE, limits)
        signal(SIGXFSZ, ignored)
    assert (folder / PARTY / "cutovers").read_text() == ""
    assert len(CertificateRegister.load(folder).of(PARTY)) == 3


def test_what_cannot_be_decided_registers_nothing(folder: Path, tmp_path: Path, old: SigningKey) -> None:
    """A disk that takes the certificate and not the decision."""
    put(folder, "old.pem", old)
    (folder / PARTY / "cutovers").symlink_to(tmp_path / "nowhere" / "cutovers")
    (tmp_path / "new.pem").write_bytes(make_key(PARTY, NOW + DAY).certificate.public_bytes(Encoding.PEM))
    with pytest.raises(OperatorError, match="HUB-705"):
        PartyCertificates(folder).admit(PARTY, tmp_path / "new.pem", NOW, CUTOVER)
    assert [path.name for path in (folder / PARTY).glob("*.pem")] == ["old.pem"]


def damaged(what: str) -> bytes:
    """A certificate of which one part cannot be read."""
    made = make_key("insurer-b name", NOW, days=60 * 365).certificate
    whole, end = made.public_bytes(Encoding.DER), f"{made.not_valid_after_utc:%Y%m%d%H%M%SZ}".encode()
    parts = {
        "a year that there is not": (end, b"00000101000000Z"),
        "a name that is no text": (b"b name", b"\xff\xffname"),
    }
    return whole.replace(*parts[what])


@pytest.mark.parametrize("what", ["a year that there is not", "a name that is no text"])
def test_a_certificate_that_can_be_read_in_part_is_refused(folder: Path, tmp_path: Path, what: str) -> None:
    """In one line, and nothing is written."""
    (tmp_path / "odd.cer").write_bytes(damaged(what))
    with pytest.raises(OperatorError, match="HUB-751"):
        PartyCertificates(folder).admit(PARTY, tmp_path / "odd.cer", NOW)
    assert list(folder.rglob("*")) == []


def test_one_that_was_put_there_by_hand_is_refused_or_shown_as_what_it_is(folder: Path) -> None:
    """A window that cannot be read refuses the register; a name that cannot is told as such."""
    (folder / PARTY).mkdir()
    for what in ("a name that is no text", "a year that there is not"):
        text = b64encode(damaged(what)).decode()
        (folder / PARTY / "odd.pem").write_text(f"-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
        if what == "a name that is no text":
            (one,) = CertificateRegister.load(folder).of(PARTY)
            assert subject(one.certificate) == "unreadable"
    with pytest.raises(OperatorError, match="HUB-707"):
        CertificateRegister.load(folder)


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


# ---- of another party -----------------------------------------------------------------------------


def sent(tmp_path: Path, key: SigningKey) -> Path:
    """The file with its certificate."""
    (file := tmp_path / "sent.pem").write_bytes(key.certificate.public_bytes(Encoding.PEM))
    return file


@pytest.mark.parametrize("name", ["bank-c", "Bank-C", "Bank of C"])
def test_a_certificate_that_names_another_party_is_refused_unless_it_is_meant(
    folder: Path, tmp_path: Path, old: SigningKey, name: str
) -> None:
    """By the party's id as its common name, or by the subject of a certificate that the party has."""
    put(folder, "old.pem", old)
    put(folder, "c.pem", make_key("Bank of C", NOW), "bank-c")
    file, before = sent(tmp_path, make_key(name, NOW)), sorted(folder.rglob("*"))
    with pytest.raises(OperatorError, match=rf"HUB-750.*CN={name}.*another party, bank-c") as told:
        PartyCertificates(folder).admit(PARTY, file, NOW)
    assert (told.value.names["other"], told.value.names["party"]) == ("bank-c", PARTY)
    assert sorted(folder.rglob("*")) == before
    PartyCertificates(folder).admit(PARTY, file, NOW, although_named=True)
    assert len(CertificateRegister.load(folder).of(PARTY)) == 2


@pytest.mark.parametrize(
    ("name", "is_theirs"),
    [
        ("CN=Bank of C,O=C,C=CN", True),
        ("C=CN,O=C,CN=Bank of C", True),
        ("CN=\\ Bank of C,O=C\\ ,C=CN", True),
        ("CN=bank of C,O=C,C=CN", False),
        ("CN=Bank of C,O=C", False),
    ],
)
def test_subjects_are_the_same_in_any_order_and_with_spaces_around(
    folder: Path, tmp_path: Path, name: str, is_theirs: bool
) -> None:
    """Other letters are another name, and so is one attribute less."""
    theirs = certify(p256(), x509.Name.from_rfc4514_string("CN=Bank of C,O=C,C=CN"), NOW, 30)
    (folder / "bank-c").mkdir(parents=True)
    (folder / "bank-c" / "c.pem").write_bytes(certificate_pem(theirs))
    file = tmp_path / "sent.pem"
    file.write_bytes(certificate_pem(certify(p256(), x509.Name.from_rfc4514_string(name), NOW, 30)))
    register = PartyCertificates(folder)
    if is_theirs:
        with pytest.raises(OperatorError, match="HUB-750"):
            register.admit(PARTY, file, NOW)
    else:
        assert register.admit(PARTY, file, NOW).certificate is not None


def test_a_party_is_named_by_its_certificates_of_both_purposes(folder: Path, tmp_path: Path) -> None:
    """One for encryption with the subject of another party's that signs; taken where its own party's has it too."""
    put(folder, "c.pem", make_key("Bank of C", NOW), "bank-c")
    file, encryption = sent(tmp_path, make_key("Bank of C", NOW)), tmp_path / "encryption"
    with pytest.raises(OperatorError, match=r"HUB-750.*bank-c"):
        PartyCertificates(encryption, beside=folder).admit(PARTY, file, NOW)
    PartyCertificates(encryption, beside=folder).admit("bank-c", file, NOW)
    assert len(CertificateRegister.load(encryption).of("bank-c")) == 1


def test_a_party_without_certificates_is_another_party_too(folder: Path, tmp_path: Path) -> None:
    """It has its file in the routes; a name that no party has is nobody's."""
    file = sent(tmp_path, make_key("bank-c", NOW))
    with pytest.raises(OperatorError, match="HUB-750"):
        PartyCertificates(folder, names=["bank-c", PARTY]).admit(PARTY, file, NOW)
    PartyCertificates(folder, names=[PARTY]).admit(PARTY, file, NOW)
    assert len(CertificateRegister.load(folder).of(PARTY)) == 1


def test_a_subject_that_both_parties_have_is_taken_for_either(folder: Path, tmp_path: Path) -> None:
    """As where a platform has one name for all its members."""
    put(folder, "one.pem", make_key("platform", NOW))
    put(folder, "other.pem", make_key("platform", NOW), "bank-c")
    PartyCertificates(folder).admit(PARTY, sent(tmp_path, make_key("platform", NOW + DAY)), NOW)
    assert len(CertificateRegister.load(folder).of(PARTY)) == 2


def test_what_was_ended_for_the_wrong_party_is_registered_for_the_right_one(folder: Path, tmp_path: Path) -> None:
    """From then on it vouches for the right party only; what the wrong one was believed before, stays so on record."""
    put(folder, "c.pem", make_key("bank-c", NOW), "bank-c")
    file = sent(tmp_path, key := make_key(PARTY, NOW - DAY))
    PartyCertificates(folder).admit("bank-c", file, NOW, although_named=True)
    name = fingerprint(key.certificate)
    command = f"hub keys roll --party bank-c --cutover now --only {name[:16]}"
    for _ in range(2):  # a cutover that has not come leaves it to the wrong party
        with pytest.raises(OperatorError, match=f"HUB-751.*for bank-c.*{command}"):
            PartyCertificates(folder).admit(PARTY, file, NOW)
        PartyCertificates(folder).cut_over("bank-c", CUTOVER, NOW, name[:16])
    PartyCertificates(folder).cut_over("bank-c", NOW, NOW, name[:16])
    later = NOW + 1_000_000
    PartyCertificates(folder).admit(PARTY, file, later)
    register = CertificateRegister.load(folder)
    theirs, ours = register.find("bank-c", der(key.certificate)), register.find(PARTY, der(key.certificate))
    assert theirs is not None and ours is not None
    assert [theirs.is_valid(at) for at in (NOW - 1, NOW, later)] == [True, False, False]
    assert (is_taken(register, key, later), ours.is_valid(later)) == (True, True)
    assert [one for one in doubts_of_parties(register, ["bank-c", PARTY], [], later) if one[0] == "failure"] == []
    with pytest.raises(OperatorError, match=r"HUB-751.*registered already, for bank-c$"):
        PartyCertificates(folder).admit("bank-c", file, later, although_named=True)


def test_a_key_that_two_parties_have_at_one_time_stays_a_failure(folder: Path) -> None:
    """Whichever of them comes first in the register."""
    key = make_key("anybody", NOW)
    put(folder, "one.pem", key)
    put(folder, "other.pem", key, "bank-c")
    end_at(folder, key, NOW + 2 * DAY)
    found = [
        [error.code for result, error in doubts_of_parties(CertificateRegister.load(folder), [], [], at)]
        for at in (NOW, NOW + 3 * DAY)
    ]
    assert [codes.count(Code.CERTIFICATE_REFUSED) for codes in found] == [1, 0]
