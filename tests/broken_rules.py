"""Break rules, whatever they say: values that a rule looks at are changed until it refuses.

Which values it looks at is seen while it runs, so a new rule needs nothing here.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import product
from types import CodeType, FunctionType
from typing import Any, NamedTuple

from catalogue_carry import form_of, returned_by
from refusals import Known, Scene, write

from hub.catalogue import (
    Case,
    Catalogue,
    NamedDocument,
    NamedRule,
    NamedValue,
    Needed,
    NotBefore,
    OwnValue,
    Route,
    Rule,
    Within,
    lookup,
    parts_of,
)
from hub.errors import Code
from hub.model import Document, Fault, Resource
from hub.testing.rows import a_document

TODAY = date(2026, 9, 21)
TEXTS = ("示例", "00", "apply", "increase", "again")
NUMBERS = ("0.00", "1.00", "99999999.99")
DAYS = ("2026-01-01", "2026-09-21", "2126-10-01", "2127-10-01", "2128-12-31")
"""Values that fields are given beside those that stand elsewhere."""
OWN = "form"
"""Where a value stands: in the form or the message itself, in `own`, the form that it answers, or a document's name."""


@dataclass
class Facts:
    """What a case is made of, as plain values."""

    form: dict[str, Any]
    own: dict[str, Any] = field(default_factory=dict)
    named: dict[str, list[Known]] = field(default_factory=dict)
    account: Resource | None = None
    predecessor: Document | None = None
    fixed: frozenset[str] = frozenset()
    """Paths in the form that name documents: another number would name another one."""

    def changed(self, place: str, path: str, value: Any, number: int = 0) -> "Facts":
        """A copy with one value changed; of several named documents, that of a number."""
        form, own = json.loads(json.dumps([self.form, self.own]))
        named = {name: [_copy(one) for one in documents] for name, documents in self.named.items()}
        if place == OWN:
            write(form, path, value)
        elif place == "own":
            write(own, path, value)
        else:
            first, _, rest = path.partition(".")
            one = named[place][number]
            write(*((one.returned, rest) if first == "returned" else (one.form, path)), value)
        return replace(self, form=form, own=own, named=named)


def _copy(known: Known) -> Known:
    form, returned = json.loads(json.dumps([known.form, known.returned]))
    return replace(known, form=form, returned=returned)


class Looked:
    """What a rule has looked at: by place, the paths of its values; and whether at the account."""

    def __init__(self) -> None:
        self.at: dict[str, dict[str, Any]] = {}
        self.account = False

    def note(self, place: str, path: str, value: Any) -> Any:
        """The value, watched below; a value that is no object is noted."""
        if isinstance(value, dict):
            return _Watched(value, partial(self._below, place, path))
        if isinstance(value, list) and any(isinstance(item, dict) for item in value):
            return [self.note(place, path, item) for item in value]
        self.at.setdefault(place, {})[path] = value
        return value

    def _below(self, place: str, path: str, name: str, value: Any) -> Any:
        return self.note(place, f"{path}.{name}" if path else name, value)

    def watched(self, place: str, values: Mapping[str, Any], path: str = "") -> Any:
        """The same values, watched."""
        return _Watched(dict(values), partial(self._below, place, path))


class _Watched(dict[str, Any]):
    """An object of a form that tells which of its values are read."""

    def __init__(self, values: dict[str, Any], note: Any) -> None:
        super().__init__(values)
        self._note = note

    def get(self, name: str, default: Any = None) -> Any:
        found = self._note(name, super().get(name))
        return default if found is None else found

    def __getitem__(self, name: str) -> Any:
        return self._note(name, super().__getitem__(name))

    def __contains__(self, name: object) -> bool:
        self._note(name, super().get(str(name)))
        return super().__contains__(name)


@dataclass(frozen=True, kw_only=True)
class _WatchedCase(Case):
    """A case that tells whether its account was looked at."""

    looked: Looked

    def __getattribute__(self, name: str) -> Any:
        if name == "account":
            super().__getattribute__("looked").account = True
        return super().__getattribute__(name)


def tried(rule: Rule, facts: Facts, looked: Looked) -> list[Fault]:
    """What a rule says; and what it looked at."""
    named = {
        name: [
            NamedDocument(
                document=a_document(type=one.type, party="ping-an"),
                form={k: looked.note(name, k, v) if isinstance(v, dict) else v for k, v in one.form.items()},
                returned=looked.watched(name, one.returned, "returned"),
                position=position,
            )
            for position, one in enumerate(documents)
        ]
        for name, documents in facts.named.items()
    }
    case = _WatchedCase(
        form=looked.watched(OWN, facts.form),
        own=looked.watched("own", facts.own),
        today=TODAY,
        account=facts.account,
        predecessor=facts.predecessor,
        named=named,
        looked=looked,
    )
    return list(rule(case))


class Try(NamedTuple):
    """One look of a rule at facts."""

    faults: list[Fault]
    looked: Looked
    facts: Facts


def every_try(rule: Rule, facts: Facts) -> Iterator[Try]:
    """The rule on the facts as they are, on facts that agree, and with values changed that it looks at."""
    tried(rule, facts, first := Looked())
    predecessors = (None, a_document(type="x", status="F")) if isinstance(rule, NamedRule) else (None,)
    for account, predecessor in product(ACCOUNTS if first.account else ACCOUNTS[:1], predecessors):
        for start in (facts, _agreeing(rule, facts, first)):
            yield from _tries(rule, replace(start, account=account, predecessor=predecessor), CHANGES)


