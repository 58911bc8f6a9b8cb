"""docs/catalogue.md: each document type, for those who write to the hub or are written to."""

import inspect
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from hub.catalogue import (
    Among,
    Answers,
    BeginsLike,
    Catalogue,
    Covers,
    Equal,
    Existing,
    Form,
    Kept,
    Leg,
    NamedRule,
    NamedValue,
    Needed,
    NotBefore,
    OwnValue,
    Product,
    Returns,
    Route,
    Rule,
    SameUnit,
    Shape,
    Value,
    Within,
)
from hub.docs.dialects import dialects
from hub.docs.fields import Field, Together, fields_of
from hub.docs.followed import followed
from hub.docs.origin import LEGEND, Origins
from hub.docs.page import HEAD, several, table
from hub.docs.terms import code_lists, inside, kinds_of_text
from hub.docs.value_words import in_words

_DIRECTIONS = {
    "portal-to-party": ("Portals submit these", "A JSON document on the portal's queue; the hub writes the message."),
    "party-to-portal": ("Parties announce these", "A signed message on the party's queue; portals get events."),
    "hub-to-party": ("The hub writes these", "They follow from another document; nobody submits them."),
}
_COMMON = "Enterprise/"
_INTRO = """# Documents

Each document type with its fields, rules and answers, as the [routes](../routes) and [schemas](../xsd) have them.
Statuses and what may follow each: [statuses](statuses.md). Codes of faults: [errors](errors.md). The queues:
[asyncapi.yaml](asyncapi.yaml). JSON Schemas of submissions and events: [schemas/](schemas); in the names of each portal
that has its own: [schemas/portals/](schemas/portals).

The schemas are a little stricter than the hub. It strips white space at the ends of a text, takes `null` and blank
texts as left out, numbers with needless zeros and long ones without decimals, times in other forms of ISO 8601, and
Base64 in lines. A field that it does not know is refused (HUB-202), and so is one that a condition leaves out
(HUB-214): it would be lost. Numbers may be JSON numbers or texts; for money, texts are safe.

A party may say in words why it decided as it did: every business receipt has room for a `Text` and a hundred `Reason`
([common.xsd](../xsd/common.xsd)), and portals are told all of them as `reason`.

Around its `data` every submission carries `type`, `id` (the portal's own; the same id and content again is the same
submission), `party`, `submitted_at`, `signer` (`card`, `name`, and `signature` where the card
[signed](examples/signed-submission.md)), `again_of` where it is made again, and `enterprise`. Every message has that
one too:
"""


def documents(catalogue: Catalogue, origins: Origins) -> Iterator[str]:
    """The page, piece by piece."""
    yield HEAD + _INTRO
    yield from _fields(next(leg.form for route in catalogue.routes.values() for leg in route.legs), is_common=True)
    yield f"\n{LEGEND}"
    for direction, (title, how) in _DIRECTIONS.items():
        routes = [route for route in catalogue.routes.values() if route.direction == direction]
        yield f"\n## {title}\n\n{how}\n"
        for route in sorted(routes, key=lambda route: (route.service, route.document)):
            yield from _document(route, catalogue, origins.of(route))
    yield from dialects(catalogue)
    yield from kinds_of_text(catalogue)
    yield from code_lists(catalogue)


def _document(route: Route, catalogue: Catalogue, origin: str) -> Iterator[str]:
    yield f"\n### {route.document} {route.zh}\n\n{origin}\n\n"
    schema = f"[schema](schemas/{route.document}.json) · " if route.direction == "portal-to-party" else ""
    anchor = f"{route.document}-{route.zh}".replace(" ", "-").lower()
    yield f"{_who(route, catalogue)} · {schema}[statuses](statuses.md#{anchor})\n"
    for number, leg in enumerate(route.legs):
        yield from _leg(route, leg, number)
    if route.is_notice:
        yield f"\nThe message: `{route.element}` ({_xsd(route)}).\n"
        yield from _returned(route.returns, route.schema.shape(route.element), route.references)
    if (existing := route.existing) is not None:
        yield from _existing(route, existing)
    for title, writing in (("An inquiry", route.inquiry), ("A copy", route.shares)):
        if writing is not None:
            yield f"\n**{title}**: `{writing.element}` ({_xsd(route)}), made of:\n"
            yield from _fields(writing.form)
    yield from (f"\n{line}\n" if number == 0 else f"{line}\n" for number, line in enumerate(followed(route)))
    yield from _rules(route)


