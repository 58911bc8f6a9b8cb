"""The simulated parties verify what they get, and answer as their script says."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import methods
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import VerifyResult, XMLVerifier

from hub.errors import OperatorError
from hub.ports import Confirmation, Delivery, Parcel
from hub.simulate import KeyPair, load_script, simulate
from hub.simulate.placeholders import fill_dates
from hub.simulate.seals import Seal
from hub.simulate.signatures import Check, Unusable
from hub.simulate.writing import fresh_id

NS = "urn:single-window-hub:1"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
EXAMPLES = Path(__file__).parent.parent / "examples"


class MemoryQueue:
    """A queue of one party, in memory."""

    def __init__(self, *bodies: bytes) -> None:
        self.waiting = list(bodies)
        self.published: list[Parcel] = []
        self.refused: list[str] = []
        self.told: dict[str, Confirmation] = {}

    def take(self, limit: int, wait: float) -> list[Delivery]:
        taken, self.waiting = self.waiting[:limit], self.waiting[limit:]
        return [Delivery(owner="hub", tag=hashlib.sha256(b).hexdigest(), body=b, taken_at=0) for b in taken]

    def acknowledge(self, deliveries: Sequence[Delivery], refused: Collection[str] = ()) -> None:
        self.refused.extend(refused)

    def publish(self, parcels: Sequence[Parcel]) -> None:
        self.published.extend(parcels)
        self.told |= {parcel.id: "confirmed" for parcel in parcels}

    def confirmations(self, wait: float) -> dict[str, Confirmation]:
        told, self.told = self.told, {}
        return told

    def close(self) -> None:
        pass

    @property
    def roots(self) -> list[etree._Element]:
        return [etree.fromstring(parcel.body) for parcel in self.published]


class Repeating(MemoryQueue):
    """Has one more delivery when it is asked for the third time."""

    def __init__(self, late: bytes) -> None:
        super().__init__()
        self._late, self._asked = late, 0

    def take(self, limit: int, wait: float) -> list[Delivery]:
        self._asked += 1
        self.waiting.extend([self._late] if self._asked == 3 else [])
        return super().take(limit, wait)


def make_keys(folder: Path, name: str, curve: bool) -> KeyPair:
    key = ec.generate_private_key(ec.SECP256R1()) if curve else rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
    now = datetime.now(UTC)
    certificate = builder.not_valid_before(now).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    pair = KeyPair(folder / f"{name}.key.pem", folder / f"{name}.cert.pem")
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    pair.key.write_bytes(key.private_bytes(pem, pkcs8, serialization.NoEncryption()))
    pair.certificate.write_bytes(certificate.public_bytes(pem))
    return pair


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, KeyPair]:
    """The hub's and two parties' keys; one of them lies on a curve."""
    folder = tmp_path_factory.mktemp("keys")
    return {name: make_keys(folder, name, name == "boc-insurance") for name in ("hub", "ping-an", "boc-insurance")}


def a_message(
    amount: str = "5000000.00", receiver: str = "ping-an", root: str = "QuotaApplication", message_id: str | None = None
) -> etree._Element:
    """A quota application of the hub, not signed yet; as much of it as the simulator reads."""
    return etree.fromstring(
        f'<{root} xmlns="{NS}"><Header><MessageId>{message_id or fresh_id()}</MessageId><DocumentId>d-1</DocumentId>'
        f"<Sender>hub</Sender><Receiver>{receiver}</Receiver><CreatedAt>2026-01-01T00:00:00+08:00</CreatedAt></Header>"
        "<Enterprise><Uscc>91210200MA0TEST009</Uscc><Name>大连示例贸易有限公司</Name></Enterprise>"
        f"<Application><IntendedQuota>{amount}</IntendedQuota></Application></{root}>"
    )


def signed(root: etree._Element, pair: KeyPair) -> bytes:
    Seal(pair).sign(root)
    return etree.tostring(root)


def text(root: etree._Element, path: str) -> str | None:
    return root.findtext("/".join(f"{{{NS}}}{name}" for name in path.split("/")))


class Stage:
    """Plays a script on in-memory queues until everything due has been sent."""

    def __init__(self, folder: Path, keys: dict[str, KeyPair]) -> None:
        self.folder, self.keys = folder, keys
        self.reports: list[dict[str, Any]] = []
        self.queues = {"ping-an": MemoryQueue(), "boc-insurance": MemoryQueue()}

    def play(self, script: str, *bodies: bytes, party: str = "ping-an", seconds: float = 0.0) -> Counter[str]:
        path = self.folder / "script.yaml"
        path.write_text(script, "utf-8")
        self.queues[party].waiting.extend(bodies)
        end = datetime.now(UTC) + timedelta(seconds=seconds)
        pairs = {name: pair for name, pair in self.keys.items() if name != "hub"}
        hub = self.keys["hub"].certificate
        return simulate(load_script(path), self.queues, pairs, lambda: [hub], self.is_over(end), self.reports.append)

    @staticmethod
    def is_over(end: datetime) -> Callable[[], bool]:
        """Stop after a few turns, and not before the end."""
        turns = count()
        return lambda: next(turns) >= 5 and datetime.now(UTC) > end

    def errors(self) -> list[str]:
        return [report["reason"] for report in self.reports if report["event"] == "error"]


@pytest.fixture
def stage(tmp_path: Path, keys: dict[str, KeyPair]) -> Stage:
    return Stage(tmp_path, keys)


ACCEPT = """
answers:
  - party: ping-an
    document: QuotaApplication
    do:
      - technical: accepted
      - send: QuotaDecision
        code: S
        result: {QuotaNumber: "{number}", Figures: {Total: "{Application/IntendedQuota}"}, ApprovedAt: "{now}"}
