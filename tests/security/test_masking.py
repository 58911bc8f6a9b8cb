"""What passes through the hub stands in the store; its logs say neither whose it is nor any secret."""

import json
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import structlog
from personal_values import found_in, personal_values
from rig import Rig, a_credit_authorization, a_quota_application, a_uscc
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from adapters.store.store import backend_of
from hub.home.log_lines import PROCESSORS
from hub.ports import Store


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
    assert found_in(personal_values(form), log.getvalue() + json.dumps(event, ensure_ascii=False)) == {}


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
    assert found_in(personal_values(form), json.dumps(rig.events(), ensure_ascii=False)) == {}
