"""A party's message that cannot be used is kept, refused with a signed receipt, and harms nobody else."""

from dataclasses import replace

import pytest
from bad_receipts import BAD
from lxml import etree
from rig import HandClock, Rig, a_credit_authorization, a_uscc, catalogue, signing_key

from adapters.folder import drop
from adapters.signing import RegisteredVerifier
from adapters.trust import CertificateRegister
from hub.model import Document, Message, digest
from hub.xml.build import text_at


def _document(rig: Rig, party: str = "ping-an") -> Document:
    (document,) = rig.submit(a_credit_authorization(a_uscc(), party=party))
    return document


def _drop(rig: Rig, *bodies: bytes) -> None:
    for number, body in enumerate(bodies):
        drop(rig.root, "ping-an", f"{number:03}.xml", body)


def _receipts(rig: Rig) -> dict[str, list[etree._Element]]:
    """What the party got of us, verified as it would, by the digest answered."""
    register = CertificateRegister({"hub": [signing_key("hub").certificate]})
    verifier = RegisteredVerifier(register, HandClock(rig.clock.at))
    found: dict[str, list[etree._Element]] = {}
    for path in (rig.root / "ping-an" / "InBox").glob("*.xml"):
        root = verifier.verify(etree.fromstring(path.read_bytes()), "hub")
        if etree.QName(root).localname == "TechnicalReceipt":
            assert catalogue().envelope.admits(root)
            found.setdefault(text_at(root, "InReplyTo/Digest") or "", []).append(root)
    return found


def _statuses(rig: Rig, document: Document) -> list[str]:
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return [t.after for t in trail.transitions]


@pytest.mark.slow
def test_every_bad_message_is_kept_and_refused_and_its_neighbours_go_on(rig: Rig) -> None:
    """All of them in one batch, with a good one before, between and after."""
    mine, theirs = _document(rig), _document(rig, "boc-insurance")
    rig.work()
    bad = {name: make(rig, rig.message_of(mine.id), rig.message_of(theirs.id)) for name, (_, make) in BAD.items()}
    good = [_document(rig) for _ in range(3)]
    rig.work()
    answers = [rig.decision("CreditAuthorizationDecision", rig.message_of(d.id), "S") for d in good]
    half = len(bad) // 2
    _drop(rig, answers[0], *[*bad.values()][:half], answers[1], *[*bad.values()][half:], answers[2])
    rig.work()

    kept = {row.payload: row for row in rig.store.quarantine.deliveries(1000)}
    receipts = _receipts(rig)
    codes = {name: kept[digest(body)].code for name, body in bad.items() if digest(body) in kept}
    assert codes == {name: code for name, (code, _) in BAD.items()}
    for name, body in bad.items():
        assert rig.store.archive.payload(digest(body)) == body, name
        (receipt,) = receipts[digest(body)]
        assert (text_at(receipt, "Code"), text_at(receipt, "Fault/Code")) == ("refused", BAD[name][0]), name
    assert [_statuses(rig, d)[-1] for d in good] == ["S", "S", "S"]
    assert (_statuses(rig, mine), _statuses(rig, theirs)) == (["P001", "P002"], ["P001", "P002"])
    refused = sorted(path.read_bytes() for path in (rig.root / "ping-an" / "FailBox").iterdir())
    assert refused == sorted(bad.values())


def test_a_receipt_that_cannot_be_used_is_kept_and_not_answered(rig: Rig) -> None:
    """Two systems that cannot verify each other's receipts would refuse each other's refusals for ever."""
    mine = _document(rig)
    rig.work()
    technical = rig.technical(rig.message_of(mine.id))
    bodies = [technical.replace(b"accepted", b"refused"), rig.technical(rig.message_of(mine.id), MessageId="a b")]
    _drop(rig, *bodies, bodies[0])
    rig.work()
    assert [row.code for row in rig.store.quarantine.deliveries(9)] == ["HUB-204", "HUB-405"]
    assert _receipts(rig) == {}