"""


def rule(
    *actions: Mapping[str, object], document: str = "QuotaApplication", party: str = "ping-an", **fields: object
) -> str:
    """A script with one rule."""
    return json.dumps({"answers": [{"party": party, "document": document, **fields, "do": list(actions)}]})


def test_an_answer_echoes_the_message_and_carries_a_signature_another_library_accepts(
    stage: Stage, keys: dict[str, KeyPair]
) -> None:
    """The hub verifies with signxml; so does this test."""
    body = signed(a_message(), keys["hub"])
    stage.play(ACCEPT, body)

    technical, decision = stage.queues["ping-an"].roots
    assert text(technical, "Code") == "accepted"
    assert text(decision, "InReplyTo/Digest") == hashlib.sha256(body).hexdigest()
    assert text(decision, "InReplyTo/MessageId") == text(etree.fromstring(body), "Header/MessageId")
    assert text(decision, "Result/Figures/Total") == "5000000.00"
    assert re.fullmatch(r"\d{18}", text(decision, "Result/QuotaNumber") or "")
    for parcel in stage.queues["ping-an"].published:
        verify_as_the_hub_does(parcel.body, keys["ping-an"])


def verify_as_the_hub_does(body: bytes, pair: KeyPair) -> None:
    certificate = pair.certificate.read_text("ascii")
    verified = XMLVerifier().verify(body, x509_cert=certificate)
    assert isinstance(verified, VerifyResult)
    assert verified.signed_xml is not None
    assert verified.signed_xml.tag == etree.fromstring(body).tag


def test_a_key_on_a_curve_signs_too(stage: Stage, keys: dict[str, KeyPair]) -> None:
    """The method follows the key's type."""
    body = signed(a_message(receiver="boc-insurance"), keys["hub"])
    stage.play(ACCEPT.replace("ping-an", "boc-insurance"), body, party="boc-insurance")
    assert len(stage.queues["boc-insurance"].published) == 2
    verify_as_the_hub_does(stage.queues["boc-insurance"].published[1].body, keys["boc-insurance"])


