"""A simulated customs that signs and verifies by SM2: its keys, the way of a document, and what it refuses."""

import json
import shutil
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from guarantees import a_general_guarantee
from lxml import etree
from rig import a_uscc

from adapters.folder import drop
from adapters.signing import FileSigner, named
from adapters.x509 import SigningKey, load_key
from hub.bootstrap.catalogue import read_catalogue
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.home import make_home
from hub.bootstrap.signing import key_kinds
from hub.bootstrap.simulator import run_simulator
from hub.bootstrap.store import open_store
from hub.bootstrap.worker import open_worker
from hub.errors import OperatorError
from hub.home.place import Home
from hub.simulate.profiles import PROFILES
from hub.simulate.seals import KeyPair, Seal
from hub.simulate.signatures import Check, Unusable

ROUTES = Path(__file__).parents[2] / "routes"
SCRIPT = """
parties:
  customs: {envelope: dxp, id: CHINACUSTOMS01, hub: HUB0001}
answers:
  - party: customs
    document: GeneralGuarantee
    do:
      - report: "0000"
      - technical: accepted
      - {send: GuaranteeDecision, code: G002, result: {GuaranteeNumber: D80120260000821}}
"""
KNOWN = {profile.name: profile for profile in PROFILES if profile.key == "sm2"}
METHOD = ".//{*}SignatureMethod"
VALUE = "{*}Signature/{*}SignatureValue"


def a_home(folder: Path, profile: str = "eport-sm2") -> Home:
    """A home whose customs agreed on this profile before `hub init`, with customs and one portal."""
    home = Home(folder)
    file = home.path / "routes" / "parties" / "customs.yaml"
    file.parent.mkdir(parents=True)
    packaged = (ROUTES / "parties" / "customs.yaml").read_text("utf-8")
    file.write_text(f"{packaged}signatures: [{profile}]\n", "utf-8")
    make_home(home, ["customs"], ["national"], kinds=key_kinds(read_catalogue(home)))
    return home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return a_home(tmp_path_factory.mktemp("sm2") / "home")


@pytest.fixture(scope="module")
def customs(home: Home) -> KeyPair:
    return pair_of(home.simulate / "customs", "eport-sm2")


@pytest.fixture(scope="module")
def key(home: Home) -> SigningKey:
    """The hub's."""
    return load_key(home.keys / "hub" / "sm2" / "key.pem", home.keys / "hub" / "sm2" / "certificate.pem")


def pair_of(folder: Path, *profiles: str) -> KeyPair:
    return KeyPair(folder / "key.pem", folder / "certificate.pem", profiles)


def times(number: int) -> Callable[[], bool]:
    """Stops what asks it, after so many rounds."""
    looks = count()
    return lambda: next(looks) >= number


def test_customs_decides_a_guarantee_by_sm2(home: Home) -> None:
    """The hub's envelope and message verify at customs, customs' answers at the hub, and the hub's receipts again."""
    script, told = home.path / "script.yaml", list[dict[str, object]]()
    script.write_text(SCRIPT, "utf-8")
    form = a_general_guarantee(a_uscc())
    drop(home.queues, "national", "1.json", json.dumps(form).encode())
    with open_worker(home) as worker:
        for _ in range(2):
            worker.run(times(4))
            run_simulator(home, script, times(4), told.append)

    store = open_store(home)
    (document,) = store.documents.find(form["id"])
    store.close()
    events = [event["event"] for event in told]
    assert (document.status, events.count("error")) == ("G002", 0)
    assert next(e["document"] for e in told if e["event"] == "verified") == "GeneralGuarantee"
    assert {e["code"] for e in told if e["event"] == "receipt"} == {"accepted"}
    files = [*(home.queues / "customs").rglob("*.xml")]
    methods = {m.get("Algorithm") for file in files for m in etree.parse(file).iterfind(METHOD)}
    assert methods == {KNOWN["eport-sm2"].method}


def test_a_home_that_is_made_twice_stays_as_it_is(home: Home) -> None:
    """One key of ours for each kind, and what a lost folder held is made again."""
    assert make_home(home, ["customs"], ["national"], kinds=key_kinds(read_catalogue(home))) == []
    assert {path.parent.name for path in (home.keys / "hub").rglob("key.pem")} == {"hub", "sm2"}


