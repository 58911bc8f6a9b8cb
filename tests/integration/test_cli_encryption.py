"""Keys for encryption in a home: made, registered, listed, checked, and demanded before the hub starts."""

import json
import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from rig import a_credit_authorization, a_uscc
from verbs import ENVIRONMENT, hub, hub_json

from adapters.folder import drop
from adapters.x509 import SigningKey, fingerprint, make_key
from hub.bootstrap.home import make_home
from hub.bootstrap.names import party_names, portal_names
from hub.bootstrap.worker import open_worker
from hub.errors import HubError, OperatorError
from hub.home.place import Home

NOW = time.time_ns() // 1000
ROLL = ("keys", "roll", "--for-encryption", "--self-signed", "--cutover", "now")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A new home that agreed on encryption with ping-an."""
    return a_home(tmp_path, "aes256-gcm")


def a_home(tmp_path: Path, cipher: str) -> Path:
    home = Home(tmp_path / "home")
    make_home(home, sorted(party_names(home)), sorted(portal_names(home)))
    file = home.path / "routes" / "parties" / "ping-an.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    packaged = Path(__file__).parents[2] / "routes" / "parties" / "ping-an.yaml"
    file.write_text(packaged.read_text("utf-8") + f"encryption: {cipher}\n", "utf-8")
    return home.path


def certificate_of(key: SigningKey, folder: Path) -> str:
    path = folder / "certificate.pem"
    path.write_bytes(key.certificate.public_bytes(Encoding.PEM))
    return str(path)


def test_a_hub_starts_once_both_sides_have_keys(own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until then `hub check` names the line of the party's file, and nothing starts."""
    check = hub(own, "check")
    assert check.returncode == 1
    assert "HUB-814" in check.stdout.decode()
    assert "ping-an.yaml" in check.stdout.decode()
    with pytest.raises(HubError), open_worker(Home(own)):
        pass

    assert hub(own, *ROLL).returncode == 0
    theirs = certificate_of(make_key("ping-an", NOW, "rsa", purpose="encryption"), tmp_path)
    assert "HUB-814" in hub(own, "check").stdout.decode()
    assert hub(own, "keys", "import", theirs, "--party", "ping-an", "--for-encryption").returncode == 0

    assert hub(own, "check").returncode == 0
    with open_worker(Home(own)) as worker:
        assert worker.replies.means.confidentiality is not None
    rows = [dict(row) for row in hub_json(own, "keys", "list", "--for-encryption")]
    assert {(row["whose"], row["key"], row["state"]) for row in rows} == {
        ("hub", "RSA 2048", "valid"),
        ("ping-an", "RSA 2048", "valid"),
    }
    assert all(str(row["file"]).startswith("keys/encryption/") for row in rows)
    assert [row["ciphers"] for row in rows] == [["aes256-gcm"]] * 2
    assert "RSA 2048 (aes256-gcm)" in hub(own, "keys", "list", "--for-encryption").stdout.decode()
    assert all("ciphers" not in row for row in hub_json(own, "keys", "list"))
    told = f"encrypted by AES-256-GCM, RSA-OAEP (aes256-gcm), for certificate {theirs_of(rows)} until"
    assert "HUB-814" not in (doctor := hub(own, "doctor", "--json").stdout.decode())
    assert told in doctor
    assert told in hub(own, "keys", "check", "--json").stdout.decode()
    monkeypatch.setitem(ENVIRONMENT, "HUB_LANG", "zh")
    assert "发往 ping-an 的报文加密：AES-256-GCM, RSA-OAEP" in hub(own, "keys", "check").stdout.decode()


