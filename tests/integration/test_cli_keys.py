"""`hub keys`: what there is, what is wrong with it, and how one key or certificate follows another."""

import json
import shutil
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import structlog
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from own_home import OwnHome
from rig import Rig, catalogue, signing_key
from test_parked import Foretold, foretold  # noqa: F401  # a fixture
from verbs import ENVIRONMENT, hub, hub_json

from adapters.signing import RegisteredVerifier
from adapters.store import open_store
from adapters.trust import CertificateRegister, write_key
from adapters.trust.validity_limits import write_limit
from adapters.x509 import Registered, ValidityLimits, fingerprint, load_key, make_key
from adapters.x509.making import private_pem
from hub.bootstrap.home import make_home
from hub.bootstrap.names import party_names
from hub.bootstrap.worker import open_worker
from hub.cli.doctor import examine
from hub.flow.worker import Worker
from hub.home.place import Home
from hub.operate.keys.history import History
from hub.ports import Store

NOW = time.time_ns() // 1000
DAY = 86_400_000_000
LISTED = {"whose", "state", "serial", "subject", "since", "until", "days_left", "key", "fingerprint", "file"}
OURS = {"provider", "profile"}
"""Of the hub's own certificates only."""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A new home, with development keys of all parties."""
    home = Home(tmp_path / "home")
    make_home(home, sorted(party_names(home)), ["national"])
    return home.path


def given(tmp_path: Path, since: int = 0, days: int = 400) -> tuple[Path, x509.Certificate]:
    """A certificate that ping-an sends us, newer than what we have."""
    made = make_key("ping-an", since or soon(), days=days)
    (tmp_path / "given.pem").write_bytes(made.certificate.public_bytes(Encoding.PEM))
    return tmp_path / "given.pem", made.certificate


def soon() -> int:
    return time.time_ns() // 1000 + 60_000_000


def refused(home: Path, *words: str) -> tuple[int, str]:
    """The exit code of a verb that does nothing, and the code of its one line."""
    before = sorted(home.rglob("keys/**/*"))
    done = hub(home, *words)
    assert (done.stdout, done.stderr.count(b"\n")) == (b"", 1)
    assert sorted(home.rglob("keys/**/*")) == before
    return done.returncode, done.stderr.decode().split()[1]


def listed(home: Path) -> list[dict[str, Any]]:
    """What the list has."""
    return [json.loads(line) for line in hub(home, "keys", "list", "--json").stdout.splitlines()]


def states(home: Path, whose: str) -> list[str]:
    """How somebody's certificates stand, as the list has them."""
    return [row["state"] for row in listed(home) if row["whose"] == whose]


# ---- list and check ----------------------------------------------------------------------------


def test_every_certificate_is_listed_with_its_validity_period(own: Path) -> None:
    """Ours first; on the screen the same, with the whole fingerprint to compare."""
    rows = listed(own)
    assert [row["whose"] for row in rows] == ["hub", *sorted(party_names(Home(own)))]
    assert all(set(row) - (OURS if row["whose"] == "hub" else set()) == LISTED for row in rows)
    assert {row["state"] for row in rows} == {"valid"}
    assert {row["file"] for row in rows} == {
        "keys/hub/certificate.pem",
        *(f"keys/parties/{party}/development.pem" for party in party_names(Home(own))),
    }
    shown = hub(own, "keys", "list", "--party", "ping-an").stdout.decode()
    (row,) = [row for row in rows if row["whose"] == "ping-an"]
    assert row["fingerprint"] in shown
    assert shown.count("\n") == 2


def test_a_sound_home_has_nothing_to_check(own: Path) -> None:
    """Exit 0."""
    done = hub(own, "keys", "check")
    assert (done.returncode, done.stdout.decode().split()[0]) == (0, "ok")
    assert {row["result"] for row in hub_json(own, "keys", "check")["checks"]} == {"ok"}


def copy_to_another_party(home: Path) -> None:
    shutil.copy(home / "keys/parties/ping-an/development.pem", home / "keys/parties/customs/copy.pem")


def replace_by(home: Path, since: int, days: int = 365) -> None:
    shutil.rmtree(home / "keys/parties/ping-an")
    _, certificate = write_key(make_key("ping-an", since, days=days), home / "simulate/other")
    (home / "keys/parties/ping-an").mkdir()
    certificate.rename(home / "keys/parties/ping-an/other.pem")


