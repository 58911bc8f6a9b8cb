"""`hub topology` as an operator uses it, on a real broker."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pika
import pytest
from services import RabbitMQ
from verbs import hub, hub_json

from hub.bootstrap.home import make_home
from hub.home.place import Home

ROOT = Path(__file__).resolve().parent.parent.parent
PORTALS, PARTIES = ["liaoning", "national"], ["boc-insurance", "ping-an"]


@pytest.fixture
def vhost(rabbitmq: RabbitMQ) -> Iterator[str]:
    """One that the administrator may use, with nothing in it, on a broker that knows none of our users."""
    name = rabbitmq.create_vhost()
    yield name
    rabbitmq.api("DELETE", f"vhosts/{name}")
    for user in ["hub-1", *PORTALS, *PARTIES]:
        if any(found["name"] == user for found in rabbitmq.api("GET", "users")):
            rabbitmq.api("DELETE", f"users/{user}")


@pytest.fixture
def home(rabbitmq: RabbitMQ, vhost: str, tmp_path: Path) -> Path:
    """A home whose queues are there."""
    root = Home(tmp_path / "home")
    make_home(root, PARTIES, PORTALS, keys=False)
    with (root.path / "hub.toml").open("a", encoding="utf-8") as settings:
        settings.write(
            f'queue = "amqp://hub-1@127.0.0.1:{rabbitmq.port}/{vhost}"\nmanagement = "{rabbitmq.management}"\n'
        )
    return root.path


def test_apply_makes_what_check_misses_and_does_it_once(home: Path, vhost: str) -> None:
    """A virtual host in which each portal and party has its place."""
    first = hub(home, "topology", "apply")
    again = hub_json(home, "topology", "apply")

    assert (first.returncode, first.stderr) == (0, b"")
    assert "made queue portal.national.submit was missing" in first.stdout.decode()
    assert again == {"vhost": vhost, "made": [], "left": []}
    assert hub(home, "topology", "check").returncode == 0


def test_check_tells_what_differs_and_changes_nothing(home: Path, rabbitmq: RabbitMQ, vhost: str) -> None:
    """Passwords that are missing are not made either."""
    assert b"HUB-705" in hub(home, "topology", "check").stderr
    assert not (home / "keys" / "broker").exists()
    hub(home, "topology", "export")

    for _ in range(2):
        done = hub(home, "topology", "check", "--json")
        left = {row["what"]: row for row in json.loads(done.stdout)["left"]}
        assert done.returncode == 1
        assert left["queue party.ping-an.replies"]["found"] == "missing"
        assert left["user national"]["can_be_mended"]
    assert rabbitmq.api("GET", f"queues/{vhost}") == []


def test_a_queue_with_other_arguments_is_reported_in_one_line_and_left_alone(
    home: Path, rabbitmq: RabbitMQ, vhost: str
) -> None:
    """Its messages are worth more than our wish."""
    other = {"durable": True, "arguments": {"x-queue-type": "quorum", "x-delivery-limit": 3}}
    rabbitmq.api("PUT", f"queues/{vhost}/portal.national.submit", other)

    done = hub(home, "topology", "apply")

    assert done.returncode == 1
    (line,) = [line for line in done.stdout.decode().splitlines() if line.startswith("differs")]
    assert line.startswith("differs queue portal.national.submit: ")
    assert "x-delivery-limit is 3, not 50" in line
    there = rabbitmq.api("GET", f"queues/{vhost}/portal.national.submit")
    assert there["arguments"]["x-delivery-limit"] == 3


def test_passwords_are_random_files_for_the_hub_alone_and_users_enter_with_them(
    home: Path, rabbitmq: RabbitMQ, vhost: str
) -> None:
    """A file that is removed means a new password."""
    hub(home, "topology", "apply")
    files = sorted((home / "keys" / "broker").iterdir())
    passwords = [file.read_text().strip() for file in files]

    owners = [path.stem for kind in ("portals", "parties") for path in (ROOT / "routes" / kind).iterdir()]
    assert [file.name for file in files] == sorted(["hub-1", *owners])
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert len(set(passwords)) == len(files) and min(map(len, passwords)) >= 32
    for file, password in zip(files, passwords, strict=True):
        pika.BlockingConnection(pika.URLParameters(rabbitmq.url(vhost, file.name, password))).close()

    (home / "keys" / "broker" / "national").unlink()
    made = hub_json(home, "topology", "apply")["made"]
    assert made == [{"what": "user national", "found": "another password", "can_be_mended": True}]


def test_what_export_prints_is_what_rabbitmq_imports(
    home: Path, rabbitmq: RabbitMQ, vhost: str, tmp_path: Path
) -> None:
    """After importing it there is nothing left to do; no password stands in it."""
    exported = hub(home, "topology", "export").stdout
    (tmp_path / "definitions.json").write_bytes(exported)

    rabbitmq.control("import_definitions", str(tmp_path / "definitions.json"))

    assert hub_json(home, "topology", "check")["left"] == []
    for file in (home / "keys" / "broker").iterdir():
        assert file.read_text().strip().encode() not in exported
    assert hub_json(home, "topology", "export").keys() == json.loads(exported).keys()


def test_a_broker_that_is_not_there_or_refuses_is_one_line_and_an_exit_code(home: Path, rabbitmq: RabbitMQ) -> None:
    """5: gone; 4: it refuses; 4: there is none in the settings."""
    settings = home / "hub.toml"
    text = settings.read_text()
    assert hub(home, "topology", "export").returncode == 0
    cases = {
        text.replace(f":{rabbitmq.management_port}", ":1"): (5, "HUB-506"),
        text.replace("admin:admin", "admin:wrong"): (4, "HUB-721"),
        text.replace('queue = "amqp://hub-1@', 'queue = "amqp://'): (4, "HUB-702"),
        text.replace('queue = "amqp://hub-1@', 'queue = "amqp://national@'): (4, "HUB-702"),
        text.replace('queue = "amqp', 'queue = "http'): (4, "HUB-702"),
        "".join(line + "\n" for line in text.splitlines() if "amqp" not in line): (4, "HUB-717"),
    }
    for changed, (code, said) in cases.items():
        assert changed != text
        settings.write_text(changed)
        done = hub(home, "topology", "check")
        assert (done.returncode, done.stderr.decode().split()[1]) == (code, said)
        assert done.stderr.count(b"\n") == 1


def test_passwords_never_show(home: Path, rabbitmq: RabbitMQ) -> None:
    """Neither in what a verb says nor in the log."""
    settings = home / "hub.toml"
    settings.write_text(
        settings.read_text().replace("admin:admin", "admin:wrong-one").replace("hub-1@", "hub-1:se%2Fcret@")
    )
    hub(home, "topology", "export")
    done = hub(home, "topology", "apply")

    said = done.stdout + done.stderr + ((home / "hub.log").read_bytes() if (home / "hub.log").exists() else b"")
    assert done.returncode == 4
    assert b"wrong-one" not in said and b"se/cret" not in said and b"se%2Fcret" not in said
    assert not (home / "keys" / "broker" / "hub-1").exists()
    assert urlsplit(rabbitmq.management).hostname == "127.0.0.1"


def test_a_home_with_folders_is_told_that_it_has_no_broker(tmp_path: Path) -> None:
    """Not that its settings are wrong: nothing is to be mended."""
    root = Home(tmp_path / "home")
    make_home(root, PARTIES, PORTALS, keys=False)
    for action in ("check", "apply", "export"):
        done = hub(root.path, "topology", action)
        assert (done.returncode, done.stdout, done.stderr.count(b"HUB-717")) == (4, b"", 1), done
