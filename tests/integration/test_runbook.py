"""The runbook, typed as it stands there, on a home in which a night has gone wrong; at its end nobody is needed."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from mortal_workers import POISON
from own_home import OwnHome
from planted_night import HOUR, REASON, Night, plant
from rig import PARTIES, PORTALS, ROOT, HandClock, Rig, a_credit_authorization, a_uscc
from runbook import PAGES, commands, filled, in_general, listed, questions
from services import RabbitMQ
from verbs import ENVIRONMENT, hub, hub_json

from adapters.folder import drop
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.home import make_home
from hub.home.place import Home
from hub.xml.times import in_utc

LONGEST_S = 300.0
OF_A_BROKER = ("hub topology check", "hub topology apply")


def test_both_pages_ask_fourteen_questions_and_name_the_same_commands() -> None:
    """Each question has one command that answers it, which the list on top names too."""
    asked = {language: questions(language) for language in PAGES}
    assert [len(found) for found in asked.values()] == [14, 14]
    for language, found in asked.items():
        assert list(found.values()) == listed(language)
    in_english, in_chinese = ([in_general(one) for one in commands(language)] for language in PAGES)
    assert in_english == in_chinese


class Operator:
    """Types what the runbook says, and nothing else."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.home = home
        self.folder = folder
        self.typed: list[str] = []
        for name in ("statement.pdf", "letter.pdf"):
            (folder / name).write_bytes(b"%PDF-1.4 " + name.encode())

    def type(self, command: str, *given: str, exits: int = 0) -> str:
        """Type a command of the runbook, with what is in hand in the place of its words; what it prints."""
        words, _, into = filled(self.known(command), *given).partition(" > ")
        done = hub(self.home, *(self._place(word) for word in shlex.split(words)[1:]))
        assert done.returncode == exits, (command, given, done.returncode, done.stdout.decode(), done.stderr.decode())
        if into:
            (self.folder / into).write_bytes(done.stdout)
        return done.stdout.decode()

    def known(self, command: str) -> str:
        """The command as it stands in the runbook, where `command` may leave out what is said in it."""
        (whole,) = [one for one in commands("en") if in_general(one) == in_general(command)]
        self.typed.append(whole)
        return whole

    def items(self) -> dict[str, Any]:
        """What needs a person, by name."""
        return {item["name"]: item for item in hub_json(self.home, "attention")["items"]}

    def _place(self, word: str) -> str:
        """Files lie in the operator's own folder."""
        return str(self.folder / word) if (self.folder / word).is_file() else word


def comes(true: Callable[[], object]) -> None:
    """Wait for a condition; a hang is a failure."""
    end = time.monotonic() + LONGEST_S
    while not true():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.2)


# ---- a disk that can be filled ----------------------------------------------------------------------


