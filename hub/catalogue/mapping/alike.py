"""Whether two values that came back say the same."""

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import Any


def alike(one: Any, other: Any) -> bool:
    """Whether two values, or two sets of values by name, say the same: the order of a list's items says nothing.

    A list of texts is a set, as the rules `equal` and `exactly` compare it. In a list of objects each item counts: two
    equal items are not one.
    """
    return _unordered(one) == _unordered(other)


def _unordered(value: Any) -> Hashable:
    """A value in a form in which lists have no order."""
    if isinstance(value, Mapping):
        return frozenset((name, _unordered(inner)) for name, inner in value.items())
    if isinstance(value, list):
        items = [_unordered(item) for item in value]
        has_objects = any(isinstance(item, Mapping) for item in value)
        return ("list", frozenset(Counter(items).items()) if has_objects else frozenset(items))
    return ("value", value)