def _tries(rule: Rule, facts: Facts, changes: int) -> Iterator[Try]:
    yield Try(tried(rule, facts, looked := Looked()), looked, facts)
    if changes == CHANGES or (changes and len(_values(looked)) <= FEW):
        for changed in _changes(rule, facts, looked):
            yield from _tries(rule, changed, changes - 1)


CHANGES = 2
"""Values that are changed at once."""
FEW = 4
"""Of more values only one is changed."""
_FIGURES = {"total": "9.00", "used": "1.00", "remaining": "8.00", "effective_date": "2026-01-01"}
ACCOUNTS = (
    Resource(key="a:b:c", figures=_FIGURES, as_of=0, reserved=Decimal(0)),
    Resource(key="a:b:c", figures={**_FIGURES, "expiry_date": "2026-02-01"}, as_of=0, reserved=Decimal(0)),
    None,
)


def _agreeing(rule: Rule, facts: Facts, looked: Looked) -> Facts:
    """The facts, with documents that say what the form says: where the rule compares pairs, or under the same name."""
    for value, other in getattr(rule, "pairs", ()):
        place = other.naming.name if isinstance(other, NamedValue) else "own" if isinstance(other, OwnValue) else OWN
        for number in range(len(facts.named.get(place, [None]))):
            facts = facts.changed(place, other.path, lookup(facts.form, value.path), number)
    mine = {path.rpartition(".")[2]: value for path, value in looked.at.get(OWN, {}).items()}
    for place, path, _ in _values(looked) if isinstance(rule, NamedRule) else ():
        if place != OWN and (name := path.rpartition(".")[2]) in mine:
            facts = facts.changed(place, path, mine[name])
    return facts


def _values(looked: Looked) -> list[tuple[str, str, Any]]:
    return [(place, path, value) for place, said in looked.at.items() for path, value in said.items()]


def _changes(rule: Rule, facts: Facts, looked: Looked) -> Iterator[Facts]:
    """Each value that was looked at: gone, another one, or one that stands elsewhere."""
    values = [one for one in _values(looked) if one[0] != OWN or one[1] not in facts.fixed]
    texts = [text for *_, value in values for text in (value if isinstance(value, list) else [value])]
    asked_for = sorted(rule.when.values) if isinstance(rule, Needed) else []
    elsewhere = [*asked_for, *dict.fromkeys(text for text in texts if isinstance(text, str))][:MOST]
    for place, path, value in values:
        is_validated = isinstance(rule, NamedRule) and place == OWN
        for other in _others(rule, value, elsewhere):
            if other != value and not (other is None and is_validated):
                yield facts.changed(place, path, other)


MOST = 12
"""Values that stand elsewhere and are tried."""


def _others(rule: Rule, value: Any, elsewhere: Sequence[str]) -> Sequence[str | None]:
    """Other values of the kind of a value, and none."""
    text = value if isinstance(value, str) else ""
    if isinstance(rule, NotBefore | Within) or text[4:5] == text[7:8] == "-":
        return (None, *DAYS)
    if text.replace(".", "", 1).isdecimal():
        return (None, *NUMBERS, *(one for one in elsewhere if one.replace(".", "", 1).isdecimal()))
    if value is None and isinstance(rule, NamedRule):
        return ()
    return (None, *TEXTS, *elsewhere)


def rules_of(route: Route, catalogue: Catalogue) -> Iterable[tuple[Rule, Facts, bool]]:
    """Each rule of a route and of its parties' answers, with facts that it can look at, and whether it is of a form."""
    form = form_of(route) if not route.is_notice else {}
    returned = returned_by(route)
    named: dict[str, list[Known]] = {}
    if route.direction == "portal-to-party":
        scene = Scene.of(route)
        form, named = scene.made.form, scene.named
    else:
        for naming in route.names:
            known = Known.of(catalogue.routes[naming.documents[0]], "S")
            named[naming.name] = [_copy(known) for _ in naming.numbers(returned)]
    paths = [(naming.each, part) for naming in route.names for part in parts_of(naming.at)]
    fixed = frozenset(f"{each}.{part}" if each else part for each, part in paths)
    for rule in route.rules:
        is_of_form = route.direction == "portal-to-party"
        yield rule, Facts(returned if route.is_notice else form, named=named, fixed=fixed), is_of_form
    for leg in route.legs:
        for rule in leg.answers.rules if leg.answers else ():
            yield rule, Facts(returned, own=form, named=named), False


def codes_of(rule: Rule) -> set[Code]:
    """The codes with which a rule can refuse: those that it was made with, or that its code names."""
    code = getattr(rule, "code", None)
    if code is not None:
        return {code}
    call = rule.function if isinstance(rule, NamedRule) else type(rule).__call__
    assert isinstance(call, FunctionType)
    return {Code[name] for name in _names(call.__code__, call.__globals__, set()) if name in Code.__members__}


def _names(code: CodeType, known: Mapping[str, Any], seen: set[str]) -> set[str]:
    """The names in a function, and in the functions of its module that it calls."""
    found = set(code.co_names)
    for name in found - seen:
        inner = known.get(name)
        if isinstance(inner, FunctionType) and inner.__globals__ is known:
            found |= _names(inner.__code__, known, seen | found)
    return found


def envelope(paths: Sequence[str]) -> list[str]:
    """Without what every submission has."""
    return [path for path in paths if path.partition(".")[0] not in ("party", "enterprise", "signer", "again_of", "id")]