def test_a_refused_message_again_gets_the_same_refusal(rig: Rig) -> None:
    """The same receipt with the same bytes, and nothing new in quarantine."""
    _drop(rig, b"not XML")
    rig.work()
    first = {path.name: path.read_bytes() for path in (rig.root / "ping-an" / "InBox").iterdir()}
    for path in (rig.root / "ping-an" / "InBox").iterdir():
        path.unlink()
    _drop(rig, b"not XML", b"not XML")
    rig.work()
    assert {path.name: path.read_bytes() for path in (rig.root / "ping-an" / "InBox").iterdir()} == first
    assert len(rig.store.quarantine.deliveries(10)) == 1


def test_a_receipt_again_gets_the_same_answer(rig: Rig) -> None:
    """It moves nothing the second time, and the party finds the same bytes once more."""
    document = _document(rig)
    receipt = rig.decision("CreditAuthorizationDecision", rig.message_of(document.id), "S")
    _drop(rig, receipt)
    rig.work()
    inbox = rig.root / "ping-an" / "InBox"
    (answer,) = [p for p in inbox.glob("*.xml") if b"TechnicalReceipt" in p.read_bytes()]
    body, before = answer.read_bytes(), _statuses(rig, document)
    answer.unlink()
    _drop(rig, receipt, receipt)
    rig.work()
    assert answer.read_bytes() == body
    assert _statuses(rig, document) == before
    assert len(_receipts(rig)[digest(receipt)]) == 1


@pytest.mark.parametrize("parked", [False, True], ids=["applied", "parked"])
def test_another_content_under_a_known_id_is_refused_and_does_not_hide_the_first_answer(rig: Rig, parked: bool) -> None:
    """HUB-409 for the second content; the first content still gets its own receipt when it comes again."""
    message = rig.message_of(_document(rig).id)
    if parked:
        message = _unknown(message)
    one, other = (rig.technical(message, code, MessageId="m-1") for code in ("accepted", "refused"))
    rig.reply(one)
    rig.reply(other)
    rig.work()
    for path in (rig.root / "ping-an" / "InBox").iterdir():
        path.unlink()
    rig.reply(one)
    rig.work()
    assert [row.code for row in rig.store.quarantine.deliveries(10)] == ["HUB-409"]
    ((receipt,),) = _receipts(rig).values()
    assert (text_at(receipt, "Code"), text_at(receipt, "InReplyTo/Digest")) == ("accepted", digest(one))


def test_an_unknown_business_code_is_an_observation(rig: Rig) -> None:
    """Kept beside the document, moves nothing, and was readable: accepted."""
    document = _document(rig)
    answer = rig.decision("CreditAuthorizationDecision", rig.message_of(document.id), "Z9")
    rig.reply(answer)
    rig.work()
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    (observed,) = [t for t in trail.transitions if t.is_observation]
    assert (observed.detail["code"], observed.detail["observed"]) == ("Z9", "unknown-code")
    assert [text_at(root, "Code") for root in _receipts(rig)[digest(answer)]] == ["accepted"]


def test_a_receipt_for_a_receipt_is_kept_and_not_answered(rig: Rig) -> None:
    """Two hubs would talk for ever."""
    document = _document(rig)
    rig.reply(rig.decision("CreditAuthorizationDecision", rig.message_of(document.id), "S"))
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    (ours,) = [m for m in trail.messages if m.direction == "out" and m.kind == "receipt"]
    answer = rig.technical(ours, MessageId="thanks")
    rig.reply(answer)
    rig.reply(answer)
    rig.work()
    assert digest(answer) not in _receipts(rig)
    with rig.store.transactions.begin() as unit:
        assert [m.digest for m in unit.received([("ping-an", "thanks")])] == [digest(answer)]


def test_a_receipt_for_nothing_is_parked_and_accepted(rig: Rig) -> None:
    """What it answers may still come; twice is once."""
    answer = rig.technical(_unknown(rig.message_of(_document(rig).id)))
    rig.reply(answer, answer)
    rig.reply(answer)
    rig.work()
    assert [p.payload for p in rig.store.quarantine.parked(10)] == [digest(answer)]
    assert [text_at(root, "Code") for root in _receipts(rig)[digest(answer)]] == ["accepted"]


def _unknown(message: Message) -> Message:
    return replace(message, id="nothing", digest="0" * 64)
