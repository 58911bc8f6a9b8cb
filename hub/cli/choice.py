"""The one thing that a name means; where it means several, they are listed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import typer
from rich.console import Console

from hub.cli.screen import aside, complain, print_json
from hub.cli.tables import Cell, Table
from hub.errors import Code, operator_error
from hub.exit_codes import ExitCode
from hub.text.bilingual import Bilingual
from hub.views.failures import failure_text
from hub.views.view import json_of

Thing = TypeVar("Thing")
View = TypeVar("View")
Thing_contra = TypeVar("Thing_contra", contravariant=True)
MOST: Final = 10
"""So many candidates are listed at most."""


@dataclass(frozen=True, slots=True)
class Listing(Generic[Thing_contra, View]):
    """How to list the things that a name may mean."""

    view: Callable[[Thing_contra], View]
    table: Callable[[Console], Table]
    row: Callable[[View], Sequence[Cell]]
    choice: Callable[..., object]
    """The view of all of them, for `--json`."""


def the_one(name: str, found: Sequence[Thing], listing: Listing[Thing, View], as_json: bool) -> Thing:
    """The only thing found. Raises OperatorError (HUB-704) where there is none.

    Where there are several, they are listed, on standard error or as one JSON object, and the exit code is 3.
    """
    if not found:
        raise operator_error(Code.NOT_FOUND, value=name)
    if len(found) == 1:
        return found[0]
    complain(failure_text(operator_error(Code.AMBIGUOUS, value=name)))
    candidates = [listing.view(thing) for thing in found[:MOST]]
    if as_json:
        choice = listing.choice(error=Code.AMBIGUOUS, name=name, count=len(found), candidates=candidates)
        print_json(json_of(choice))
    else:
        rows = [listing.row(candidate) for candidate in candidates]
        listing.table(aside).fit(rows).add(*rows)
        say_more(len(found))
    raise typer.Exit(ExitCode.NOT_FOUND)


def say_more(count: int) -> None:
    """Say how many of all candidates are not listed, if there are any."""
    if (more := count - MOST) > 0:
        aside.print(f"  … {Bilingual(f'另有 {more} 项', f'{more} more')}")
