"""A guarantee that customs returned is declared again by an operator: the next round, the same policy number."""

import json
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import pytest
from lxml import etree
from money import a_policy, of_type, status, underwrite
from own_home import OwnHome
from rig import Rig, a_uscc, catalogue, grant_quota
from verbs import ENVIRONMENT, hub, hub_json

from hub.bootstrap.clock import SystemClock
from hub.effects.dispute import dispute
from hub.flow.act import Done
from hub.flow.new_rounds import NewRounds
from hub.flow.opening import means_of, new_work
from hub.flow.plan_facts import parties_of_plan, sends_of
from hub.flow.replay import Replay
from hub.flow.replay_plan import SendAgain
from hub.loading.load_recorded import load_recorded
from hub.model import Cause, Document, Message, Transition
from hub.ports import Filter
from hub.xml.build import text_at
from hub.xml.parse import parse_xml

TYPE, WHY = "duty-guarantee-notice", "customs has mended its table"
SEVERAL = 6


def a_notice(rig: Rig, uscc: str) -> Document:
    """A policy's notice, on its way to customs."""
    _, number = underwrite(rig, uscc)
    rig.reply(a_policy(rig, uscc, number))
    return next(d for d in of_type(rig, TYPE) if d.enterprise == uscc)


def answer(rig: Rig, notice: Document, code: str, message: Message | None = None) -> None:
    """Customs' answer to the newest message of a notice, or to an older one."""
    about = message or rig.message_of(notice.id)
    if code in ("G001", "G004"):
        body = rig.technical(about, "accepted" if code == "G001" else "refused", sender="customs")
    else:
        said = {"GuaranteeNumber": f"G-{notice.id[-8:]}"} if code == "G002" else None
        body = rig.decision("GuaranteeDecision", about, code, said, sender="customs")
    rig.reply(body, party="customs")


@pytest.fixture
def notice(rig: Rig, enterprise: str) -> Document:
    return a_notice(rig, enterprise)


def acts_of(rig: Rig) -> Replay:
    return Replay(catalogue(), rig.store, rig.clock, NewRounds(means_of("hub", catalogue(), rig.ports), rig.ports))


def declare_again(rig: Rig, notice: Document) -> Done:
    """As `hub replay ID --new-round` does it: what the plan would leave out is tried."""
    acts = acts_of(rig)
    (entry,) = (plan := acts.plan_round_of(rig.document(notice.id))).entries
    judged = plan.model_copy(update={"entries": (entry.model_copy(update={"send": True}),)})
    (done,) = acts.apply(judged, WHY)
    return done


def outcome(done: Done) -> tuple[str, str]:
    return done.outcome, done.why.code if done.why else ""


def messages(rig: Rig, notice: Document) -> list[Message]:
    trail = rig.store.documents.trail(notice.id)
    assert trail is not None
    return [m for m in trail.messages if m.direction == "out" and m.kind == "business"]


def transitions(rig: Rig, notice: Document) -> list[Transition]:
    trail = rig.store.documents.trail(notice.id)
    assert trail is not None
    return list(trail.transitions)


def policy_number(rig: Rig, message: Message) -> str | None:
    """The policy number in the envelope that customs gets."""
    envelope = etree.fromstring(rig.store.archive.payload(message.digest) or b"")
    return text_at(parse_xml(b64decode(envelope.findtext("{*}Data") or "")), "PolicyNumber")


@pytest.mark.parametrize("ended", ["G003", "G004"])
def test_the_next_round_has_a_message_of_its_own_about_the_same_policy(rig: Rig, notice: Document, ended: str) -> None:
    """And ends as customs decides on it; an operator is called no more."""
    answer(rig, notice, ended)
    assert rig.document(notice.id).disputes >= {"alarm"}
    assert outcome(declare_again(rig, notice)) == ("promised", "")
    first, second = messages(rig, notice)
    assert (first.id != second.id, first.round, second.round) == (True, 1, 2)
    assert policy_number(rig, first) == policy_number(rig, second) is not None
    current = rig.document(notice.id)
    assert (current.status, current.round, current.disputes) == ("P001", 2, frozenset())
    row = transitions(rig, notice)[-1]
    assert (row.cause.kind, row.detail["reason"], row.after) == ("operator", WHY, "P001")
    answer(rig, notice, "G001")
    answer(rig, notice, "G002")
    assert status(rig, notice) == "G002"