def register_an_authority(home: Path) -> None:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name.from_rfc4514_string("CN=CA")
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1).not_valid_before(datetime.now(UTC))
    builder = builder.not_valid_after(datetime.now(UTC) + timedelta(days=99))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    (home / "keys/parties/ping-an/ca.pem").write_bytes(builder.sign(key, SHA256()).public_bytes(Encoding.PEM))


def keep_a_certificate_without_its_key(home: Path) -> None:
    _, certificate = write_key(make_key("hub", NOW + DAY), home / "keys/hub/2027")
    certificate.with_name("key.pem").unlink()


@pytest.mark.parametrize(
    ("damage", "result", "code"),
    [
        (lambda home: (home / "keys/hub/key.pem").chmod(0o644), "failure", "HUB-707"),
        (lambda home: (home / "keys/parties/ping-an/half.pem").write_text("-----BEGIN"), "failure", "HUB-707"),
        (lambda home: (home / "keys/parties/ping-an/cutovers").write_text("soon\n"), "failure", "HUB-707"),
        (copy_to_another_party, "failure", "HUB-751"),
        (register_an_authority, "warning", "HUB-751"),
        (lambda home: replace_by(home, NOW - 400 * DAY), "failure", "HUB-732"),
        (lambda home: replace_by(home, NOW - 340 * DAY), "warning", "HUB-731"),
        (lambda home: shutil.rmtree(home / "keys/parties/ping-an"), "warning", "HUB-733"),
        (lambda home: (home / "keys/parties/ping-an").chmod(0o775), "warning", "HUB-755"),
        (keep_a_certificate_without_its_key, "warning", "HUB-756"),
    ],
    ids=[
        "a key that others may read",
        "half a certificate",
        "decisions that are none",
        "one certificate for two parties",
        "an authority's certificate",
        "ended",
        "ends soon",
        "none",
        "a folder that others may change",
        "a certificate whose key is missing",
    ],
)
def test_what_is_wrong_is_named(own: Path, damage: Any, result: str, code: str) -> None:
    """Each alone; only a failure is an exit code."""
    damage(own)
    done = hub(own, "keys", "check", "--json")
    found = [row for row in json.loads(done.stdout)["checks"] if row["result"] != "ok"]
    assert [(row["result"], row["text"].split()[0]) for row in found] == [(result, code)]
    assert done.returncode == (1 if result == "failure" else 0)


# ---- a party's ---------------------------------------------------------------------------------


def test_a_certificate_is_registered_beside_the_old_one(own: Path, tmp_path: Path) -> None:
    """Both count; its fingerprint is told, nothing is asked."""
    file, certificate = given(tmp_path)
    printed = hub_json(own, "keys", "import", str(file), "--party", "ping-an")
    assert (printed["certificate"]["fingerprint"], printed["ended"]) == (fingerprint(certificate), [])
    assert (own / printed["written"][0]).stat().st_mode & 0o777 == 0o644
    assert states(own, "ping-an") == ["valid", "valid"]
    assert examined(own) == {}


def examined(home: Path) -> dict[str, str]:
    """What `hub doctor` holds against keys."""
    found = {check.name: check.fixed for check in examine(Home(home)) if check.result != "ok"}
    return {name: found[name] for name in ("key", "parties") if name in found}


def test_a_cutover_ends_the_old_one_at_its_time(own: Path, tmp_path: Path) -> None:
    """With the import, or later; `now` at once."""
    file, _ = given(tmp_path)
    hub_json(own, "keys", "import", str(file), "--party", "ping-an", "--cutover", "2027-01-01T00:00:00+08:00")
    row = next(row for row in listed(own) if row["whose"] == "ping-an")
    assert (row["state"], row["until"]) == ("valid", "2026-12-31T15:59:59.999999Z")
    printed = hub_json(own, "keys", "roll", "--party", "ping-an", "--cutover", "now")
    assert printed["ended"] == [row["fingerprint"]]
    assert states(own, "ping-an") == ["cutover", "valid"]