def _existing(route: Route, existing: Existing) -> Iterator[str]:
    """The message about a document that was there before the hub: the fields that it says, and what it brings."""
    yield f"\n**There before the hub**: `{existing.element}` ({_xsd(route)}) announces it, with its status in "
    yield f"`Header/TakenOver` (role of the sender: {route.legs[-1].role}). Below `Form` stand elements of the "
    yield "document's own message, from which these fields are read back:\n"
    yield from _fields(existing.form)
    answers = [leg.answers for leg in route.legs if leg.answers is not None]
    numbers = [name for one in answers for name in one.references]
    yield from _returned(existing.returns, route.schema.shape(existing.element), numbers)


def _who(route: Route, catalogue: Catalogue) -> str:
    parties = ", ".join(p.zh for p in catalogue.parties.values() if p.role == route.role)
    card = f" · card: {' or '.join(route.cards)}" if route.cards else ""
    return f"{route.en} · {'from' if route.is_notice else 'to'}: {route.role} ({parties}){card}"


def _xsd(route: Route) -> str:
    return f"[{route.schema.path.name}](../xsd/{route.schema.path.name})"


def _leg(route: Route, leg: Leg, number: int) -> Iterator[str]:
    follows = f"**Then**, on `{leg.on}`, to the {leg.role} that `{leg.party}` names" if number else "The message"
    made = ", made of" if number or route.is_made_by_hub else ""
    yield f"\n{follows}: `{leg.element}` ({_xsd(route)}){made}{':' if made else '.'}\n"
    yield from _fields(leg.form)
    told = [("sent", leg.confirmed), ("undeliverable", leg.returned), ("taken", leg.accepted), ("refused", leg.refused)]
    statuses = ", ".join(f"{what} `{status}`" for what, status in told if status)
    yield f"\nTechnical receipts: {statuses}.\n"
    if leg.answers is not None:
        yield from _answers(route, leg.answers)


def _fields(form: Form | None, *, is_common: bool = False) -> Iterator[str]:
    """The fields of a message; those that all have in common stand on their own."""
    fields = [f for f in fields_of(form.nodes if form else ()) if f.target.startswith(_COMMON) is is_common]
    rows = chain.from_iterable(_rows(field, "") for field in fields)
    yield from table(("field", "", "needed", "value", "element"), rows)


def _rows(field: Field, prefix: str) -> Iterator[Sequence[str]]:
    path = prefix + ".".join(field.steps) + ("[]" if field.is_list else "")
    shape, source = field.node.shape, field.node.source
    if field.is_list:
        most = f", at most {shape.most}" if shape.most else ""
        inner = field.items[0]
        is_plain = not inner.steps
        words = f"list{most}" + (f" of: {_value(inner)}" if is_plain else "")
        yield f"`{path}`", shape.label, _needed(field, prefix), words, field.target
        yield from () if is_plain else chain.from_iterable(_rows(item, f"{path}.") for item in field.items)
    elif source is not None:
        default = f"; otherwise `{source.default}`" if source.default else ""
        yield f"`{path}`", shape.label, _needed(field, prefix), _value(field) + default, field.target


def _value(field: Field) -> str:
    return in_words(field.node.shape, field.node.source.converter) if field.node.source else ""


def _needed(field: Field, prefix: str) -> str:
    when = [f"`{prefix}{c.path}` is {several(sorted(c.values))}" for c in field.conditions]
    if any(isinstance(guard, Together) for guard in field.guards):
        when.append("any of its siblings is given")
    if not field.is_needed:
        when = [words for words in when if words.startswith("`")]
        return "may be, when " + " and ".join(when) if when else ""
    return "when " + " and ".join(when) if when else "yes"


def _answers(route: Route, answers: Answers) -> Iterator[str]:
    yield f"\nBusiness receipt: `{answers.element}`.\n"
    required = {code: answers.required.get(status, ()) for code, status in answers.codes.items()}
    rows = [(f"`{code}`", f"`{status}`", several(required[code], "and")) for code, status in answers.codes.items()]
    yield from table(("code", "status", "must bring"), rows)
    numbered = {name for names in answers.numbered.values() for name in names}
    yield from _returned(answers.returns, route.schema.shape(answers.element), answers.references, numbered)
    yield from _about(answers)