def test_the_policys_portal_is_told_each_step(rig: Rig, notice: Document) -> None:
    """What customs has not taken, it reads by the id of the policy; so it reads that customs has taken it."""
    (policy,) = of_type(rig, "duty-policy")
    answer(rig, notice, "G003")
    declare_again(rig, notice)
    answer(rig, notice, "G004")
    declare_again(rig, notice)
    answer(rig, notice, "G002")
    rig.work()
    told = [event["data"] for event in rig.events() if event["data"]["document"] == notice.id]
    assert [d["status"] for d in told if d["track"] == "main"] == ["P001", "G003", "P001", "G004", "P001", "G002"]
    assert {d["follows_from"] for d in told} == {policy.id}
    assert not any("follows_from" in e["data"] for e in rig.events() if e["data"]["type"] != TYPE)


def test_a_silent_customs_is_overdue_in_the_next_round_too(rig: Rig, notice: Document) -> None:
    answer(rig, notice, "G003")
    declare_again(rig, notice)
    for _ in range(2):
        rig.clock.pass_(days=2)
        for _ in range(3):  # the first look only sees that the clock has jumped
            rig.worker.deadlines.run()
    assert transitions(rig, notice)[-1].detail["event"] == "W001"


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        ((), "HUB-758"),
        (("G001",), "HUB-758"),
        (("G001", "G002"), "HUB-758"),
        (("G003", "G002"), "HUB-759"),
    ],
)
def test_what_is_under_way_approved_or_disputed_is_not_declared_again(
    rig: Rig, notice: Document, codes: tuple[str, ...], code: str
) -> None:
    """A second message would be a second guarantee."""
    for one in codes:
        answer(rig, notice, one)
    assert outcome(declare_again(rig, notice)) == ("refused", code)
    assert len(messages(rig, notice)) == 1


def test_what_a_portal_or_a_party_brought_is_not_declared_again(rig: Rig, notice: Document) -> None:
    (policy,) = of_type(rig, "duty-policy")
    assert outcome(declare_again(rig, policy)) == ("refused", "HUB-757")


def test_an_answer_to_the_round_before_is_an_alarm(rig: Rig, notice: Document) -> None:
    """Customs approves what it had returned, while the next round is under way: an operator has to look."""
    first = rig.message_of(notice.id)
    answer(rig, notice, "G003")
    declare_again(rig, notice)
    answer(rig, notice, "G002", first)
    current = rig.document(notice.id)
    assert (current.status, "late-decision" in current.disputes) == ("P001", True)
    answer(rig, notice, "G003")
    assert outcome(declare_again(rig, notice)) == ("refused", "HUB-759")


@pytest.mark.parametrize("code", ["G003", "G004"])
def test_what_ended_the_round_before_is_no_alarm_when_it_is_said_again(rig: Rig, notice: Document, code: str) -> None:
    """Under another message id: it is noted as late, and the next round may be opened as before."""
    first = rig.message_of(notice.id)
    answer(rig, notice, code)
    declare_again(rig, notice)
    answer(rig, notice, code, first)
    assert (rig.document(notice.id).disputes, transitions(rig, notice)[-1].detail["observed"]) == (frozenset(), "late")
    answer(rig, notice, "G003")
    answer(rig, notice, code, first)
    assert outcome(declare_again(rig, notice)) == ("promised", "")
    second = messages(rig, notice)[1]
    answer(rig, notice, "G003", second)
    answer(rig, notice, "G002")
    answer(rig, notice, code, first)
    assert (status(rig, notice), rig.document(notice.id).disputes) == ("G002", frozenset())


def test_another_decision_on_the_round_before_is_an_alarm(rig: Rig, notice: Document) -> None:
    """Customs could not read the first message, and returns it now: that is said for the first time."""
    first = rig.message_of(notice.id)
    answer(rig, notice, "G004")
    declare_again(rig, notice)
    answer(rig, notice, "G003", first)
    assert "late-decision" in rig.document(notice.id).disputes