def test_what_is_refused_is_one_line_and_changes_nothing(own: Path, tmp_path: Path) -> None:
    """Exit 1 for a certificate or a time, 2 for usage, 3 for what is not known, 4 for a file."""
    file, _ = given(tmp_path)
    old = tmp_path / "old.pem"
    old.write_bytes(make_key("ping-an", NOW - 400 * DAY).certificate.public_bytes(Encoding.PEM))
    name = str(file)
    assert refused(own, "keys", "import", str(old), "--party", "ping-an") == (1, "HUB-751")
    assert hub(own, "acts", seen={"HUB_LANG": "en"}).stdout == b"no acts\n"
    assert refused(own, "keys", "import", name, "--party", "pingan") == (3, "HUB-710")
    assert refused(own, "keys", "import", str(tmp_path / "none.pem"), "--party", "ping-an") == (4, "HUB-705")
    assert refused(own, "keys", "import", name, "--party", "ping-an", "--cutover", "2020-01-01") == (1, "HUB-752")
    assert refused(own, "keys", "roll", "--party", "ping-an") == (2, "HUB-711")
    assert refused(own, "keys", "roll", "--party", "ping-an", "--cutover", "now") == (3, "HUB-704")
    assert "without its outcome: hub keys list shows" in hub(own, "acts", seen={"HUB_LANG": "en"}).stdout.decode()
    assert refused(own, "keys", "roll", "--self-signed") == (2, "HUB-711")
    assert refused(own, "keys", "roll", "--self-signed", "--cutover", "2031-01-01") == (1, "HUB-752")
    for far in ("0001-01-01T00:00", "9999-12-31T23:59:59-12:00"):
        assert hub(own, "keys", "roll", "--self-signed", "--cutover", far).returncode == 2
    assert refused(own, "keys", "csr", "--key", "2019") == (3, "HUB-704")
    assert hub(own, "keys", "roll", "--cutover", "soon").returncode == 2
    assert hub(own, "keys", "csr", "--subject", "nonsense").returncode == 2


def test_a_certificate_for_the_wrong_party_is_refused_and_can_be_taken_back(own: Path, tmp_path: Path) -> None:
    """By the commands that the lines themselves name; afterwards nothing is wrong."""
    file, certificate = given(tmp_path)
    wrong = ("keys", "import", str(file), "--party", "boc-insurance")
    assert refused(own, *wrong) == (1, "HUB-750")
    hub_json(own, *wrong, "--although-named-otherwise")
    right = ("keys", "import", str(file), "--party", "ping-an")
    said = hub(own, *right).stderr.decode()
    command = f"hub keys roll --party boc-insurance --cutover now --only {fingerprint(certificate)[:16]}"
    assert ("HUB-751" in said, said.count(command)) == (True, 2), said
    hub_json(own, *command.split()[1:])
    hub_json(own, *right)
    assert (states(own, "boc-insurance"), states(own, "ping-an")) == (["valid", "cutover"], ["valid", "valid"])
    assert (hub(own, "keys", "check").returncode, examined(own)) == (0, {})


def test_a_running_hub_takes_what_a_new_certificate_signs_and_refuses_the_old_after_its_cutover(
    tmp_path: Path, migrated_file: Path
) -> None:
    """Without a start; the stored message verifies afterwards too."""
    shutil.copy(migrated_file, tmp_path / "hub.db")
    own = OwnHome(tmp_path / "home", f"sqlite:///{tmp_path / 'hub.db'}")
    own.accept("one", "two")
    pairs = own.home.simulate / "ping-an"
    with open_worker(own.home) as worker:
        _work(worker)
        new = make_key("ping-an", soon(), days=400)
        (tmp_path / "new.pem").write_bytes(new.certificate.public_bytes(Encoding.PEM))
        late = own.receipt(own.message("two"))
        hub_json(own.path, "keys", "import", str(tmp_path / "new.pem"), "--party", "ping-an")
        shutil.move(pairs, pairs.with_name("old"))
        write_key(new, pairs)
        time.sleep(2.1)  # the next look at the files
        own.reply(own.receipt(own.message("one")))
        _work(worker)
        hub_json(own.path, "keys", "roll", "--party", "ping-an", "--cutover", "now")
        time.sleep(2.1)
        own.reply(late)
        _work(worker)
    with own.store() as store:
        assert [(row.owner, row.code) for row in store.quarantine.deliveries(9)] == [("ping-an", "HUB-407")]
    checks = hub_json(own.path, "keys", "check", "--history")["checks"]
    assert [(row["result"], row["count"]) for row in checks] == [("ok", checks[0]["count"])]
    assert checks[0]["count"] >= 4