class Disk:
    """A file system of its own, whose size can be changed while it is used."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def resize(self, size: str, *first: str) -> bool:
        options = ",".join([*first, f"size={size}"])
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.place)], capture_output=True, check=False
        )
        return done.returncode == 0

    def fill(self) -> None:
        """Leave no room at all."""
        used = os.statvfs(self.place)
        assert self.resize(str((used.f_blocks - used.f_bfree) * used.f_frsize), "remount")

    def enlarge(self) -> None:
        assert self.resize("4g", "remount")


@contextmanager
def a_disk(place: Path) -> Iterator[Disk]:
    place.mkdir()
    disk = Disk(place)
    if not disk.resize("4g"):
        pytest.skip("only root can make a disk to fill")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


# ---- the night --------------------------------------------------------------------------------------


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with a_disk(tmp_path / "disk") as made:
        yield made


@pytest.fixture
def own(disk: Disk) -> OwnHome:
    """A home on that disk, in which everybody has a place."""
    made = OwnHome(disk.place / "home", f"sqlite:///{disk.place / 'home' / 'store.sqlite'}")
    make_home(made.home, PARTIES, PORTALS)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (made := tmp_path / "desk").mkdir()
    return made


@pytest.fixture
def night(own: OwnHome, folder: Path, tmp_path: Path) -> Iterator[Night]:
    """Told until now; and a delivery that kills workers has come."""
    with own.store() as store:
        rig = Rig(store, tmp_path / "others", clock=HandClock(SystemClock().now()))
        yield plant(own, rig, folder)
        rig.close()


@pytest.fixture
def poison(own: OwnHome, night: Night) -> str:
    """The id of what killed three workers that had nothing else to do, and some that had."""
    drop(own.home.queues, "national", "poison.json", b'{"' + POISON + b'": 1}')
    command = [sys.executable, str(Path(__file__).with_name("mortal_workers.py")), str(own.path)]
    given = {**ENVIRONMENT, "PYTHONPATH": str(ROOT / "tests")}
    died = int(subprocess.run(command, capture_output=True, check=True, env=given, timeout=LONGEST_S).stdout)
    assert died > 3
    with own.store() as store:
        (row,) = store.quarantine.deliveries(9, code="HUB-118")
    return row.id


@contextmanager
def at_work(operator: Operator) -> Iterator[None]:
    """`hub run`, until the end."""
    words = shlex.split(operator.known("hub run"))
    command = [sys.executable, "-m", "hub", "--home", str(operator.home), *words[1:]]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT) as process:
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(LONGEST_S)


def test_a_planted_night_is_settled_with_the_runbook_alone(
    own: OwnHome, night: Night, poison: str, folder: Path, disk: Disk
) -> None:
    """A silent bank, contradictions, a refused certificate, a full disk, a poison message; no worker runs."""
    operator = Operator(own.path, folder)
    late = a_credit_authorization(a_uscc())
    drop(own.home.queues, "national", "late.json", json.dumps(late).encode())
    disk.fill()
    look_around(operator, night)
    with ExitStack() as running:
        make_room(operator, disk, running, late["id"])
        for settle in (quarantine, silent_banks, contradictions, returned_guarantees, others, keys_and_record):
            settle(operator, own, night)
        discard(operator, poison)
        the_morning(operator)
    missing = [one for one in commands("en") if one not in operator.typed and one not in OF_A_BROKER]
    assert missing == []


def look_around(operator: Operator, night: Night) -> None:
    """What needs a person, and every question that only looks."""
    operator.type("hub attention", exits=1)
    assert {"/".join(name.split("/")[:3]) for name in operator.items()} >= {
        "overdue/ping-an-bank/premium-payment",
        "overdue/construction-bank/premium-payment",
        "contradicted/ping-an-bank/premium-payment",
        "quarantined/ping-an/HUB-406",
        "quarantined/national/HUB-118",
        "worker/none",
        "check/disk/HUB-736",
    }
    assert "HUB-736" in operator.type("hub doctor", exits=1)
    for command in ("hub status", "hub top", "hub log --disputed", "hub approve", "hub quarantine"):
        operator.type(command)
    assert str(night.silent.record) in operator.type("hub log --overdue --sort oldest")
    listed_ = operator.type("hub log --disputed --type premium-payment")
    assert str(night.contradicted.record) in listed_
    told = operator.type("hub show NUMBER", night.business)
    assert REASON in told
    assert str(night.contradicted.record) in operator.type("hub log --text REASON --since 3d", REASON)


def make_room(operator: Operator, disk: Disk, running: ExitStack, name: str) -> None:
    """The hub is started on a full disk; with more room it takes what waits, without another word."""
    running.enter_context(at_work(operator))
    disk.enlarge()
    comes(lambda: hub(operator.home, "show", name).returncode == 0)
    comes(lambda: not any(item.startswith(("check/disk", "worker/")) for item in operator.items()))


def quarantine(operator: Operator, own: OwnHome, night: Night) -> None:
    """The refused certificate: looked at, registered, released."""
    group = "quarantine-hub-406-ping-an"
    assert group in operator.type("hub quarantine --group GROUP", group)
    row = hub_json(operator.home, "quarantine", "list", "--code", "HUB-406")["id"]
    operator.type("hub quarantine list --code HUB-406")
    operator.type("hub quarantine show ID", row)
    operator.type("hub quarantine release --group GROUP --dry-run", group, exits=1)
    operator.type("hub keys import FILE --party PARTY", str(night.certificate), "ping-an")
    operator.type("hub quarantine release --group GROUP --dry-run", group)
    operator.type("hub explain --quarantined ID", row)
    operator.type('hub quarantine release --group GROUP --reason "…"', group)
    assert own.trail(night.waiting.id).document.status == "P004"


def silent_banks(operator: Operator, own: OwnHome, night: Night) -> None:
    """One is asked again and has paid after all; the other one has not, and is asked again with its consent."""
    operator.type('hub replay ID --reason "…"', str(night.silent.record))
    operator.type('hub replay ID --although-not-deduplicated --reason "…"', str(night.unsure.record))
    operator.type("hub replay plan --party PARTY --since TIME", "ping-an-bank", since(100))
    comes(lambda: not hub_json(operator.home, "status")["outbox"])
    paid = (
        "hub settle ID --paid all --proof statement.pdf --value bank_reference=REFERENCE"
        ' --value paid_at=TIME --reason "…"'
    )
    operator.type(paid, str(night.silent.record), "B-2026-1", since(1))
    assert own.trail(night.silent.id).document.status == "Y002"


def contradictions(operator: Operator, own: OwnHome, night: Night) -> None:
    """What is recorded is right; another row is; and each application of a payment by itself."""
    first, second = night.premiums
    operator.type('hub settle ID --reason "…"', str(first.record))
    (row,) = (one.seq for one in own.trail(second.id).transitions if one.detail.get("observed") == "other-values")
    stands = operator.known('hub settle ID --stands 9 --reason "…"')
    words = filled(stands, str(second.record)).replace("--stands 9", f"--stands {row}")
    assert hub(operator.home, *shlex.split(words)[1:]).returncode == 0
    in_part = (
        "hub settle ID --paid NUMBER --failed NUMBER --proof statement.pdf --value bank_reference=REFERENCE"
        ' --value paid_at=TIME --reason "…"'
    )
    operator.type(in_part, str(night.contradicted.record), *night.numbers, "B-2026-2", since(1))
    assert own.trail(night.contradicted.id).document.status == "Y004"
    operator.type('hub settle ID --let-go --reason "…"', str(night.reserved.record))


def returned_guarantees(operator: Operator, own: OwnHome, night: Night) -> None:
    """One is declared again, the other one approved by letter."""
    first, second = night.guarantees
    operator.type('hub replay ID --new-round --reason "…"', str(first.record))
    operator.type('hub settle ID --as G002 --proof letter.pdf --reason "…"', str(second.record))
    assert own.trail(second.id).document.status == "G002"


def others(operator: Operator, own: OwnHome, night: Night) -> None:
    """A refused submission, what was sent, what a portal lost, a colleague's proposals."""
    name = str(night.refused.sender_ref)
    assert "HUB-" in operator.type("hub show NUMBER", name)
    operator.type("hub explain FILE --portal PORTAL", str(night.corrected), "national")
    sent = own.message(night.waiting.id)
    assert sent.id in operator.type("hub show ID --message MESSAGE", str(night.waiting.record), sent.id)
    by_mail = operator.folder / "by-mail.xml"
    by_mail.write_bytes(own.receipt(sent))
    operator.type("hub explain FILE --party PARTY", str(by_mail), "ping-an")
    operator.type('hub replay events ID --reason "…"', str(night.waiting.record))
    operator.type("hub replay plan --events --portal PORTAL --since TIME > told.json", "national", since(1))
    operator.type('hub replay apply told.json --reason "…"')
    one, other = night.proposals
    operator.type('hub approve ID --reason "…"', one[:8])
    operator.type('hub approve ID --reject --reason "…"', other[:8])


