"""Values that say the same: the order of a list says nothing, and everything else does."""

from typing import Any

import pytest

from hub.catalogue import alike

ROW = {"number": "1", "names": ["a", "b"]}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1", "1"),
        (["a", "b"], ["b", "a"]),
        (["a", "b"], ["b", "a", "b"]),
        ([ROW, {"number": "2"}], [{"number": "2"}, {"names": ["b", "a"], "number": "1"}]),
        ({"modes": ["a", "b"], "rate": "1"}, {"rate": "1", "modes": ["b", "a"]}),
    ],
)
def test_the_same_in_another_order_is_the_same(one: Any, other: Any) -> None:
    """Also in lists in lists."""
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1", "2"),
        ("1", None),
        (["a"], ["a", "b"]),
        ([ROW], [ROW, ROW]),
        ([ROW, ROW, {"number": "2"}], [ROW, {"number": "2"}, {"number": "2"}]),
        ({"rate": "1"}, {"rate": "1", "modes": ["a"]}),
        ({"a": "x"}, {"b": "x"}),
    ],
)
def test_anything_else_is_another_value(one: Any, other: Any) -> None:
    """Two equal objects in a list are two; a name more is another fact."""
    assert not alike(one, other)
