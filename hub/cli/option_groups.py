"""Options that belong together, written as a dataclass: a verb has one parameter for all of them."""

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

Verb = Callable[..., None]


def grouped(verb: Verb) -> Verb:
    """Give a verb the options of each dataclass among its parameters, in the order of the dataclass's fields."""
    own = inspect.signature(verb).parameters
    groups: dict[str, Any] = {name: one.annotation for name, one in own.items() if is_dataclass(one.annotation)}

    def with_options(**said: Any) -> None:
        made = {
            name: group(**{one.name: said.pop(one.name) for one in fields(group)}) for name, group in groups.items()
        }
        verb(**said, **made)

    return with_parameters(with_options, verb, [option for one in own.values() for option in _options(one)])


def with_parameters(made: Verb, verb: Verb, parameters: Sequence[inspect.Parameter]) -> Verb:
    """A function that stands for a verb, with these parameters: typer and the help read them at the function."""
    made.__doc__, made.__module__ = verb.__doc__, verb.__module__
    made.__name__, made.__qualname__ = verb.__name__, verb.__qualname__
    made.__annotations__ = {one.name: one.annotation for one in parameters}
    made.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return made


def _options(one: inspect.Parameter) -> Iterator[inspect.Parameter]:
    keyword = inspect.Parameter.KEYWORD_ONLY
    if not is_dataclass(one.annotation):
        yield one.replace(kind=keyword)
        return
    for each in fields(one.annotation):
        default = inspect.Parameter.empty if each.default is MISSING else each.default
        yield inspect.Parameter(each.name, keyword, default=default, annotation=each.type)
