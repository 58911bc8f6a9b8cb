"""docker-compose.yml, without an engine: what it names exists, and its commands work on real services."""

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path

import psycopg
import pytest
import typer
from composition import Service, filled_in, hub_lines, read_composition
from installation import Installed
from recipe import ROOT, parse_verb, read_recipe
from services import Postgres, RabbitMQ

from hub.cli import app

SERVICES, WHOLE = read_composition()
OURS = [service for service in SERVICES.values() if service.is_ours]
FOR_DEVELOPMENT = "for-development-only"
TIMEOUT_S = 300.0
"""Seconds that a document may take from submission to decision."""


def words_of(service: Service) -> list[str]:
    return [str(word) for word in service.told["command"]]


def test_every_command_is_a_verb_with_options_that_exist() -> None:
    """Also in the script, and in the comments that a newcomer copies."""
    assert [service.name for service in OURS] == ["init", "hub", "simulate"]
    for service in OURS:
        for words in hub_lines(service.script) if "entrypoint" in service.told else [words_of(service)]:
            parse_verb(*words)
    comments = re.findall(r"^#   docker compose exec \w+ hub (.*)$", (ROOT / "docker-compose.yml").read_text(), re.M)
    assert len(comments) == 3
    for line in comments:
        parse_verb(*line.split())


def test_every_file_that_it_names_is_there() -> None:
    """Folders of the checkout, and what commands and comments expect in them."""
    seen: dict[str, Path] = {}
    for service in SERVICES.values():
        for source, target in service.mounts:
            if source.startswith("."):
                assert (ROOT / source).is_dir()
                seen[target] = ROOT / source
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    named = re.findall(r" (/examples)/([\w.-]+)", text)
    assert len(named) == 2
    assert [name for folder, name in named if not (seen[folder] / name).is_file()] == []
    assert (ROOT / "Dockerfile").is_file() and {service.told["build"] for service in OURS} == {"."}


def test_volumes_are_declared_and_used_and_the_home_is_the_images() -> None:
    """What must survive a container is in a volume."""
    used = {source for service in SERVICES.values() for source, _ in service.mounts if not source.startswith(".")}
    assert used == set(WHOLE["volumes"])
    home = read_recipe()[1].environment["HUB_HOME"]
    assert all(("home", home) in service.mounts and service.environment["HUB_HOME"] == home for service in OURS)


def test_services_wait_for_what_they_can_wait_for() -> None:
    """Health where there is a check of it, the end where there is one."""
    health_of_image = read_recipe()[1].all("HEALTHCHECK")
    for service in SERVICES.values():
        for name, condition in service.waits_for.items():
            other = SERVICES[name]
            if condition == "service_completed_successfully":
                assert other.told["restart"] == "no"
            else:
                assert condition == "service_healthy" and other.told["healthcheck"]["test"]
        ends = service.told["restart"] == "no"
        checked = service.told.get("healthcheck", {"test": health_of_image if service.is_ours else None})
        assert checked == {"disable": True} if ends else checked["test"]


def test_every_variable_is_read_by_somebody() -> None:
    """By the hub, by libpq below it, or by the script it is given to."""
    command = typer.main.get_command(app)
    read = {parameter.envvar for parameter in command.params if parameter.envvar}
    read |= {option.envvar.decode() for option in psycopg.pq.Conninfo.get_defaults() if option.envvar}
    for service in OURS:
        in_script = set(re.findall(r"\$(\w+)", service.script)) if "entrypoint" in service.told else set()
        assert set(service.environment) - read - in_script == set()
        assert in_script <= set(service.environment)


def test_hosts_are_services_and_ports_are_for_this_machine_only() -> None:
    """Nothing is open to the world by default."""
    script = SERVICES["init"].script
    hosts = re.findall(r"@([\w-]+)[:/]", script)
    assert sorted(hosts) == ["postgres", "rabbitmq", "rabbitmq"]
    assert all(WHOLE["networks"].keys() == set(service.told["networks"]) for service in SERVICES.values())
    ports = [port for service in SERVICES.values() for port in service.told.get("ports", [])]
    assert ports and all(ip_address(port.split(":")[0]).is_loopback for port in ports)