def test_show_says_how_a_message_was_encrypted_and_for_which_certificate(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In both languages and for programs; a message to a party without a cipher travelled as it was signed."""
    theirs = make_key("ping-an", NOW, "rsa", purpose="encryption")
    hub(own, *ROLL)
    hub(own, "keys", "import", certificate_of(theirs, tmp_path), "--party", "ping-an", "--for-encryption")
    for party in ("ping-an", "boc-insurance"):
        form = a_credit_authorization(a_uscc(), party=party) | {"id": f"to-{party}"}
        drop(own / "queues", "national", f"{party}.json", json.dumps(form).encode())
    looks = iter([False, False, False, True])
    with open_worker(Home(own)) as worker:
        worker.run(lambda: next(looks))

    shown, plain = (hub_json(own, "show", f"to-{party}") for party in ("ping-an", "boc-insurance"))
    name = fingerprint(theirs.certificate)
    assert [m["encrypted"] for m in shown["messages"]] == [{"cipher": "aes256-gcm", "certificate": name}]
    assert [m["encrypted"] for m in plain["messages"]] == [None]
    text = hub(own, "show", "to-ping-an", "--alone").stdout.decode()
    assert f"encrypted by aes256-gcm for certificate {name[:16]}" in text
    assert "encrypted" not in hub(own, "show", "to-boc-insurance", "--alone").stdout.decode()
    monkeypatch.setitem(ENVIRONMENT, "HUB_LANG", "zh")
    assert f"已加密：aes256-gcm，证书 {name[:16]}" in hub(own, "show", "to-ping-an", "--alone").stdout.decode()


def test_what_was_kept_plain_and_cannot_be_encrypted_is_told(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By `hub status` and `hub doctor`, once it has waited for a minute; it does not go out plain."""
    file = own / "routes" / "parties" / "ping-an.yaml"
    agreed = file.read_text("utf-8")
    file.write_text(agreed.replace("encryption: aes256-gcm\n", ""), "utf-8")
    drop(own / "queues", "national", "1.json", json.dumps(a_credit_authorization(a_uscc())).encode())
    with open_worker(Home(own)) as worker:
        worker.record(worker.ports.queue.take(10, 0.1))  # promised, and not sent yet
    with closing(sqlite3.connect(own / "store.sqlite")) as store, store:
        store.execute("UPDATE outbox SET at = at - 120000000")
    file.write_text(agreed, "utf-8")
    hub(own, *ROLL)
    ended = make_key("ping-an", NOW - 40 * 86400 * 10**6, "rsa", days=30, purpose="encryption")
    folder = own / "keys" / "encryption" / "parties" / "ping-an"
    folder.mkdir(parents=True)
    (folder / "ended.pem").write_bytes(ended.certificate.public_bytes(Encoding.PEM))

    with open_worker(Home(own)) as worker:
        worker.heartbeat.beat()
        worker.dispatch.pick_up()
        (told,) = hub_json(own, "status")["store_faults"]
        shown, examined = (hub(own, verb).stdout.decode() for verb in ("status", "doctor"))
        monkeypatch.setitem(ENVIRONMENT, "HUB_LANG", "zh")
        chinese = hub(own, "status").stdout.decode()
    assert list((own / "queues" / "ping-an" / "InBox").glob("*.xml")) == []
    assert told.startswith("HUB-815")
    assert "1 messages for ping-an were signed before encryption was agreed" in " ".join(shown.split())
    assert "HUB-815" in examined
    assert "约定加密之前签成" in chinese


def theirs_of(rows: Sequence[Mapping[str, object]]) -> object:
    """The serial number of the party's certificate."""
    return next(row["serial"] for row in rows if row["whose"] == "ping-an")


def test_certificates_that_nobody_can_encrypt_for_are_refused(own: Path, tmp_path: Path) -> None:
    """Of another kind of key, for signatures only, or the hub's own; and no key of another kind is made."""
    give = ("keys", "import", "--party", "ping-an", "--for-encryption")
    for key in (make_key("ping-an", NOW), make_key("ping-an", NOW, "rsa"), make_key("ping-an", NOW, "sm2")):
        assert b"HUB-751" in hub(own, *give, certificate_of(key, tmp_path)).stderr
    hub(own, *ROLL)
    (ours,) = (own / "keys" / "encryption" / "hub").glob("*/certificate.pem")
    assert b"HUB-751" in hub(own, *give, str(ours)).stderr
    assert hub(own, *ROLL, "--kind", "ecdsa").returncode == 2
    encrypting = certificate_of(make_key("ping-an", NOW, "rsa", purpose="encryption"), tmp_path)
    assert b"HUB-751" in hub(own, "keys", "import", "--party", "ping-an", encrypting).stderr


def test_one_partys_ended_certificate_does_not_stop_the_hub(own: Path, tmp_path: Path) -> None:
    """Only messages to that party wait. `hub doctor` tells which certificate is missing."""
    assert hub(own, *ROLL).returncode == 0
    theirs = certificate_of(make_key("ping-an", NOW, "rsa", purpose="encryption"), tmp_path)
    assert hub(own, "keys", "import", theirs, "--party", "ping-an", "--for-encryption").returncode == 0
    (file,) = (own / "keys" / "encryption" / "parties" / "ping-an").rglob("*.pem")
    ended = make_key("ping-an", NOW - 40 * 86400 * 10**6, "rsa", days=30, purpose="encryption")
    file.write_bytes(ended.certificate.public_bytes(Encoding.PEM))

    with open_worker(Home(own)) as worker:
        assert worker.replies.means.confidentiality is not None
    assert "HUB-814" in hub(own, "doctor").stdout.decode()


def test_national_keys_for_encryption_are_made_and_registered(tmp_path: Path) -> None:
    """A key of the cipher's kind is needed on both sides; its certificate allows the encryption of keys only."""
    own = a_home(tmp_path, "sm4-gcm")
    theirs = certificate_of(make_key("ping-an", NOW, "sm2", purpose="encryption"), tmp_path)
    assert hub(own, *ROLL).returncode == 0
    assert hub(own, "keys", "import", theirs, "--party", "ping-an", "--for-encryption").returncode == 0
    with pytest.raises(OperatorError) as caught, open_worker(Home(own)):
        pass
    assert caught.value.code == "HUB-814"

    assert hub(own, *ROLL, "--kind", "sm2").returncode == 0
    with open_worker(Home(own)) as worker:
        assert worker.replies.means.confidentiality is not None
    keys = {(row["whose"], row["key"], row["state"]) for row in hub_json(own, "keys", "list", "--for-encryption")}
    assert keys == {("hub", "RSA 2048", "valid"), ("hub", "SM2", "valid"), ("ping-an", "SM2", "valid")}
    (ours,) = [row for row in hub_json(own, "keys", "list", "--for-encryption") if row["key"] == "SM2"][:1]
    usage = x509.load_pem_x509_certificate((own / str(ours["file"])).read_bytes()).extensions
    assert usage.get_extension_for_class(x509.KeyUsage).value.key_encipherment
    assert not usage.get_extension_for_class(x509.KeyUsage).value.digital_signature
