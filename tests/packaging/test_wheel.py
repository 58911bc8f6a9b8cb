"""The wheel, in a clean environment outside the checkout: everything it needs is in it, and nothing else."""

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from zipfile import ZipFile

import pytest
from installation import VERSION, Installed
from recipe import ROOT

pytestmark = pytest.mark.slow
REFUSED = ROOT / "tests" / "examples" / "quota" / "r-01-wrong-check-character.json"
TIMEOUT_S = 300.0
"""Seconds that one submission may take."""


def test_the_wheel_holds_code_routes_schemas_and_migrations_and_nothing_else(installed: Installed) -> None:
    """File by file; the rest describes the wheel itself."""
    code = {str(p.relative_to(installed.source)) for p in installed.source.glob("*/**/*.py")}
    data = [p for name in ("routes", "xsd", "monitoring") for p in (installed.source / name).rglob("*") if p.is_file()]
    expected = code | {f"hub/packaged/{p.relative_to(installed.source)}" for p in data}
    expected |= {"hub/py.typed", "adapters/py.typed"}
    words = (installed.source / "hub" / "docs" / "words").rglob("*.yaml")
    profiles = (installed.source / "adapters" / "pcsc" / "profiles").glob("*.yaml")
    pages = (installed.source / "hub" / "evidence" / "pages").glob("*.md")  # what explains a file of evidence
    window = [p for kind in ("templates/*.html", "*.css") for p in (installed.source / "hub" / "window").glob(kind)]
    expected |= {str(p.relative_to(installed.source)) for p in (*words, *profiles, *pages, *window)}
    with ZipFile(installed.wheel) as wheel:
        held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert held == expected
    assert "adapters/store/migrations/versions/0001_tables.py" in held
    assert {Path(name).suffix for name in held} <= {
        ".py",
        ".yaml",
        ".csv",
        ".xsd",
        ".typed",
        ".md",
        ".json",
        ".html",
        ".css",
    }


def test_the_wheel_brings_its_licence(installed: Installed) -> None:
    """Its text, and its name in the metadata."""
    with ZipFile(installed.wheel) as wheel:
        (licence,) = [name for name in wheel.namelist() if name.endswith("/licenses/LICENSE")]
        (metadata,) = [name for name in wheel.namelist() if name.endswith("/METADATA")]
        assert wheel.read(licence) == (ROOT / "LICENSE").read_bytes()
        assert "\nLicense-Expression: Apache-2.0\n" in wheel.read(metadata).decode()


def test_an_image_says_the_version_that_its_build_was_given(installed: Installed, tmp_path: Path) -> None:
    """Git, which knows it, is not let in."""
    assert installed.hub(tmp_path, "--version").stdout == f"hub {VERSION}\n"


def test_the_wheel_holds_nothing_private(installed: Installed) -> None:
    """No key, no certificate, no path of the machine that built it."""
    with ZipFile(installed.wheel) as wheel:
        contents = {name: wheel.read(name) for name in wheel.namelist()}
    private = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\n|-----BEGIN CERTIFICATE-----\n")
    places = [str(place).encode() for place in (ROOT, installed.source, Path.home())]
    assert [name for name, body in contents.items() if private.search(body)] == []
    assert [name for name, body in contents.items() if any(place in body for place in places)] == []


def test_the_environment_holds_what_the_wheel_declares_as_it_is_locked(installed: Installed) -> None:
    """No tool of development came with it, and nothing that it declares is missing."""
    listing = "import importlib.metadata as m; [print(d.name + '==' + d.version) for d in m.distributions()]"
    python = installed.environment / "bin" / "python"
    told = subprocess.run([python, "-Ic", listing], capture_output=True, text=True, check=True).stdout
    held = {line.lower().replace("_", "-") for line in told.split()} - {f"single-window-hub=={VERSION}"}
    locked = set(
        re.findall(r"^([\w.-]+==[^ ]+) \\$", (installed.source / "requirements.lock").read_text("utf-8"), re.M)
    )
    assert held <= locked
    assert not {line.split("==")[0] for line in held} & {"pip", "pytest", "mypy", "ruff", "hatchling", "hypothesis"}
    checked = subprocess.run(
        [installed.tools / "bin" / "pip", "--python", python, "check"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout


def test_its_documents_are_those_of_the_checkout(installed: Installed, tmp_path: Path) -> None:
    """The same routes and schemas, and everything fits."""
    assert installed.hub(tmp_path, "--home", "home", "init").returncode == 0
    words = ["--home", str(tmp_path / "home"), "check", "--json"]
    there = installed.hub(tmp_path, *words)
    here = subprocess.run(
        [sys.executable, "-m", "hub", *words], cwd=installed.source, capture_output=True, text=True, check=True
    )
    assert (there.returncode, there.stdout) == (0, here.stdout)
    assert json.loads(there.stdout)["faults"] == [] != json.loads(there.stdout)["documents"]


def test_every_verb_can_be_asked_for_help(installed: Installed, tmp_path: Path) -> None:
    """Loading them needs nothing that is only in the checkout."""
    overview = installed.hub(tmp_path, "--help").stdout
    verbs = re.findall(r"^  ([a-z]+) ", overview, re.M)
    assert {"init", "run", "doctor", "topology", "quarantine"} <= set(verbs)
    assert [verb for verb in verbs if installed.hub(tmp_path, verb, "--help").returncode] == []


def test_a_submission_goes_its_way(installed: Installed, tmp_path: Path) -> None:
    """From an empty directory and an empty environment: init, submit, run, log; the portal is told."""
    home = ("--home", "home")
    assert installed.hub(tmp_path, *home, "init").returncode == 0
    assert installed.hub(tmp_path, *home, "submit", str(REFUSED), "--portal", "liaoning").returncode == 0
    with subprocess.Popen([installed.command, *home, "run"], cwd=tmp_path, env=installed.variables) as running:
        try:
            until = time.monotonic() + TIMEOUT_S
            while not (logged := installed.hub_json(tmp_path, *home, "log")) and time.monotonic() < until:
                time.sleep(0.2)
        finally:
            running.send_signal(signal.SIGTERM)
        assert running.wait(TIMEOUT_S) == 0
    assert [(row["type"], row["status"]) for row in logged] == [("credit-authorization", "H001")]
    (event,) = (tmp_path / "home" / "queues" / "liaoning" / "InBox").glob("*.json")
    assert json.loads(event.read_bytes())["data"]["cuoWu"][0]["daiMa"] == "HUB-208"
    (checks,) = installed.hub_json(tmp_path, *home, "doctor")
    assert {check["name"] for check in checks["checks"] if check["result"] == "failure"} == set()
