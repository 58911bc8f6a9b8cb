"""Compile a portal's shape against the routes that it carries, and prove that each of its words is used."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from hub.catalogue.compile import portal_sentences as sentences
from hub.catalogue.compile.portal_fields import Leaf, leaves_of, styled, words_of
from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.portal_shapes import (
    AS_OURS,
    ENVELOPE,
    EVENT,
    FAULT,
    ROOT,
    TRUTHS,
    Field,
    FormShape,
    Place,
    PortalShape,
    Steps,
    Values,
)
from hub.catalogue.mapping.routes import Route
from hub.catalogue.pages.portal_shapes import ShapePage
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.text import Text
from hub.text.bilingual import Bilingual

CARDS = ("operator", "legal-person", "account")
_TRUTH = ("boolean", "consent")
_NAME = re.compile(r"(?!xml)[A-Za-z_\u4e00-\u9fff][\w-]*", re.IGNORECASE)


class Known(NamedTuple):
    """What a portal's file may speak of."""

    routes: Sequence[Route]
    """The routes of the types that the portal carries."""
    parties: Collection[str]
    statuses: Collection[str]
    lists: Mapping[str, CodeList]


def compile_shape(page: ShapePage, known: Known, problems: Problems) -> PortalShape:
    """The shape of a page; what it says in vain or twice is reported."""
    return _ShapeCompiler(page, known, problems).shape()


def plain_shape(routes: Iterable[Route]) -> PortalShape:
    """The hub's own shape, as which a submission in XML is read."""
    where = Where("", 1)
    return compile_shape(ShapePage(where), Known(list(routes), (), (), {}), Problems())


