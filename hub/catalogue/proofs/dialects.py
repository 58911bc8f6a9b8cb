"""Prove that dialects agree with the parties that speak them and with the routes that read what they make."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from hub.catalogue.mapping.dialects import Agreed, Dialect
from hub.catalogue.mapping.nodes import Node
from hub.catalogue.mapping.parties import Party
from hub.catalogue.mapping.routes import Route
from hub.catalogue.words.places import Problems, Where


def prove_dialects(
    dialects: Mapping[str, Dialect], parties: Mapping[str, Party], routes: Collection[Route], problems: Problems
) -> None:
    """Report parties whose dialect is not there, and codes that no route gives a meaning."""
    for party in parties.values():
        if party.dialect and party.dialect not in dialects:
            where = getattr(party.dialect, "where", Where(f"routes/parties/{party.id}.yaml", 1))
            problems.add(where, f"dialect {party.dialect} is not in routes/dialects")
    for dialect in dialects.values():
        for heard in dialect.receives:
            known = _codes_of(heard.becomes, routes)
            sources = [node.source for node in _all(heard.form.nodes) if node.shape.name == "Code"]
            unknown: dict[str, Where] = {}
            for source in (s for s in sources if isinstance(s, Agreed) and known):
                for odd in sorted(source.meanings - known):
                    unknown.setdefault(odd, source.where)  # one table may be read by several lines
            for odd, where in unknown.items():
                problems.add(where, f"no route knows the code {odd} of {heard.becomes}")


def _all(nodes: Iterable[Node]) -> Iterator[Node]:
    """Nodes and those inside them."""
    for node in nodes:
        yield node
        yield from _all(node.children.values())


def _codes_of(element: str, routes: Collection[Route]) -> set[str]:
    """The codes that the routes which read a receipt know."""
    answers = (leg.answers for route in routes for leg in route.legs)
    return {code for one in answers if one is not None and one.element == element for code in one.codes}
