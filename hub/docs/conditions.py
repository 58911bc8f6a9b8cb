"""What of a form is needed only at times, as JSON Schema's `if` and `then`."""

from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Any

from hub.catalogue import Condition
from hub.docs.fields import Field, Guard, Together

JsonSchema = dict[str, Any]
Path = tuple[str, ...]


def conditional(fields: Iterable[Field]) -> Iterator[tuple[Path, JsonSchema]]:
    """One rule for the fields that the same guards make necessary, and the innermost object that it is about."""
    needed: dict[tuple[Guard, ...], list[Path]] = {}
    for field in fields:
        if field.is_needed and field.guards:
            needed.setdefault(field.guards, []).append(field.steps)
    for guards, paths in needed.items():
        above = _above([*paths, *(path for guard in guards for path in _read_by(guard))])
        tests = [_test(guard, len(above)) for guard in guards]
        yield above, {"if": _together("allOf", tests), "then": _there(path[len(above) :] for path in paths)}


def misplaced(fields: Iterable[Field]) -> Iterator[tuple[Path, JsonSchema]]:
    """One rule for the fields that must not be given unless some line reads them, and the object that it is about."""
    read: dict[Path, set[tuple[Condition, ...]]] = {}
    for field in fields:
        read.setdefault(field.steps, set()).add(field.conditions)
    idle: dict[frozenset[tuple[Condition, ...]], list[Path]] = {}
    for path, ways in read.items():
        if () not in ways:
            idle.setdefault(frozenset(ways), []).append(path)
    for found, paths in idle.items():
        guards = sorted({guard for way in found for guard in way}, key=lambda guard: guard.where)
        above = _above([*paths, *(path for guard in guards for path in _read_by(guard))])
        tests = [_together("allOf", [_test(guard, len(above)) for guard in way]) for way in _in_order(found)]
        yield above, {"if": _together("anyOf", tests), "else": _absent(path[len(above) :] for path in paths)}


def _in_order(ways: Iterable[tuple[Condition, ...]]) -> list[tuple[Condition, ...]]:
    """As the route has them."""
    return sorted(ways, key=lambda way: [guard.where for guard in way])


def _together(word: str, tests: list[JsonSchema]) -> JsonSchema:
    return tests[0] if len(tests) == 1 else {word: tests}


def _absent(paths: Iterable[Path]) -> JsonSchema:
    """That these fields are not given."""
    heads: dict[str, list[Path]] = {}
    for head, *rest in paths:
        heads.setdefault(head, []).extend([tuple(rest)] if rest else [])
    return {"properties": {head: _absent(rests) if rests else False for head, rests in heads.items()}}


def _read_by(guard: Guard) -> Iterable[Path]:
    return guard.paths if isinstance(guard, Together) else [guard.steps]


def _above(paths: list[Path]) -> Path:
    """The object that all of them stand in."""
    steps = zip(*(path[:-1] for path in paths), strict=False)
    return tuple(same[0] for same in takewhile(lambda step: len(set(step)) == 1, steps))


def _test(guard: Guard, depth: int) -> JsonSchema:
    if isinstance(guard, Together):
        return {"anyOf": [_there([path[depth:]]) for path in guard.paths]}
    *above, name = guard.steps[depth:]
    test: JsonSchema = {"properties": {name: {"enum": [*sorted(guard.values), *_truths(guard)]}}, "required": [name]}
    for step in reversed(above):
        test = {"properties": {step: test}, "required": [step]}
    return test


def _truths(guard: Condition) -> Iterator[bool]:
    """A condition names true and false by their words; a form in JSON has the values."""
    yield from (truth for truth, word in ((False, "false"), (True, "true")) if word in guard.values)


def _there(paths: Iterable[Path]) -> JsonSchema:
    """That these fields are given, and so the objects that they stand in."""
    heads: dict[str, list[Path]] = {}
    for head, *rest in paths:
        heads.setdefault(head, []).extend([tuple(rest)] if rest else [])
    inside = {head: _there(rests) for head, rests in heads.items() if rests}
    return {**({"properties": inside} if inside else {}), "required": list(heads)}
