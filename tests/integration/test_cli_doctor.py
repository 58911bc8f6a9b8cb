"""`hub doctor`: a healthy home, and each thing broken alone."""

import json
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from services import TEMPLATE, Postgres, RabbitMQ
from verbs import hub, hub_json

from adapters.trust import write_key
from adapters.x509 import Registered, make_key
from hub.bootstrap.home import make_home
from hub.bootstrap.names import party_names, portal_names
from hub.cli.doctor import examine
from hub.home.place import Home
from hub.operate.doctor.certificates import judge_certificates
from hub.operate.doctor.judgements import judge_clock, judge_heartbeat, judge_recorded, judge_space, judge_year
from hub.text.bilingual import Bilingual

NAMES = ["home", "secrets", "catalogue", "key", "signatures", "devices", "encryption"]
NAMES += ["parties", "operators", "store", "plans", "attention", "log", "past", "witnesses", "witnessed", "timestamps"]
NAMES += ["broker", "clock", "disk"]
NOW = time.time_ns() // 1000
DAY = 86_400_000_000
Found = dict[str, tuple[str, str]]
UNREAD = ("warning", "HUB-922")
"""The broker's copy of the newest checkpoint cannot be read."""


def examined(home: Path) -> Found:
    """Whatever is not ok: its result and its code."""
    checks = list(examine(Home(home)))
    assert [check.name for check in checks] == NAMES
    assert all(check.fixed and "\n" not in check.fixed for check in checks)
    return {check.name: (check.result, check.fixed.split()[0]) for check in checks if check.result != "ok"}


