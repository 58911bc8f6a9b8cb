"""Prove that values fit where they are kept under another name, or compared as numbers of documents."""

from collections.abc import Iterator, Mapping

from hub.catalogue.mapping.comparisons import Value
from hub.catalogue.mapping.document_values import (
    Values,
    all_said_by,
    form_values,
    item_values,
    listed_values,
    returned_values,
    said_by,
)
from hub.catalogue.mapping.numbers import parts_of
from hub.catalogue.mapping.relations import Naming
from hub.catalogue.mapping.routes import Route
from hub.catalogue.proofs.misfits import misfit, shown
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.sentences import another_kind
from hub.text.bilingual import Bilingual

Routes = Mapping[str, Route]
_Told = Iterator[tuple[Where, Bilingual]]


def prove_passed_on(route: Route, routes: Routes, problems: Problems) -> None:
    """Report values that another document, or another table, has in another type, and numbers that nothing can name."""
    of_others = (*_brought(route, routes), *_told(route, routes), *_named(route, routes))
    is_read = not any(problem.file == route.where.file for problem in problems.found)  # else its types are told of
    for where, text in (*of_others, *_stood_in(route), *(_existing(route) if is_read else ())):
        problems.add(where, text)


def _brought(route: Route, routes: Routes) -> _Told:
    """What `brings` makes facts of another document."""
    mine = said_by(route)
    for bringing in route.brings:
        for theirs in _facts_of(route, bringing.named, routes):
            for name, ways in bringing.values.items():
                for way in (one for one in ways if not _is_of_another_type(mine, one, theirs, name)):
                    yield from _misfits(mine.get(way), theirs.get(f"returned.{name}"), bringing.places.at("values"))


def _is_of_another_type(mine: Values, way: str, theirs: Values, name: str) -> bool:
    """Whether two values have different types, which is told of where facts are proved."""
    value, known = mine.get(way), theirs.get(f"returned.{name}")
    return value is not None and known is not None and value.shape.primitive != known.shape.primitive


def _told(route: Route, routes: Routes) -> _Told:
    """What `tells` makes facts of another document."""
    mine = said_by(route)
    for telling in (one for one in route.tells if one.named):
        for theirs in _facts_of(route, telling.named, routes):
            for name, where in telling.brings:
                yield from _misfits(mine.get(f"returned.{name}"), theirs.get(f"returned.{name}"), where)


def _stood_in(route: Route) -> _Told:
    """What stands for a value that an answer does not have, and what it says of one item in place of the whole."""
    for answers in (leg.answers for leg in route.legs if leg.answers is not None):
        if (shape := route.schema.shape(answers.element)) is None:
            continue
        values = returned_values(answers.returns, shape)
        for name, value in returned_values(answers.stand_ins, shape).items():
            yield from _misfits(value, values.get(name), answers.places.at("stands-in"))
        if answers.about is not None and (item := shape.at(answers.about.items.split("/"))) is not None:
            for name, value in returned_values(answers.about.returns, item).items():
                yield from _misfits(value, values.get(name), answers.places.at("about"))


def _existing(route: Route) -> _Told:
    """What a document that was there before the hub says: it is read afterwards as if it had come in the usual way."""
    existing = route.existing
    if existing is None or (shape := route.schema.shape(existing.element)) is None:
        return
    known, where = all_said_by(route), existing.places.at("element")
    for path, value in (form_values(existing.form) | item_values(existing.form)).items():
        yield from _misfits(value, known.get(path), where)
    for name, value in (returned_values(existing.returns, shape) | listed_values(existing.returns, shape)).items():
        yield from _misfits(value, known.get(f"returned.{name}"), where)


def _misfits(value: Value | None, known: Value | None, where: Where) -> _Told:
    """What the one value can be and the other cannot."""
    if value is None or known is None:
        return
    if value.shape.primitive != known.shape.primitive:
        yield where, another_kind(value.path, known.path)
    elif value.shape.repeats == known.shape.repeats and not value.converter.is_file:
        text = misfit(value, known.converter, known.shape, is_form=False)
        if text is not None:
            said = shown(text)
            yield (
                where,
                Bilingual(
                    f"“{value.path}”可以是{said.zh}，而“{known.path}”不能：请在架构中使用同一类型",
                    f"“{value.path}” can be {said.en}, “{known.path}” cannot: give both one type in the schema",
                ),
            )


def _named(route: Route, routes: Routes) -> _Told:
    """The numbers of documents: what a number can be, the field that names it can be."""
    shape = route.schema.shape(route.element) if route.is_notice else None
    if route.is_notice:
        mine: Values = returned_values(route.returns, shape) if shape is not None else {}
    else:
        mine = {**form_values(route.first_form), **item_values(route.first_form)}
    for naming in route.names:
        for other in (routes[name] for name in naming.documents if name in routes):
            yield from _unnameable(naming, mine, other)


def _unnameable(naming: Naming, mine: Values, other: Route) -> _Told:
    theirs = said_by(other)
    in_form = {number.name: number.path for number in other.numbers}
    for part, at in zip(parts_of(naming.by), parts_of(naming.at), strict=False):
        number = theirs.get(in_form.get(part, f"returned.{part}"))
        field = mine.get(f"{naming.each}.{at}" if naming.each else at)
        if number is None or field is None:
            continue
        text = misfit(number, field.converter, field.shape, is_form=False)
        if text is not None:
            said = shown(text)
            yield (
                naming.places.at("in"),
                Bilingual(
                    f"{other.document} 的编号可以是{said.zh}，“{field.path}”写不出：请在架构中使用同一类型",
                    f"a number of {other.document} can be {said.en}, which “{field.path}” cannot be: "
                    "give both one type in the schema",
                ),
            )


def _facts_of(route: Route, name: str, routes: Routes) -> Iterator[Values]:
    types = next((naming.documents for naming in route.names if naming.name == name), ())
    yield from (said_by(routes[type_]) for type_ in types if type_ in routes)
