"""Prove that dialects fit the parties that use them, the messages that they write, and the routes that read them."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from hub.catalogue.mapping.dialects import HEADER, Agreed, Dialect, Written
from hub.catalogue.mapping.nodes import Node
from hub.catalogue.mapping.parties import Party
from hub.catalogue.mapping.routes import Route
from hub.catalogue.mapping.schemas import Shape
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.sentences import no_element
from hub.text.bilingual import Bilingual


def prove_dialects(
    dialects: Mapping[str, Dialect], parties: Mapping[str, Party], routes: Collection[Route], problems: Problems
) -> None:
    """Report missing dialects, values that would be lost or missing, and codes that no route knows."""
    for party in parties.values():
        if party.dialect and party.dialect not in dialects:
            name = party.dialect
            text = Bilingual(f"routes/dialects 中没有方言 {name}", f"dialect {name} is not in routes/dialects")
            problems.add(party.places.at("dialect"), text)
    for dialect in dialects.values():
        for element, written in dialect.sends.items():
            _prove_present(written.form.nodes, problems)
            _prove_nothing_lost(written, element, problems)
        for heard in dialect.receives:
            known = _codes_of(heard.becomes, routes)
            sources = [node.source for node in _all(heard.form.nodes) if node.shape.name == "Code"]
            unknown: dict[str, Where] = {}
            for source in (s for s in sources if isinstance(s, Agreed) and known):
                for odd in sorted(source.meanings - known):
                    unknown.setdefault(odd, source.where)  # one table may be read by several lines
            for odd, where in unknown.items():
                text = Bilingual(
                    f"没有路由使用 {heard.becomes} 的代码 {odd}", f"no route knows the code {odd} of {heard.becomes}"
                )
                problems.add(where, text)


def _all(nodes: Iterable[Node]) -> Iterator[Node]:
    """All nodes: those given, and those inside them."""
    for node in nodes:
        yield node
        yield from _all(node.children.values())


def _codes_of(element: str, routes: Collection[Route]) -> set[str]:
    """The receipt codes that routes know for a receipt's element; empty where those of a route could not be read."""
    answers = [leg.answers for route in routes for leg in route.legs if leg.answers and leg.answers.element == element]
    return {code for one in answers for code in one.codes} if all(one.codes for one in answers) else set()


def _prove_present(nodes: Iterable[Node], problems: Problems) -> None:
    """Report a mandatory element of the party's message that is read from an optional element of ours."""
    for node in nodes:
        if not node.shape.required or node.when is not None:
            continue
        if node.source is not None and node.source.may_lack:
            name, source = node.shape.name, node.source
            text = Bilingual(
                f"必填元素 {name} 取自 {source.text}，而后者可能缺失",
                f"mandatory element {name} is read from {source.text}, which may be missing",
            )
            problems.add(source.where, text)
        _prove_present(node.children.values(), problems)


def _prove_nothing_lost(written: Written, element: str, problems: Problems) -> None:
    """Report each element of our message that is neither read nor dropped. The header travels in the carrier."""
    paths = {path for path in _leaves(written.shape, "") if path.partition(".")[0] != HEADER}
    for drop, where in written.drops:
        if not any(_covers(drop, path) for path in paths):
            problems.add(where, no_element(element, drop))
    named_paths = (*written.read, *(drop for drop, _ in written.drops))
    for path in sorted(paths):
        if not any(_covers(known, path) for known in named_paths):
            text = Bilingual(
                f"{element} 的 {path} 会丢失：请写映射，或列入“drops”",
                f"{path} of {element} would be lost: map it, or list it under “drops”",
            )
            problems.add(written.where, text)


def _covers(known: str, path: str) -> bool:
    return path == known or path.startswith(f"{known}.")


def _leaves(shape: Shape, prefix: str) -> Iterator[str]:
    """The paths of all elements that hold a value."""
    for child in shape.children:
        if child.children:
            yield from _leaves(child, f"{prefix}{child.name}.")
        else:
            yield f"{prefix}{child.name}"
