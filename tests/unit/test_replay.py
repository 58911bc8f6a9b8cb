"""A plan of what to send again: what it says, what it refuses, and how fast it goes."""

import json
from dataclasses import replace
from typing import Any

import pytest
from rig import START, catalogue

from hub.errors import Code, OperatorError
from hub.flow.replay import Pace
from hub.flow.replay_plan import ReplayPlan, SentMessage, moves_money, read_plan
from hub.model import Document, Message
from hub.model.moments import moment

HOUR = 3_600_000_000
PLAN = "01999999-0000-7000-8000-000000000001"


def _each(value: str | int, *names: str) -> dict[str, Any]:
    """The same value under every name."""
    return dict.fromkeys(names, value)


DOCUMENT = Document(
    **_each("x", "id", "type", "sender", "sender_ref", "content", "payload", "portal", "party"),
    **_each("x", "enterprise", "enterprise_name", "head", "again_of"),
    **_each(1, "round", "seq", "created_at", "updated_at"),
    status="P002",
)
MESSAGE = Message(
    **_each("x", "id", "party", "document", "digest", "answers", "catalogue"),
    **_each(1, "round", "size", "at"),
    direction="out",
    kind="business",
)


def a_sent_message(**given: Any) -> SentMessage:
    """A message that nothing speaks against sending again."""
    facts = {"is_final": False, "answered": False, "waits": False, "deduplicates": True, "payment": False}
    return SentMessage(**{"document": DOCUMENT, "message": MESSAGE, **facts, **given})


def a_plan(**given: Any) -> ReplayPlan:
    entries = (a_sent_message().entry(), a_sent_message(answered=True).entry())
    about = {"id": PLAN, "made_at": moment(START), "store": "s-1", "catalogue": "c-1", "filters": {"party": "ping-an"}}
    return ReplayPlan(**{**about, "entries": entries, **given})


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, ""),
        ({"answered": True}, "HUB-743"),
        ({"is_final": True}, "HUB-744"),
        ({"waits": True}, "HUB-747"),
        ({"payment": True, "deduplicates": False}, "HUB-746"),
        ({"payment": True, "deduplicates": False, "sent_again": True}, "HUB-829"),
        ({"payment": True}, ""),
        ({"deduplicates": False}, ""),
    ],
)
def test_a_message_is_sent_again_unless_something_forbids_it(given: dict[str, Any], code: str) -> None:
    """An answer, a round that is over, a promise that stands, a payment that would be one more."""
    entry = a_sent_message(**given).entry()
    assert (entry.why_not, entry.send) == (code, not code)
    assert not code or Code(code).forbids_resending


def test_a_round_that_is_over_is_not_repeated() -> None:
    """A later message opened another."""
    one = a_sent_message()
    assert replace(one, document=replace(one.document, round=2)).why_not() == "HUB-744"


def test_a_payment_goes_again_only_where_the_plan_says_so() -> None:
    """And that permits nothing else."""
    payment = a_sent_message(payment=True, deduplicates=False)
    assert payment.why_not(although_not_deduplicated=True) == ""
    assert replace(payment, answered=True).why_not(although_not_deduplicated=True) == "HUB-743"
    assert replace(payment, sent_again=True).why_not(although_not_deduplicated=True) == "HUB-829"


def test_what_has_no_route_may_move_money() -> None:
    """Nobody knows what it is."""
    routes = catalogue().routes
    assert not moves_money(routes["credit-authorization"])
    assert moves_money(routes["premium-payment"])
    assert moves_money(None)


def test_a_plan_is_read_as_it_was_written() -> None:
    """To the microsecond."""
    plan = a_plan()
    assert read_plan(plan.model_dump_json().encode()) == plan


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"version": 2}, "version"),
        ({"made_at": "2026-09-21T00:00:00"}, "made_at"),
        ({"entries": [{"does": "send again"}]}, "entries.0"),
        ({"entries": [{"does": "pay twice"}]}, "entries.0"),
        ({"although": True}, "although"),
        ({"id": ""}, "id"),
        ({"id": "plan\n1"}, "id"),
        ({"id": PLAN + "\n"}, "id"),
    ],
)
def test_a_plan_that_is_none_is_refused_with_its_place(change: dict[str, Any], place: str) -> None:
    """HUB-740; a misspelt word is not ignored."""
    body = json.dumps(json.loads(a_plan().model_dump_json()) | change).encode()
    with pytest.raises(OperatorError, match=f"HUB-740.*{place}"):
        read_plan(body)


def test_a_truthful_word_is_no_truth_value() -> None:
    """An operator who writes "no" in quotes has not said no."""
    body = a_plan().model_dump_json().replace('"send":true', '"send":"no"').encode()
    with pytest.raises(OperatorError, match="HUB-740"):
        read_plan(body)


@pytest.mark.parametrize("body", [b"", b"{half", b"[]", b"\xff"])
def test_half_a_plan_is_refused(body: bytes) -> None:
    """HUB-740, as when the disk was full while it was written."""
    with pytest.raises(OperatorError, match="HUB-740"):
        read_plan(body)


@pytest.mark.parametrize(
    ("store", "hours", "code"),
    [("s-1", 23, ""), ("s-1", 25, "HUB-741"), ("s-1", -25, "HUB-741"), ("s-2", 0, "HUB-742")],
)
def test_a_plan_is_of_one_store_and_one_day(store: str, hours: int, code: str) -> None:
    """Older ones, and those of another store, are refused as a whole."""
    try:
        a_plan().refuse_unfit(store, START + hours * HOUR)
    except OperatorError as error:
        assert error.code == code
    else:
        assert code == ""


def test_a_pace_is_even_and_catches_up_on_nothing() -> None:
    """Four a second: a quarter of a second each, also after a long break."""
    now, slept = [100.0], list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    pace = Pace(4, lambda: now[0], sleep)
    pace.keep()
    now[0] += 0.1
    pace.keep()
    now[0] += 60
    pace.keep()
    pace.keep()
    assert slept == pytest.approx([0.25, 0.15, 0.25])
