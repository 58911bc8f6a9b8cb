"""Compile a portal's shape against the routes that it carries, and prove that each of its words is used."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from hub.catalogue.compile import portal_sentences as sentences
from hub.catalogue.compile.portal_codes import PortalCodes
from hub.catalogue.compile.portal_fields import Leaf, leaves_of, levels_of, paths_of
from hub.catalogue.compile.portal_names import PortalNames
from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.portal_shapes import (
    AS_OURS,
    ENVELOPE,
    EVENT,
    FAULT,
    FILE,
    ROOT,
    STANDS_IN,
    TRUTHS,
    Field,
    FormShape,
    Place,
    PortalShape,
    Steps,
    Told,
    Values,
)
from hub.catalogue.mapping.returns import Returned
from hub.catalogue.mapping.routes import Route
from hub.catalogue.pages.portal_shapes import ShapePage
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.text import Text
from hub.text.bilingual import Bilingual

CARDS = ("operator", "legal-person", "account")
_TRUTH = ("boolean", "consent")


class Known(NamedTuple):
    """What a portal's file may speak of."""

    routes: Sequence[Route]
    """The routes of the types that the portal carries."""
    parties: Collection[str]
    statuses: Collection[str]
    lists: Mapping[str, CodeList]
    tracks: Collection[str] = ()


def compile_shape(page: ShapePage, known: Known, problems: Problems) -> PortalShape:
    """The shape of a page; what it says in vain or twice is reported."""
    return _ShapeCompiler(page, known, problems).shape()


def plain_shape(routes: Iterable[Route]) -> PortalShape:
    """The hub's own shape, as which a submission in XML is read."""
    where = Where("", 1)
    return compile_shape(ShapePage(where), Known(list(routes), (), (), {}), Problems())


class _ShapeCompiler:
    """Compiles one page."""

    def __init__(self, page: ShapePage, known: Known, problems: Problems) -> None:
        self.page = page
        self.known = known
        self.names = PortalNames(page, problems)
        self.codes = PortalCodes(page.codes, known.lists, problems)
        self.problems = problems

    def shape(self) -> PortalShape:
        """Compile everything; the proofs of use come last."""
        page, known = self.page, self.known
        self.names.prove()
        types = self.codes.values(page.types, [r.document for r in known.routes], sentences.no_type)
        parties = self.codes.values(page.parties, known.parties, sentences.no_party)
        cards = self.codes.values(page.cards, CARDS, sentences.no_card)
        truths = self.codes.values(page.booleans, TRUTHS, sentences.no_truth)
        self.names.prove_paths(page.submission, ENVELOPE, sentences.no_field)
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
            statuses=self.codes.values(page.statuses, known.statuses, sentences.no_status),
            truths=truths,
            tracks=self.codes.values(page.tracks, known.tracks, sentences.no_track),
            event=self._event(),
            returned={route.document: self._returned(route) for route in known.routes},
            names={name: self.names.name(name) for name in (*FAULT, *FILE, STANDS_IN)},
        )
        self.names.prove_used(known.routes)
        self.codes.prove_used()
        return shape

    # ---- forms -------------------------------------------------------------------------------

    def _form(self, route: Route, form: Form, kinds: Mapping[str, Values], truths: Values) -> FormShape:
        """The table of one type; `fields` are relative to `data` on both sides."""
        page = self.page.documents.get(Text(route.document, self.page.where))
        leaves = list(leaves_of(form, [leg.party for leg in route.legs[1:]], kinds["party"]))
        envelope = {str(ours): theirs for ours, theirs in self.page.submission.items()}
        data = ".".join(self.names.path(("data",), envelope))
        given: dict[str, Text] = {}
        for ours, theirs in page.fields.items() if page else ():
            before = self.names.compared(("data", *ours.split(".")), envelope | given)
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
            values = self.codes.of(codes)
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
                theirs[one.ours[:end]] = self.names.path(one.ours[:end], given)
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
        self.names.prove_paths(self.page.event, EVENT, sentences.no_event_field)
        given = {str(ours): theirs for ours, theirs in self.page.event.items()}
        found = {name: self.names.path((name,), given) for name in EVENT}
        taken: list[Steps] = []
        for path in found.values():
            if any(path[: len(other)] == other or other[: len(path)] == path for other in taken):
                self._report(self.page.where, sentences.twice(".".join(path)))
            taken.append(path)
        return found

    def _returned(self, route: Route) -> dict[str, Told]:
        page = self.page.documents.get(Text(route.document, self.page.where))
        given = {str(ours): theirs for ours, theirs in page.returned.items()} if page else {}
        found = self._told(route.returned, given, "")
        paths = set(paths_of(route.returned))
        for odd in page.returned if page else ():
            if odd not in paths:
                self._report(odd.where, sentences.not_of(route.document)(odd))
        where = page.where if page else self.page.where
        for twice in sorted({theirs for level in levels_of(found) for theirs in level if level.count(theirs) > 1}):
            self._report(where, sentences.twice(f"{route.document}: {twice}"))
        return found

    def _told(self, sources: Mapping[str, Returned], given: Mapping[str, Text], prefix: str) -> dict[str, Told]:
        """What the portal calls these values; `given` is by our path, with a prefix inside lists of objects."""
        found: dict[str, Told] = {}
        for name, source in sources.items():
            codes, plain, path = source.converter.codes, self.names.name(name), prefix + name
            values = self.codes.of(codes) if codes is not None else AS_OURS
            if path in given and given[path] == plain:
                self._report(given[path].where, sentences.in_vain(path))
            inner = self._told(source.inner.sources, given, f"{path}.") if source.inner is not None else {}
            found[name] = Told(str(given.get(path, plain)), values, inner)
        return found

    def _report(self, where: Where, text: Bilingual) -> None:
        self.problems.add(where, text)
