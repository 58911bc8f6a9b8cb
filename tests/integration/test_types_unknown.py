"""A submission whose type or party the hub does not know is told in the words in which it was written."""

import json
from typing import Any

import pytest
from rig import Rig, a_credit_authorization, a_uscc, catalogue
from shapes import as_written, in_xml

TYPES = {
    "XYZ": "XYZ",
    "征信 授权": "征信 授权",
    "credit-authorization": "credit-authorization",  # ours, which this portal writes otherwise
    "a\u202eb": "a\ufffdb",
    "长" * 70: "长" * 64,
}
"""By what a portal writes as its type: what it is told."""


def write(**more: Any) -> dict[str, Any]:
    """A submission as Liaoning writes it, with other values in its head."""
    written = as_written(catalogue(), "liaoning", a_credit_authorization(a_uscc()))
    written["baoWenTou"] |= more
    return written


def told(rig: Rig, body: bytes, portal: str = "liaoning") -> dict[str, Any]:
    """The data of the event that answers it."""
    rig.take_in([body], portal)
    rig.work()
    (event,) = rig.events_as_told(portal)
    data: dict[str, Any] = event["data"]
    return data


@pytest.mark.parametrize("kind", ["json", "xml"])
@pytest.mark.parametrize("said", TYPES, ids=ascii)
def test_an_unknown_type_is_told_as_it_was_written(rig: Rig, said: str, kind: str) -> None:
    """At most 64 characters, and without what no screen shows."""
    written = write(yeWuLeiXing=said)
    body = in_xml("BaoWen", written) if kind == "xml" else json.dumps(written).encode()
    data = told(rig, body)
    assert (data["yeWuLeiXing"], [one["daiMa"] for one in data["cuoWu"]][:1]) == (TYPES[said], ["HUB-110"])


@pytest.mark.parametrize("said", ["Credit Authorization", "征信授权"])
def test_it_is_told_so_in_the_hubs_own_shape_too(rig: Rig, said: str) -> None:
    """For every document of the store the type is `unknown`; the trail says what was written."""
    form = a_credit_authorization(a_uscc()) | {"type": said}
    assert told(rig, json.dumps(form).encode(), "national")["type"] == said
    document = rig.document(form["id"])
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    assert (document.type, trail.transitions[0].detail["type"]) == ("unknown", said)


@pytest.mark.parametrize("said", [None, " ", ["x"]])
def test_a_type_that_is_none_is_told_as_unknown_and_refused_once(rig: Rig, said: Any) -> None:
    """There is nothing to repeat."""
    form = a_credit_authorization(a_uscc()) | {"type": said}
    data = told(rig, json.dumps(form).encode(), "national")
    assert data["type"] == "unknown"
    assert [one["code"] for one in data["faults"]] == ["HUB-203" if isinstance(said, list) else "HUB-201"]


@pytest.mark.parametrize("said", ["nobody", "ping-an"])
def test_an_unknown_party_is_told_as_it_was_written(rig: Rig, said: str) -> None:
    """Also where it is a name of ours, which the portal writes otherwise: without a mark of the hub's."""
    data = told(rig, json.dumps(write(jieShouFang=said)).encode())
    assert (data["jieShouFang"], [one["ziDuan"] for one in data["cuoWu"]]) == (said, ["baoWenTou.jieShouFang"])
