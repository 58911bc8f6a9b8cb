"""Sending again, as an operator asks for it: the same bytes under the same ids, and never what is answered."""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from own_home import OwnHome
from rig import a_credit_authorization, a_quota_application, catalogue, usccs
from verbs import ENVIRONMENT, hub, hub_json

from hub.bootstrap.clock import SystemClock
from hub.flow.replay import Replay
from hub.flow.replay_plan import ReplayPlan, SendAgain
from hub.model import CONCERNS, Changes, Reference, Transition
from hub.operate.acts.user import current_user
from hub.ports import Filter, Store, Trail
from hub.testing.rows import write

WHY = ("--reason", "the party restored a backup")
MANY = 24
_uscc = usccs()


@pytest.fixture
def own(tmp_path: Path, migrated_file: Path) -> OwnHome:
    """Two documents in P002, whose party has taken their messages and answers nothing."""
    shutil.copy(migrated_file, tmp_path / "hub.db")
    made = OwnHome(tmp_path / "home", f"sqlite:///{tmp_path / 'hub.db'}")
    made.accept("one", "two")
    made.take_all("ping-an")
    made.take_all("national")
    return made


def plan(own: OwnHome, *words: str, **changed: Any) -> Path:
    """A plan in a file, with some of its words changed; `entries` by message's document name."""
    printed = json.loads(hub(own.path, "replay", "plan", *words).stdout)
    file = own.path / f"plan-{printed['id']}.json"
    file.write_text(json.dumps(printed | changed), "utf-8")
    return file


def changed(file: Path, message: str, **words: Any) -> None:
    """Edit one entry of a plan, as an operator would."""
    printed = json.loads(file.read_text("utf-8"))
    (entry,) = (e for e in printed["entries"] if e["message"] == message)
    entry.update(words)
    file.write_text(json.dumps(printed), "utf-8")


def acts(trail: Trail) -> list[Transition]:
    return [t for t in trail.transitions if t.cause.kind == "operator"]


def test_a_plan_says_what_would_be_sent_and_does_nothing(own: OwnHome) -> None:
    """Ids, destinations, what each would do, what is answered already; no row is written."""
    own.reply(own.receipt(own.message("two")))
    own.work()
    before = hub(own.path, "log", "--json").stdout
    done = hub(own.path, "replay", "plan", "--party", "ping-an")
    printed = json.loads(done.stdout)
    entries = {entry["message"]: entry for entry in printed["entries"]}
    open_, answered = entries[own.message("one").id], entries[own.message("two").id]
    assert open_ | {"type": "credit-authorization", "to": "ping-an", "status": "P002", "seq": 2} == open_
    assert (open_["does"], open_["send"], open_["answered"], open_["deduplicates"]) == ("send again", True, False, True)
    assert (answered["send"], answered["answered"], answered["why_not"]) == (False, True, "HUB-743")
    assert printed["filters"] == {"party": "ping-an"}
    assert ("1 to be sent" in done.stderr.decode(), "HUB-743" in done.stderr.decode()) == (True, True)
    assert hub(own.path, "log", "--json").stdout == before


def test_a_plan_is_chosen_by_time_too(own: OwnHome) -> None:
    """When its messages were made; without a zone it is Shanghai's."""
    read = json.loads(hub(own.path, "replay", "plan", "--since", "2020-01-01").stdout)
    assert (len(read["entries"]), read["filters"]) == (2, {"since": "2020-01-01T00:00:00+08:00"})
    assert json.loads(hub(own.path, "replay", "plan", "--until", "2020-01-01").stdout)["entries"] == []
    oldest = hub_json(own.path, "log", "--sort", "oldest")[0]["document"]
    part = hub(own.path, "replay", "plan", "--events", "--since", "2020-01-01", "--limit", "1")
    assert {entry["document"] for entry in json.loads(part.stdout)["entries"]} == {oldest}  # the next goes on from it
    assert hub(own.path, "replay", "plan", "--since", "yesterday").returncode == 2
    assert hub(own.path, "replay", "plan", "--party", "pingan").returncode == 3