def keys_and_record(operator: Operator, own: OwnHome, night: Night) -> None:
    """The hub's next key; the log is sealed, and the record is sound."""
    operator.type("hub keys list")
    operator.type("hub keys roll")
    operator.type("hub keys check")
    operator.type("hub audit verify")
    assert "hub/audit" in operator.type("hub audit checkpoint")


def discard(operator: Operator, poison: str) -> None:
    """What nobody can use; of the one that workers died of it is meant."""
    half = hub_json(operator.home, "quarantine", "list", "--code", "HUB-102")["id"]
    operator.type('hub quarantine discard ID --reason "…"', half)
    operator.type('hub quarantine discard ID --although-perhaps-good --reason "…"', poison)


def the_morning(operator: Operator) -> None:
    """What only others can end is noted; then nobody is needed, and the next shift sees who did what."""
    comes(lambda: {name.split("/")[0] for name in operator.items()} <= {"overdue", "returned", "contradicted"})
    for name in operator.items():
        operator.type('hub attention note ITEM --text "…" --ticket 4711', name)
    operator.type("hub attention")
    acts = operator.type("hub acts --since 12h")
    assert [
        word for word in ("settle", "replay", "release", "discard", "keys", "hold", "note") if word not in acts
    ] == []


def since(hours: int) -> str:
    """So many hours ago."""
    return in_utc(SystemClock().now() - hours * HOUR)


@pytest.fixture
def vhost(rabbitmq: RabbitMQ) -> Iterator[str]:
    """A virtual host of the test's own on the broker, and no user of ours afterwards."""
    name = rabbitmq.create_vhost()
    yield name
    rabbitmq.api("DELETE", f"vhosts/{name}")
    for user in {"hub-9", "national", "ping-an"} & {found["name"] for found in rabbitmq.api("GET", "users")}:
        rabbitmq.api("DELETE", f"users/{user}")


def test_queues_that_are_missing_are_made(rabbitmq: RabbitMQ, vhost: str, tmp_path: Path) -> None:
    """What of the runbook concerns a broker: first they are told, then made."""
    home = Home(tmp_path / "home")
    make_home(home, ["ping-an"], ["national"], keys=False)
    with (home.path / "hub.toml").open("a", encoding="utf-8") as settings:
        settings.write(
            f'queue = "amqp://hub-9@127.0.0.1:{rabbitmq.port}/{vhost}"\nmanagement = "{rabbitmq.management}"\n'
        )
    assert hub(home.path, "topology", "export").returncode == 0
    operator = Operator(home.path, tmp_path)
    check, apply = OF_A_BROKER
    operator.type(check, exits=1)
    operator.type(apply)
    operator.type(check)