def _about(answers: Answers) -> Iterator[str]:
    """What it is about, and what is taken for a value that it lacks."""
    if (about := answers.about) is not None:
        yield f"\nIt may say what became of each item (`{about.items}`, told by `Number`, the document's {about.kind}) "
        yield f"and of the order (`{about.orders}`, whose `Id` is the document's). The items decide where there are "
        yield "any, else the order, else `Code`. It moves the document only where it is about the whole, or about "
        yield "exactly the document's items, each once and with one outcome. Anything else is kept, moves nothing and "
        yield "frees nothing; where it says something final, the document is disputed until an operator has settled "
        yield "it. Ids are compared without hyphens and case where that leaves one item that is meant.\n"
    if answers.stand_ins.sources:
        rows = ((f"`{name}`", source.path) for name, source in answers.stand_ins.sources.items())
        yield "\nWhere it must bring a value and the party gives none, another one stands in for it; `stands_in`, a "
        yield "list among what returned, names these.\n"
        yield from table(("value", "stands in for it"), rows)


def _returned(
    returns: Returns, shape: Shape | None, references: Iterable[str], numbered: Container[str] = ()
) -> Iterator[str]:
    """What a message brings, by the names that events have."""

    def row(name: str) -> Sequence[str]:
        source = returns.sources[name]
        found = inside(shape, source.path)
        words = in_words(found, source.converter) if found is not None else ""
        number = "business number; " if name in references else ""
        number += "else the record number; " if name in numbered else ""
        return (
            f"`{name}`",
            " ".join(filter(None, (source.zh, source.en))),
            number + ("list of: " if source.repeats else "") + words,
            source.path,
        )

    yield from table(("returned", "", "value", "element"), map(row, returns.sources))


def _rules(route: Route) -> Iterator[str]:
    of_answers = [rule for leg in route.legs if leg.answers for rule in leg.answers.rules]
    for title, rules in (("Rules", route.rules), ("Rules of its receipts", of_answers)):
        if rules:
            yield f"\n{title}:\n\n"
            yield from (f"- {line}\n" for rule in rules for line in _rule(rule))


def _whose(place: NamedValue | OwnValue | Value) -> str:
    if isinstance(place, Value):
        return f"`{place.path}`"
    if isinstance(place, NamedValue) and place.instead is not None:
        first, *others = (f"the named document's `{replace(one, instead=None)}`" for one in place.all)
        return ", or where it says none ".join((first, *others))
    whose = "the named document's" if isinstance(place, NamedValue) else "what its own form says in"
    return f"{whose} `{place}`"


def _rule(rule: Rule) -> Iterator[str]:
    """A rule that code has under a name, or one that the route writes itself."""
    if isinstance(rule, Equal):
        how = "what one leaves out, the other leaves out too" if rule.exactly else "where both say it"
        yield from (f"`{value.path}` is {_whose(place)}, {how}." for value, place in rule.pairs)
    elif isinstance(rule, NotBefore):
        other = f"`{rule.other_name}`" if rule.other else "today (Shanghai)"
        yield f"`{rule.day_name}` is not before {other}."
    elif isinstance(rule, Within):
        begin, end = (one.path if isinstance(one, Value) else one for one in (rule.begin, rule.end))
        yield f"`{rule.day.path}` is between `{begin}` and `{end}`, both days included."
    elif isinstance(rule, Among):
        values = " with ".join(f"`{value.path}`" for value in rule.columns.values())
        yield f"{values} is among the named document's `{rule.of}`."
    elif isinstance(rule, Product):
        of, by = rule.of.path, rule.raised_by.path
        yield f"`{rule.value.path}` is `{of}` raised by `{by}` per cent, half up to the cent; one cent may be missing."
    elif isinstance(rule, Kept):
        yield from rule.sentences
    elif isinstance(rule, SameUnit | Covers):
        yield rule.sentence
    elif isinstance(rule, BeginsLike):
        yield f"`{rule.value.path}` begins with the first {rule.characters} characters of `{rule.other.path}`."
    elif isinstance(rule, Needed):
        yield f"`{rule.value.path}` must be there where `{rule.when.path}` is {several(sorted(rule.when.values))}."
    else:
        function = rule.function if isinstance(rule, NamedRule) else rule
        yield f"`{function.__name__}`: {(inspect.getdoc(function) or '').partition(chr(10))[0]}"