def test_a_plan_of_an_enterprise_takes_its_own_documents_only(own: OwnHome) -> None:
    """Of another's document in which customs names it nothing is sent again; `hub log` finds both."""
    one, two = own.trail("one").document, own.trail("two").document
    with own.store() as store:
        write(store, Changes(references={Reference(one.id, CONCERNS, f":{two.enterprise}"): None}))
    listed = hub_json(own.path, "log", "--enterprise", two.enterprise)
    assert len(listed) == 2
    read = json.loads(hub(own.path, "replay", "plan", "--enterprise", two.enterprise).stdout)
    assert [entry["message"] for entry in read["entries"]] == [own.message("two").id]
    assert read["filters"] == {"enterprise": two.enterprise}


def test_applying_sends_the_same_bytes_under_the_same_ids(own: OwnHome) -> None:
    """The trail says who asked for it and why; there is no second message."""
    done = hub_json(own.path, "replay", "apply", str(plan(own)), *WHY)
    assert done[-1] | {"promised": 2, "refused": 0, "whole": True} == done[-1]
    own.work()
    with own.store() as store:
        for name in ("one", "two"):
            message = own.message(name)
            assert own.arrived()[message.id] == store.archive.payload(message.digest)
            (act,) = acts(trail := own.trail(name))
            who = [current_user().facts()]
            assert act.detail == {"observed": "replayed", "message": message.id, "reason": WHY[1], "operators": who}
            assert (store.archive.payload(act.cause.digest), act.cause.ref) == (WHY[1].encode(), done[-1]["plan"])
            assert (act.before, act.after, trail.document.status) == ("P002", "P002", "P002")
            assert act.sealed().hash == act.hash
    assert len(own.arrived()) == 2


def test_applying_again_repeats_nothing(own: OwnHome) -> None:
    """Also after everything was sent and confirmed: the trail knows what the plan did."""
    file = str(plan(own))
    hub(own.path, "replay", "apply", file, *WHY)
    own.work()
    own.take_all("ping-an")
    again = hub_json(own.path, "replay", "apply", file, "--reason", "once more")[-1]
    own.work()
    assert (again["promised"], again["done_before"], own.arrived()) == (0, 2, {})
    assert [len(acts(own.trail(name))) for name in ("one", "two")] == [1, 1]
    assert hub_json(own.path, "audit", "verify", "--all")["findings"] == []  # the trails name the plan, the acts too


def test_what_was_answered_since_is_refused_and_the_rest_goes_on(own: OwnHome) -> None:
    """The plan is older than the answer: exit 1 with one line about it."""
    file = plan(own)
    own.reply(own.receipt(own.message("one")))
    own.work()
    own.take_all("ping-an")
    done = hub(own.path, "replay", "apply", str(file), *WHY)
    assert (done.returncode, done.stdout.decode().count("HUB-743"), acts(own.trail("one"))) == (1, 1, [])
    own.work()
    assert set(own.arrived()) == {own.message("two").id}


def test_what_the_plan_leaves_out_is_not_sent(own: OwnHome) -> None:
    """An operator's word; no failure."""
    changed(file := plan(own), own.message("one").id, send=False)
    done = hub_json(own.path, "replay", "apply", str(file), *WHY)[-1]
    assert (done["promised"], done["left_out"], done["refused"]) == (1, 1, 0)


def test_what_the_plan_wrongly_says_may_be_sent_is_refused(own: OwnHome) -> None:
    """Each entry is judged anew: an answered message, another digest, another party, no such document."""
    own.reply(own.receipt(own.message("two")))
    own.work()
    one, two = own.message("one").id, own.message("two").id
    for message, words, code in (
        (two, {"send": True, "answered": False, "why_not": ""}, "HUB-743"),
        (one, {"sha256": "0" * 64}, "HUB-745"),
        (one, {"sha256": own.message("two").digest}, "HUB-745"),
        (one, {"to": "boc-insurance"}, "HUB-745"),
        (one, {"document": own.trail("two").document.id}, "HUB-745"),
        (one, {"document": "nobody"}, "HUB-745"),
    ):
        changed(file := plan(own), message, **words)
        changed_one = [d for d in hub_json(own.path, "replay", "apply", str(file), *WHY) if d.get("message") == message]
        assert [(d["outcome"], d["code"]) for d in changed_one] == [("refused", code)], words
        own.work()
    assert [t.detail["message"] for t in acts(own.trail("two"))] == []


