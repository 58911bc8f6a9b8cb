"""Load a catalogue: read its files, compile them against its schemas, and prove that they fit together."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, TypeVar

from hub.catalogue.compile.dialects import Sides, compile_dialect
from hub.catalogue.compile.portal_shapes import Known as SaidOf
from hub.catalogue.compile.portal_shapes import compile_shape, plain_shape
from hub.catalogue.compile.routes import Library, compile_route
from hub.catalogue.compile.schema_files import SchemaFiles, side_by_side
from hub.catalogue.compile.unused_lists import prove_lists_used
from hub.catalogue.mapping.cards import CardProfile
from hub.catalogue.mapping.cases import Rule
from hub.catalogue.mapping.catalogue import Catalogue
from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.mapping.dialects import Dialect
from hub.catalogue.mapping.parties import Party, Portal
from hub.catalogue.mapping.routes import Route, tracks_of
from hub.catalogue.mapping.schemas import Schema
from hub.catalogue.pages.cards import read_cards
from hub.catalogue.pages.codes import read_code_list, read_statuses
from hub.catalogue.pages.dialects import read_dialect
from hub.catalogue.pages.folders import Folders
from hub.catalogue.pages.labels import labelled
from hub.catalogue.pages.lifecycles import Beginning, read_lifecycles
from hub.catalogue.pages.parties import read_party, read_portal
from hub.catalogue.pages.personal import read_personal
from hub.catalogue.pages.routes import RoutePage, read_route
from hub.catalogue.pages.submission import read_submission
from hub.catalogue.proofs.carriage import prove_carriage
from hub.catalogue.proofs.carriers import prove_carriers
from hub.catalogue.proofs.dialects import prove_dialects
from hub.catalogue.proofs.moves import prove_moves
from hub.catalogue.proofs.narrower import prove_narrower
from hub.catalogue.proofs.personal import prove_personal
from hub.catalogue.proofs.together import prove_owners, prove_together
from hub.catalogue.proofs.tracks import prove_tracks
from hub.catalogue.short.routes import Known, write_out
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.sentences import wrong_file_name
from hub.catalogue.words.text import read_yaml
from hub.model import MAIN, Status, Statuses
from hub.text.bilingual import Bilingual

STATUSES = "codes/statuses.csv"
_Read = TypeVar("_Read")


class _Found(NamedTuple):
    """A route's page, and the schema of its service."""

    page: RoutePage
    schema: Schema


def load_catalogue(routes: Sequence[Path], schemas: Sequence[Path], rules: Mapping[str, Rule]) -> Catalogue:
    """Load and compile everything; `problems` says what does not fit, and must be empty before anything starts."""
    with side_by_side(schemas) as xsds:
        return _load(Folders(routes), xsds, rules)


def digest_of(routes: Sequence[Path], schemas: Sequence[Path]) -> str:
    """The digest of the catalogue in these folders; nothing is compiled."""
    with side_by_side(schemas) as xsds:
        return _digest(Folders(routes), xsds)


def load_route(
    document: str, routes: Sequence[Path], schemas: Sequence[Path], rules: Mapping[str, Rule]
) -> Route | None:
    """The route of one document type, for whoever only shows it: others are not read, and no problem is told.

    None when there is none, or when it cannot be read.
    """
    with side_by_side(schemas) as xsds:
        return _load(Folders(routes).of_document(document), xsds, rules, is_whole=False).routes.get(document)


def _digest(folders: Folders, xsds: Folders) -> str:
    return hashlib.sha256((folders.digest() + xsds.digest()).encode()).hexdigest()