def test_a_hub_without_traffic_notices_a_new_certificate_too(tmp_path: Path, migrated_file: Path) -> None:
    """And so is reminded once a day of those that end soon: both are said at a look."""
    shutil.copy(migrated_file, tmp_path / "hub.db")
    own = OwnHome(tmp_path / "home", f"sqlite:///{tmp_path / 'hub.db'}")
    with open_worker(own.home) as worker, structlog.testing.capture_logs() as logs:
        _work(worker)
        new = make_key("ping-an", NOW).certificate
        (own.home.parties / "ping-an/new.pem").write_bytes(new.public_bytes(Encoding.PEM))
        time.sleep(2.1)  # the next look at the files
        _work(worker)
    printed = [line["event"] for line in logs if line["log_level"] == "warning"]
    assert printed == ["keys_read_anew"]


def _work(worker: Any) -> None:
    looks = count()
    worker.run(lambda: next(looks) > 3)


# ---- ours --------------------------------------------------------------------------------------


def test_a_key_of_ours_follows_another_by_a_request(own: Path, tmp_path: Path) -> None:
    """It waits until the certificate comes, and signs from the cutover on."""
    made = hub_json(own, "keys", "roll", "--subject", "CN=hub,O=Port,C=CN")
    assert [Path(name).name for name in made["written"]] == ["key.pem", "request.pem"]
    assert states(own, "hub") == ["waiting", "valid"]
    request = x509.load_pem_x509_csr(hub(own, "keys", "csr", "--subject", "CN=hub,O=Port,C=CN").stdout)
    assert request.subject.rfc4514_string() == "CN=hub,O=Port,C=CN"
    name, today = x509.Name.from_rfc4514_string("CN=Authority"), datetime.now(UTC)
    builder = x509.CertificateBuilder(name, request.subject, request.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(today - timedelta(days=1)).not_valid_after(today + timedelta(days=400))
    signed = builder.sign(ec.generate_private_key(ec.SECP256R1()), SHA256())
    (tmp_path / "answer.pem").write_bytes(signed.public_bytes(Encoding.PEM))
    answer = ("--certificate", str(tmp_path / "answer.pem"))
    printed = hub_json(own, "keys", "roll", *answer, "--cutover", "2027-01-01")
    assert (printed["certificate"]["state"], printed["cutover"]) == ("next", "2026-12-31T16:00:00.000000Z")
    assert states(own, "hub") == ["next", "valid"]
    assert examined(own) == {}
    assert refused(own, "keys", "roll", *answer, "--cutover", "now") == (1, "HUB-751")


def test_a_cutover_of_ours_happens_to_the_list_too(own: Path) -> None:
    """The one before is replaced, though its own end has not come."""
    hub_json(own, "keys", "roll", "--self-signed", "--kind", "rsa", "--days", "30", "--cutover", "now")
    rows = [row for row in listed(own) if row["whose"] == "hub"]
    assert [(row["state"], row["key"]) for row in rows] == [("valid", "RSA 2048"), ("cutover", "secp256r1")]


def test_the_first_key_of_a_home_is_made_as_any_other(tmp_path: Path) -> None:
    """Without development keys; `hub init` adds none to it later."""
    assert hub(tmp_path, "init", "--no-keys").returncode == 0
    hub_json(tmp_path, "keys", "roll", "--self-signed", "--cutover", "now")
    assert states(tmp_path, "hub") == ["valid"]
    hub_json(tmp_path, "init")
    assert states(tmp_path, "hub") == ["valid"]


def test_a_password_is_never_on_the_command_line(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes from the environment or a file; without it every verb that needs the key says so in one line."""
    key = own / "keys/hub/key.pem"
    private = load_key(key, key.with_name("certificate.pem")).key
    key.write_bytes(private_pem(private, b"secret"))
    assert refused(own, "keys", "list") == (4, "HUB-707")
    monkeypatch.setitem(ENVIRONMENT, "HUB_KEY_PASSWORD", "secret")
    assert states(own, "hub") == ["valid"]
    hub_json(own, "keys", "roll")
    (waiting,) = (own / "keys/hub").glob("*/key.pem")
    assert b"ENCRYPTED" in waiting.read_bytes()
    monkeypatch.delitem(ENVIRONMENT, "HUB_KEY_PASSWORD")
    with (own / "hub.toml").open("a") as settings:
        settings.write('key_password_file = "password"\n')
    (own / "password").write_text("secret\n")
    assert refused(own, "keys", "list") == (4, "HUB-707")
    (own / "password").chmod(0o600)
    assert states(own, "hub") == ["waiting", "valid"]
    assert not any("password" in word for word in hub(own, "keys", "roll", "--help").stdout.decode().split())


# ---- history -----------------------------------------------------------------------------------


def test_history_of_what_was_changed_in_the_register_is_found(home: Path, tmp_path: Path) -> None:
    """A certificate of ours that is gone: each message that it signed, with exit 1."""
    shutil.copytree(home, own := tmp_path / "home")
    assert hub(own, "keys", "check", "--history").returncode == 0
    shutil.rmtree(own / "keys/hub")
    write_key(make_key("hub", NOW), own / "keys/hub")
    done = hub(own, "keys", "check", "--history")
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 1
    assert all("HUB-406 hub → ping-an" in line for line in lines[:-1])
    assert lines[-1].split()[:2] == ["ok", "0"]
    assert hub(own, "keys", "check", "--history", "--party", "customs").returncode == 0


def test_history_judges_a_parked_receipt_by_when_it_came(rig: Rig, foretold: Foretold, tmp_path: Path) -> None:  # noqa: F811
    """It was answered then, and recorded days later, after the cutover of its certificate."""
    folder, key = tmp_path / "parties" / "ping-an", signing_key("ping-an")
    folder.mkdir(parents=True)
    (folder / "old.pem").write_bytes(key.certificate.public_bytes(Encoding.PEM))
    rig.reply(foretold.decision())
    came = rig.clock.now()
    write_limit(folder, [key.certificate], "until", came + DAY, came)
    rig.clock.pass_(days=3)
    document = foretold.submit()
    history = History(
        rig.store.transactions,
        rig.store.archive,
        CertificateRegister.load(folder.parent),
        [signing_key("hub").certificate],
    )
    found = [(one.message.direction, one.message.document, one.fault) for one in history.look("ping-an")]
    assert ("in", document.id, None) in found
    assert all(fault is None for _, _, fault in found)


def test_a_parked_receipt_is_judged_by_the_certificate_of_the_day_it_came(store: Store, tmp_path: Path) -> None:
    """It acts days later, after its certificate's cutover; one that comes that late itself is refused."""
    rig = Rig(store, tmp_path / "queues")
    until = ValidityLimits(until=rig.clock.now() + DAY)
    register = CertificateRegister({"ping-an": [Registered.of(signing_key("ping-an").certificate, until)]})
    rig.ports = replace(rig.ports, verifier=RegisteredVerifier(register, rig.clock))
    rig.worker = Worker("hub", catalogue(), rig.ports, batch=100, wait=0)
    early = Foretold(rig)
    rig.reply(early.decision())
    rig.clock.pass_(days=3)
    assert early.submit().status == "S"
    rig.reply(early.decision())
    assert [row.code for row in store.quarantine.deliveries(9)] == ["HUB-407"]
    rig.close()


def test_history_finds_bytes_that_are_not_those_recorded(home: Path, tmp_path: Path) -> None:
    """Whoever changed them past the store's guards."""
    shutil.copytree(home, own := tmp_path / "home")
    with closing(sqlite3.connect(own / "store.sqlite")) as raw:
        guards = raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'payload'")
        for (name,) in guards.fetchall():
            raw.execute(f'DROP TRIGGER "{name}"')
        raw.execute(
            "UPDATE payload SET bytes = CAST(bytes || x'20' AS BLOB) WHERE digest IN (SELECT digest FROM message)"
        )
        raw.commit()
    with closing(open_store(f"sqlite:///{own / 'store.sqlite'}")) as store:
        register = CertificateRegister.load(own / "keys/parties")
        assert {
            one.fault.code for one in History(store.transactions, store.archive, register, []).look() if one.fault
        } == {"HUB-754"}