def printed(home: Path) -> str:
    """What all checks say."""
    return "\n".join(check.fixed for check in examine(Home(home)))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A new home."""
    home = Home(tmp_path / "home")
    make_home(home, sorted(party_names(home)), sorted(portal_names(home)))
    return home.path


# ---- a home of its own -----------------------------------------------------------------------


def test_a_new_home_is_healthy_and_stays_as_it_is(own: Path) -> None:
    """Exit 0; no file is left, and no worker in the store."""
    before = sorted(own.rglob("*"))
    done = hub(own, "doctor")
    assert (done.returncode, done.stderr) == (0, b"")
    assert [line.split()[:2] for line in done.stdout.decode().splitlines()] == [["ok", name] for name in NAMES]
    assert sorted(own.rglob("*")) == before
    with closing(sqlite3.connect(own / "store.sqlite")) as store:
        assert store.execute("SELECT count(*) FROM worker").fetchone() == (0,)


def give_another_certificate(home: Path) -> None:
    shutil.copy(home / "simulate/ping-an/certificate.pem", home / "keys/hub/certificate.pem")


def give_a_pair(home: Path, *, since: int) -> None:
    shutil.rmtree(home / "keys/hub")
    write_key(make_key("hub", since), home / "keys/hub")


def let_a_party_expire(home: Path) -> None:
    shutil.rmtree(home / "keys/parties/ping-an")
    _, certificate = write_key(make_key("ping-an", NOW - 400 * DAY), home / "simulate/old")
    (home / "keys/parties/ping-an").mkdir()
    certificate.rename(home / "keys/parties/ping-an/2025.pem")


def leave_a_password_open(home: Path) -> None:
    (home / "keys/broker").mkdir()
    (home / "keys/broker/hub").write_text("secret")


def show_a_password(home: Path, line: str) -> None:
    """In settings that everybody may read, as an editor may leave them."""
    write_in_the_settings(home, line)
    (home / "hub.toml").chmod(0o644)


def break_the_catalogue(home: Path) -> None:
    (home / "routes/parties").mkdir(parents=True)
    (home / "routes/parties/ping-an.yaml").write_text("colour: red\n")


def write_in_the_settings(home: Path, line: str) -> None:
    text = (home / "hub.toml").read_text("utf-8")
    kept = [old for old in text.splitlines() if not old.startswith(line.split("=", maxsplit=1)[0])]
    (home / "hub.toml").write_text("\n".join([*kept, line, ""]), "utf-8")


def forget_the_platform(home: Path) -> None:
    settings = home / "hub.toml"
    settings.write_text(re.sub(r"^dxp_id = .*$", "", settings.read_text("utf-8"), flags=re.MULTILINE), "utf-8")


def change_the_store(home: Path, statement: str) -> None:
    with closing(sqlite3.connect(home / "store.sqlite")) as store:
        store.execute(statement)
        store.commit()


STORE_GONE = dict.fromkeys(("plans", "attention", "clock"), ("warning", "HUB-738"))


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (give_another_certificate, {"key": ("failure", "HUB-707")}),
        (lambda home: (home / "keys/hub/key.pem").chmod(0o644), {"key": ("failure", "HUB-707")}),
        (lambda home: (home / "keys/hub/key.pem").unlink(), {"key": ("failure", "HUB-705")}),
        (lambda home: give_a_pair(home, since=NOW - 400 * DAY), {"key": ("failure", "HUB-505")}),
        (lambda home: give_a_pair(home, since=NOW - 340 * DAY), {"key": ("warning", "HUB-731")}),
        (let_a_party_expire, {"parties": ("failure", "HUB-732")}),
        (lambda home: shutil.rmtree(home / "keys/parties/ping-an"), {"parties": ("warning", "HUB-733")}),
        (
            lambda home: (home / "keys/parties/ping-an/new.pem").write_text("nonsense"),
            {"parties": ("failure", "HUB-707")},
        ),
        (leave_a_password_open, {"secrets": ("warning", "HUB-734")}),
        (
            lambda home: show_a_password(home, 'management = "http://admin:secret@127.0.0.1:15672"'),
            {"secrets": ("warning", "HUB-734")},
        ),
        (break_the_catalogue, {"catalogue": ("failure", "HUB-703")}),
        (forget_the_platform, {"catalogue": ("failure", "HUB-712")}),
        (lambda home: (home / "store.sqlite").unlink(), {"store": ("failure", "HUB-709"), **STORE_GONE}),
        (
            lambda home: change_the_store(home, "ALTER TABLE trial RENAME COLUMN at TO since"),
            {"store": ("failure", "HUB-709")},
        ),
        (
            lambda home: (home / "store.sqlite").write_bytes(b"no database, whatever its name says" * 100),
            {"store": ("failure", "HUB-783"), **STORE_GONE},
        ),
        (
            lambda home: change_the_store(home, "UPDATE alembic_version SET version_num = '9999'"),
            {"store": ("failure", "HUB-782"), **STORE_GONE},
        ),
        (
            lambda home: change_the_store(home, f"INSERT INTO worker VALUES ('gone-1', 7, {NOW - DAY}, {NOW - DAY})"),
            {"store": ("warning", "HUB-786")},
        ),
        (
            lambda home: write_in_the_settings(home, 'store = "mysql://hub@127.0.0.1/hub"'),
            {"store": ("failure", "HUB-702"), **STORE_GONE},
        ),
        (
            lambda home: shutil.rmtree(home / "queues"),
            {"broker": ("failure", "HUB-761"), "disk": ("failure", "HUB-761")},
        ),
    ],
    ids=[
        "another key's certificate",
        "a key that others may read",
        "no key",
        "our certificate has ended",
        "our certificate ends soon",
        "a party's certificate has ended",
        "a party without a certificate",
        "a certificate that cannot be read",
        "a password that others may read",
        "settings with a password that others may read",
        "a broken catalogue",
        "no id on the customs platform",
        "no store",
        "an older store",
        "a file that is no database",
        "a newer store",
        "a worker that beats no more",
        "no kind of store",
        "no queues",
    ],
)
def test_what_is_broken_is_named_and_nothing_else(own: Path, damage: Callable[[Path], object], expected: Found) -> None:
    """Each alone, in a home that is healthy otherwise."""
    damage(own)
    assert examined(own) == expected


def test_only_a_failure_is_an_exit_code(own: Path) -> None:
    """0 with a warning, 1 with a failure; `--json` says the same as one object."""
    shutil.rmtree(own / "keys/parties/ping-an")
    warned = hub(own, "doctor", "--json")
    (own / "keys/hub/key.pem").unlink()
    failed = hub(own, "doctor")
    checks = json.loads(warned.stdout)["checks"]
    assert (warned.returncode, failed.returncode, warned.stderr, failed.stderr) == (0, 1, b"", b"")
    assert [check["name"] for check in checks] == NAMES
    assert [(c["name"], c["result"], c["text"].split()[0]) for c in checks if c["result"] != "ok"] == [
        ("parties", "warning", "HUB-733")
    ]
    assert "failure  key        HUB-705" in failed.stdout.decode()


def test_without_settings_nothing_else_is_checked_and_each_check_says_so(tmp_path: Path) -> None:
    """A directory that is no home, and one whose settings are misspelt."""
    others = dict.fromkeys(NAMES[1:], ("warning", "HUB-738"))
    assert examined(tmp_path) == {"home": ("failure", "HUB-701"), **others}
    (tmp_path / "hub.toml").write_text("colour = 1\n")
    assert examined(tmp_path) == {"home": ("failure", "HUB-702"), **others}


def test_what_was_recorded_later_than_now_is_a_wrong_clock(home: Path, tmp_path: Path) -> None:
    """Ours, or that of who wrote it: an operator must find out."""
    shutil.copytree(home, own := tmp_path / "home")
    before = examined(own)
    change_the_store(own, f"UPDATE document SET updated_at = {NOW + DAY}")
    assert examined(own) == before | {"clock": ("failure", "HUB-781")}
    assert [fault[:7] for fault in hub_json(own, "status")["store_faults"]] == ["HUB-781"]
    write_in_the_settings(own, f"clock_ahead_until = {datetime.fromtimestamp(NOW / 1e6 + 86_401, UTC).isoformat()}")
    assert examined(own) == before
    assert hub_json(own, "status")["store_faults"] == []


def test_an_open_document_without_a_route_is_the_stores(home: Path, tmp_path: Path) -> None:
    """`hub run` would not start on it."""
    shutil.copytree(home, own := tmp_path / "home")
    before = examined(own)
    change_the_store(own, "UPDATE document SET type = 'of-former-times'")
    assert examined(own) == before | {"store": ("failure", "HUB-702")}


# ---- what is judged by figures ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("free", "total", "result"),
    [
        (2_000_000_000, 10_000_000_000, "ok"),
        (2_000_000_000, 100_000_000_000, "warning"),
        (999_999_999, 2_000_000_000, "warning"),
        (100_000_000, 2_000_000_000, "warning"),
        (99_999_999, 100_000_000, "failure"),
        (0, 100_000_000_000, "failure"),
    ],
)
def test_space_is_judged_by_what_is_free_and_by_its_share(free: int, total: int, result: str) -> None:
    """Below 1 GB or 5 % it is scarce, below 100 MB it is no more."""
    found = judge_space(Bilingual("主目录", "home"), free, total)
    assert (found.result, "HUB-736" in found.text.fixed) == (result, result != "ok")


def test_a_successor_counts_where_it_begins_before_the_last_one_ends() -> None:
    """A gap between two certificates is an end."""
    (old, soon, later) = (
        Registered.of(make_key("x", NOW + since * DAY, days=days).certificate)
        for since, days in ((-300, 310), (5, 365), (20, 365))
    )
    assert [
        judge_certificates(Bilingual.same("x"), known, NOW).result for known in ([old], [old, soon], [old, later])
    ] == [
        "warning",
        "ok",
        "warning",
    ]
    assert judge_certificates(Bilingual.same("x"), [later], NOW).result == "failure"


def test_clocks_may_differ_by_two_seconds_and_never_by_minutes() -> None:
    """In between is a warning; beyond the tolerance, a minute at least, the hub takes nothing."""
    printed = [judge_clock("x", s * 1_000_000, 0) for s in (2, -2, -3, 60, 61, -61)]
    assert [finding.result for finding in printed] == ["ok", "ok", "warning", "warning", "failure", "failure"]
    assert "HUB-735" in printed[2].text.fixed
    assert "3.0 s behind" in printed[2].text.fixed
    assert "HUB-780" in printed[4].text.fixed
    assert judge_clock("x", 299_000_000, 300_000_000).result == "warning"


def test_what_is_recorded_may_be_two_seconds_ahead_and_never_minutes() -> None:
    """As with clocks, for it was recorded by one."""
    printed = [judge_recorded(s * 1_000_000, 300_000_000) for s in (-DAY, 2, 3, 300, 301)]
    assert [finding.result for finding in printed] == ["ok", "ok", "warning", "warning", "failure"]
    assert ("HUB-735" in printed[2].text.fixed, "HUB-781" in printed[4].text.fixed) == (True, True)


def test_a_worker_counts_as_stopped_half_a_minute_after_its_last_heartbeat() -> None:
    """On another machine the clocks' tolerance comes on top."""
    assert judge_heartbeat("x", 30_000_000, 0) is None
    stopped = judge_heartbeat("x", 31_000_000, 0)
    assert stopped is not None
    assert "HUB-786" in stopped.text.fixed
    assert judge_heartbeat("x", 330_000_000, 300_000_000) is None


