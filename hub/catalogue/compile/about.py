"""Compile how a receipt says which part of its document it is about."""

from hub.catalogue.compile.returns import compile_returns
from hub.catalogue.compile.sources import Context
from hub.catalogue.mapping.legs import About
from hub.catalogue.mapping.returns import Returns
from hub.catalogue.mapping.schemas import Shape
from hub.catalogue.pages.receipts import AboutPage
from hub.catalogue.words.places import Problems
from hub.catalogue.words.sentences import does_not_repeat, no_element
from hub.catalogue.words.text import Text


def compile_about(page: AboutPage, shape: Shape, context: Context) -> About:
    """`about:` of a receipt whose element `shape` describes."""
    items = _repeated(page.items, shape, ("Instruction", "Number", "Code"), context.problems)
    _repeated(page.orders, shape, ("Id", "Code"), context.problems)
    return About(
        kind=page.kind,
        items=page.items,
        orders=page.orders,
        returns=compile_returns(page.returns, items, context) if items is not None else Returns({}),
    )


def _repeated(path: Text, shape: Shape, inside: tuple[str, ...], problems: Problems) -> Shape | None:
    """The repeating element at a path; `inside` are elements that it must have."""
    found = shape.at(path.split("/")) if path and shape.name else None
    if path and shape.name and found is None:
        problems.add(path.where, no_element(shape.name, path))
    elif found is not None and not found.repeats:
        problems.add(path.where, does_not_repeat(found.name))
    elif found is not None and (missing := [name for name in inside if found.child(name) is None]):
        problems.add(path.where, no_element(found.name, missing[0]))
    return found
