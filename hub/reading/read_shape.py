"""Turn what a portal has written in its own shape into the hub's form, and faults back into the portal's words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hub.catalogue import FAULT_LIMIT, FormShape, Place, PortalShape, below, is_blank, steps_of
from hub.errors import Code, fault
from hub.model import Fault
from hub.text.bilingual import Bilingual
from hub.text.coded import Coded, Elsewhere

_OBJECT = Bilingual("对象", "an object")
_WHOLE = Bilingual("申报", "the submission")


def read_shape(shape: FormShape, written: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """The hub's form, and the faults of fields that the portal's shape does not have, in the portal's words.

    No value is lost: what has no place in the form is a fault, unless it is blank.
    """
    form: dict[str, Any] = {}
    faults = [*_object(shape.root, written, "", form, 0)]
    return form, [replace(one, is_worded=True) for one in faults[:FAULT_LIMIT]]


def _object(place: Place, written: Any, path: str, form: dict[str, Any], above: int) -> Iterator[Fault]:
    """Put what an object holds into `form`. `above` is the number of steps to the list item that `form` is."""
    if not isinstance(written, dict):
        if not is_blank(written):
            yield fault(Code.WRONG_KIND_OF_VALUE, path, label=path, name=path, expected=_OBJECT)
        return
    for name, value in written.items():
        inner, shown = place.inside.get(name), below(path, name)
        if inner is None:
            if not is_blank(value):
                yield fault(Code.UNKNOWN_FIELD, shown)
        elif inner.holds is None:
            yield from _object(inner, value, shown, form, above)
        elif inner.holds.is_list and isinstance(value, list):
            items: list[Any] = []
            yield from _items(inner, value, shown, items)
            _put(form, inner.holds.ours[above:], items)
        elif not is_blank(value):
            _put(form, inner.holds.ours[above:], _value(inner, value))


def _items(place: Place, written: list[Any], path: str, items: list[Any]) -> Iterator[Fault]:
    assert place.holds is not None
    for number, item in enumerate(written):
        if not place.inside or not isinstance(item, dict):
            items.append(_value(place, item))
            continue
        inner: dict[str, Any] = {}
        yield from _object(place, item, f"{path}[{number}]", inner, len(place.holds.ours))
        items.append(inner)


def _value(place: Place, value: Any) -> Any:
    assert place.holds is not None
    found = place.holds.values.inward(value)
    is_truth = place.holds.is_truth and isinstance(found, str) and found in place.holds.values.theirs
    return found == "true" if is_truth else found


def _put(form: dict[str, Any], steps: tuple[str, ...], value: Any) -> None:
    for step in steps[:-1]:
        form = form.setdefault(step, {})
    form[steps[-1]] = value


def in_words_of(shape: PortalShape, form: FormShape) -> Callable[[Fault], Fault]:
    """Rewrites a fault of the hub's form with the portal's field paths and codes, also inside its sentences."""

    def worded(found: Fault) -> Fault:
        code = Code.of(found.code)
        if found.is_worded or code is None:
            return found
        said = _Sentence(shape, form, found.field)
        names = {name: said.place(name, value) for name, value in found.names.items()}
        return replace(fault(code, form.path(found.field), **names), is_worded=True)

    return worded


@dataclass(frozen=True)
class _Sentence:
    """The sentence of one fault in the portal's words."""

    shape: PortalShape
    form: FormShape
    field: str
    """The fault's field, by our path."""

    def place(self, name: str, value: object) -> object:
        """What stands in one place of the sentence: codes, a field's path, a condition, or anything else."""
        if isinstance(value, Coded):
            kinds = {"card": self.shape.cards, "status": self.shape.statuses, "type": self.shape.types}
            return value.said(kinds[value.kind].outward)
        if isinstance(value, Elsewhere):
            return value.said(self.shape.called(value.document, value.path))
        if not isinstance(value, str):
            return value
        if name == "codes":  # the hub's name of the list
            return self.form.path(self.field)
        if name == "value":
            return self.shape.values_at(self.form, steps_of(self.field)).as_written(value)
        return self._path(value)

    def _path(self, value: str) -> object:
        """A path, or a condition (`path = code | code`), in the portal's names; anything else as it is."""
        if value == self.field:
            return self.form.path(value) or _WHOLE
        path, equal, codes = value.partition(" = ")
        steps = steps_of(path)
        if steps not in self.form.theirs:
            return value
        known = self.shape.values_at(self.form, steps)
        return self.form.path(path) + equal + " | ".join(str(known.outward(code)) for code in codes.split(" | "))
