"""A portal that writes in a shape of its own can be told whatever an event says."""

import re
from pathlib import Path

import pytest
from rig import catalogue

from hub.effects import render_event
from hub.effects.shape_event import shape_data

SHAPES = {portal: shape for portal in catalogue().portals if (shape := catalogue().shape_of(portal)) is not None}


@pytest.mark.parametrize("portal", SHAPES)
def test_every_field_of_an_event_has_its_place(portal: str) -> None:
    """Also the advice beside a refusal: an event that has no place for a field would never leave."""
    source = Path(str(render_event.__file__)).read_text("utf-8")
    named = set(re.findall(r'"(\w+)":', source)) & {"record", "status", "faults", "sha256", "advice_zh", "advice_en"}
    assert len(named) == 6
    told = shape_data(SHAPES[portal], {name: [] if name == "faults" else "x" for name in named}, "premium-payment")
    assert told
