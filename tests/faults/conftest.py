"""The two kinds of queues and store that every crash is tried on, and the table of what came of it."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import BACKENDS, FolderPlace, Place, RabbitPlace
from services import TEMPLATE
from stage import Nursery, Stage

from adapters.store import open_store


@pytest.fixture(params=BACKENDS)
def ground(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """What hubs are forked from."""
    made = Nursery()
    yield made
    made.close()


@pytest.fixture
def stage(ground: str, request: pytest.FixtureRequest, tmp_path: Path, nursery: Nursery) -> Iterator[Stage]:
    """Empty queues and an empty store."""
    place: Place
    if ground == "RabbitMQ+PostgreSQL":
        url = str(request.getfixturevalue("postgres").create(TEMPLATE))
        place = RabbitPlace(request.getfixturevalue("rabbitmq"))
    else:
        url = f"sqlite:///{tmp_path / 'hub.db'}"
        (tmp_path / "hub.db").write_bytes(request.getfixturevalue("migrated_file").read_bytes())
        place = FolderPlace(tmp_path / "queues")
    store = open_store(url)
    yield Stage(store, url, place, tmp_path / "keys", nursery)
    store.close()
    place.close()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--table", action="store_true", help="print a table: crash point, backend, runs, outcome")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """One line for each thing that was tried and each backend."""
    if not config.getoption("--table"):
        return
    runs: dict[tuple[str, str], Counter[str]] = {}
    for outcome in ("passed", "failed", "error", "skipped"):
        for report in terminalreporter.stats.get(outcome, ()):
            if getattr(report, "when", "call") == "call" or outcome != "passed":
                runs.setdefault(_what(report.nodeid), Counter())[outcome] += 1
    terminalreporter.section("crash points")
    for (what, where), outcomes in sorted(runs.items()):
        told = ", ".join(f"{outcome} {count}" for outcome, count in outcomes.items())
        terminalreporter.write_line(f"{what:<92} {where:<20} {told}")


def _what(name: str) -> tuple[str, str]:
    """What was tried and where, of a test's full name."""
    test, _, given = name.rpartition("::")[2].partition("[")
    where = next((one for one in (*BACKENDS, "sqlite", "postgresql") if one in given), "–")
    point = re.sub(r"^-|-$", "", given.rstrip("]").replace(where, ""))
    what = test.removeprefix("test_").replace("_", " ")
    return (f"{what}: {point}" if point else what), where
