"""Whole routes between a hub and simulated parties that agreed on encryption, on XAdES, or on both."""

import json
import time
from base64 import b64decode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from guarantees import a_general_guarantee
from lxml import etree
from rig import a_credit_authorization, a_uscc
from services import RabbitMQ
from verbs import hub

from adapters.folder import drop
from adapters.x509 import kind_of, make_key, public_key
from hub.bootstrap.catalogue import read_catalogue
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.encryption import make_encryption_keys
from hub.bootstrap.home import make_home
from hub.bootstrap.keys import own_keys
from hub.bootstrap.signing import key_kinds
from hub.bootstrap.simulator import run_simulator
from hub.bootstrap.store import open_store
from hub.bootstrap.worker import open_worker
from hub.errors import OperatorError
from hub.home.place import Home
from hub.simulate import EncryptionFiles
from hub.simulate.encryption import Encryption

ROUTES = Path(__file__).parents[2] / "routes"
ENCRYPTED = "encryption: aes256-gcm\n"
XADES = "signatures: [xades-b]\n"
AGREEMENTS = {
    "encryption": ENCRYPTED,
    "xades": XADES,
    "both": ENCRYPTED + XADES,
    "national encryption": "encryption: sm4-gcm\n",
    "all national": "encryption: sm4-gcm-w3\nsignatures: [eport-sm2]\n",
}
DATA = "{http://www.chinaport.gov.cn/dxp}Data"
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
  - party: ping-an
    document: CreditAuthorization
    do:
      - technical: accepted
      - {send: CreditAuthorizationDecision, code: S, result: {AuthorizationNumber: "{number}", SignedAt: "{now}"}}
"""


@dataclass
class Played:
    """A home with a hub and two simulated parties: customs on the platform, and an insurer."""

    home: Home
    told: list[dict[str, object]] = field(default_factory=list)

    def submit(self, *forms: dict[str, object]) -> None:
        for number, form in enumerate(forms):
            drop(self.home.queues, "national", f"{number}.json", json.dumps(form).encode())

    def play(self, script: str, until: Callable[[], bool]) -> None:
        """Let the parties play in a thread, and the hub here, until all is as told; two minutes are too long."""
        file = self.home.path / "script.yaml"
        file.write_text(script, "utf-8")
        over, end = Event(), time.monotonic() + 300
        with ThreadPoolExecutor(1) as threads, open_worker(self.home) as worker:
            parties = threads.submit(run_simulator, self.home, file, over.is_set, self.told.append)
            try:
                worker.run(lambda: until() or parties.done() or time.monotonic() > end)
            finally:
                over.set()
            parties.result()

    def events(self, name: str, of: str) -> list[object]:
        """A field of each event of a kind that the parties told."""
        return [event.get(of) for event in self.told if event["event"] == name]

    def is_decided(self) -> bool:
        """Whether the hub has answered both decisions."""
        told = [event for event in self.told if event["event"] == "sent"]
        decisions = {event["message"] for event in told if str(event["document"]).endswith("Decision")}
        return len(decisions) == 2 and decisions <= set(self.events("receipt", "answers"))

    def statuses(self, *forms: dict[str, object]) -> list[str]:
        store = open_store(self.home)
        try:
            return [document.status for form in forms for document in store.documents.find(str(form["id"]))]
        finally:
            store.close()

    def quarantined(self) -> list[str]:
        """The codes of what lies in quarantine."""
        store = open_store(self.home)
        try:
            return [row.code for row in store.quarantine.deliveries(10)]
        finally:
            store.close()

    def travelled(self, party: str) -> list[etree._Element]:
        """What both sides put on a party's queue, as it travelled."""
        return [etree.parse(file).getroot() for file in sorted((self.home.queues / party).rglob("*.xml"))]


def a_home(folder: Path, agreement: str) -> Home:
    """A home that agreed with customs and an insurer before `hub init`."""
    home = Home(folder)
    for party in ("customs", "ping-an"):
        file = home.path / "routes" / "parties" / f"{party}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text((ROUTES / "parties" / f"{party}.yaml").read_text("utf-8") + agreement, "utf-8")
    catalogue = read_catalogue(home, makes_keys=True)
    make_home(home, ["customs", "ping-an"], ["national"], kinds=key_kinds(catalogue))
    make_encryption_keys(home, catalogue)
    return home


def a_story() -> tuple[dict[str, object], dict[str, object]]:
    """What is submitted: a guarantee for customs, and an authorization for an insurer."""
    return a_general_guarantee(a_uscc()), a_credit_authorization(a_uscc())


@pytest.mark.parametrize("name", AGREEMENTS)
def test_documents_reach_their_end_as_the_parties_files_say(tmp_path: Path, name: str) -> None:
    """Both sides sign and encrypt in the agreed form, bare and within envelopes, and each verifies the other."""
    played, forms = Played(a_home(tmp_path / "home", AGREEMENTS[name])), a_story()
    played.submit(*forms)
    played.play(SCRIPT, played.is_decided)

    assert played.statuses(*forms) == ["G002", "S"]
    assert played.events("error", "reason") == []
    assert set(played.events("receipt", "code")) == {"accepted"}
    assert set(played.events("verified", "document")) >= {"GeneralGuarantee", "CreditAuthorization"}
    _require_form(played, is_encrypted="encryption" in AGREEMENTS[name], is_xades=XADES in AGREEMENTS[name])