def _load(folders: Folders, xsds: Folders, rules: Mapping[str, Rule], *, is_whole: bool = True) -> Catalogue:
    problems = Problems()
    statuses = read_statuses(folders.all.get(STATUSES, [Path("missing")]), f"routes/{STATUSES}", problems)
    sound = {} if problems.found else statuses
    lists = _code_lists(folders, problems)
    schemas = SchemaFiles(xsds, lists.values(), problems)
    common = read_submission(_path(folders, "submission.yaml"), "routes/submission.yaml", problems)
    envelope, found = schemas.of_service("common"), dict[str, _Found | None]()
    routes: list[Route] = []
    if envelope is not None and common is not None:
        beginnings = read_lifecycles(_path(folders, "lifecycles.yaml"), "routes/lifecycles.yaml", problems)
        found = dict(_pages(folders, schemas, _Terms(sound, lists, beginnings), problems))
        library = Library(lists, rules, common)
        routes = [compile_route(one.page, one.schema, library, problems) for one in found.values() if one is not None]
    parties = _each(folders, "parties", read_party, problems)
    portals = _each(folders, "portals", read_portal, problems)
    all_read = bool(found) and all(found.values())
    dialects = _dialects(folders, Sides(lists, _messages(routes), all_read, schemas.named), problems)
    cards, personal = _cards(folders, problems), _personal(folders, problems)
    if is_whole:
        _prove_schemas(schemas, envelope, problems)
    if all_read:
        prove_lists_used(folders, lists, schemas.codes.named, problems)
    others = _Others(sound, set(found), parties, portals)
    compiled = _Compiled(routes, others, dialects, lists, personal if is_whole else {})
    return Catalogue(
        routes={route.document: route for route in routes},
        parties=parties,
        portals=_proved(compiled, problems),
        statuses=_statuses(statuses, routes),
        envelope=envelope,  # type: ignore[arg-type]  # None only beside problems, and then nothing starts
        digest=_digest(folders, xsds),
        problems=list(problems),
        dialects=dialects,
        lists=lists,
        cards=cards,
        personal=frozenset(personal),
        plain=plain_shape(routes),
    )


def _prove_schemas(schemas: SchemaFiles, envelope: Schema | None, problems: Problems) -> None:
    """Report schemas that nothing uses and that are broken, and what the schema of the hub's own messages lacks."""
    schemas.prove_others()
    if envelope is not None:
        prove_carriage(envelope, problems)


class _Others(NamedTuple):
    """What routes speak of beside themselves."""

    statuses: Mapping[str, Status]
    documents: Collection[str]
    """Every document type that has a file."""
    parties: Mapping[str, Party]
    portals: Mapping[str, Portal]


class _Compiled(NamedTuple):
    """What is proved to fit together."""

    routes: Sequence[Route]
    others: _Others
    dialects: Mapping[str, Dialect]
    lists: Mapping[str, CodeList]
    personal: Mapping[str, Where]
    """The fields that are about persons; none where not all routes are read."""


def _proved(compiled: _Compiled, problems: Problems) -> Mapping[str, Portal]:
    """The portals, with their shapes unless something does not fit."""
    routes, others, dialects, lists, personal = compiled
    _prove_routes(routes, others, problems)
    prove_dialects(dialects, others.parties, routes, problems)
    if problems.found:  # one fault of a route makes none of dialects, personal fields and portals
        return others.portals
    prove_narrower(dialects, others.parties, routes, problems)
    prove_personal(personal, routes, problems)
    return _all_shaped(others.portals, SaidOf(routes, set(others.parties), set(others.statuses), lists), problems)


def _prove_routes(routes: Sequence[Route], others: _Others, problems: Problems) -> None:
    """Report what does not agree within a route, between routes, and between their owners."""
    prove_owners(others.parties, others.portals, problems)
    prove_moves(routes, others.statuses, others.documents, problems)
    prove_together(routes, others.documents, others.parties, others.portals, problems)
    prove_tracks(routes, problems)


def _dialects(folders: Folders, sides: Sides, problems: Problems) -> dict[str, Dialect]:
    pages = _each(folders, "dialects", read_dialect, problems)
    return {name: compile_dialect(page, sides, problems) for name, page in pages.items()}


def _all_shaped(portals: Mapping[str, Portal], known: SaidOf, problems: Problems) -> dict[str, Portal]:
    """The portals with their shapes, proved against what routes say."""
    prove_carriers(portals, known.routes, problems)
    return {name: _shaped(portal, known, problems) for name, portal in portals.items()}


