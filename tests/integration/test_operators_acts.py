"""Acts that need an operator's card or a second operator, as operators meet them on the command line."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from cards import CardMaker, Holder
from money import BANK, a_payment, agree, answer, paid, underwrite
from operators import demand, operators
from operators_home import AGREED, by_card, challenged, listed, refusal
from own_home import OwnHome
from past_the_hub import PastTheHub
from rig import Rig, a_uscc, grant_quota
from verbs import hub, hub_json

from hub.model import Document, digest
from hub.operate.acts.user import current_user

WHY = ("--reason", "the bank's statement of today")
PROOF = b"the letter of the bank"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where challenges are carried to the card."""
    return tmp_path / "carried"


@pytest.fixture
def staff(own: OwnHome) -> tuple[CardMaker, Mapping[str, Holder]]:
    """The CA of operators, and the cards of two."""
    return operators(own.home.keys, "li", "wang")


@pytest.fixture
def payment(own: OwnHome, tmp_path: Path) -> Iterator[Document]:
    """A payment that its bank refused and then took."""
    with own.store() as store:
        rig = Rig(store, tmp_path / "others")
        grant_quota(rig, uscc := a_uscc())
        agreement, (_, number) = agree(rig, uscc), underwrite(rig, uscc, "10.00")
        (made,) = rig.submit(a_payment(uscc, agreement, {number: "10.00"}))
        answer(rig, made, "PaymentResult", "Y003", by=BANK)
        answer(rig, made, "PaymentResult", "Y002", paid(rig), by=BANK)
        yield made
        rig.close()


def disputes(own: OwnHome, document: Document) -> list[str]:
    found: list[str] = hub_json(own.path, "show", document.id)["document"]["disputed"]
    return found


def test_without_cards_the_trail_names_the_operating_systems_user(own: OwnHome, payment: Document) -> None:
    """Whatever the environment says; people see it too."""
    assert hub(own.path, "settle", payment.id, *WHY).returncode == 0
    row = own.trail(payment.id).transitions[-1]
    assert row.detail["operators"] == [current_user().facts()]
    with own.store() as store:
        (act,) = store.acts.about([payment.id])
    assert (act.id, act.verb, act.reason, act.operators) == (row.cause.ref, "settle", WHY[1], (current_user(),))
    assert current_user().label in hub(own.path, "show", payment.id).stdout.decode()
    assert acts_of(own) == [(WHY[1], "settled: it stays Y003 payment failed")]


def acts_of(own: OwnHome) -> list[tuple[str, ...]]:
    """What `hub acts` shows of each act beneath its line, without the marks."""
    shown = hub(own.path, "acts", seen={"HUB_LANG": "en"}).stdout.decode().splitlines()[1:]
    begun = [n for n, line in enumerate(shown) if not line.startswith(" ")]
    ends = [*begun[1:], len(shown)]
    return [
        tuple(line.strip().removeprefix("· ").removeprefix("reason ") for line in shown[n + 1 : end])
        for n, end in zip(begun, ends, strict=True)
    ]


def test_what_an_act_did_to_its_document_is_listed_with_it(own: OwnHome, payment: Document) -> None:
    """Which row stands, or what was told again; not what a later act with the same reason did."""
    row = next(t for t in own.trail(payment.id).transitions if t.detail.get("observed") == "contradicts")
    assert hub(own.path, "replay", "events", payment.id, *WHY).returncode == 0
    assert hub(own.path, "settle", payment.id, "--stands", str(row.seq), *WHY).returncode == 0
    settled, told = acts_of(own)
    assert (settled[0], settled[1].startswith(f"settled: row {row.seq} stands")) == (WHY[1], True), settled
    assert told == (WHY[1], "told again: national")
    (first, second) = hub_json(own.path, "acts")
    assert ["arguments" in one for one in (first, second)] == [False, False]  # nothing records them


def test_what_a_plan_did_to_a_document_is_not_shown_as_another_acts(
    own: OwnHome, payment: Document, tmp_path: Path
) -> None:
    """Of the same operator, for the same reason: what an act of several documents did stands in their trails only."""
    assert hub(own.path, "replay", "events", payment.id, *WHY).returncode == 0
    planned = hub(own.path, "replay", "plan", "--events", "--portal", "national")
    (tmp_path / "plan.json").write_bytes(planned.stdout)
    assert hub(own.path, "replay", "apply", str(tmp_path / "plan.json"), *WHY).returncode == 0
    assert [row.detail["observed"] for row in own.trail(payment.id).transitions[-2:]] == ["told-again"] * 2
    assert [one[1:] for one in acts_of(own)] == [(), ("told again: national",)]


def test_an_act_that_was_removed_past_the_hub_is_found(own: OwnHome, payment: Document) -> None:
    """The transition that it caused names the operators, so that the act must be there."""
    assert hub(own.path, "settle", payment.id, *WHY).returncode == 0
    assert hub(own.path, "audit", "verify", "--all").returncode == 0
    past = PastTheHub(own.home.store_url)
    assert past.tell("DELETE FROM act") == 1
    past.close()
    (told,) = hub_json(own.path, "audit", "verify", "--all")["findings"]
    row = own.trail(payment.id).transitions[-1]
    assert (told["code"], f"the act {row.cause.ref} is not recorded" in told["en"]) == ("HUB-911", True), told