def test_both_sides_know_the_same_passwords_and_none_is_fixed() -> None:
    """A default says that it is for development; nothing else looks like a secret."""
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    secrets = {
        (service.name, name): value
        for service in SERVICES.values()
        for name, value in service.environment.items()
        if re.search(r"PASS", name)
    }
    assert len(secrets) == text.count(FOR_DEVELOPMENT) + 2  # the anchor's stands in three services
    assert {filled_in(value) for value in secrets.values()} == {FOR_DEVELOPMENT}
    of_store = {value for (_, name), value in secrets.items() if name in ("PGPASSWORD", "POSTGRES_PASSWORD")}
    of_broker = {value for (_, name), value in secrets.items() if name in ("BROKER_PASSWORD", "RABBITMQ_DEFAULT_PASS")}
    assert (len(of_store), len(of_broker)) == (1, 1)
    assert f"//{SERVICES['rabbitmq'].environment['RABBITMQ_DEFAULT_USER']}:$BROKER_PASSWORD@" in SERVICES["init"].script
    assert f"//{SERVICES['postgres'].environment['POSTGRES_USER']}@postgres/" in SERVICES["init"].script


# ---- the same commands, on services of the tests' own -----------------------------------------


@pytest.fixture
def stage(installed: Installed, postgres: Postgres, rabbitmq: RabbitMQ, tmp_path: Path) -> Iterator[Path]:
    """A home that `init` has made, on a broker that knows neither the hub nor anybody else."""
    script = SERVICES["init"].script
    for written, real in (
        ("postgresql://hub@postgres/hub", postgres.create()),
        ("@rabbitmq:15672", f"@127.0.0.1:{rabbitmq.management_port}"),
        ("@rabbitmq/trade", f"@127.0.0.1:{rabbitmq.port}/trade"),
    ):
        assert script.count(written) == 1
        script = script.replace(written, real)
    home, shell = tmp_path / "home", SERVICES["init"].told["entrypoint"]
    home.mkdir()
    variables = installed.variables | {"HUB_HOME": str(home), "BROKER_PASSWORD": "admin", "PGPASSWORD": "any"}
    try:
        for _ in range(2):  # the second time it finds everything as it must be
            done = subprocess.run(
                [*shell, script], cwd=home, env=variables, capture_output=True, text=True, check=False
            )
            assert (done.returncode, done.stderr) == (0, "")
        assert "made" not in done.stdout and "the virtual host trade is as it must be" in done.stdout
        yield home
    finally:
        rabbitmq.api("DELETE", "vhosts/trade")
        for password in (home / "keys" / "broker").iterdir():
            rabbitmq.api("DELETE", f"users/{password.name}")


@contextmanager
def running(installed: Installed, home: Path, words: list[str]) -> Iterator[None]:
    """A service's command, until the block ends; then it must end in order."""
    variables = installed.variables | {"HUB_HOME": str(home), "PGPASSWORD": "any"}
    command = [str(installed.command), *(word.replace("/examples", str(examples())) for word in words)]
    with (
        (home / f"{words[0]}.out").open("wb") as out,
        subprocess.Popen(command, cwd=home, env=variables, stdout=out, stderr=out) as process,
    ):
        try:
            yield
        finally:
            process.terminate()
        assert process.wait(TIMEOUT_S) == 0, (home / f"{words[0]}.out").read_text()


def examples() -> Path:
    (folder,) = (ROOT / source for source, target in SERVICES["simulate"].mounts if target == "/examples")
    return folder


@pytest.mark.slow
def test_its_commands_bring_a_document_to_its_decision(installed: Installed, stage: Path) -> None:
    """What `init`, `hub` and `simulate` run, on a RabbitMQ and a PostgreSQL without containers around them."""
    sample = str(examples() / "a-01-credit-authorization.json")
    home = ("--home", str(stage))
    with (
        running(installed, stage, words_of(SERVICES["hub"])),
        running(installed, stage, words_of(SERVICES["simulate"])),
    ):
        submitted = installed.hub(stage, *home, "submit", sample, "--portal", "liaoning")
        assert submitted.returncode == 0, submitted.stderr
        until = time.monotonic() + TIMEOUT_S
        while time.monotonic() < until:
            logged = installed.hub_json(stage, *home, "log")
            if [row["status"] for row in logged] == ["S"]:
                break
            time.sleep(0.3)
        (status,) = installed.hub_json(stage, *home, "status")
        (examined,) = installed.hub_json(stage, *home, "doctor")
    assert [row["status"] for row in logged] == ["S"]
    assert len(status["workers"]) == 2
    found = {c["name"]: c["text"] for c in examined["checks"] if c["result"] != "ok"}
    assert all("HUB-785" in text for text in found.values()), found  # the tests' database is quick, not durable