@pytest.mark.parametrize(
    ("words", "code"),
    [({"made_at": "2026-01-01T00:00:00Z"}, "HUB-741"), ({"store": "another"}, "HUB-742"), ({"version": 9}, "HUB-740")],
)
def test_a_stale_plan_is_refused_as_a_whole(own: OwnHome, words: dict[str, Any], code: str) -> None:
    """Exit 1, one line, nothing promised."""
    done = hub(own.path, "replay", "apply", str(plan(own, **words)), *WHY)
    assert (done.returncode, code in done.stderr.decode(), done.stderr.count(b"\n"), done.stdout) == (1, True, 1, b"")
    assert acts(own.trail("one")) == []


def test_one_document_is_sent_again_by_any_of_its_names(own: OwnHome) -> None:
    """And by its message's id; not while it still waits in the outbox, for it will go anyway."""
    for name in ("one", own.message("one").id):
        done = hub_json(own.path, "replay", name, *WHY)
        assert (done["outcome"], done["message"]) == ("promised", own.message("one").id)
        waits = hub(own.path, "replay", name, *WHY)
        assert (waits.returncode, b"HUB-747" in waits.stdout) == (1, True)
        own.work()
        assert set(own.arrived()) == {own.message("one").id}
        own.take_all("ping-an")
    assert len(acts(own.trail("one"))) == 2


def test_what_failed_to_be_dispatched_goes_when_it_is_sent_again(own: OwnHome) -> None:
    """P003 is left by replay, once the missing queue is there."""
    own.submit(a_credit_authorization(next(_uscc)) | {"id": "three"})
    own.work_without("ping-an")
    assert own.trail("three").document.status == "P003"
    assert hub(own.path, "replay", "three", *WHY).returncode == 0
    own.work()
    trail = own.trail("three")
    assert [t.after for t in trail.transitions if not t.is_observation] == ["P001", "P003", "P002"]
    assert set(own.arrived()) == {own.message("three").id}


def test_what_was_never_sent_cannot_be_sent_again(own: OwnHome) -> None:
    """A refused document has no message; an unknown one has no name: exit 3. A reason there must be: exit 2."""
    own.submit(a_quota_application(next(_uscc)) | {"id": "refused"})
    own.work()
    for words, code, said in (
        (("refused", *WHY), 3, "HUB-748"),
        (("document", *WHY), 3, "HUB-704"),
        (("nobody", *WHY), 3, "HUB-704"),
        (("events", "one", "--seq", "77"), 3, "HUB-748"),
        (("one", "--reason", "  "), 2, "say why"),
        (("one",), 2, "--reason"),
        (("apply", "/nowhere.json", *WHY), 4, "HUB-705"),
    ):
        done = hub(own.path, "replay", *words)
        assert (done.returncode, said in done.stderr.decode()) == (code, True), (words, done.stderr)


def test_a_portal_is_notified_again_under_the_same_ids(own: OwnHome) -> None:
    """The same events, byte for byte; the trail says so; `--seq` tells one of them."""
    own.accept("three")
    document, first = own.trail("three").document.id, own.events()
    own.take_all("national")
    assert hub_json(own.path, "replay", "events", "three", *WHY)["events"] == [1, 2]
    own.work()
    assert own.events() == first
    own.take_all("national")
    hub(own.path, "replay", "events", document, "--seq", "1")
    own.work()
    assert own.events() == {f"{document}:1": first[f"{document}:1"]}
    assert [t.detail["events"] for t in acts(own.trail("three"))] == [["1", "2"], ["1"]]


def test_portals_are_notified_again_by_plan(own: OwnHome) -> None:
    """What a portal lost, of all its documents; applying the plan again tells nothing."""
    file = plan(own, "--events", "--portal", "national")
    for promised in (2, 0):
        done = hub_json(own.path, "replay", "apply", str(file), *WHY)[-1]
        own.work()
        assert (done["promised"], len(own.events())) == (promised, 2 * promised)
        own.take_all("national")