def test_no_white_space_is_added_by_signing(stage: Stage, keys: dict[str, KeyPair]) -> None:
    """Others must be able to take the signature out and find the message as it was."""
    stage.play(ACCEPT, signed(a_message(), keys["hub"]))
    body = stage.queues["ping-an"].published[0].body
    assert b">\n<" not in body.split(b"\n", 1)[1]
    assert body.rstrip().endswith(b"</ds:Signature></h:TechnicalReceipt>")


def test_a_message_signed_by_signxml_verifies(keys: dict[str, KeyPair]) -> None:
    """Two libraries agree on what the hub sends."""
    signer = XMLSigner(
        method=methods.enveloped,
        signature_algorithm=SignatureMethod.RSA_SHA256,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=C14N,
    )
    pair = keys["hub"]
    root = signer.sign(a_message(), key=pair.key.read_bytes(), cert=pair.certificate.read_text())
    assert Check(lambda: [pair.certificate]).verify(etree.tostring(root)).tag == f"{{{NS}}}QuotaApplication"


def test_a_certificate_that_comes_later_counts_as_well(keys: dict[str, KeyPair]) -> None:
    """As when the hub's key is followed by another: parties get the new certificate before it signs."""
    known = [keys["ping-an"].certificate]
    check = Check(lambda: known)
    body = signed(a_message(), keys["hub"])
    with pytest.raises(Unusable, match="not valid"):
        check.verify(body)
    known.append(keys["hub"].certificate)
    assert check.verify(body).tag == check.verify(signed(a_message(), keys["ping-an"])).tag


def unsigned(keys: dict[str, KeyPair]) -> tuple[bytes, str]:
    return etree.tostring(a_message()), "one signature"


def signed_by_another(keys: dict[str, KeyPair]) -> tuple[bytes, str]:
    return signed(a_message(), keys["ping-an"]), "not valid"


def changed(keys: dict[str, KeyPair]) -> tuple[bytes, str]:
    return signed(a_message(), keys["hub"]).replace(b"5000000.00", b"9000000.00"), "not valid"


def wrapped(keys: dict[str, KeyPair]) -> tuple[bytes, str]:
    return b"<Outer>" + signed(a_message(), keys["hub"]) + b"</Outer>", "last child of the root"


def followed_by_content(keys: dict[str, KeyPair]) -> tuple[bytes, str]:
    root = a_message()
    Seal(keys["hub"]).sign(root)
    etree.SubElement(root, f"{{{NS}}}Extra")
    return etree.tostring(root), "last child of the root"


def with_a_dtd(keys: dict[str, KeyPair]) -> tuple[bytes, str]:
    return b"<!DOCTYPE x [<!ENTITY e 'e'>]>" + signed(a_message(), keys["hub"]), "document type declaration"


def for_somebody_else(keys: dict[str, KeyPair]) -> tuple[bytes, str]:
    return signed(a_message(receiver="boc-insurance"), keys["hub"]), "another receiver"


def no_xml(keys: dict[str, KeyPair]) -> tuple[bytes, str]:
    return b"\x00 not xml", "not readable XML"


@pytest.mark.parametrize(
    "make", [unsigned, signed_by_another, changed, wrapped, followed_by_content, with_a_dtd, for_somebody_else, no_xml]
)
def test_a_message_that_does_not_verify_is_reported_and_not_answered(
    stage: Stage, keys: dict[str, KeyPair], make: Callable[[dict[str, KeyPair]], tuple[bytes, str]]
) -> None:
    """A party answers only what it can trust."""
    body, reason = make(keys)
    stage.play(ACCEPT, body)
    assert [reason in error for error in stage.errors()] == [True]
    assert stage.queues["ping-an"].published == []
    assert stage.queues["ping-an"].refused == [hashlib.sha256(body).hexdigest()]


