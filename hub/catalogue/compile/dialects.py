"""Compile a dialect's page against both sides: our schemas and the party's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hub.catalogue.compile.code_tables import by_name
from hub.catalogue.compile.mappings import Compiler
from hub.catalogue.compile.policies import TO_DIALECT, from_dialect
from hub.catalogue.compile.scopes import MessageScope
from hub.catalogue.compile.sources import Context, SeveralPlaces
from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.mapping.dialects import Dialect, Heard, Written
from hub.catalogue.mapping.schemas import Schema, Shape
from hub.catalogue.pages.dialects import DialectPage, ReceivedPage, SentPage
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.sentences import no_element
from hub.catalogue.words.text import Text
from hub.text.bilingual import Bilingual


@dataclass(frozen=True)
class Sides:
    """What the two sides of a dialect are proved against."""

    lists: Mapping[str, CodeList]
    ours: Mapping[str, Schema]
    """The schemas of our messages, by root element."""
    is_whole: bool
    """False when some route could not be read: an element that no other route has may be its."""
    schema: Callable[[str, Where], Schema | None]
    """The schema file of a name; reports one that is missing or broken."""


def compile_dialect(page: DialectPage, sides: Sides, problems: Problems) -> Dialect:
    """The dialect of a page; what does not fit is reported with its line."""
    sent = ((str(one.ours), _written(one, sides, problems)) for one in page.sends)
    heard = (_heard(one, sides, problems) for one in page.receives)
    return Dialect(
        name=page.name,
        zh=page.zh,
        en=page.en,
        sends={element: written for element, written in sent if written is not None},
        receives=tuple(one for one in heard if one is not None),
        keeps=by_name(page.keeps),
    )


def _written(page: SentPage, sides: Sides, problems: Problems) -> Written | None:
    schema, target = _theirs(page.schema, page.theirs, sides, problems)
    ours = _ours(page.ours, sides, problems)
    if schema is None or target is None or ours is None or page.table is None:
        return None
    compiler = Compiler(Context(sides.lists, problems), TO_DIALECT)
    form = compiler.form([page.table], target, page.where, MessageScope(ours, ours, through_lists=False))
    return Written(
        shape=ours,
        target=target,
        form=form,
        schema=schema,
        read=frozenset(compiler.read),
        drops=tuple((str(drop), drop.where) for drop in page.drops),
        narrower=tuple((str(path), path.where) for path in page.narrower),
        where=page.ours.where,
    )


def _heard(page: ReceivedPage, sides: Sides, problems: Problems) -> Heard | None:
    path = tuple(page.theirs.split("/"))
    _, shape = _theirs(page.schema, Text(path[0], page.theirs.where), sides, problems)
    for name in path[1:]:
        inner = shape.child(name) if shape is not None else None
        if shape is not None and inner is None:
            problems.add(page.theirs.where, no_element(shape.name, name))
        shape = inner
    ours = _ours(page.becomes, sides, problems)
    if shape is None or ours is None or page.table is None:
        return None
    places = SeveralPlaces(page.codes)
    context, scope = Context(sides.lists, problems), MessageScope(shape, shape, through_lists=True)
    heard = Heard(
        path=path,
        shape=shape,
        becomes=str(page.becomes),
        answers=places.agreed(page.answers, None, scope, context)[0] if page.answers is not None else None,
        form=Compiler(context, from_dialect(places)).form([page.table], ours, page.where, scope),
    )
    places.prove_tables(problems)
    return heard


def _theirs(name: Text, element: Text, sides: Sides, problems: Problems) -> tuple[Schema | None, Shape | None]:
    schema = sides.schema(str(name), name.where) if name else None
    shape = schema.shape(element) if schema is not None and element else None
    if schema is not None and element and shape is None:
        problems.add(element.where, no_element(schema.path.name, element))
    return schema, shape


def _ours(element: Text, sides: Sides, problems: Problems) -> Shape | None:
    schema = sides.ours.get(element)
    if schema is None and element and sides.is_whole:
        text = Bilingual(f"{element} 不是任何路由的报文", f"{element} is no message of any route")
        problems.add(element.where, text)
    return schema.shape(element) if schema is not None else None