def _shaped(portal: Portal, known: SaidOf, problems: Problems) -> Portal:
    """The portal with its compiled shape."""
    if portal.page is None:
        return portal
    carried = [route for route in known.routes if portal.may_carry(route.document, route.service)]
    said = known._replace(routes=carried, tracks=(MAIN, *tracks_of(carried)))
    return replace(portal, page=None, shape=compile_shape(portal.page, said, problems))


def _path(folders: Folders, name: str) -> Path:
    return folders.files.get(name, Path("missing"))


def _each(
    folders: Folders, folder: str, read: Callable[[Path, str, Problems], _Read | None], problems: Problems
) -> dict[str, _Read]:
    """What the files of a folder say, by the name of each."""
    found = ((path.stem, read(path, f"routes/{name}", problems)) for name, path in folders.matching(folder, ".yaml"))
    return {name: one for name, one in found if one is not None}


def _code_lists(folders: Folders, problems: Problems) -> dict[str, CodeList]:
    found = (n for n in folders.matching("codes", ".csv") if n[0] != STATUSES)
    return {path.stem: read_code_list(folders.all[name], f"routes/{name}", problems) for name, path in found}


def _cards(folders: Folders, problems: Problems) -> CardProfile:
    """How cards are read; a catalogue without the file knows none."""
    path = folders.files.get("cards.yaml")
    return read_cards(path, "routes/cards.yaml", problems) if path is not None else CardProfile()


def _personal(folders: Folders, problems: Problems) -> Mapping[str, Where]:
    """The fields that are about persons; a catalogue without the file knows none."""
    path = folders.files.get("personal.yaml")
    return read_personal(path, "routes/personal.yaml", problems) if path is not None else {}


class _Terms(NamedTuple):
    """What all routes are written in."""

    statuses: Mapping[str, Status]
    lists: Mapping[str, CodeList]
    beginnings: Mapping[str, Beginning]


def _pages(
    folders: Folders, schemas: SchemaFiles, terms: _Terms, problems: Problems
) -> Iterator[tuple[str, _Found | None]]:
    """The page of each route, by its document; None where the file or its schema cannot be read."""
    seen: dict[str, str] = {}
    for service in folders.services():
        schema = schemas.of_service(service)
        for name, path in folders.matching(service, ".yaml"):
            block = read_yaml(path, f"routes/{name}", problems)
            if block is None or schema is None:
                yield path.stem, None
                continue
            known = Known(schema, terms.lists, terms.statuses, terms.beginnings)
            page = read_route(write_out(block, known, problems), service, terms.statuses, problems)
            if page.document and page.document != path.stem:
                problems.add(page.document.where, wrong_file_name(page.document))
            elif path.stem in seen:
                problems.add(page.document.where, _second_route(path.stem, seen[path.stem]))
            seen[path.stem] = f"routes/{name}"
            yield path.stem, _Found(page, schema)


def _second_route(document: str, first: str) -> Bilingual:
    return Bilingual(f"单证 {document} 已有路由：{first}", f"document {document} has a route already: {first}")


def _messages(routes: Iterable[Route]) -> dict[str, Schema]:
    """The schema of each message of ours, by root element: what parties get, and what they send."""
    found: dict[str, Schema] = {}
    for route in routes:
        beside = (route.element, *(w.element for w in (route.inquiry, route.shares) if w))
        answers = (leg.answers.element for leg in route.legs if leg.answers)
        found |= dict.fromkeys((*beside, *(leg.element for leg in route.legs), *answers), route.schema)
    return found


def _statuses(statuses: Mapping[str, Status], routes: Sequence[Route]) -> Statuses:
    """The statuses with the labels that routes have for them, and where each route's lifecycle ends."""
    ends = {route.document: frozenset(code for code in statuses if route.lifecycle.ends_at(code)) for route in routes}
    return Statuses(labelled(statuses, {route.document: route.labels for route in routes}), ends)
