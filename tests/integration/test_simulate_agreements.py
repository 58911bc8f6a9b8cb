"""Whole routes between a hub and simulated parties that agreed on encryption, on XAdES, or on both."""

import json
import time
from base64 import b64decode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest
from guarantees import a_general_guarantee
from lxml import etree
from rig import a_credit_authorization, a_uscc
from services import RabbitMQ
from verbs import hub

from adapters.folder import drop
from hub.bootstrap.catalogue import read_catalogue
from hub.bootstrap.encryption import make_encryption_keys
from hub.bootstrap.home import make_home
from hub.bootstrap.signing import key_kinds
from hub.bootstrap.simulator import run_simulator
from hub.bootstrap.store import open_store
from hub.bootstrap.worker import open_worker
from hub.home.place import Home

ROUTES = Path(__file__).parents[2] / "routes"
ENCRYPTED = "encryption: aes256-gcm\n"
XADES = "signatures: [xades-b]\n"
AGREEMENTS = {"encryption": ENCRYPTED, "xades": XADES, "both": ENCRYPTED + XADES}
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
        over, end = Event(), time.monotonic() + 120
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
    _require_form(played, is_encrypted=ENCRYPTED in AGREEMENTS[name], is_xades=XADES in AGREEMENTS[name])


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
