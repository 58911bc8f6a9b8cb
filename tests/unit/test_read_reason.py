"""What a party says in words is read the same way in every kind of answer."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from rig import catalogue, put

from hub.reading.read_reason import MOST, read_reason
from hub.xml.build import NAMESPACE, add, new_message

DECISIONS = sorted(
    {
        (leg.answers.element, route.document)
        for route in catalogue().routes.values()
        for leg in route.legs
        if leg.answers is not None
    }
)
HEAD = {"MessageId": "r-1", "Sender": "p", "Receiver": "hub", "CreatedAt": "2026-09-21T10:00:00+08:00"}
LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=20)


def said(
    *elements: tuple[str, str],
    result: Mapping[str, Any] | None = None,
    faults: Sequence[Mapping[str, str | list[str]]] = (),
) -> list[str]:
    root = new_message("AnyAnswer", HEAD)
    for name, text in elements:
        add(root, name).text = text
    if result is not None:
        put(add(root, "Result"), result)
    for fault in faults:
        element = add(root, "Fault")
        for name, texts in fault.items():
            for text in texts if isinstance(texts, list) else [texts]:
                add(element, name).text = str(text)
    return read_reason(root)


@pytest.mark.parametrize(("element", "document"), DECISIONS)
def test_every_decision_has_room_for_a_text_and_any_number_of_reasons(element: str, document: str) -> None:
    """The schema admits them; no route needs a word for it."""
    shape = catalogue().routes[document].schema.shape(element)
    assert shape is not None
    text, reason = shape.child("Text"), shape.child("Reason")
    assert text is not None
    assert reason is not None
    assert (text.required, reason.required, reason.repeats) == (False, False, True)
    assert text.admits("两行\n  和空白 ")


@given(texts=st.lists(LINES, max_size=5, unique=True))
def test_every_text_is_kept_in_its_order(texts: list[str]) -> None:
    """However many there are."""
    assert said(*(("Reason", text) for text in texts)) == texts


def test_a_text_is_one_line_and_stands_once() -> None:
    """Line breaks and runs of white space become one blank; blank texts are none."""
    assert said(("Text", " 余额\n  不足 "), ("Reason", "余额 不足"), ("Reason", " "), ("Code", "F")) == ["余额 不足"]


def test_a_remark_in_a_result_is_a_reason_too() -> None:
    """As customs' own form has it; other values of a result are none."""
    result = {"Number": "1", "Remark": "二", "Reason": "三", "Item": [{"Reason": "四"}, {"Reason": "五", "Text": "六"}]}
    assert said(("Text", "一"), result=result) == ["一", "二", "三", "四", "五"]


def test_a_fault_is_reported_with_what_it_names() -> None:
    """Code and field before each of its texts; without a text they stand alone."""
    faults: tuple[dict[str, str | list[str]], ...] = (
        {"Code": "T-7", "Field": "Seal/Image", "Text": ["看不清", "unreadable"]},
        {"Code": "T-8"},
        {"Text": "only"},
    )
    assert said(faults=faults) == ["T-7 Seal/Image: 看不清", "T-7 Seal/Image: unreadable", "T-8", "only"]


def test_no_message_fills_a_trail() -> None:
    """A message may hold thousands of texts; its bytes are kept whole, the trail takes the first."""
    found = said(*(("Reason", f"r{number}") for number in range(MOST + 50)))
    assert found == [f"r{number}" for number in range(MOST)]


def test_nothing_is_read_of_another_name() -> None:
    """Only what the schema has for words."""
    root = etree.Element(f"{{{NAMESPACE}}}AnyAnswer")
    root.append(etree.Comment("Text"))
    add(add(root, "InReplyTo"), {"Text": "no"})
    assert read_reason(root) == []
