"""`hub keys` with SM2: a key of ours beside the others, a request that openssl verifies, a party's certificate."""

import subprocess
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from verbs import ENVIRONMENT, hub, hub_json

from adapters.trust import OwnKeys
from adapters.x509 import make_key
from hub.bootstrap.home import make_home
from hub.bootstrap.names import party_names, portal_names
from hub.bootstrap.worker import open_worker
from hub.errors import OperatorError
from hub.home.place import Home

NOW = time.time_ns() // 1000
DISTID = ("-vfyopt", "distid:1234567812345678")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A new home whose customs agreed on SM2."""
    home = Home(tmp_path / "home")
    make_home(home, sorted(party_names(home)), sorted(portal_names(home)))
    file = home.path / "routes" / "parties" / "customs.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    packaged = Path(__file__).parents[2] / "routes" / "parties" / "customs.yaml"
    file.write_text(packaged.read_text("utf-8") + "signatures: [eport-sm2]\n", "utf-8")
    return home.path


def test_a_key_by_sm2_stands_beside_the_others_and_replaces_none(own: Path) -> None:
    """The doctor misses it until it is there; the list shows its kind; each kind has one that signs."""
    assert "HUB-733" in hub(own, "doctor").stdout.decode()
    assert hub(own, "keys", "roll", "--self-signed", "--kind", "sm2", "--cutover", "now").returncode == 0

    ours = [row for row in map(dict, hub_json(own, "keys", "list")) if row["whose"] == "hub"]
    assert {(row["key"], row["state"]) for row in ours} == {("secp256r1", "valid"), ("SM2", "valid")}
    assert "HUB-733" not in hub(own, "doctor").stdout.decode()
    assert hub(own, "keys", "check").returncode == 0


def test_a_hub_does_not_start_without_the_key_that_was_agreed(own: Path) -> None:
    """It could not sign what customs is owed, and would hold everything back at the first such document."""
    with pytest.raises(OperatorError) as caught, open_worker(Home(own)):
        pass
    assert caught.value.code == "HUB-733"
    assert "customs (eport-sm2)" in str(caught.value)
    hub(own, "keys", "roll", "--self-signed", "--kind", "sm2", "--cutover", "now")
    with open_worker(Home(own)):
        pass


def test_a_request_by_sm2_verifies_with_openssl(own: Path, tmp_path: Path) -> None:
    request = tmp_path / "request.pem"
    hub_json(own, "keys", "roll", "--kind", "sm2", "--subject", "CN=hub,O=Port,C=CN")
    request.write_bytes(hub(own, "keys", "csr", "--subject", "CN=hub,O=Port,C=CN").stdout)

    done = subprocess.run(
        ["openssl", "req", "-in", request, "-noout", "-verify", *DISTID], capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
def test_a_partys_certificate_by_sm2_is_registered(own: Path, tmp_path: Path, encoding: Encoding) -> None:
    file = tmp_path / "customs.cer"
    file.write_bytes(make_key("customs", NOW, "sm2").certificate.public_bytes(encoding))

    assert hub(own, "keys", "import", "--party", "customs", str(file)).returncode == 0
    kinds = {row["key"] for row in map(dict, hub_json(own, "keys", "list")) if row["whose"] == "customs"}
    assert kinds == {"secp256r1", "SM2"}


def test_a_key_by_sm2_is_kept_under_a_password(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENVIRONMENT, "HUB_KEY_PASSWORD", "of the key")
    assert hub(own, "keys", "roll", "--self-signed", "--kind", "sm2", "--cutover", "now").returncode == 0

    (made,) = (path for path in (own / "keys" / "hub").glob("*/key.pem"))
    assert b"ENCRYPTED PRIVATE KEY" in made.read_bytes()
    keys = OwnKeys(own / "keys" / "hub", own / "keys/hub/key.pem", own / "keys/hub/certificate.pem", is_named=False)
    assert {pair.key.kind for pair in keys.read((b"of the key",)).pairs} == {"ecdsa", "sm2"}