def test_a_running_hub_sends_what_is_promised_at_its_next_heartbeat(own: OwnHome) -> None:
    """Nobody has to start anything."""
    command = [sys.executable, "-m", "hub", "--home", str(own.path), "run", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=ENVIRONMENT) as running:
        assert running.stdout is not None
        assert json.loads(running.stdout.readline())["event"] == "ready"
        hub(own.path, "replay", "one", *WHY)
        end = time.monotonic() + 200
        while not own.arrived() and time.monotonic() < end:
            time.sleep(0.1)
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=200) == 0
    assert set(own.arrived()) == {own.message("one").id}


def killed_after(own: OwnHome, file: Path, lines: int) -> None:
    """Apply a plan, and kill whoever does once so many entries are told of."""
    words = ["replay", "apply", str(file), *WHY, "--rate", "40", "--json"]
    command = [sys.executable, "-m", "hub", "--home", str(own.path), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=ENVIRONMENT) as applying:
        assert applying.stdout is not None
        for _ in range(lines):
            assert json.loads(applying.stdout.readline())["outcome"] in ("promised", "done before")
        applying.kill()


def test_a_plan_that_was_killed_half_way_is_taken_up_again(tmp_path: Path, store_url: str) -> None:
    """Each message is in its trail once and goes out once, wherever the plan was killed, and however often."""
    own = OwnHome(tmp_path / "home", store_url)
    names = [f"d-{n}" for n in range(MANY)]
    own.accept(*names)
    own.take_all("ping-an")
    file = plan(own)
    killed_after(own, file, 5)
    killed_after(own, file, 12)
    last = hub_json(own.path, "replay", "apply", str(file), *WHY)[-1]
    assert last["promised"] + last["done_before"] == MANY
    assert 0 < last["promised"] <= MANY - 5
    with own.store() as store:
        assert [(p.what, p.count) for p in store.totals.overview([], []).promised] == [("message", MANY)]
    own.work()
    assert set(own.arrived()) == {own.message(name).id for name in names}
    assert Counter(len(acts(own.trail(name))) for name in names) == {1: MANY}


@pytest.fixture
def payment(own: OwnHome) -> Iterator[tuple[Replay, Store]]:
    """A hub to which an authorization is a payment, and whose insurer does not deduplicate."""
    packaged = catalogue()
    route = replace(packaged.routes["credit-authorization"], moves_money=True)
    party = replace(packaged.parties["ping-an"], deduplicates=False)
    changed = replace(packaged, routes={"credit-authorization": route}, parties={"ping-an": party})
    with own.store() as store:
        yield Replay(changed, store, SystemClock()), store


def test_a_payment_goes_twice_only_where_the_plan_says_so(own: OwnHome, payment: tuple[Replay, Store]) -> None:
    """To a party that would take it for another one."""
    replay, _ = payment
    made = replay.plan_messages(Filter(), {})
    assert [(e.send, e.payment, e.why_not) for e in _messages(made)] == [(False, True, "HUB-746")] * 2
    insisting = [e.model_copy(update={"send": True}) for e in _messages(made)]
    insisting[1] = insisting[1].model_copy(update={"although_not_deduplicated": True})
    done = replay.apply(made.model_copy(update={"entries": tuple(insisting)}), "the bank asked for it")
    assert [(d.outcome, d.why.code if d.why else "") for d in done] == [("refused", "HUB-746"), ("promised", "")]
    own.work()
    (again,) = _messages(replay.plan_message(insisting[1].document, None, although_not_deduplicated=True))
    assert (again.send, again.why_not) == (False, "HUB-829")


def test_a_copy_that_the_queue_returned_counts_as_none(own: OwnHome, payment: tuple[Replay, Store]) -> None:
    """The bank never had it, so it may go again."""
    replay, _ = payment
    own.submit(a_credit_authorization(next(_uscc)) | {"id": "five"})
    own.work_without("ping-an")
    document = own.trail("five").document.id
    for _ in range(2):
        plan = replay.plan_message(document, None, although_not_deduplicated=True)
        assert [done.outcome for done in replay.apply(plan, "its queue is there")] == ["promised"]
        own.work_without("ping-an")
    assert own.trail("five").document.status == "P003"


def _messages(made: ReplayPlan) -> list[SendAgain]:
    return [entry for entry in made.entries if isinstance(entry, SendAgain)]