def test_a_plan_that_another_operator_was_faster_with_opens_nothing(rig: Rig, notice: Document) -> None:
    """One plan repeats nothing; of two plans one opens the round."""
    answer(rig, notice, "G003")
    acts = acts_of(rig)
    one, other = (acts.plan_rounds(Filter(type=TYPE), {}) for _ in range(2))
    for plan, expected in ((one, ("promised", "")), (one, ("done before", "")), (other, ("refused", "HUB-745"))):
        (done,) = acts.apply(plan, WHY)
        assert outcome(done) == expected
    assert [m.round for m in messages(rig, notice)] == [1, 2]


def test_a_plan_that_names_another_party_opens_nothing(rig: Rig, notice: Document) -> None:
    """What a party's file asks of operators' acts holds for the party that gets the message, not for the one named."""
    answer(rig, notice, "G003")
    acts = acts_of(rig)
    (entry,) = (plan := acts.plan_round_of(rig.document(notice.id))).entries
    (done,) = acts.apply(plan.model_copy(update={"entries": (entry.model_copy(update={"to": "ping-an"}),)}), WHY)
    assert outcome(done) == ("refused", "HUB-745")
    assert len(messages(rig, notice)) == 1


def test_a_plan_lists_what_may_be_declared_again(rig: Rig, enterprise: str) -> None:
    """A disputed one stays out, with the reason; others have no entry."""
    uscc = a_uscc()
    grant_quota(rig, uscc)
    disputed, under_way = a_notice(rig, enterprise), a_notice(rig, uscc)
    answer(rig, disputed, "G003")
    answer(rig, disputed, "G002")
    (entry,) = acts_of(rig).plan_rounds(Filter(), {}).entries
    assert (entry.document, entry.send, getattr(entry, "why_not", "")) == (disputed.id, False, "HUB-759")
    (left,) = acts_of(rig).apply(acts_of(rig).plan_rounds(Filter(), {}), WHY)
    assert outcome(left) == ("left out", "HUB-759")
    assert status(rig, under_way) == "P001"


def test_a_dispute_that_came_meanwhile_is_seen_when_the_plan_is_applied(rig: Rig, notice: Document) -> None:
    answer(rig, notice, "G003")
    acts = acts_of(rig)
    plan = acts.plan_rounds(Filter(), {})
    with rig.store.transactions.begin() as unit:
        work = new_work(acts.rounds.means, rig.ports) if acts.rounds else None
        assert work is not None
        load_recorded(unit, work, [notice.id])
        cause = Cause("receipt", "c-1", notice.payload)
        dispute(work, work.books.trails.document(notice.id), cause, {"observed": "contradicts"})
        unit.write(work.books.changes())
    (done,) = acts.apply(plan, WHY)
    assert outcome(done) == ("refused", "HUB-759")


# ---- the verb ----------------------------------------------------------------------------------


def test_whom_a_plan_concerns_is_what_the_store_knows(rig: Rig, notice: Document) -> None:
    """An operator can edit whom an entry names, and then that party's rules would hold instead of the real one's."""
    answer(rig, notice, "G003")
    acts = acts_of(rig)
    for plan in (acts.plan_round_of(rig.document(notice.id)), acts.plan_message(notice.id, None)):
        entries = tuple(e.model_copy(update={"to": "ping-an", "send": True}) for e in plan.entries)
        assert parties_of_plan(rig.store, plan.model_copy(update={"entries": entries})) == {notice.party}
        left_out = tuple(e.model_copy(update={"send": False}) for e in entries)
        assert parties_of_plan(rig.store, plan.model_copy(update={"entries": left_out})) == set()


