"""Forms of every type that a schema admits, and each of their fields once: for tests that spoil them."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from forms import Choices, Field, Made, make, plain_value, submitted
from own_words import SHAPES, leaked, words_of

from hub.catalogue import Node, Route
from hub.model import Fault

CHINESE = re.compile(r"[\u4e00-\u9fff]")
OWN_PATH = re.compile(r"(data|party|enterprise|signer|submitted_at)([.\[].+)?")
OF_THE_FORM = re.compile(r"HUB-2[0-9]{2}|HUB-313")
"""What is said of a form, and of a consent that is not given."""
_NUMBER = re.compile(r"\[\d+\]")


def versions(route: Route) -> list[Made]:
    """The whole form, and once more for each code on which something depends."""
    form = route.legs[0].form
    codes = form.lists_of_codes if form is not None else {}
    asked = {node.when.path for node in _every(form.nodes if form is not None else ()) if node.when is not None}
    chosen = [(path, code) for path in sorted(asked & set(codes)) for code in codes[path].to_wire]
    return [make(route, _with_code(path, code)) for path, code in chosen] or [make(route)]


def _with_code(path: str, code: str) -> Choices:
    def value(node: Node) -> Any:
        assert node.source is not None
        return code if node.source.text == path else plain_value(node)

    return Choices(value=value)


def _every(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _every(node.children.values())


MADE = {
    f"{route.document} {number}": (route, made) for route in submitted() for number, made in enumerate(versions(route))
}
"""Each type, in each of its forms."""


def each_of(type_: str = "", *, needed: bool) -> Iterator[tuple[Route, Made, Field]]:
    """Each field of each type, or of one type, once: in the first form that has it.

    With `needed` only fields whose absence is a fault.
    """
    seen: set[tuple[str, str]] = set()
    for route, made in MADE.values():
        for one in (made.needed if needed else made.fields) if type_ in ("", route.document) else ():
            if (route.document, one.name) not in seen:
                seen.add((route.document, one.name))
                yield route, made, one


def untold(found: list[Fault], name: str) -> list[str]:
    """What is missing in the answer to a submission with one wrong field: empty when a portal can act on it."""
    mine = [one for one in found if one.field == name]
    return [
        *([] if mine else [f"{name} is not told: {[(one.field, one.code) for one in found]}"]),
        *(f"{one.field} is not a path of the form" for one in found if not OWN_PATH.fullmatch(one.field)),
        *_unsaid(found),
    ]


def untold_in(portal: str, type_: str, found: list[Fault], name: str) -> list[str]:
    """The same of a submission in a portal's own shape; `name` is the field's path in the hub's form."""
    form = SHAPES[portal].forms[type_]
    theirs, mine = {".".join(path) for path in form.theirs.values()}, form.path(name)
    return [
        *(
            []
            if mine in [one.field for one in found]
            else [f"{mine} is not told: {[(f.field, f.code) for f in found]}"]
        ),
        *(f"{one.field} is none of its paths" for one in found if _NUMBER.sub("", one.field) not in theirs),
        *(f"{one.field} is told twice" for one in found if [f.field for f in found].count(one.field) > 1),
        *_unsaid(found),
        *map(str, leaked(found, words_of(portal, type_)).items()),
    ]


def _unsaid(found: Iterable[Fault]) -> Iterator[str]:
    for one in found:
        if not OF_THE_FORM.fullmatch(one.code):
            yield f"{one.code} says nothing of a form"
        if not CHINESE.search(one.zh) or not one.en.strip():
            yield f"{one.code} lacks a sentence"
