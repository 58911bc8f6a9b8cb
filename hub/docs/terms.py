"""What many fields have in common, told once: code lists that are long, and the forms of texts."""

from collections.abc import Iterator
from itertools import chain

from hub.catalogue import Catalogue, CodeList, Converter, Returns, Shape
from hub.docs.fields import fields_of
from hub.docs.page import several, table
from hub.docs.value_words import FEW, is_named
from hub.docs.values import MANY


def code_lists(catalogue: Catalogue) -> Iterator[str]:
    """Those that are too long for a cell."""
    lists: dict[str, CodeList] = {}
    for _, converter in _values(catalogue):
        if converter.codes is not None:
            lists[converter.codes.name] = converter.codes
    yield "\n## Code lists\n"
    for name, codes in sorted(lists.items()):
        if len(codes.labels) > FEW:
            yield f"\n### Code list {name}\n"
            if len(codes.labels) > MANY:
                yield f"\n{len(codes.labels)} codes: [routes/codes/{name}.csv](../routes/codes/{name}.csv)\n"
                continue
            wire = ((f"`{code}`", codes.labels[code], f"`{codes.to_wire[code]}`") for code in codes.labels)
            yield from table(("code", "", "in messages"), wire)


def kinds_of_text(catalogue: Catalogue) -> Iterator[str]:
    """The forms that texts must have, whole, as XSD's regular expressions."""
    found = {f.type: f.patterns for shape, c in _values(catalogue) if is_named(f := shape.facets) and c.codes is None}
    yield "\n## Kinds of text\n"
    yield from table(("", "form"), ((name, several(patterns, "and")) for name, patterns in sorted(found.items())))


def _values(catalogue: Catalogue) -> Iterator[tuple[Shape, Converter]]:
    """Whatever a table on this page tells the values of."""
    for route in catalogue.routes.values():
        others = (route.inquiry, route.shares, route.existing)
        forms = [leg.form for leg in route.legs] + [one.form for one in others if one is not None]
        fields = chain.from_iterable(fields_of(form.nodes) for form in forms if form is not None)
        leaves = chain.from_iterable(field.items or (field,) for field in fields)
        yield from ((leaf.node.shape, leaf.node.source.converter) for leaf in leaves if leaf.node.source)
        tables = [(route.element, route.returns)] if route.is_notice else []
        tables += [(leg.answers.element, leg.answers.returns) for leg in route.legs if leg.answers]
        for element, returns in tables:
            if (root := route.schema.shape(element)) is not None:
                yield from _returned(root, returns)


def _returned(shape: Shape, returns: Returns) -> Iterator[tuple[Shape, Converter]]:
    """The values that come back, those in lists of objects too."""
    for source in returns.sources.values():
        found = inside(shape, source.path)
        if found is not None and source.inner is not None:
            yield from _returned(found, source.inner)
        elif found is not None:
            yield found, source.converter


def inside(shape: Shape | None, path: str) -> Shape | None:
    """The element at a path."""
    for step in path.split("/"):
        shape = shape.child(step) if shape is not None else None
    return shape