def test_a_clock_that_was_never_set_is_reported() -> None:
    """1970 is what a machine without a battery says."""
    assert [judge_year(at).result for at in (0, NOW, NOW + 100 * 366 * DAY)] == ["warning", "ok", "warning"]


# ---- with a database and a broker ------------------------------------------------------------


def test_a_store_on_postgresql_is_asked_for_its_time(
    own: Path, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the same machine it has ours; what this server forgets at a power cut is told."""
    write_in_the_settings(own, f'store = "{postgres.create(TEMPLATE)}"')
    assert examined(own) == {"store": ("failure", "HUB-785")}
    assert re.search("fsync is off; .*full_page_writes is off", printed(own))
    monkeypatch.setattr("adapters.store.soundness.settings_of", lambda _: {"fsync": "on", "full_page_writes": "on"})
    assert examined(own) == {}
    assert "postgresql has our time" in printed(own)
    write_in_the_settings(own, f'store = "{postgres.create()}"')
    assert examined(own) == {"store": ("failure", "HUB-709"), **STORE_GONE}
    write_in_the_settings(own, 'store = "postgresql://hub@127.0.0.1:1/hub"')
    assert examined(own) == {"store": ("failure", "HUB-502"), **STORE_GONE}


@pytest.fixture
def on_broker(own: Path, rabbitmq: RabbitMQ) -> Iterator[tuple[Path, str]]:
    """A home whose queues are on RabbitMQ, as `hub topology apply` makes them; and its virtual host."""
    vhost = rabbitmq.create_vhost()
    write_in_the_settings(own, f'queue = "amqp://hub-1@127.0.0.1:{rabbitmq.port}/{vhost}"')
    write_in_the_settings(own, f'management = "{rabbitmq.management}"')
    (own / "hub.toml").chmod(0o600)
    assert hub(own, "topology", "apply").returncode == 0
    yield own, vhost
    rabbitmq.api("DELETE", f"vhosts/{vhost}")
    for user in ["hub-1", *owners_of(own)]:
        rabbitmq.api("DELETE", f"users/{user}")


def owners_of(home: Path) -> set[str]:
    return party_names(Home(home)) | portal_names(Home(home))


def test_a_broker_is_compared_with_its_topology(on_broker: tuple[Path, str], rabbitmq: RabbitMQ) -> None:
    """A policy that differs, then a queue that is missing."""
    home, vhost = on_broker
    assert examined(home) == {}
    assert f"0 waiting in {2 * len(owners_of(home)) + 1} queues" in printed(home)
    rabbitmq.api("DELETE", f"policies/{vhost}/hub-limits")
    assert examined(home) == {"broker": ("failure", "HUB-737")}
    rabbitmq.api("DELETE", f"queues/{vhost}/portal.national.submit")
    assert examined(home) == {"broker": ("failure", "HUB-725")}
    assert "does not exist: portal.national.submit" in printed(home)
    assert [fault[:7] for fault in hub_json(home, "status")["queue_faults"]] == ["HUB-725"]


def test_a_full_queue_is_reported_by_doctor_and_status(on_broker: tuple[Path, str], rabbitmq: RabbitMQ) -> None:
    """Its portal's submissions are refused by the broker; the hub itself would not notice."""
    home, vhost = on_broker
    assert hub_json(home, "status")["queue_faults"] == []
    policy = {"pattern": "^portal.national.submit$", "definition": {"max-length": 1}, "priority": 9}
    rabbitmq.api("PUT", f"policies/{vhost}/small", {**policy, "apply-to": "queues"})
    message = {"properties": {}, "routing_key": "portal.national.submit", "payload": "x", "payload_encoding": "string"}
    rabbitmq.api("POST", f"exchanges/{vhost}/in.national/publish", message)
    end = time.monotonic() + 300  # the broker counts now and then
    while not (faults := hub_json(home, "status")["queue_faults"]):
        assert time.monotonic() < end, "the broker does not say that its queue is full"
    assert [fault[:7] for fault in faults] == ["HUB-722"]
    assert "HUB-722" in hub(home, "status").stdout.decode()
    assert examined(home) == {"broker": ("failure", "HUB-722")}


def test_a_topology_that_cannot_be_looked_at_is_said_not_to_be_checked(on_broker: tuple[Path, str]) -> None:
    """Where the management API is not there, refuses, or owners' passwords have moved elsewhere."""
    home, _ = on_broker
    unchecked = {"broker": ("warning", "HUB-738")}
    write_in_the_settings(home, 'management = "http://admin:admin@127.0.0.1:1"')
    assert examined(home) == unchecked
    assert "HUB-506" in printed(home)  # with the reason of what could not be reached
    assert "management: " in printed(home)
    write_in_the_settings(home, 'management = ""')
    assert examined(home) == unchecked
    (home / "keys/broker/national").unlink()
    assert examined(home) == unchecked


def test_a_broker_that_is_gone_or_does_not_know_us_is_a_failure(on_broker: tuple[Path, str]) -> None:
    """Without a password there is no asking."""
    home, vhost = on_broker
    (home / "keys/broker/hub-1").write_text("another")
    assert examined(home) == {"past": UNREAD, "broker": ("failure", "HUB-506")}
    (home / "keys/broker/hub-1").unlink()
    assert examined(home) == {"past": ("failure", "HUB-705"), "broker": ("failure", "HUB-705")}
    write_in_the_settings(home, f'queue = "amqp://hub-1:secret@127.0.0.1:1/{vhost}"')
    assert examined(home) == {"past": UNREAD, "broker": ("failure", "HUB-506")}