@dataclass
class _ShapeCompiler:
    page: ShapePage
    known: Known
    problems: Problems
    used: set[str] = field(default_factory=set)
    """The entries of `names` that name something."""
    lists: set[str] = field(default_factory=set)
    """The code lists of fields and returned values."""
    values: dict[str, Values] = field(default_factory=dict)
    """By code list."""

    def shape(self) -> PortalShape:
        """Compile everything; the proofs of use come last."""
        page, known = self.page, self.known
        self._prove_names()
        types = self._values(page.types, [r.document for r in known.routes], sentences.no_type)
        parties = self._values(page.parties, known.parties, sentences.no_party)
        cards = self._values(page.cards, CARDS, sentences.no_card)
        truths = self._values(page.booleans, TRUTHS, sentences.no_truth)
        self._code_lists()
        self._prove_paths(page.submission, ENVELOPE, sentences.no_field)
        kinds = {"type": types, "party": parties, "signer.card": cards}
        forms = {}
        for route in known.routes:
            if route.first_form is not None and not route.is_notice and not route.is_made_by_hub:
                forms[route.document] = self._form(route, route.first_form, kinds, truths)
        for document in page.documents:
            if document not in {route.document for route in known.routes}:
                self._report(document.where, sentences.no_type(document))
        shape = PortalShape(
            root=str(page.root or ROOT),
            forms=forms,
            unknown=self._table([], {}, kinds, page.where),
            types=types,
            parties=parties,
            cards=cards,
            statuses=self._values(page.statuses, known.statuses, sentences.no_status),
            truths=truths,
            event=self._event(),
            returned={route.document: self._returned(route) for route in known.routes},
            names={name: self._name(name) for name in (*FAULT, "content", *self.page.names)},
        )
        self._prove_used()
        return shape

    def _prove_names(self) -> None:
        """Report what cannot be the name of a field or an element, and a root that is so anyway."""
        page = self.page
        whole = [
            theirs for one in (page.names, *(d.returned for d in page.documents.values())) for theirs in one.values()
        ]
        paths = (page.submission, page.event, *(document.fields for document in page.documents.values()))
        steps = [(theirs.where, step) for table in paths for theirs in table.values() for step in theirs.split(".")]
        root = [page.root] if page.root else []
        for where, name in [*((text.where, str(text)) for text in (*whole, *root)), *steps]:
            if not _NAME.fullmatch(name):
                self._report(where, sentences.no_name(name))
        if page.root == ROOT:
            self._report(root[0].where, sentences.in_vain("root"))

    # ---- names -------------------------------------------------------------------------------

    def _name(self, ours: str) -> str:
        """The portal's name for one of ours: from its table, else in its style."""
        if ours in self.page.names:
            self.used.add(ours)
            return str(self.page.names[Text(ours, self.page.where)])
        return styled(ours, self.page.style)

    def _theirs(self, ours: Steps, given: Mapping[str, Text]) -> Steps:
        """The portal's path: given as a whole, else below its object's path."""
        if (path := given.get(".".join(ours))) is not None:
            return tuple(path.split("."))
        above = self._theirs(ours[:-1], given) if len(ours) > 1 else ()
        return (*above, self._name(ours[-1]))

    # ---- forms -------------------------------------------------------------------------------

    def _form(self, route: Route, form: Form, kinds: Mapping[str, Values], truths: Values) -> FormShape:
        """The table of one type; `fields` are relative to `data` on both sides."""
        page = self.page.documents.get(Text(route.document, self.page.where))
        leaves = list(leaves_of(form, [leg.party for leg in route.legs[1:]], kinds["party"]))
        envelope = {str(ours): theirs for ours, theirs in self.page.submission.items()}
        data = ".".join(self._theirs(("data",), envelope))
        given: dict[str, Text] = {}
        for ours, theirs in page.fields.items() if page else ():
            before = self._theirs(("data", *ours.split(".")), envelope | given)
            given[f"data.{ours}"] = Text(f"{data}.{theirs}", ours.where)
            if not any(leaf.path == f"data.{ours}" or leaf.path.startswith(f"data.{ours}.") for leaf in leaves):
                self._report(ours.where, sentences.not_of(route.document)(ours))
            elif ".".join(before) == f"{data}.{theirs}":
                self._report(ours.where, sentences.in_vain(ours))
        fields = [self._leaf(leaf, truths) for leaf in leaves if leaf.path.startswith("data.")]
        return self._table(fields, given, kinds, page.where if page else self.page.where)

    def _leaf(self, leaf: Leaf, truths: Values) -> Field:
        values, is_truth = leaf.values, leaf.converter is not None and leaf.converter.name in _TRUTH
        codes = leaf.converter.codes if leaf.converter is not None else None
        if codes is not None:
            self.lists.add(codes.name)
            values = self.values.get(codes.name, AS_OURS)
        elif is_truth:
            values = truths
        return Field(tuple(leaf.path.split(".")), (), leaf.is_list, is_truth, values)

    def _table(
        self, fields: Sequence[Field], given: Mapping[str, Text], kinds: Mapping[str, Values], where: Where
    ) -> FormShape:
        """The tree of the portal's names; two fields in one place are reported."""
        given = {**{str(ours): theirs for ours, theirs in self.page.submission.items()}, **given}
        envelope = [Field(tuple(path.split(".")), (), values=kinds.get(path, AS_OURS)) for path in ENVELOPE]
        leaves = [
            f for f in envelope if f.ours not in (("enterprise",), ("signer",)) and (f.ours != ("data",) or not fields)
        ]
        root, theirs = Place(), {}
        for one in [*leaves, *sorted(fields, key=lambda f: (len(f.ours), f.ours))]:
            for end in range(1, len(one.ours) + 1):
                theirs[one.ours[:end]] = self._theirs(one.ours[:end], given)
            self._put(root, one._replace(theirs=theirs[one.ours]), where)
        lists = {f.ours for f in fields if f.is_list}
        self._prove_items(theirs, lists, where)
        return FormShape(root, theirs, lists)

    def _put(self, root: Place, one: Field, where: Where) -> None:
        place = root
        for step in one.theirs:
            if place.holds is not None and not place.holds.is_list:
                self._report(where, sentences.twice(".".join(one.theirs)))
            place = place.inside.setdefault(step, Place())
        if place.holds is not None or (place.inside and not one.is_list):
            self._report(where, sentences.twice(".".join(one.theirs)))
        place.holds = one

    def _prove_items(self, theirs: Mapping[Steps, Steps], lists: Collection[Steps], where: Where) -> None:
        """Report fields of items that stand outside of the list."""
        for ours, path in theirs.items():
            for held in lists:
                if ours[: len(held)] == held and path[: len(theirs[held])] != theirs[held]:
                    name = ".".join(ours)
                    self._report(where, Bilingual(f"{name} 必须留在列表之内", f"{name} must stay inside its list"))

    # ---- events ------------------------------------------------------------------------------

    def _event(self) -> dict[str, Steps]:
        self._prove_paths(self.page.event, EVENT, sentences.no_event_field)
        given = {str(ours): theirs for ours, theirs in self.page.event.items()}
        found = {name: self._theirs((name,), given) for name in EVENT}
        taken: list[Steps] = []
        for path in found.values():
            if any(path[: len(other)] == other or other[: len(path)] == path for other in taken):
                self._report(self.page.where, sentences.twice(".".join(path)))
            taken.append(path)
        return found

    def _returned(self, route: Route) -> dict[str, tuple[str, Values]]:
        page = self.page.documents.get(Text(route.document, self.page.where))
        given = {str(ours): theirs for ours, theirs in page.returned.items()} if page else {}
        found: dict[str, tuple[str, Values]] = {}
        for name, source in route.returned.items():
            codes = source.converter.codes
            self.lists |= {codes.name} if codes is not None else set()
            values = self.values.get(codes.name, AS_OURS) if codes is not None else AS_OURS
            plain = self._name(name)
            if name in given and given[name] == plain:
                self._report(given[name].where, sentences.in_vain(name))
            found[name] = (str(given.get(name, plain)), values)
        for odd in page.returned if page else ():
            if odd not in route.returned:
                self._report(odd.where, sentences.not_of(route.document)(odd))
        names = [name for name, _ in found.values()]
        for twice in sorted({name for name in names if names.count(name) > 1}):
            self._report(page.where if page else self.page.where, sentences.twice(f"{route.document}: {twice}"))
        return found

    # ---- codes and proofs --------------------------------------------------------------------

    def _code_lists(self) -> None:
        for name, table in self.page.codes.items():
            codes = self.known.lists.get(str(name))
            if codes is None:
                self._report(name.where, Bilingual(f"没有代码表“{name}”", f"there is no code list “{name}”"))
                continue
            if codes.to_wire:  # else it could not be read, which is told once
                self.values[str(name)] = self._values(table, codes.to_wire, sentences.not_in(name))

    def _values(self, table: Mapping[Text, Text], codes: Collection[str], odd: sentences.Sentence) -> Values:
        """The codes of a table, each once on either side, and none that is written as ours anyway."""
        ours: dict[str, str] = {}
        for code, theirs in table.items():
            if code not in codes:
                self._report(code.where, odd(code))
            elif code == theirs:
                self._report(code.where, sentences.in_vain(code))
            elif theirs in ours or (theirs in codes and theirs not in table):
                self._report(code.where, sentences.twice(theirs))
            ours.setdefault(str(theirs), str(code))
        return Values({str(code): str(theirs) for code, theirs in table.items()}, ours)

    def _prove_paths(self, table: Mapping[Text, Text], names: Collection[str], odd: sentences.Sentence) -> None:
        for ours, theirs in table.items():
            rest = {str(name): path for name, path in table.items() if name != ours}
            if ours not in names:
                self._report(ours.where, odd(ours))
            elif self._theirs(tuple(ours.split(".")), rest) == tuple(theirs.split(".")):
                self._report(ours.where, sentences.in_vain(ours))

    def _prove_used(self) -> None:
        standing = words_of(self.known.routes)
        for name, theirs in self.page.names.items():
            if name not in self.used or name not in standing:
                self._report(name.where, Bilingual(f"没有字段名为“{name}”", f"no field has the name “{name}”"))
            elif styled(name, self.page.style) == theirs:
                self._report(name.where, sentences.in_vain(name))
        for name in self.page.codes:
            if name not in self.lists and (codes := self.known.lists.get(name)) is not None and codes.to_wire:
                text = Bilingual(
                    f"没有字段使用代码表“{name}”", f"no field that this portal knows has codes of “{name}”"
                )
                self._report(name.where, text)

    def _report(self, where: Where, text: Bilingual) -> None:
        self.problems.add(where, text)
