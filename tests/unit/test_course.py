"""The stages that need no store, walked in the order of the course: a pattern for the test of a new stage."""

import json
from collections.abc import Mapping
from typing import Any

from rig import START, a_credit_authorization, a_uscc, catalogue

from hub.effects.work import Means
from hub.flow.course import prepare
from hub.flow.explanation import Unsigned
from hub.ports import Delivery
from hub.reading.parse_submission import parse_submission
from hub.stages.prepared import Prepared


def prepared(form: Mapping[str, Any]) -> Prepared:
    """A submission of the portal `national`, received at START, after all stages that need no store."""
    delivery = Delivery(owner="national", tag="t", body=json.dumps(form).encode(), taken_at=START)
    return prepare(Means("hub", catalogue(), Unsigned()), parse_submission(delivery), delivery, START)


def faults(form: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The code and the field of each fault."""
    return [(fault.code, fault.field) for fault in prepared(form).faults]


def test_a_sound_submission_gets_its_route_and_its_message() -> None:
    """And no fault."""
    form = a_credit_authorization(a_uscc())
    found = prepared(form)
    assert found.faults == []
    assert found.route is not None
    assert (found.route.document, found.root is not None) == ("credit-authorization", True)


def test_faults_of_all_stages_are_reported_together() -> None:
    """The parser's, then those of `authenticate`, then those of `compose`: a fault ends no later stage."""
    form = a_credit_authorization(a_uscc(), submitted_at="soon", party="nobody")
    del form["data"]["consent"]
    assert faults(form) == [("HUB-203", "submitted_at"), ("HUB-111", "party"), ("HUB-201", "data.consent")]


def test_a_field_is_reported_once_with_its_first_fault() -> None:
    """The parser finds that there is no time; `compose` finds nothing new in the same field."""
    assert faults(a_credit_authorization(a_uscc(), submitted_at=None)) == [("HUB-201", "submitted_at")]