def test_what_a_plan_sends_names_the_real_party_and_what_is_forced(rig: Rig, notice: Document) -> None:
    """It is what a card signs and a second operator reads, whatever the plan says of the party."""
    acts = acts_of(rig)
    plan = acts.plan_message(notice.id, None, although_not_deduplicated=True)
    (entry,) = (one.model_copy(update={"to": "ping-an", "send": True}) for one in plan.entries)
    assert isinstance(entry, SendAgain)
    forced = f"send again {entry.message} {notice.party} although not deduplicated"
    assert sends_of(rig.store, plan.model_copy(update={"entries": (entry,)})) == [forced]
    usual = entry.model_copy(update={"although_not_deduplicated": False})
    assert sends_of(rig.store, plan.model_copy(update={"entries": (usual,)})) == [forced.partition(" although")[0]]
    (again,) = (one.model_copy(update={"send": True}) for one in acts.plan_round_of(notice).entries)
    said = [f"new round {notice.id} {notice.party}"]
    assert sends_of(rig.store, plan.model_copy(update={"entries": (again,)})) == said


@pytest.fixture
def own(tmp_path: Path, store_url: str) -> OwnHome:
    return OwnHome(tmp_path / "home", store_url)


def returned(own: OwnHome, tmp_path: Path, number: int) -> list[Document]:
    """Notices that customs returned, in the store of a home: today, as verbs live today."""
    with own.store() as store:
        rig = Rig(store, tmp_path / "queues", clock=SystemClock())
        found = []
        for _ in range(number):
            grant_quota(rig, uscc := a_uscc())
            found.append(a_notice(rig, uscc))
            answer(rig, found[-1], "G003")
        rig.close()
    return found


def rounds(own: OwnHome, notice: Document) -> list[int]:
    return [m.round for m in own.trail(notice.id).messages if m.direction == "out" and m.kind == "business"]


def test_the_verb_names_the_operators_reason_in_the_trail(own: OwnHome, tmp_path: Path) -> None:
    (notice,) = returned(own, tmp_path, 1)
    done = hub_json(own.path, "replay", str(notice.record), "--new-round", "--reason", WHY)
    assert (done["does"], done["round"], done["outcome"], done["code"]) == ("new round", 2, "promised", None)
    assert [t.detail["reason"] for t in own.trail(notice.id).transitions if t.cause.kind == "operator"] == [WHY]
    again = hub(own.path, "replay", notice.id, "--new-round", "--reason", WHY)
    assert (again.returncode, b"HUB-758" in again.stdout, b"P001" in again.stdout) == (1, True, True)
    own.work()
    assert [m for m in own.trail(notice.id).messages if m.id in own.arrived("customs")] != []


def test_new_rounds_and_events_are_two_plans(own: OwnHome) -> None:
    refused = hub(own.path, "replay", "plan", "--new-round", "--events")
    assert (refused.returncode, b"HUB-711" in refused.stderr) == (2, True)


def killed_after(own: OwnHome, file: Path, lines: int) -> None:
    """Apply a plan, and kill whoever does once so many entries are told of."""
    words = ["replay", "apply", str(file), "--reason", WHY, "--rate", "40", "--json"]
    command = [sys.executable, "-m", "hub", "--home", str(own.path), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=ENVIRONMENT) as applying:
        assert applying.stdout is not None
        for _ in range(lines):
            assert json.loads(applying.stdout.readline())["outcome"] in ("promised", "done before")
        applying.kill()


def test_a_plan_that_was_killed_half_way_opens_each_round_once(own: OwnHome, tmp_path: Path) -> None:
    """Wherever it was killed, and however often: one new message each, which goes out once."""
    notices = returned(own, tmp_path, SEVERAL)
    printed = hub(own.path, "replay", "plan", "--new-round", "--type", TYPE).stdout
    assert [entry["round"] for entry in json.loads(printed)["entries"]] == [1] * SEVERAL
    (file := tmp_path / "plan.json").write_bytes(printed)
    killed_after(own, file, 1)
    killed_after(own, file, 3)
    last = hub_json(own.path, "replay", "apply", str(file), "--reason", WHY)[-1]
    assert last["promised"] + last["done_before"] == SEVERAL
    assert [rounds(own, notice) for notice in notices] == [[1, 2]] * SEVERAL
    own.work()
    second = {m.id for n in notices for m in own.trail(n.id).messages if m.round == 2 and m.direction == "out"}
    assert second <= set(own.arrived("customs"))
    assert len(second) == SEVERAL
