"""The cast of the money story: what its script says, and that what it announces is what the schemas admit."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from customs import HUB
from lxml import etree
from rig import PARTIES, catalogue, put, share_keys, signing_key
from test_simulate import MemoryQueue, text

from adapters.signing import FileSigner
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.platform import on_platform
from hub.home.settings import Settings
from hub.ports import Ports
from hub.simulate import KeyPair, Script, load_script, simulate
from hub.simulate.writing import fresh_id
from hub.xml.build import new_message
from hub.xml.times import on_wire

EXAMPLES = Path(__file__).parent.parent / "examples"
STORIES = sorted(path.parent for path in EXAMPLES.glob("*/story.yaml"))
AFTER = 0.4
"""Seconds after which the last answer to any message met here is sent."""
USCC, NAME = "91210200MA0DEM055W", "大连海川示例进出口有限公司"


@dataclass
class Cast:
    """The parties of a script, on queues in memory."""

    script: Script
    keys: dict[str, KeyPair]
    hub: Path
    queues: dict[str, MemoryQueue] = field(default_factory=dict)
    errors: list[object] = field(default_factory=list)

    def hears(self, party: str, element: str, body: dict[str, object]) -> list[etree._Element]:
        """Let a party hear from the hub; return what it sends."""
        self.queues = {name: MemoryQueue() for name in self.script.parties}
        self.queues[party].waiting.append(self._signed(party, element, body))
        end = time.monotonic() + AFTER
        simulate(self.script, self.queues, self.keys, lambda: [self.hub], lambda: time.monotonic() > end, self._note)
        return self.queues[party].roots

    def _note(self, told: dict[str, object]) -> None:
        self.errors += [told["reason"]] if told["event"] == "error" else []

    def _signed(self, party: str, element: str, body: dict[str, object]) -> bytes:
        clock = SystemClock()
        head = {"MessageId": fresh_id(), "DocumentId": "d-1", "Sender": "hub", "Receiver": party}
        root = new_message(element, {**head, "CreatedAt": on_wire(clock.now())})
        put(root, {"Enterprise": {"Uscc": USCC, "Name": NAME}, **body})
        signer = FileSigner(signing_key("hub"), clock)
        ports = Ports(queue=None, store=None, signer=signer, verifier=None, clock=clock, worker="hub")  # type: ignore[arg-type]  # unused
        return on_platform(Settings(dxp_id=HUB), catalogue(), ports).signer.sign(root, party)


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """Everybody in the money story."""
    folder = tmp_path_factory.mktemp("cast")
    share_keys(folder)
    keys = {name: KeyPair(folder / name / "key.pem", folder / name / "certificate.pem") for name in PARTIES}
    script = load_script(EXAMPLES / "money" / "parties.yaml")
    yield Cast(script, {name: keys[name] for name in script.parties}, folder / "hub" / "certificate.pem")


def named(roots: list[etree._Element], element: str) -> list[etree._Element]:
    return [root for root in roots if etree.QName(root).localname == element]


def test_the_story_needs_two_insurers_three_banks_and_customs(cast: Cast) -> None:
    """Each with a queue and a key of its own; one bank speaks ISO 20022."""
    roles = Counter(catalogue().parties[party].role for party in cast.script.parties)
    assert roles == {"insurer": 2, "bank": 3, "customs": 1}


@pytest.mark.parametrize("folder", STORIES, ids=lambda folder: folder.name)
def test_every_sample_of_a_story_is_dropped_and_every_drop_is_there(folder: Path) -> None:
    """A sample that nobody drops would prove nothing."""
    story = yaml.safe_load((folder / "story.yaml").read_text("utf-8"))
    steps = [step for act in story["acts"] for step in act["steps"]]
    dropped = {step["drop"] for step in steps if "drop" in step and not step["drop"].startswith("../")}
    beside = {"story.yaml", story["script"], story.get("home")} - {None}
    assert dropped == {path.name for path in folder.iterdir()} - beside


def test_one_advice_of_two_paid_applications_is_followed_by_two_policies(cast: Cast) -> None:
    """Each for an application of its own, with an e-policy; the schema admits both."""
    policies = named(cast.hears("ping-an", "PaymentAdvice", {"Total": "6900.01"}), "DutyPolicy")
    assert len({text(policy, "ApplicationNumber") for policy in policies}) == 2
    schema = catalogue().schema_of("DutyPolicy")
    assert schema is not None
    assert [schema.admits(policy) for policy in policies] == [True, True]
    assert {text(policy, "Enterprise/Uscc") for policy in policies} == {USCC}


def test_a_party_can_announce_something_about_another_enterprise(cast: Cast) -> None:
    """The script names it; otherwise it is that of the message answered."""
    (policy,) = named(
        cast.hears("ping-an", "PaymentAdvice", {"Application": {"Number": "92238202600000000508"}}), "DutyPolicy"
    )
    assert text(policy, "Enterprise/Uscc") not in (None, USCC)


@pytest.mark.parametrize(
    ("number", "codes"),
    [
        ("92238202600000000508", ["Y002", "Y002"]),
        ("92238202600000000509", ["Y003", "Y002"]),
        ("92238202600000000510", []),
    ],
    ids=["twice", "contradictory", "silent"],
)
def test_a_bank_answers_as_it_should_not(cast: Cast, number: str, codes: list[str]) -> None:
    """Its gateway has the payment in any case."""
    technical, *results = cast.hears("ping-an-bank", "PremiumPayment", {"Application": {"Number": number}})
    assert text(technical, "Code") == "accepted"
    assert [text(result, "Code") for result in results] == codes
    assert len({text(result, "Header/MessageId") for result in results}) == len(codes)


def test_nothing_the_story_says_to_its_cast_is_an_error(cast: Cast) -> None:
    """Everything that customs and the other insurer hear has its rule."""
    cast.errors.clear()
    said = cast.hears("customs", "GuaranteeNotice", {"PolicyNumber": "PA-2026-0000504"})
    (shared,) = cast.hears("boc-insurance", "SharedPolicy", {"PolicyNumber": "PA-2026-0000504"})
    assert ([etree.QName(root).localname for root in said], text(shared, "Code")) == (
        ["DxpRep", "DxpMsg", "DxpMsg"],
        "accepted",
    )
    assert cast.errors == []
