"""What a name means to a verb: one thing, or else what it might have meant."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import typer

from hub.cli.screen import Failure, aside, complain, print_json
from hub.errors import operator_error

Thing = TypeVar("Thing")
MOST = 10
"""Candidates are listed up to so many."""


def the_one(
    name: str,
    found: Sequence[Thing],
    tell: Callable[[Thing], str],
    row: Callable[[Thing], Mapping[str, Any]],
    as_json: bool,
) -> Thing:
    """The only thing found; raises OperatorError (HUB-704) where there is none.

    Where there are several, says so and lists them, on standard error by `tell` or as one JSON object by `row`,
    and ends the verb.
    """
    if not found:
        raise operator_error("HUB-704", value=name)
    if len(found) == 1:
        return found[0]
    complain(str(operator_error("HUB-708", value=name)))
    if as_json:
        candidates = [row(thing) for thing in found[:MOST]]
        print_json({"error": "HUB-708", "name": name, "count": len(found), "candidates": candidates})
    else:
        for thing in found[:MOST]:
            aside.print(f"  {tell(thing)}")
        if len(found) > MOST:
            aside.print(f"  … {len(found) - MOST} more")
    raise typer.Exit(Failure.NOT_FOUND)
