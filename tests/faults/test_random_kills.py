"""Two workers under load, killed at random moments: a seed tells which.

HUB_KILLS says how many kills a seed has (`make faults`: 200 in all), HUB_SEED which seed to run again.
"""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from places import hub_queue, waiting
from rig import (
    AN_UNDERWRITING,
    PARTIES,
    PORTALS,
    Rig,
    a_credit_authorization,
    a_duty_application,
    figures,
    grant_quota,
    usccs,
)
from stage import Stage
from worker_farm import MachineClock

from hub.model import Message
from hub.xml.build import text_at

KILLS = int(os.environ.get("HUB_KILLS", "20"))
PROGRAM = Path(__file__).parent / "worker_farm.py"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600 + 30 * KILLS)]
ENOUGH = 20
"""Kills in the course of which insurers say everything that they may say."""
SEEDS = [int(os.environ["HUB_SEED"])] if "HUB_SEED" in os.environ else [1, 2]
MOST_OPEN = 60
TIMEOUT_S = 600.0
"""Seconds after which workers that nobody kills any more count as hanging."""
_uscc = usccs()


class Load:
    """A portal and two insurers who never rest: applications, answers, repeated answers, news."""

    def __init__(self, after: Stage, rig: Rig, seed: int) -> None:
        self.after, self.place, self.rig = after, after.place, rig
        self.random = random.Random(seed)
        self.submitted: list[str] = []
        self.answered: dict[str, list[bytes]] = {}
        self.decided: dict[str, tuple[str, str]] = {}
        """What insurers decided about each message of ours: the code, and the answer's digest."""
        self.enterprises = [next(_uscc) for _ in range(3)]
        for uscc in self.enterprises:
            grant_quota(rig, uscc, "900000.00")

    def go_on(self) -> None:
        """Submit something, unless much is open; answer whatever has come."""
        if len(self.submitted) - len(self.answered) < MOST_OPEN:
            self._submit(self.random.randint(1, 8))
        self.answer()

    def answer(self) -> None:
        """Let each insurer answer its new messages, some of them twice; portals pick up what there is."""
        for portal in PORTALS:
            self.place.fresh(portal)
        for party in PARTIES:
            for body in self.place.fresh(party):
                self._answer(party, body)

    def _submit(self, many: int) -> None:
        for _ in range(many):
            uscc = self.random.choice(self.enterprises)
            amount = f"{self.random.randint(1, 900)}.00"
            form = self.random.choice([a_credit_authorization(next(_uscc)), a_duty_application(uscc, amount)])
            self.submitted.append(form["id"])
            self.place.drop("national", json.dumps(form).encode())
        if self.random.random() < 0.1:
            news = figures("900000.00", f"{self.random.randint(0, 9)}.00")
            uscc = self.random.choice(self.enterprises)
            self.place.drop("ping-an", self.rig.notice(uscc, news, self.rig.clock.now()))

    def _answer(self, party: str, body: bytes) -> None:
        root = etree.fromstring(body)
        element, document = etree.QName(root).localname, text_at(root, "Header/DocumentId") or ""
        if element == "TechnicalReceipt" or not document:
            return
        if document not in self.answered:
            self.answered[document] = self._write(party, element, root, body)
            self.random.shuffle(self.answered[document])
            self.place.drop(party, *self.answered[document])
        elif self.random.random() < 0.3:
            self.place.drop(party, *self.answered[document])

    def _write(self, party: str, element: str, root: etree._Element, body: bytes) -> list[bytes]:
        message = _as_message(party, root, body)
        technical = self.rig.technical(message, sender=party)
        if element == "QuotaApplication":  # of the set-up, answered long ago
            return [technical]
        if element == "CreditAuthorization":
            decision, code, result = "CreditAuthorizationDecision", "S", None
        elif self.random.random() < 0.2:
            decision, code, result = "UnderwritingResult", "U005", None
        else:
            number = f"T{message.id[-12:]}"  # for each application its own, once and for ever
            decision, code, result = "UnderwritingResult", "P202", {**AN_UNDERWRITING, "ApplicationNumber": number}
        answer = self.rig.decision(decision, message, code, result, sender=party)
        self.decided[message.id] = (code, hashlib.sha256(answer).hexdigest())
        return [technical, answer]


def _as_message(party: str, root: etree._Element, body: bytes) -> Message:
    """What a receipt must echo of a message."""
    return Message(
        id=text_at(root, "Header/MessageId") or "",
        direction="out",
        party=party,
        kind="business",
        document=None,
        round=1,
        digest=hashlib.sha256(body).hexdigest(),
        size=len(body),
        answers=None,
        at=0,
        catalogue="",
    )


