"""The fields of a type's form, and the names that stand in it and in its events."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hub.catalogue.mapping.converters import Converter
from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.nodes import Node
from hub.catalogue.mapping.paths import field_path
from hub.catalogue.mapping.portal_shapes import AS_OURS, ENVELOPE, EVENT, FAULT, FILE, STANDS_IN, Told, Values
from hub.catalogue.mapping.returns import Returned
from hub.catalogue.mapping.routes import Route


class Leaf(NamedTuple):
    """A field that a mapping reads."""

    path: str
    converter: Converter | None
    is_list: bool
    values: Values = AS_OURS


def leaves_of(form: Form, parties: Collection[str], values: Values) -> Iterator[Leaf]:
    """Each field of a form once: a line that has codes or a truth value says most of it."""
    found: dict[str, Leaf] = {}
    for path, converter in _read(form.nodes, ""):
        known = found.get(path)
        if known is None or known.converter is None or (converter is not None and converter.codes is not None):
            found[path] = Leaf(path, converter, path in form.lists, values if path in parties else AS_OURS)
    for path in form.lists:
        found.setdefault(path, Leaf(path, None, is_list=True))
    yield from found.values()


def _read(nodes: Iterable[Node], prefix: str) -> Iterator[tuple[str, Converter | None]]:
    for node in nodes:
        if node.when is not None:
            yield field_path(prefix, node.when.path), None
        if node.each is not None and node.source is not None:
            yield node.each, node.source.converter
        elif node.source is not None and node.source.text:
            yield field_path(prefix, node.source.text), node.source.converter
        yield from _read(node.children.values(), node.each or prefix)


def words_of(routes: Sequence[Route]) -> set[str]:
    """Every name that stands in a submission or event of these types."""
    paths = [*ENVELOPE, *EVENT, *FAULT, *FILE]
    for route in routes:
        paths += [*paths_of(route.returned), *(route.first_form.known if route.first_form else ())]
        paths += [STANDS_IN for leg in route.legs if leg.answers is not None and leg.answers.stand_ins.sources]
    return {step for path in paths for step in path.split(".")}


def paths_of(sources: Mapping[str, Returned], prefix: str = "") -> Iterator[str]:
    """The names of values that come back; inside lists of objects as `list.name`."""
    for name, source in sources.items():
        yield prefix + name
        if source.inner is not None:
            yield from paths_of(source.inner.sources, f"{prefix}{name}.")


def levels_of(told: Mapping[str, Told]) -> Iterator[list[str]]:
    """The portal's names that stand side by side: of all values, and of those in each list of objects."""
    yield [one.theirs for one in told.values()]
    for one in told.values():
        yield from levels_of(one.inner) if one.inner else ()


def styled(name: str, style: str) -> str:
    """A name of ours (`contact_phone`) in a portal's style: `camel` is `contactPhone`, `pascal` is `ContactPhone`."""
    if style not in ("camel", "pascal"):
        return name
    first, *rest = name.split("_")
    return (first if style == "camel" else first.capitalize()) + "".join(word.capitalize() for word in rest)
