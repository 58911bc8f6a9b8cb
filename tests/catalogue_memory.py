"""Results that are kept for the very objects that they were made of: what loads of one catalogue share is made once."""

from collections.abc import Callable
from typing import Any, TypeVar

MOST = 20_000
"""Results of one function; then it begins anew."""
_Made = TypeVar("_Made")


def once_for_each(make: Callable[..., _Made]) -> Callable[..., _Made]:
    """A function of objects that never change; its results are shared, and nobody changes them."""
    known: dict[tuple[int, ...], tuple[Any, _Made]] = {}

    def made(*of: Any) -> _Made:
        key = tuple(map(id, of))
        if key not in known:
            if len(known) >= MOST:
                known.clear()
            known[key] = (of, make(*of))  # kept alive, so that no other object gets its identity
        return known[key][1]

    return made