def test_a_dispute_is_settled_by_the_card_that_the_party_asks_for(
    own: OwnHome, payment: Document, folder: Path
) -> None:
    """The challenge is signed; certificate and signature are in the trail. It is good for one act."""
    demand(own.path, BANK, "{settle: card}")
    _, cards = operators(own.home.keys, "li")
    assert refusal(own.path, ("settle", payment.id, *WHY)) == "HUB-801"
    words = by_card(own.path, folder, cards["li"], "settle", payment.id, *WHY)
    said = challenged(words[-3])
    head = own.trail(payment.id).document.head
    assert (said["verb"], said["reason"], said["heads"]) == ("settle", WHY[1], {payment.id: head})

    assert hub_json(own.path, *words)["disputed"] == []

    (who,) = own.trail(payment.id).transitions[-1].detail["operators"]
    certificate = cards["li"].certificate
    told = {"name": "li", "subject": certificate.subject.rfc4514_string(), "serial": f"{certificate.serial_number:x}"}
    assert who | told == who
    with own.store() as store:
        assert store.archive.payload(who["challenge"]) == Path(words[-3]).read_bytes()
        assert store.archive.payload(who["signature"]) == Path(words[-1]).read_bytes()
    shown = hub(own.path, "show", payment.id, "--message", who["signature"], "--raw")
    assert shown.stdout == Path(words[-1]).read_bytes()
    assert refusal(own.path, words) == "HUB-802"


def test_two_operators_with_cards_settle_a_payment(
    own: OwnHome, payment: Document, folder: Path, staff: tuple[CardMaker, Mapping[str, Holder]], tmp_path: Path
) -> None:
    """The first proposes, with the bank's proof; the second approves. Both are in the trail."""
    demand(own.path, BANK, "{settle: two-cards}")
    _, cards = staff
    (tmp_path / "proof.pdf").write_bytes(b"%PDF-1.4 statement")
    said = ("--value", "bank_reference=B-1", "--value", "paid_at=2026-09-21T10:00:00+08:00")
    way = ("--paid", "all", "--proof", str(tmp_path / "proof.pdf"), *said)
    words = by_card(own.path, folder, cards["li"], "settle", payment.id, *WHY, *way)
    proposed = hub_json(own.path, *words)
    assert (proposed["verb"], proposed["about"], disputes(own, payment)) == ("settle", payment.id, ["contradicts"])
    (waits,) = hub_json(own.path, "status")["proposed"]
    assert (waits["verb"], waits["count"]) == ("settle", 1)
    assert hub_json(own.path, "approve")["proposal"] == proposed["proposal"]

    approve = ("approve", proposed["proposal"], *AGREED)
    assert refusal(own.path, approve) == "HUB-807"  # the same user of the operating system, without a card
    words = by_card(own.path, folder, cards["wang"], *approve)
    done = hub_json(own.path, *words)

    assert (done["outcome"], [d["document"] for d in done["documents"]]) == ("done", [payment.id])
    row = own.trail(payment.id).transitions[-1]
    assert [who["name"] for who in row.detail["operators"]] == ["li", "wang"]
    assert row.detail["operators"][1]["reason"] == AGREED[1]
    assert (row.cause.ref, row.cause.digest) == (proposed["proposal"], digest(b"%PDF-1.4 statement"))
    assert disputes(own, payment) == []
    assert refusal(own.path, words) == "HUB-804"
    (shown,) = acts_of(own)
    assert shown[:2] == (WHY[1], f"wang approved, reason {AGREED[1]}")
    assert {"was paid (--paid): all", "settled, Y002 paid"} <= set(shown), shown


def test_the_first_operators_card_must_still_be_good_when_it_is_approved(
    own: OwnHome, payment: Document, folder: Path, staff: tuple[CardMaker, Mapping[str, Holder]]
) -> None:
    """It is lost and revoked between the proposal and the approval."""
    demand(own.path, BANK, "{settle: two-cards}")
    maker, cards = staff
    words = by_card(own.path, folder, cards["li"], "settle", payment.id, *WHY)
    approve = ("approve", hub_json(own.path, *words)["proposal"], *AGREED)
    (lists := own.home.keys / "operators" / "crl").mkdir()
    (lists / "root.crl").write_bytes(maker.crl(by=maker.root))
    (lists / "cards.crl").write_bytes(maker.crl(cards["li"]))
    assert refusal(own.path, by_card(own.path, folder, cards["wang"], *approve)) == "HUB-126"
    assert disputes(own, payment) == ["contradicts"]