def _require_form(played: Played, *, is_encrypted: bool, is_xades: bool) -> None:
    """Everything that travelled has the agreed form."""
    bare, envelopes = played.travelled("ping-an"), played.travelled("customs")
    inside = [etree.fromstring(b64decode(data)) for root in envelopes if (data := root.findtext(DATA))]
    assert min(len(bare), len(inside)) >= 3
    assert {root.tag.endswith("}EncryptedData") for root in (*bare, *inside)} == {is_encrypted}
    readable = envelopes if is_encrypted else [*envelopes, *bare, *inside]
    assert {len(root.findall(".//{*}SignedProperties")) for root in readable} == {int(is_xades)}


def test_documents_reach_their_end_encrypted_over_rabbitmq(tmp_path: Path, rabbitmq: RabbitMQ) -> None:
    """With XAdES too; each party's user reads and writes its own queues."""
    home = a_home(tmp_path / "home", AGREEMENTS["both"])
    url = rabbitmq.url(rabbitmq.create_vhost(), "hub", "of-the-test-only")
    settings = f'queue = "{url}"\nmanagement = "{rabbitmq.management}"\n'
    (home.path / "hub.toml").write_text((home.path / "hub.toml").read_text("utf-8") + settings, "utf-8")
    played, forms = Played(Home(home.path)), a_story()
    assert hub(home.path, "topology", "apply").returncode == 0
    for form in forms:
        (tmp_path / "form.json").write_text(json.dumps(form), "utf-8")
        assert hub(home.path, "submit", str(tmp_path / "form.json")).returncode == 0
    played.play(SCRIPT, played.is_decided)

    assert played.statuses(*forms) == ["G002", "S"]
    assert (played.events("error", "reason"), {*played.events("receipt", "code")}) == ([], {"accepted"})


FORGED = """
answers:
  - party: ping-an
    document: CreditAuthorization
    do:
      - {send: CreditAuthorizationDecision, code: S, forge: %s,
         result: {AuthorizationNumber: "{number}", SignedAt: "{now}"}}
"""


@pytest.mark.parametrize("agreement", ["encryption", "national encryption"])
@pytest.mark.parametrize(("forgery", "code"), [("not-encrypted", "HUB-810"), ("encrypted-for-another", "HUB-811")])
def test_a_forged_encryption_moves_nothing(tmp_path: Path, agreement: str, forgery: str, code: str) -> None:
    """What is plain, or encrypted with the party's own certificate, is in quarantine with its code."""
    played, form = Played(a_home(tmp_path / "home", AGREEMENTS[agreement])), a_credit_authorization(a_uscc())
    played.submit(form)
    played.play(FORGED % forgery, lambda: bool(played.quarantined()))

    assert played.quarantined() == [code]
    assert played.statuses(form) == ["P002"]


def test_development_keys_for_encryption_are_made_once_and_of_the_ciphers_kind(tmp_path: Path) -> None:
    """For both sides of each agreement; another kind is added beside them when another cipher is agreed."""
    home = a_home(tmp_path / "home", ENCRYPTED)
    catalogue = read_catalogue(home, makes_keys=True)
    before = {*home.encryption.rglob("*.pem")}
    assert make_encryption_keys(home, catalogue) == []

    agreed = replace(catalogue.parties["ping-an"], encryption="sm4-gcm")
    other = replace(catalogue, parties={**catalogue.parties, "ping-an": agreed})
    made = make_encryption_keys(home, other)
    kinds = {kind_of(public_key(one)) for one in own_keys(home, "encryption").certificates()}
    assert made != []
    assert kinds == {"rsa", "sm2"}
    assert before <= {*home.encryption.rglob("*.pem")}
    assert make_encryption_keys(home, other) == []


def test_a_party_that_is_not_simulated_gets_no_development_key(tmp_path: Path) -> None:
    """The operator brings its certificate."""
    home = a_home(tmp_path / "home", XADES)
    real = make_key("ping-an", SystemClock().now())
    for file in (home.parties / "ping-an").glob("*.pem"):
        file.unlink()
    (home.parties / "ping-an" / "real.pem").write_bytes(real.certificate.public_bytes(Encoding.PEM))
    catalogue = read_catalogue(home)
    agreed = replace(catalogue.parties["ping-an"], encryption="aes256-gcm")

    assert make_encryption_keys(home, replace(catalogue, parties={"ping-an": agreed})) == []
    assert not home.encryption.exists()


def test_a_party_that_cannot_encrypt_by_sm2_here_is_refused_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the program `openssl`, and where the library lacks SM4-GCM: each with what is missing."""
    home = a_home(tmp_path / "home", AGREEMENTS["national encryption"])
    folder = home.simulated_encryption("ping-an")
    files = EncryptionFiles("sm4-gcm", folder / "key.pem", folder / "certificate.pem", list)
    assert Encryption(files).content_of(b"<a/>") == b"<a/>"

    with monkeypatch.context() as without:
        without.setenv("PATH", "")
        with pytest.raises(OperatorError, match=r"HUB-790.*openssl"):
            Encryption(files)
    monkeypatch.setattr("hub.simulate.sm2_envelopes.has_sm4_gcm", lambda: False)
    with pytest.raises(OperatorError, match=r"HUB-707.*SM4-GCM"):
        Encryption(files)
