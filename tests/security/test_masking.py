"""What passes through the hub stands in the store; its logs say neither whose it is nor any secret."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import structlog
from rig import ROOT, Rig, a_credit_authorization, a_quota_application, a_uscc
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from adapters.store.store import backend_of
from hub.home.log_lines import PROCESSORS
from hub.ports import Store

STORIES = ROOT / "tests" / "examples"
PERSONAL = frozenset(
    {
        "name",
        "holder",
        "user_name",
        "certificate_cn",
        "contact",
        "contact_phone",
        "legal_person",
        "legal_person_phone",
        "email",
        "phone",
        "account",
        "bank_account",
        "payee_account",
        "payee_name",
        "address",
        "recipient",
        "recipient_phone",
    }
)
"""Fields of the samples that say who somebody is, or where money is."""


@pytest.fixture
def rig(store: Store, tmp_path: Path) -> Iterator[Rig]:
    made = Rig(store, tmp_path / "queues")
    yield made
    made.close()


@pytest.fixture
def log() -> Iterator[StringIO]:
    """The hub's log as it would be written."""
    file = StringIO()
    structlog.configure(PROCESSORS, logger_factory=structlog.WriteLoggerFactory(file), cache_logger_on_first_use=False)
    yield file
    structlog.reset_defaults()


def _fail_on(value: object) -> Callable[..., Any]:
    def fails(*_: object, **__: object) -> Any:
        raise ValueError(f"cannot be used: {value!r}")

    return fails


@pytest.mark.parametrize("place", ["stages.compose.build_message", "flow.course.check_rules"])
def test_a_failure_of_ours_is_reported_of_without_the_values_it_stumbled_over(
    rig: Rig, log: StringIO, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """Before the transaction or in it: its text is in quarantine, beside the bytes; not in the log or in the answer."""
    form = a_quota_application(a_uscc())
    monkeypatch.setattr(f"hub.{place}", _fail_on(form["data"]))
    rig.take_in([json.dumps(form).encode()])
    rig.work()
    (row,), (event,) = rig.store.quarantine.deliveries(limit=10), rig.events()
    assert form["data"]["contact"] in row.cause
    assert ("gave_up" in log.getvalue(), "ValueError" in log.getvalue()) == (True, True)
    assert _found(_values(form), log.getvalue() + json.dumps(event, ensure_ascii=False)) == {}


def test_a_statement_that_the_database_refuses_is_reported_without_its_values(store_url: str) -> None:
    """SQLAlchemy would quote every value of the rows."""
    engine = backend_of(store_url).engine(store_url)
    with engine.connect() as connection, pytest.raises(DBAPIError) as failed:
        connection.execute(text("SELECT :name, :odd"), {"name": "王小明", "odd": object()})
    engine.dispose()
    assert "王小明" not in str(failed.value)


def test_refusing_a_person_s_value_does_not_repeat_it(rig: Rig) -> None:
    """A fault names the field and what it should be; the portal has the value."""
    bad = {"contact_phone": "139-0000-00001", "email": "contact.example", "legal_person": "韩" * 300}
    form = a_quota_application(a_uscc())
    form["data"] |= bad
    (refused,) = rig.submit(form)
    rig.work()
    (event,) = rig.events()
    assert (refused.status, len(event["data"]["faults"]) >= len(bad)) == ("H001", True)
    assert [value in json.dumps(event, ensure_ascii=False) for value in bad.values()] == [False] * len(bad)


def test_an_event_holds_nothing_of_the_form(rig: Rig) -> None:
    """A portal is told what became of its submission, not what it said."""
    form = a_credit_authorization(a_uscc())
    rig.submit(form)
    rig.work()
    assert _found(_values(form), json.dumps(rig.events(), ensure_ascii=False)) == {}


@pytest.mark.slow
@pytest.mark.parametrize("story", ["quota", "money"])
def test_no_line_of_a_demo_s_logs_holds_a_personal_value_or_a_secret(story: str, tmp_path: Path) -> None:
    """Everything that hub and parties write down while they play: hub.log, and what they print."""
    home = tmp_path / "demo"
    play = [sys.executable, str(STORIES / "play.py"), "--home", str(home), "--story", story]
    done = subprocess.run(play, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    home = next(tmp_path.iterdir())
    logs = [*home.glob("*.log"), *home.glob("logs/*.log")]
    lines = "\n".join(path.read_text("utf-8") for path in logs)
    assert "received" in lines
    assert _found({**_of_samples(story), **_secrets(home)}, lines) == {}


# ---- what must not be found ------------------------------------------------------------------------


def _of_samples(story: str) -> dict[str, str]:
    """Where each personal value of a story's samples stands."""
    files = sorted((STORIES / story).glob("*.json"))
    found = {value: file.name for file in files for value in _values(json.loads(file.read_bytes()))}
    assert len(found) > 20
    return found


def _secrets(home: Path) -> dict[str, str]:
    """Every line of the home's private keys, and passwords in files."""
    private = [*(home / "keys").rglob("*key.pem"), *(home / "keys" / "broker").glob("*"), *home.rglob("keys/**/*pass*")]
    found = {line: str(path) for path in private for line in path.read_text("utf-8").splitlines() if len(line) > 8}
    assert found
    return {line: place for line, place in found.items() if "PRIVATE KEY" not in line}


def _values(form: Mapping[str, Any]) -> dict[str, str]:
    """The personal values of a form, with their fields."""
    found: dict[str, str] = {}
    for name, value in form.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Mapping):
                found |= _values(one)
            elif name in PERSONAL and isinstance(one, str) and len(one) > 1:
                found[one] = name
    return found


def _found(values: Mapping[str, str], told: str) -> dict[str, str]:
    """Those of the values that were told."""
    return {value: place for value, place in values.items() if value in told}