def test_a_message_is_sent_again_by_two(
    own: OwnHome, folder: Path, staff: tuple[CardMaker, Mapping[str, Holder]]
) -> None:
    """The plan is made when it is proposed, and each entry is judged again when it is approved."""
    own.accept("one")
    demand(own.path, "ping-an", "{replay: two-cards}")
    _, cards = staff
    proposed = hub_json(own.path, *by_card(own.path, folder, cards["li"], "replay", "one", *WHY))
    assert proposed["arguments"]["sends"] == [f"send again {own.message('one').id} ping-an"]
    approve = ("approve", proposed["proposal"], *AGREED)
    words = by_card(own.path, folder, cards["wang"], *approve)
    done = hub_json(own.path, *words)
    row = own.trail("one").transitions[-1]
    assert (done["outcome"], row.detail["observed"], row.cause.ref) == ("done", "replayed", proposed["proposal"])
    events = ("replay", "events", "one", *WHY)  # they go to the portal: the insurer's word says nothing of it
    assert hub(own.path, *events).returncode == 0


def test_what_came_from_a_portal_needs_what_any_party_asks_for(own: OwnHome) -> None:
    """It can be for any of them."""
    demand(own.path, "ping-an", "{discard: two}")
    (own.home.queues / "national" / "OutBox" / "odd.json").write_bytes(b"{half")
    own.work()
    row = hub_json(own.path, "quarantine")
    proposed = hub_json(own.path, "quarantine", "discard", row["id"], *WHY)
    assert (proposed["verb"], proposed["about"]) == ("discard", row["id"])
    assert refusal(own.path, ("approve", proposed["proposal"], *AGREED)) == "HUB-807"
    assert hub(own.path, "approve", proposed["proposal"], "--reject", *AGREED).returncode == 0
    (shown,) = acts_of(own)
    who = current_user().label
    assert shown[:2] == (WHY[1], f"{who} rejected, reason {AGREED[1]}")
    assert shown[2].startswith("a delivery that is kept apart: national"), shown


@pytest.mark.parametrize(
    ("settings", "acts", "code"),
    [
        ("", "{settle: card}", "HUB-809"),
        ("", "{settle: two-cards}", "HUB-809"),
        ('settle = "two-cards"', "", "HUB-809"),
        ('settle = "two"', "{settle: two}", "two"),
    ],
)
def test_a_word_that_can_never_act_is_a_fault(own: OwnHome, settings: str, acts: str, code: str) -> None:
    """Without an operator's card nobody could ever settle; and what holds for all is not said of one."""
    if "card}" not in acts:
        operators(own.home.keys, "li")
    file = own.path / "hub.toml"
    file.write_text(f"{file.read_text('utf-8')}\n[acts]\n{settings}\n", "utf-8")
    if acts != "":
        demand(own.path, BANK, acts)
    faults = hub_json(own.path, "check")["faults"]
    assert [code in fault["text"] for fault in faults] == [True]


def test_the_second_operator_reads_how_a_payment_is_settled(own: OwnHome, payment: Document, tmp_path: Path) -> None:
    """What moves money is in words, in both languages, with the bank's proof."""
    demand(own.path, BANK, "{settle: two}")
    (tmp_path / "proof.txt").write_bytes(PROOF)
    way = ("--paid", "P-1", "--paid", "P-2", "--failed", "P-3", "--value", "bank_reference=B-1")
    hub_json(own.path, "settle", payment.id, *WHY, *way, "--proof", str(tmp_path / "proof.txt"))
    text, chinese = listed(own), listed(own, "zh")
    for said in (
        "was paid (--paid): P-1, P-2",
        "was not paid and will not be (--failed): P-3",
        "the bank says (--value): bank_reference=B-1",
        f"the proof is kept in the store: SHA-256 {digest(PROOF)}",
    ):
        assert said in text
    assert "已支付（--paid）：P-1、P-2" in chinese
    assert "证明文件已存入审计库" in chinese
    opened = next(line for line in text.splitlines() if "to open the proof: hub " in line).split("hub ")[-1].split()
    assert hub(own.path, *opened).stdout == PROOF


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ((), "what is recorded stands"),
        (("--stands", "2"), "row 2 of the trail stands"),
        (("--let-go",), "--let-go"),
        (("--taken-back",), "--taken-back"),
        (("--not-sent",), "--not-sent"),
    ],
)
def test_each_way_to_settle_is_told(own: OwnHome, payment: Document, way: tuple[str, ...], said: str) -> None:
    """A dispute has six ways, and the second operator must know which one is meant."""
    demand(own.path, BANK, "{settle: two}")
    hub_json(own.path, "settle", payment.id, *WHY, *way)
    assert said in listed(own)


def test_the_second_operator_reads_what_is_discarded(own: OwnHome) -> None:
    """Whose delivery it is, and its bytes."""
    demand(own.path, "ping-an", "{discard: two}")
    (own.home.queues / "national" / "OutBox" / "odd.json").write_bytes(b"{half")
    own.work()
    hub_json(own.path, "quarantine", "discard", hub_json(own.path, "quarantine")["id"], *WHY)
    assert f"a delivery that is kept apart: national  SHA-256 {digest(b'{half')}" in listed(own)
    assert "隔离件 national" in listed(own, "zh")
