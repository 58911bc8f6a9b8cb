"""The values of documents of a route: in their form, and in the answers of parties."""

from collections.abc import Iterator, Mapping, Sequence

from hub.catalogue.mapping.comparisons import Value
from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.nodes import Node
from hub.catalogue.mapping.paths import field_path
from hub.catalogue.mapping.returns import Returns
from hub.catalogue.mapping.routes import Route
from hub.catalogue.mapping.schemas import Shape

Values = Mapping[str, Value]
"""By path: the values that a rule of a route can read."""


def form_values(form: Form | None) -> dict[str, Value]:
    """The values of a form, without those in the items of a list of objects."""
    return {value.path: value for value in _of_nodes(form.nodes)} if form else {}


def _of_nodes(nodes: Sequence[Node]) -> Iterator[Value]:
    for node in nodes:
        if node.source is not None and node.source.text and (node.each is None or node.source.text == "."):
            path = field_path(node.each or "", node.source.text)
            yield Value(path=path, field=path, shape=node.shape, converter=node.source.converter)
        if node.each is None:
            yield from _of_nodes(tuple(node.children.values()))


def item_values(form: Form | None) -> dict[str, Value]:
    """The values of a form in the items of a list of objects, by the path that goes through the list."""
    return {value.path: value for value in _of_items(form.nodes, "")} if form else {}


def _of_items(nodes: Sequence[Node], prefix: str) -> Iterator[Value]:
    for node in nodes:
        each = node.each or prefix
        if each and node.source is not None and node.source.text not in ("", "."):
            path = field_path(each, node.source.text)
            yield Value(path=path, field=path, shape=node.shape, converter=node.source.converter)
        yield from _of_items(tuple(node.children.values()), each)


def returned_values(returns: Returns, shape: Shape) -> dict[str, Value]:
    """The values that a party's message brings, by name; their field is the element's path."""
    return {
        name: Value(path=name, field=source.path, shape=found, converter=source.converter)
        for name, source in returns.sources.items()
        if source.inner is None and (found := shape.at(source.path.split("/"))) is not None
    }


def listed_values(returns: Returns, shape: Shape) -> dict[str, Value]:
    """The values in lists of objects that a party's message brings, by list and name: `coverage[].name`."""
    return {
        f"{name}[].{inner}": value
        for name, source in returns.sources.items()
        if source.inner is not None and (found := shape.at(source.path.split("/"))) is not None
        for inner, value in returned_values(source.inner, found).items()
    }


def said_by(route: Route) -> dict[str, Value]:
    """All values of a document of a route: its form, and under `returned` the values from parties."""
    found = dict(form_values(route.legs[0].form)) if route.legs else {}
    tables = [(route.element, route.returns)] if route.is_notice else []
    tables += [(leg.answers.element, leg.answers.returns) for leg in route.legs if leg.answers]
    for element, returns in tables:
        if (shape := route.schema.shape(element)) is not None:
            said = returned_values(returns, shape) | listed_values(returns, shape)
            found |= {f"returned.{name}": value for name, value in said.items()}
    return found


def all_said_by(route: Route) -> dict[str, Value]:
    """The same, and the values in the items of lists of objects of its form: `data.applications.number`."""
    return said_by(route) | item_values(route.first_form)
