"""A traceparent of others is carried as it came, or not at all."""

import pytest

from hub.model.trace import read_traceparent

GOOD = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.mark.parametrize("said", [GOOD, GOOD[:-2] + "00", GOOD[:-2] + "ff"])
def test_a_traceparent_of_version_00_is_read(said: str) -> None:
    """Whatever its flags; some clients of AMQP give bytes."""
    assert read_traceparent(said) == read_traceparent(said.encode()) == said


@pytest.mark.parametrize(
    "said",
    [
        None,
        "",
        7,
        b"\xff\xfe",
        GOOD.upper(),
        GOOD + "-more",
        GOOD + "\n",
        " " + GOOD,
        GOOD.replace("00-", "01-", 1),
        GOOD.replace("00-", "ff-", 1),
        "00-" + "0" * 32 + "-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-" + "0" * 16 + "-01",
        GOOD.replace("b7ad", "b7ag"),
        GOOD[:-1],
    ],
)
def test_what_is_no_traceparent_is_ignored(said: object) -> None:
    """Also another version: its parts may mean something else."""
    assert read_traceparent(said) == ""
