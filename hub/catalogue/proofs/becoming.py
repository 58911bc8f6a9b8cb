"""Prove statuses by value: the value always comes, and each of its codes has a status."""

from collections.abc import Iterator

from hub.catalogue.mapping.relations import Becoming
from hub.catalogue.mapping.routes import Route
from hub.catalogue.words.places import Problems, Where
from hub.text.bilingual import Bilingual, listed


def prove_becoming(route: Route, problems: Problems) -> None:
    """Report a status by a value that may be missing, that has no codes, or whose codes are not those of the table."""
    for becoming, where in _by_value(route):
        source = route.returns.sources.get(becoming.by)
        codes = source.converter.codes if source is not None else None
        if source is None or codes is None:
            text = Bilingual(f"“{becoming.by}”不是通知所带的代码", f"“{becoming.by}” is no code that a notice brings")
            problems.add(where, text)
        elif not route.always_brings(becoming.by):
            text = Bilingual(f"“{becoming.by}”可以缺失：没有状态", f"“{becoming.by}” may be missing: no status then")
            problems.add(where, text)
        elif codes.to_wire and (odd := set(codes.to_wire) ^ set(becoming.statuses)):
            names = listed(sorted(odd))
            text = Bilingual(
                f"代码表 {codes.name} 与此处不一致：{names.zh}",
                f"code list {codes.name} and this table disagree on: {names.en}",
            )
            problems.add(where, text)


def _by_value(route: Route) -> Iterator[tuple[Becoming, Where]]:
    if route.passed_on.by:
        yield route.passed_on, route.places.at("passed-on")
    for moving in route.moves:
        if moving.to.by:
            yield moving.to, moving.places.at("to")