def test_no_key_is_made_beside_one_that_customs_was_promised(tmp_path: Path, customs: KeyPair) -> None:
    """Where customs has a certificate of its own, `hub doctor` misses the key of ours (HUB-733)."""
    home = Home(tmp_path / "home")
    (home.parties / "customs").mkdir(parents=True)
    shutil.copy(customs.certificate, home.parties / "customs" / "2026.pem")

    make_home(home, ["customs"], ["national"], kinds={"customs": "sm2"})

    assert [path.parent.name for path in (home.keys / "hub").rglob("key.pem")] == ["hub"]


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_each_side_verifies_the_others_signature(key: SigningKey, home: Home, customs: KeyPair, name: str) -> None:
    """The hub computes by libcrypto's functions, the party by the `openssl` program and code of its own."""
    message = etree.fromstring("<m xmlns='urn:m' xmlns:u='urn:u'>示例<part u:a='&lt;'>\r\n</part></m>")
    hub = home.keys / "hub" / "sm2" / "certificate.pem"
    (profile,) = named(name)
    signed = FileSigner(key, SystemClock(), profile).sign(message)

    assert Check(lambda: [hub], [name]).verify(signed).tag == "{urn:m}m"
    Seal(pair_of(customs.key.parent, name)).sign(message)
    assert Check(lambda: [customs.certificate], [name]).verify(etree.tostring(message)).tag == "{urn:m}m"


def spoiled() -> Iterator[tuple[str, Callable[[etree._Element], None]]]:
    """Changes of a signed message after which its signature must not verify."""

    def put(path: str, change: Callable[[bytes], bytes]) -> Callable[[etree._Element], None]:
        def act(root: etree._Element) -> None:
            (element,) = root.iterfind(path)
            element.text = b64encode(change(b64decode(element.text or ""))).decode()

        return act

    yield "the content", lambda root: root.set("added", "1")
    yield "text after the signature", lambda root: setattr(root[-1], "tail", "more")
    yield "one bit of s", put(VALUE, lambda value: value[:-1] + bytes([value[-1] ^ 1]))
    yield "one byte less", put(VALUE, lambda value: value[:-1])
    yield "one byte more", put(VALUE, lambda value: value + b"\0")
    yield "r is 0", put(VALUE, lambda value: bytes(32) + value[32:])
    yield "the digest", put("{*}Signature/{*}SignedInfo/{*}Reference/{*}DigestValue", lambda value: value[::-1])
    yield "no Base64", lambda root: setattr(next(root.iterfind(VALUE)), "text", "*")
    yield "another pair", lambda root: next(root.iterfind(METHOD)).set("Algorithm", KNOWN["eport-sm2-sha1"].method)
    yield "an attribute around it", lambda root: root.set("{http://www.w3.org/XML/1998/namespace}lang", "zh")


@pytest.mark.parametrize("change", [pytest.param(change, id=name) for name, change in spoiled()])
def test_a_party_refuses_what_was_changed(
    key: SigningKey, home: Home, change: Callable[[etree._Element], None]
) -> None:
    root = etree.fromstring(FileSigner(key, SystemClock()).sign(etree.fromstring("<m>1</m>")))
    hub = home.keys / "hub" / "sm2" / "certificate.pem"
    assert Check(lambda: [hub], ["eport-sm2"]).verify(etree.tostring(root)).tag == "m"
    change(root)

    with pytest.raises(Unusable):
        Check(lambda: [hub], ["eport-sm2"]).verify(etree.tostring(root))


def test_a_party_refuses_another_key_of_the_hub(home: Home, customs: KeyPair, key: SigningKey) -> None:
    """Certificates by other algorithms stand beside it and verify nothing."""
    signed = FileSigner(key, SystemClock()).sign(etree.fromstring("<m/>"))
    others = [home.keys / "hub" / "certificate.pem", customs.certificate]

    with pytest.raises(Unusable):
        Check(lambda: others, ["eport-sm2", "xmldsig-ecdsa"]).verify(signed)


def test_a_key_that_does_not_fit_is_told(home: Home, customs: KeyPair, tmp_path: Path) -> None:
    """HUB-707: a key of another kind than agreed, a certificate of another key, and no `openssl` (HUB-790)."""
    shutil.copy(customs.key, tmp_path / "key.pem")
    shutil.copy(home.keys / "hub" / "sm2" / "certificate.pem", tmp_path / "certificate.pem")
    for pair in (pair_of(home.keys / "hub", "eport-sm2"), pair_of(tmp_path, "eport-sm2")):
        with pytest.raises(OperatorError) as caught:
            Seal(pair)
        assert caught.value.code == "HUB-707"


def test_a_party_without_the_program_says_so(customs: KeyPair, monkeypatch: pytest.MonkeyPatch) -> None:
    """HUB-790."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(OperatorError) as caught:
        Seal(customs)
    assert caught.value.code == "HUB-790"
