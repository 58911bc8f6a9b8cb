"""货运险协议 (S1 §5.1.3, 5.2.1): announced whole, version after version, ordered by the insurer's own time."""

from itertools import permutations
from typing import Any

from cargo import an_agreement_of_cargo
from money import of_type, status
from rig import Rig, a_uscc, catalogue

from hub.flow.deadlines import DeadlineLine
from hub.model import Document

TIMES = {1: "2026-04-25T10:00:00+08:00", 2: "2026-05-01T10:00:00+08:00", 3: "2026-06-01T10:00:00+08:00"}
FACTS = {
    "agreement_id": "Q0001",
    "kind": "import",
    "operation": "sign",
    "effective_date": "2026-04-26",
    "expiry_date": "2027-05-26",
    "transport_mode": ["sea", "road", "air"],
    "minimum_premium": "50000.00",
    "rate": "8.00",
    "validity": "valid",
    "status_text": "协议新增",
    "contact": "李雷",
    "phone": "13800000001",
    "email": "contact@example.com",
    "address": "上海市某某路 1 号",
    "special_term": [{"number": "1", "name": "免赔", "text": "每次事故免赔额 1000 元"}],
    "coverage": [
        {"number": "1", "main": "true", "name": "all-risks"},
        {"number": "2", "main": "true", "name": "air-all-risks"},
        {"number": "6", "main": "false", "name": "war"},
        {"number": "7", "main": "false", "name": "strikes"},
    ],
    "goods_class": [
        {"class": "机器、机械器具、电气设备", "subclass": "印刷电路"},
        {"class": "机器、机械器具、电气设备", "subclass": "电阻器"},
    ],
}


def agreements(rig: Rig) -> list[Document]:
    return sorted(of_type(rig, "cargo-agreement"), key=lambda d: d.created_at)


def statuses(rig: Rig) -> list[str]:
    return [status(rig, d) for d in agreements(rig)]


def quarantined(rig: Rig) -> list[str]:
    return [row.code for row in rig.store.quarantine.deliveries(99)]


def test_everything_that_an_agreement_says_reaches_the_portal(rig: Rig, uscc: str) -> None:
    """S1 §5.2.1: its heading, special terms, coverages and classes of goods."""
    rig.reply(an_agreement_of_cargo(rig, uscc, "Q0001"))
    rig.work()
    (told,) = [e["data"] for e in rig.events() if e["data"]["status"] == "V001"]
    assert FACTS.items() <= told["returned"].items()
    assert (told["type"], told["list_label_zh"]) == ("cargo-agreement", "有效")


def test_an_agreement_that_is_not_valid_is_told_as_such(rig: Rig, uscc: str) -> None:
    """S1 §5.1.3: 包括有效及无效协议."""
    rig.reply(an_agreement_of_cargo(rig, uscc, "Q0002", Validity="0"))
    assert statuses(rig) == ["V002"]


def test_an_agreement_whose_last_day_is_over_is_no_longer_valid(rig: Rig, uscc: str) -> None:
    """Last days are inclusive; the clock moves it."""
    rig.reply(an_agreement_of_cargo(rig, uscc, "Q0003", ExpiryDate="2026-09-21"))
    rig.clock.pass_(days=2)
    DeadlineLine("hub", catalogue(), rig.ports)._transact(rig.store.schedule.timers(rig.clock.now(), 10))
    assert statuses(rig) == ["V002"]


def test_an_end_before_the_beginning_is_quarantined(rig: Rig, uscc: str) -> None:
    """Its insurer has mistaken a date; which one, the hub cannot know."""
    rig.reply(an_agreement_of_cargo(rig, uscc, "Q0004", ExpiryDate="2026-04-25"))
    assert (statuses(rig), quarantined(rig)) == ([], ["HUB-431"])


def test_versions_in_any_order_end_with_the_newest_as_the_current_one(rig: Rig) -> None:
    """Ordered by the insurer's own time; an older one is noted and never counts."""
    for number, order in enumerate(permutations(TIMES)):
        uscc = a_uscc()
        for version in order:
            terms: dict[str, Any] = {"Rate": f"{version}.00", "Validity": "0" if version == 2 else "1"}
            rig.reply(an_agreement_of_cargo(rig, uscc, f"Q1{number}", TIMES[version], **terms))
        *before, last = [d for d in agreements(rig) if d.enterprise == uscc]
        assert ({status(rig, d) for d in before} <= {"X001"}, status(rig, last)) == (True, "V001"), order
        trail = rig.store.documents.trail(last.id)
        assert trail is not None
        said = [t.detail["returned"]["rate"] for t in trail.transitions if t.after == "V001" and not t.is_observation]
        assert said == ["3.00"]


def test_versions_in_one_batch_are_told_apart_too(rig: Rig, uscc: str) -> None:
    """The second sees the first, which its transaction has just recorded."""
    rig.reply(*(an_agreement_of_cargo(rig, uscc, "Q0005", TIMES[n], Rate=f"{n}.00") for n in (2, 1, 3)))
    assert statuses(rig) == ["X001", "V001"]


def test_the_same_version_again_is_a_repeat(rig: Rig, uscc: str) -> None:
    """Equal time and equal content, in another message: noted, and nothing follows."""
    for _ in range(2):
        rig.reply(an_agreement_of_cargo(rig, uscc, "Q0006"))
    (document,) = agreements(rig)
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    assert [(t.after, t.detail.get("observed")) for t in trail.transitions][-1] == ("V001", "repeated")
    assert quarantined(rig) == []


def test_another_content_at_the_same_time_is_quarantined(rig: Rig, uscc: str) -> None:
    """The insurer's own time is what orders versions: it does not say which of the two counts."""
    rig.reply(an_agreement_of_cargo(rig, uscc, "Q0007"))
    rig.reply(an_agreement_of_cargo(rig, uscc, "Q0007", Rate="9.00"))
    assert (statuses(rig), quarantined(rig)) == (["V001"], ["HUB-417"])


def test_an_agreement_id_is_one_insurers_and_one_enterprises(rig: Rig, uscc: str) -> None:
    """Another insurer may use it; another enterprise of the same insurer may not."""
    rig.reply(an_agreement_of_cargo(rig, uscc, "Q0008"))
    rig.reply(an_agreement_of_cargo(rig, uscc, "Q0008", sender="boc-insurance"), party="boc-insurance")
    assert statuses(rig) == ["V001", "V001"]
    rig.reply(an_agreement_of_cargo(rig, a_uscc(), "Q0008"))
    assert (statuses(rig), quarantined(rig)) == (["V001", "V001"], ["HUB-432"])


def test_an_agreement_that_ended_becomes_valid_again_by_a_newer_version(rig: Rig, uscc: str) -> None:
    """Only the insurer revives it, with a later time of its own."""
    rig.reply(an_agreement_of_cargo(rig, uscc, "Q0009", Validity="0"))
    rig.reply(an_agreement_of_cargo(rig, uscc, "Q0009", TIMES[2]))
    assert statuses(rig) == ["X001", "V001"]