def test_a_weaker_signature_than_agreed_does_not_verify(keys: dict[str, KeyPair]) -> None:
    """Exclusive canonicalisation is a departure, even if the signature is right."""
    signer = XMLSigner(c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#")
    pair = keys["hub"]
    root = signer.sign(a_message(), key=pair.key.read_bytes(), cert=pair.certificate.read_text())
    with pytest.raises(Unusable, match="CanonicalizationMethod"):
        Check(lambda: [pair.certificate]).verify(etree.tostring(root))


def test_the_same_message_again_gets_the_very_same_bytes(stage: Stage, keys: dict[str, KeyPair]) -> None:
    """At-least-once is harmless at the party too."""
    body = signed(a_message(), keys["hub"])
    stage.play(ACCEPT, body, body)
    sent = [parcel.body for parcel in stage.queues["ping-an"].published]
    assert len({parcel.name for parcel in stage.queues["ping-an"].published}) == len(sent)
    assert len(set(sent)) == 2
    counts = stage.play(ACCEPT)
    assert stage.errors() == []
    assert counts["error"] == 0


def test_a_duplicate_that_comes_later_gets_the_very_same_bytes(stage: Stage, keys: dict[str, KeyPair]) -> None:
    """What was sent is kept as sent: times and numbers in it do not change."""
    body = signed(a_message(), keys["hub"])
    queue = stage.queues["ping-an"] = Repeating(body)
    stage.play(ACCEPT, body)
    first, second = queue.published[:2], queue.published[2:]
    assert [parcel.body for parcel in first] == [parcel.body for parcel in second]
    assert "duplicate" in [report["event"] for report in stage.reports]


def test_the_same_id_with_other_bytes_is_an_error(stage: Stage, keys: dict[str, KeyPair]) -> None:
    """Two contents under one id would be two business effects."""
    one, other = (signed(a_message(amount, message_id="m-1"), keys["hub"]) for amount in ("1.00", "2.00"))
    stage.play(ACCEPT, one, other)
    assert [error for error in stage.errors() if "other bytes" in error] == stage.errors() != []
    assert len(stage.queues["ping-an"].published) == 2


def test_the_first_rule_that_fits_answers_and_only_so_often(stage: Stage, keys: dict[str, KeyPair]) -> None:
    """`when` compares an element's text, `times` limits a rule."""
    amount = {"Application/IntendedQuota": "5000000.00"}
    rules = [
        {
            "party": "ping-an",
            "document": "QuotaApplication",
            "when": amount,
            "times": 1,
            "do": [{"technical": "refused"}],
        },
        {"party": "ping-an", "document": "QuotaApplication", "do": [{"technical": "accepted"}]},
    ]
    bodies = [signed(a_message(amount), keys["hub"]) for amount in ("1.00", "5000000.00", "5000000.00")]
    stage.play(json.dumps({"answers": rules}), *bodies)
    assert [text(root, "Code") for root in stage.queues["ping-an"].roots] == ["accepted", "refused", "accepted"]


def test_after_decides_the_order(stage: Stage, keys: dict[str, KeyPair]) -> None:
    """A later receipt can be sent first."""
    script = rule({"technical": "accepted", "after": 0.1}, {"send": "QuotaDecision", "code": "S"})
    stage.play(script, signed(a_message(), keys["hub"]), seconds=0.3)
    assert [etree.QName(root).localname for root in stage.queues["ping-an"].roots] == [
        "QuotaDecision",
        "TechnicalReceipt",
    ]


def test_repeats_are_the_same_bytes_unless_asked_otherwise(stage: Stage, keys: dict[str, KeyPair]) -> None:
    """A repetition with an id of its own is another message."""
    script = rule(
        {"send": "QuotaDecision", "code": "S", "repeat": 2},
        {"send": "QuotaDecision", "code": "F", "repeat": 2, "same-id": False},
    )
    stage.play(script, signed(a_message(), keys["hub"]))
    bodies = [parcel.body for parcel in stage.queues["ping-an"].published]
    assert (bodies[0] == bodies[1], bodies[2] == bodies[3]) == (True, False)


def test_a_notice_names_the_enterprise_of_the_message_answered(stage: Stage, keys: dict[str, KeyPair]) -> None:
    """A party can announce something right after it was asked."""
    script = rule({"announce": "QuotaChange", "body": {"Figures": {"Total": "1.00"}, "ChangedAt": "{now}"}})
    stage.play(script, signed(a_message(), keys["hub"]))
    (root,) = stage.queues["ping-an"].roots
    assert [etree.QName(child).localname for child in root][:4] == ["Header", "Enterprise", "Figures", "ChangedAt"]
    assert text(root, "Enterprise/Uscc") == "91210200MA0TEST009"
    assert text(root, "InReplyTo/MessageId") is None


def test_a_notice_can_say_that_its_document_was_there_before(stage: Stage, keys: dict[str, KeyPair]) -> None:
    """The header says how it stands, on its tracks too; where the script does not say so, there is no such element."""
    stands = {"Status": "G002", "Track": [{"Name": "guarantee", "Status": "K001"}]}
    old = {"announce": "ExistingGeneralGuarantee", "body": {"Form": {"Amount": "1.00"}}, "taken-over": stands}
    new = {"announce": "QuotaChange", "body": {"ChangedAt": "{now}"}}
    stage.play(rule(old, new), signed(a_message(), keys["hub"]))
    before, now = stage.queues["ping-an"].roots
    said = [text(before, f"Header/TakenOver/{path}") for path in ("Status", "Track/Name", "Track/Status")]
    assert said == ["G002", "guarantee", "K001"]
    header = next(iter(before))
    assert [etree.QName(one).localname for one in header][-2:] == ["CreatedAt", "TakenOver"]
    assert text(now, "Header/TakenOver/Status") is None


def test_an_earlier_message_of_the_enterprise_can_be_answered(stage: Stage, keys: dict[str, KeyPair]) -> None:
    """A late answer, whenever it comes: the message asked for is named by its kind, and the first such is meant."""
    late = {"send": "QuotaDecision", "code": "F", "earlier": "QuotaApplication"}
    silent = {"party": "ping-an", "document": "QuotaApplication", "do": []}
    script = json.dumps({"answers": [silent, {"party": "ping-an", "document": "QuotaChangeAsked", "do": [late]}]})
    first, second = a_message(message_id="m-1"), a_message(message_id="m-2")
    asked = a_message(root="QuotaChangeAsked", message_id="m-3")
    stage.play(script, *(signed(root, keys["hub"]) for root in (first, second, asked)))
    (root,) = stage.queues["ping-an"].roots
    assert text(root, "InReplyTo/MessageId") == "m-1"


def test_an_earlier_message_that_never_came_is_an_error(stage: Stage, keys: dict[str, KeyPair]) -> None:
    """The script does not fit what the hub sends."""
    counts = stage.play(rule({"technical": "accepted", "earlier": "Unknown"}), signed(a_message(), keys["hub"]))
    assert (counts["error"], stage.queues["ping-an"].published) == (1, [])


def test_a_notice_can_name_no_enterprise(stage: Stage, keys: dict[str, KeyPair]) -> None:
    """A claim about a policy that nobody here knows (S1 §5.8)."""
    body = {"Enterprise": "none", "Insurer": "ping-an", "Payment": {"Amount": "1.00"}}
    stage.play(rule({"announce": "ClaimNotice", "body": body}), signed(a_message(), keys["hub"]))
    (root,) = stage.queues["ping-an"].roots
    assert [etree.QName(child).localname for child in root][:3] == ["Header", "Insurer", "Payment"]


def test_another_party_can_answer_from_its_own_queue(stage: Stage, keys: dict[str, KeyPair]) -> None:
    """Validly signed by somebody who was not asked."""
    stage.play(rule({"send": "QuotaDecision", "code": "F", "as": "boc-insurance"}), signed(a_message(), keys["hub"]))
    (parcel,) = stage.queues["boc-insurance"].published
    assert stage.queues["ping-an"].published == []
    verify_as_the_hub_does(parcel.body, keys["boc-insurance"])


@pytest.mark.parametrize("forge", ["broken-signature", "changed-content", "unsigned", "wrong-key"])
def test_these_forgeries_do_not_verify(stage: Stage, keys: dict[str, KeyPair], forge: str) -> None:
    """Each is what its name says."""
    stage.play(rule({"send": "QuotaDecision", "code": "S", "forge": forge}), signed(a_message(), keys["hub"]))
    (parcel,) = stage.queues["ping-an"].published
    with pytest.raises(Unusable):
        Check(lambda: [keys["ping-an"].certificate]).verify(parcel.body)
    if forge != "unsigned":
        with pytest.raises(SignXMLException):
            verify_as_the_hub_does(parcel.body, keys["ping-an"])


@pytest.mark.parametrize(
    ("forge", "path"),
    [
        ("wrong-digest", "InReplyTo/Digest"),
        ("unknown-message", "InReplyTo/MessageId"),
        ("wrong-sender", "Header/Sender"),
    ],
)
def test_these_forgeries_are_validly_signed_and_wrong_in_one_place(
    stage: Stage, keys: dict[str, KeyPair], forge: str, path: str
) -> None:
    """Only what the name says differs from a genuine answer."""
    genuine, forged = {"send": "QuotaDecision", "code": "S"}, {"send": "QuotaDecision", "code": "S", "forge": forge}
    stage.play(rule(genuine, forged), signed(a_message(), keys["hub"]))
    one, other = stage.queues["ping-an"].roots
    assert text(one, path) != text(other, path)
    verify_as_the_hub_does(stage.queues["ping-an"].published[1].body, keys["ping-an"])


def test_a_forged_dtd_is_there(stage: Stage, keys: dict[str, KeyPair]) -> None:
    """It is well-formed, so that only a refusal of DTDs stops it."""
    stage.play(rule({"technical": "accepted", "forge": "dtd"}), signed(a_message(), keys["hub"]))
    (root,) = stage.queues["ping-an"].roots
    assert root.getroottree().docinfo.internalDTD is not None


def test_receipts_of_the_hub_are_counted_and_never_answered(stage: Stage, keys: dict[str, KeyPair]) -> None:
    """Otherwise two parties would thank each other for ever."""
    root = a_message(root="TechnicalReceipt")
    counts = stage.play(ACCEPT, signed(root, keys["hub"]))
    assert (counts["receipt"], counts["sent"], counts["error"]) == (1, 0, 0)


def test_a_silent_rule_is_silence_and_no_rule_is_an_error(stage: Stage, keys: dict[str, KeyPair]) -> None:
    """Silence is written down as an empty list."""
    stage.play(rule(), signed(a_message(), keys["hub"]))
    assert (stage.errors(), stage.queues["ping-an"].published) == ([], [])
    stage.play(rule(document="Other"), signed(a_message(), keys["hub"]))
    assert "no rule" in stage.errors()[0]


def test_a_placeholder_without_an_element_is_an_error_of_that_action_only(
    stage: Stage, keys: dict[str, KeyPair]
) -> None:
    """The other actions go on."""
    script = rule({"send": "QuotaDecision", "code": "{Nothing/There}"}, {"technical": "accepted"})
    stage.play(script.replace('"code": "{', '"code": "S", "text": "{'), signed(a_message(), keys["hub"]))
    assert "{Nothing/There}" in stage.errors()[0]
    assert len(stage.queues["ping-an"].published) == 1


@pytest.mark.parametrize(
    ("script", "line", "words"),
    [
        ("", 1, "empty"),
        ("answers: [", 1, "stream end"),
        ("answers:\n  - party: ping-an\n    do: []", 2, "document"),
        ("answers:\n  - party: p\n    document: D\n    then: 1\n    do: []", 4, "then"),
        ("answers:\n  - party: p\n    document: D\n    do:\n      - shout: loud", 5, "an action is one of"),
        ("answers:\n  - party: p\n    document: D\n    do:\n      - technical: maybe", 5, "maybe"),
        (
            "answers:\n  - party: p\n    document: D\n    do:\n      - send: X\n        code: S\n        forge: ed",
            7,
            "ed",
        ),
        ("answers:\n  - party: p\n    document: D\n    do:\n      - {technical: accepted, after: soon}", 5, "soon"),
        ("answers:\n  - party: p\n    document: D\n    times: 0\n    do: []", 4, "from 1"),
        ("answers:\n  - party: p\n    party: q\n    document: D\n    do: []", 3, "twice"),
        ("answers:\n  - party: [p]\n    document: D\n    do: []", 2, "text"),
        ("answers: none", 1, "list"),
        ("parties: {}\nanswers: []", 1, "“parties” is empty"),
        ("answers:\n  - party: p\n    document: D\n    when: {}\n    do: []", 4, "“when” is empty"),
        ("answers:\n  - party: p\n    document: D\n    do:\n      - {technical: accepted, as: ''}", 5, "“as” is empty"),
        (
            "answers:\n  - party: p\n    document: D\n    do:\n      - {technical: accepted, repeat: 1}",
            5,
            "leave it out",
        ),
        (
            "answers:\n  - party: p\n    document: D\n    do:\n      - technical: accepted\n        same-id: false",
            6,
            "“same-id” goes with “repeat”",
        ),
        (
            "answers:\n  - party: p\n    document: D\n    do:\n      - {send: X, code: S, result: {<<: {A: b}}}",
            5,
            "“<<” is no name of an element",
        ),
        (
            "answers:\n  - party: p\n    document: D\n    do:\n      - announce: X\n        body:\n          A b: c",
            7,
            "“A b” is no name of an element",
        ),
    ],
)
def test_a_broken_script_is_named_with_its_line(tmp_path: Path, script: str, line: int, words: str) -> None:
    """One clear error, before anything is played."""
    path = tmp_path / "script.yaml"
    path.write_text(script, "utf-8")
    with pytest.raises(OperatorError) as caught:
        load_script(path)
    assert caught.value.code == "HUB-702"
    assert f"{path}:{line} " in str(caught.value)
    assert words in str(caught.value)


def test_a_script_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    """The path is named."""
    with pytest.raises(OperatorError, match=r"HUB-705.*nowhere"):
        load_script(tmp_path / "nowhere.yaml")


def test_a_party_without_a_key_is_one_clear_error(stage: Stage) -> None:
    """Nothing is played with half a cast."""
    with pytest.raises(OperatorError, match="boa-insurance"):
        stage.play(ACCEPT.replace("ping-an", "boa-insurance"))


@pytest.mark.parametrize(
    ("template", "today", "expected"),
    [
        ("{today}", date(2026, 3, 1), "2026-03-01"),
        ("{today+30}", date(2026, 3, 1), "2026-03-31"),
        ("{today-1}", date(2026, 3, 1), "2026-02-28"),
        ("{today+1y+1d}", date(2026, 3, 1), "2027-03-02"),
        ("{today+1y}", date(2028, 2, 29), "2029-02-28"),
        ('{"a": {"b": "{today}"}}', date(2026, 3, 1), '{"a": {"b": "2026-03-01"}}'),
    ],
)
def test_dates_move_on(template: str, today: date, expected: str) -> None:
    """Samples stay valid whenever they are played."""
    assert fill_dates(template, datetime(today.year, today.month, today.day, tzinfo=UTC)) == expected


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/insurers.yaml")), ids=lambda path: path.parent.name)
def test_the_sample_scripts_can_be_read(path: Path) -> None:
    """What the demo plays is a script."""
    assert load_script(path).parties
