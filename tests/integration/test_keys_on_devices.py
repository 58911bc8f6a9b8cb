"""A home with a key on a token: its register says so, its workers sign with it, and operators see what waits."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from own_home import OwnHome
from rig import a_credit_authorization, a_uscc
from services.softhsm import MODULE, PIN, TOKEN, SoftHSM
from verbs import ENVIRONMENT, hub, hub_json

from adapters.signing import RegisteredVerifier
from adapters.trust import CertificateRegister
from adapters.x509 import SigningKey, make_key
from adapters.x509.making import certificate_pem
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.worker import open_worker
from hub.errors import Code, OperatorError
from hub.flow.worker import Worker
from hub.xml.parse import parse_xml

LABEL = "keys-on-devices"
_names = count(1)


@pytest.fixture(scope="module")
def key(software_token: SoftHSM) -> SigningKey:
    """The key on the token."""
    made = make_key(LABEL, SystemClock().now(), "rsa")
    software_token.keep(made, LABEL, 0x71)
    return made


@pytest.fixture
def own(tmp_path: Path, key: SigningKey, software_token: SoftHSM) -> Iterator[OwnHome]:
    """A home that signs for one insurer with the token, and for everybody else with its file."""
    home = OwnHome(tmp_path / "home", f"sqlite:///{tmp_path / 'hub.db'}")
    folder = home.path / "keys/hub/token"
    folder.mkdir()
    (folder / "certificate.pem").write_bytes(certificate_pem(key.certificate))
    write_pin(home, PIN)
    (folder / "device.yaml").write_text(
        f"provider: pkcs11\nmodule: {MODULE}\ntoken: {TOKEN}\nlabel: {LABEL}\npin: {{file: pin}}\nparties: [ping-an]\n",
        "utf-8",
    )
    yield home
    software_token.put_back()


def write_pin(own: OwnHome, pin: bytes) -> None:
    file = own.path / "keys/hub/token/pin"
    file.write_bytes(pin + b"\n")
    file.chmod(0o600)


def submit(own: OwnHome, party: str = "ping-an") -> str:
    name = f"d-{next(_names)}"
    own.submit(a_credit_authorization(a_uscc(), party=party) | {"id": name})
    return name


@contextmanager
def working(own: OwnHome) -> Iterator[Callable[[Callable[[], object]], None]]:
    """A worker that runs until something is so."""
    with open_worker(own.home) as worker:
        yield lambda is_so: run(worker, is_so)
        worker.signing.stop()


def run(worker: Worker, is_so: Callable[[], object]) -> None:
    end = time.monotonic() + 300

    def is_over() -> bool:
        assert time.monotonic() < end
        return bool(is_so())

    worker.run(is_over)


def test_a_token_signs_for_its_party_and_the_file_for_others(own: OwnHome, key: SigningKey) -> None:
    """Both documents are sent; each message verifies by the certificate of its own key."""
    submit(own), submit(own, "boc-insurance")
    with working(own) as work:
        work(lambda: own.arrived() and own.arrived("boc-insurance"))
    (body,) = own.arrived().values()
    register = CertificateRegister({"hub": [key.certificate]})
    assert RegisteredVerifier(register, SystemClock()).verify(parse_xml(body), "hub") is not None
    shown = {one["provider"]: one for one in hub_json(own.path, "keys", "list") if one["whose"] == "hub"}
    token = shown["pkcs11"]
    assert (token["state"], token["profile"], token["parties"]) == ("valid", "xmldsig-rsa", ["ping-an"])
    assert (shown["file"]["state"], shown["file"]["profile"]) == ("valid", "xmldsig-ecdsa")


def test_a_wrong_pin_is_tried_once_and_told(own: OwnHome) -> None:
    """Until the file with the PIN is changed. Status, doctor and the list of keys say what waits and why."""
    write_pin(own, b"00000000")
    submit(own)
    note = own.path / ".devices/token.json"
    with working(own) as work:
        work(note.exists)
    status = hub_json(own.path, "status")
    (waiting,), (device,) = status["to_sign"], status["devices"]
    assert (waiting["party"], waiting["kind"], waiting["count"]) == ("ping-an", "business", 1)
    assert (device["device"], device["code"]) == ("token", "HUB-794")
    assert b"HUB-794" in hub(own.path, "status").stdout
    assert "HUB-794" in next(one for one in hub_json(own.path, "keys", "list") if one["provider"] == "pkcs11")["device"]
    checks = {check["name"]: check for check in hub_json(own.path, "doctor")["checks"]}
    assert (checks["devices"]["result"], "HUB-794" in checks["devices"]["text"]) == ("failure", True)

    write_pin(own, PIN)
    with working(own) as work:
        work(own.arrived)
    after = hub_json(own.path, "status")
    assert (after["to_sign"], after["devices"]) == ([], [])


def test_a_document_tells_why_its_message_is_not_signed(own: OwnHome, monkeypatch: pytest.MonkeyPatch) -> None:
    """The device's state, or the failure of the message itself, with the next step: on the screen and for programs."""
    name = submit(own)
    write_pin(own, b"00000000")
    note = own.path / ".devices/token.json"
    with working(own) as work:
        work(note.exists)
        (waiting,) = hub_json(own.path, "show", name)["to_sign"]
        assert (waiting["party"], waiting["kind"]) == ("ping-an", "business")
        assert (waiting["code"], "HUB-794" in waiting["text"], "PIN" in waiting["next"]) == ("HUB-794", True, True)

    with open_worker(own.home) as worker:
        worker.ports.store.signing.note({waiting["id"]: Code.RECEIVER_UNAVAILABLE})  # as a lane's failure does
    (waiting,) = hub_json(own.path, "show", name)["to_sign"]
    assert (waiting["code"], "hub keys import" in waiting["next"]) == ("HUB-813", True)
    for language, words in (("en", "next step"), ("zh", "下一步")):
        monkeypatch.setitem(ENVIRONMENT, "HUB_LANG", language)
        shown = hub(own.path, "show", name).stdout.decode()
        assert "HUB-813" in shown
        assert words in shown


def test_a_device_file_is_corrected_without_a_restart(own: OwnHome) -> None:
    """Where the key is, and where its PIN is: the next attempt reads both anew."""
    file, note = own.path / "keys/hub/token/device.yaml", own.path / ".devices/token.json"
    right = file.read_text("utf-8")
    file.write_text(right.replace("file: pin", "file: missing").replace(f"label: {LABEL}", "label: other"), "utf-8")
    submit(own)

    def arrived() -> bool:
        if note.exists() and file.read_text("utf-8") != right:
            file.write_text(right, "utf-8")
        return bool(own.arrived())

    with working(own) as work:
        work(arrived)
    assert not note.exists()


def test_a_device_for_a_party_that_nobody_knows_is_refused(own: OwnHome) -> None:
    """HUB-796, with its line: that party's documents would be signed by another key."""
    file = own.path / "keys/hub/token/device.yaml"
    file.write_text(file.read_text("utf-8").replace("[ping-an]", "[ping-on]"), "utf-8")
    with pytest.raises(OperatorError, match=r"device.yaml:6: .*ping-on"), working(own):
        pass
