"""What a log line and an error text must not hold, and what they must."""

import json
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from hub.cli import main
from hub.errors import QueueUnavailable, StoreUnavailable
from hub.home.log_lines import PROCESSORS
from hub.operate.doctor.examination import examine
from hub.text.masking import mask
from hub.views.failures import failure_text

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """The lines of the hub's log, as they would be written."""
    file = StringIO()
    structlog.configure(PROCESSORS, logger_factory=structlog.WriteLoggerFactory(file), cache_logger_on_first_use=False)
    yield lambda: [json.loads(line) for line in file.getvalue().splitlines()]
    structlog.reset_defaults()


# ---- the net -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("amqps://hub:s3cret@mq.example/trade", "amqps://hub:***@mq.example/trade"),
        ("postgresql://hub:p@ss:w/rd@db.example/hub", "postgresql://hub:***@db.example/hub"),
        ("host=db password=s3cret user=hub", "host=db password=*** user=hub"),
        ("queue?heartbeat=5&sslpassword=s3cret&x=1", "queue?heartbeat=5&sslpassword=***&x=1"),
        ('{"pin": "123456", "card": "operator"}', '{"pin": ***, "card": "operator"}'),
        ("PIN=123456", "PIN=***"),
        ("电话13900000001。", "电话***。"),
        ("+86 139 0000 0001", "***"),
        ("call 010-65000001 or (0411)82000001", "call *** or ***"),
        ("write to contact1@example.com", "write to ***"),
        ("account 6200000000000000088", "account ***"),
        ("card 6200 0000 0000 0000", "card ***"),
        ("identity 11010519491231002X", "identity ***"),
    ],
)
def test_a_secret_or_personal_value_of_known_shape_is_masked(text: str, masked: str) -> None:
    """Passwords wherever they are named or stand in a URL; phones, mail, accounts, cards."""
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "01a1fe01-bd39-7e85-80f6-588b3e09234d",
        "quarantine 00000000-0000-5000-8000-000000000000",
        "76474ea532d766178067d90bd59fc5017766b7a92c7dd8605f97e5950b85a049",
        "1790000000000000-01a1fe01-bd39-7e85-80f6-588b3e09234d-3.json",
        "2026-11-21T12:08:09.489337Z",
        "2026-11-21 12:08:09",
        "amqps://hub@mq.example/trade",
        "/home/hub/keys/broker/password: no such file",
        "0.1 s, 200,000 messages, 4294967296 bytes",
        "certificate verify failed: it has expired",
    ],
)
def test_what_an_operator_looks_for_stays(text: str) -> None:
    """Ids, digests, times, places and reasons."""
    assert mask(text) == text


@given(st.text())
def test_what_is_masked_once_is_masked_for_good(text: str) -> None:
    """A text may pass the net several times: in an error, then in the log."""
    assert mask(mask(text)) == mask(text)


@given(st.uuids())
def test_no_id_is_masked(id_: object) -> None:
    """Whatever digits an id is made of."""
    assert mask(f"document {id_}.") == f"document {id_}."


# ---- the log -------------------------------------------------------------------------------------


def test_fields_are_masked_however_deep_they_are(lines: Lines) -> None:
    """The net is beneath every line, whoever writes it."""
    structlog.get_logger().warning(
        "told", password=1234, who={"mail": ["a@example.com"], "pin": ("0000",)}, body=b"13900000001", seconds=5
    )
    (line,) = lines()
    assert (line["password"], line["who"], line["seconds"]) == ("***", {"mail": ["***"], "pin": "***"}, 5)
    assert "13900000001" not in line["body"]


def test_an_id_is_logged_as_it_is(lines: Lines) -> None:
    """A party's ids may be nothing but digits; without them nobody finds the message."""
    structlog.get_logger().error("early_notice_failed", message="20261121000000000001")
    assert lines()[0]["message"] == "20261121000000000001"


def test_a_failure_is_logged_by_class_and_place_without_its_text(lines: Lines) -> None:
    """The text of a foreign failure is often the value itself, and a name has no shape to know it by."""
    try:
        try:
            dict[str, str]()["王小明"]
        except KeyError as error:
            raise ValueError("韩梅梅\n  File lines of its own: 李雷") from error
    except ValueError:
        structlog.get_logger().exception("gave_up")
    (line,) = lines()
    assert [name in line["exception"] for name in ("王小明", "韩梅梅", "李雷")] == [False] * 3
    assert [name in line["exception"] for name in ("KeyError", "ValueError", __file__)] == [True] * 3


# ---- error texts ---------------------------------------------------------------------------------


def test_what_is_gone_says_so_without_a_password() -> None:
    """Drivers may quote the address that they could not reach."""
    failure_text = [str(kind("no such host: amqp://hub:s3cret@mq")) for kind in (QueueUnavailable, StoreUnavailable)]
    assert ["s3cret" in text for text in failure_text] == [False, False]


def test_a_fault_of_ours_is_one_line_on_the_screen_without_its_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lines: Lines
) -> None:
    """The screen names the class, the log the place."""
    monkeypatch.setattr("hub.cli.app", lambda **_: _fails())
    with pytest.raises(SystemExit):
        main()
    said = "unexpected KeyError; hub.log says where · 本方处理异常（KeyError），详见 hub.log"
    assert capsys.readouterr().err == f"hub: HUB-501 {said}\n"
    assert (lines()[0]["event"], "王小明" in lines()[0]["exception"]) == ("unexpected", False)


def test_a_check_of_the_doctor_that_fails_tells_its_class_alone(lines: Lines) -> None:
    """A check looks into the store as well."""
    (look,) = examine({"store": _fails}, lambda error: failure_text(error).wording)
    assert look.fixed == "HUB-501 本方处理异常（KeyError），详见 hub.log · unexpected KeyError; hub.log says where"


def _fails(*_: object) -> Any:
    raise KeyError("王小明")