class Farm:
    """The workers, seen from outside."""

    def __init__(self, stage: Stage, seed: int) -> None:
        command = [sys.executable, str(PROGRAM), stage.store_url, stage.place.spec, str(stage.keys), "2", str(seed)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        self.alive: dict[str, int] = {}
        self.started = 0
        self.hear(2)

    def hear(self, until: int) -> None:
        """Read until so many workers have been started in all."""
        assert self.process.stdout is not None
        while self.started < until:
            name, process = self.process.stdout.readline().split()
            assert process != "failed", name
            self.alive[name] = int(process)
            self.started += 1

    def kill(self, chosen: random.Random) -> None:
        """SIGKILL to one of them; returns when the next one has been started."""
        name = chosen.choice(sorted(self.alive))
        os.kill(self.alive.pop(name), signal.SIGKILL)
        self.hear(self.started + 1)

    def end(self) -> None:
        self.process.terminate()
        assert self.process.stdout is not None
        left = self.process.stdout.read()
        assert (self.process.wait(TIMEOUT_S), left) == (0, "")


@pytest.fixture
def farm(stage: Stage, seed: int) -> Iterator[Farm]:
    running = Farm(stage, seed)
    yield running
    if running.process.poll() is None:
        running.process.terminate()
        running.process.wait(TIMEOUT_S)
    assert running.process.stdout is not None
    running.process.stdout.close()


@pytest.mark.parametrize("seed", SEEDS)
def test_workers_killed_at_random_under_load_lose_and_double_nothing(
    stage: Stage, farm: Farm, seed: int, tmp_path: Path
) -> None:
    """Everything that must be true after a crash is, once a hub has worked on without being killed."""
    rig = Rig(stage.store, tmp_path / "aside", clock=MachineClock())
    load, chosen = Load(stage, rig, seed), random.Random(seed)
    for _ in range(KILLS):
        until = time.monotonic() + chosen.uniform(0.0, 0.3)
        while time.monotonic() < until:
            load.go_on()
        farm.kill(chosen)
    _finish(stage, load)
    farm.end()
    rig.close()
    _work_through(stage, tmp_path / "last")
    _assert_each_is_one(stage, load)
    _assert_decided(stage, load)
    stage.assert_all()


def _assert_each_is_one(stage: Stage, load: Load) -> None:
    """A submission is one document, or in quarantine under its own id, where three workers were killed beside it."""
    documents = Counter(d.sender_ref for d in stage.documents())
    rows = stage.store.quarantine.deliveries(10_000)
    kept = {row.answers for row in rows if row.owner == "national"}
    assert {(row.code, row.field) for row in rows} <= {("HUB-118", "")}, rows[:2]
    assert {sender_ref: count for sender_ref, count in documents.items() if count > 1} == {}
    assert set(load.submitted) - documents.keys() == kept
    assert load.submitted


def _assert_decided(stage: Stage, load: Load) -> None:
    """Every document stands where its insurer's answer brought it, unless that answer is in quarantine."""
    lost = {row.payload for row in stage.store.quarantine.deliveries(10_000)}
    wanted = {message: code for message, (code, digest) in load.decided.items() if digest not in lost}
    stands = {
        message.id: trail.document.status
        for trail in map(stage.trail, stage.documents())
        for message in trail.messages
        if message.id in wanted
    }
    assert stands == wanted
    assert {"S", "P202", "U005"} <= set(wanted.values()) or KILLS < ENOUGH


def _work_through(stage: Stage, folder: Path) -> None:
    """Whatever was in a worker's hands when it was told to end is there for the next one."""
    stage.place.notice_death()
    clock = MachineClock()
    queue = hub_queue(stage.place.spec, clock, "last")
    last = Rig(stage.store, folder, queue, "last", waiting=lambda: bool(stage.place.held()), clock=clock)
    last.work()
    last.close()
    stage.place.notice_death()


def _finish(stage: Stage, load: Load) -> None:
    """Answer until nothing is on its way any more."""
    end, quiet = time.monotonic() + TIMEOUT_S, 0
    while quiet < 5:
        assert time.monotonic() < end, "the workers do not come to rest"
        load.answer()
        busy = waiting(stage.place.spec) or stage.store.totals.overview([], []).promised
        quiet = 0 if busy else quiet + 1
        time.sleep(0.1)
