"""One certificate follows another: both count while they overlap, the old one until its cutover, each for its time."""

from pathlib import Path

import pytest
import structlog
from cryptography.hazmat.primitives.serialization import Encoding
from register_cases import CUTOVER, PARTY, Seconds, end_at, is_taken, put
from signing_cases import DAY, NOW

from adapters.files.watching import CHECK_INTERVAL_S, Watched
from adapters.trust import CertificateRegister, WatchedRegister
from adapters.x509 import SigningKey, fingerprint, make_key
from hub.errors import OperatorError

# ---- a party's ------------------------------------------------------------------------------


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
    found = register.find(PARTY, known)
    assert found is not None
    assert (found.is_valid(CUTOVER - DAY), found.is_valid(CUTOVER + DAY)) == (True, False)


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


# ---- what a running hub notices -------------------------------------------------------------


def test_a_running_hub_notices_a_new_certificate(folder: Path, old: SigningKey, new: SigningKey) -> None:
    """At the next look, some seconds later at most; what was known counts until then."""
    put(folder, "old.pem", old)
    seconds = Seconds()
    register = WatchedRegister(folder, monotonic=seconds)
    put(folder, "new.pem", new)
    assert not is_taken(register, new, NOW)
    seconds.at += CHECK_INTERVAL_S
    assert is_taken(register, new, NOW)
    assert is_taken(register, old, NOW)


def test_a_running_hub_notices_a_cutover(folder: Path, old: SigningKey) -> None:
    """Written once, it comes by the clock."""
    put(folder, "old.pem", old)
    seconds = Seconds()
    register = WatchedRegister(folder, monotonic=seconds)
    end_at(folder, old, CUTOVER)
    seconds.at += CHECK_INTERVAL_S
    assert [is_taken(register, old, at) for at in (CUTOVER - 1, CUTOVER)] == [True, False]


def test_a_file_that_cannot_be_read_changes_nothing_and_is_reported_of_once(
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
            seconds.at += CHECK_INTERVAL_S
            assert is_taken(register, old, NOW)
    assert [(line["event"], line["reason"][:7]) for line in logs] == [("keys_not_read_anew", "HUB-707")]
    (folder / PARTY / "new.pem").write_bytes(whole)
    seconds.at += CHECK_INTERVAL_S
    assert is_taken(register, new, NOW)


def test_certificates_that_are_gone_all_at_once_stay_known(folder: Path, old: SigningKey, new: SigningKey) -> None:
    """A lost disk is nobody's decision: parties' messages would be refused for good. One that is removed is gone."""
    put(folder, "old.pem", old)
    put(folder, "new.pem", new)
    seconds = Seconds()
    register = WatchedRegister(folder, monotonic=seconds)
    folder.rename(folder.with_name("elsewhere"))
    seconds.at += CHECK_INTERVAL_S
    with structlog.testing.capture_logs() as logs:
        assert is_taken(register, old, NOW)
    assert [line["reason"][:7] for line in logs] == ["HUB-705"]
    folder.with_name("elsewhere").rename(folder)
    (folder / PARTY / "old.pem").unlink()
    seconds.at += CHECK_INTERVAL_S
    assert not is_taken(register, old, NOW)
    assert is_taken(register, new, NOW)


def test_a_fault_of_the_libraries_changes_nothing_either(folder: Path) -> None:
    """No delivery is to blame for a file; the log has the traceback."""
    seconds, worlds = Seconds(), ["sound"]
    watched: Watched[str] = Watched([folder], worlds.pop, monotonic=seconds)
    put(folder, "new.pem", make_key(PARTY, NOW))
    seconds.at += CHECK_INTERVAL_S
    with structlog.testing.capture_logs() as logs:
        assert watched.now() == "sound"
    assert [(line["event"], line["exc_info"]) for line in logs] == [("keys_not_read_anew", True)]


def test_who_comes_while_another_thread_looks_does_not_wait(folder: Path, old: SigningKey) -> None:
    """What was known is good enough for it."""
    put(folder, "old.pem", old)
    seconds = Seconds()
    reads: list[str] = []

    def read() -> str:
        if reads:
            reads.append(watched.now())  # as another thread would ask
        reads.append("read")
        return f"version {len(reads)}"

    watched: Watched[str] = Watched([folder], read, monotonic=seconds)
    put(folder, "new.pem", old)
    seconds.at += CHECK_INTERVAL_S
    assert watched.now() == "version 3"
    assert reads == ["read", "version 1", "read"]
