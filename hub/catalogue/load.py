"""Load a catalogue from its folders and prove that it fits together."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from hub.catalogue.cards import CardProfile, read_cards
from hub.catalogue.cases import Rule
from hub.catalogue.codes import CodeList, read_code_list, read_statuses
from hub.catalogue.dialects import Dialect, best_match
from hub.catalogue.folders import Folders
from hub.catalogue.labels import labelled
from hub.catalogue.parties import Party, Portal, read_party, read_portal
from hub.catalogue.prove import prove_lifecycle
from hub.catalogue.prove_deadlines import prove_deadlines
from hub.catalogue.prove_dialects import prove_dialects
from hub.catalogue.prove_together import moved_by_others, prove_together
from hub.catalogue.reading import Library, Reader
from hub.catalogue.reading_dialects import read_dialect
from hub.catalogue.routes import Route
from hub.catalogue.schemas import BrokenSchema, Schema
from hub.catalogue.source import Block, Problem, Problems, Where, read_yaml
from hub.catalogue.translating import Sides
from hub.catalogue.words import Words
from hub.model import Status, Statuses

_Named = TypeVar("_Named", Party, Portal)


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All routes, parties and portals of a hub, compiled; read-only."""

    routes: Mapping[str, Route]
    parties: Mapping[str, Party]
    portals: Mapping[str, Portal]
    statuses: Statuses
    envelope: Schema
    """The schema of technical receipts."""
    digest: str
    """Hex SHA-256 over all its files; every message and transition records it."""
    problems: Sequence[Problem]
    dialects: Mapping[str, Dialect] = field(default_factory=dict)
    lists: Mapping[str, CodeList] = field(default_factory=dict)
    cards: CardProfile = field(default_factory=CardProfile)

    @cached_property
    def rested_on(self) -> Mapping[str, frozenset[str]]:
        """By document type: the statuses in which a submission may rest on such a document.

        It names it, requires it, or is made again of it.
        """
        found: dict[str, set[str]] = {name: set() for name in self.routes}
        for route in self.routes.values():
            found[route.document] |= route.again.sources if route.again else set()
            for need in route.requires:
                found[need.document] |= need.statuses
            for naming in route.names if not route.is_notice else ():
                found[naming.document] |= naming.statuses or set(self.routes[naming.document].lifecycle.next)
        return {name: frozenset(statuses) for name, statuses in found.items()}

    def is_decisive(self, document: str, status: str) -> bool:
        """Whether others act on this status of a document type: it ends a round, or submissions may rest on it."""
        known = self.statuses.get(status)
        return (known is not None and known.kind in ("final", "rest")) or status in self.rested_on[document]

    def dialect(self, party: str) -> Dialect | None:
        """The own forms of a party; None of one that takes and sends ours."""
        known = self.parties.get(party)
        return self.dialects.get(known.dialect) if known and known.dialect else None

    def is_kept(self, party: str, kind: str) -> bool:
        """Whether a party's messages of a type concern no document of ours: they are kept and move nothing."""
        dialect = self.dialect(party)
        return dialect is not None and best_match(kind, dialect.keeps) is not None

    def statuses_of(self, type_: str) -> Mapping[str, Status]:
        """The statuses as they are for documents of a type: where its lifecycle has no way on, they are final."""
        ends = self.statuses.ends.get(type_, ())
        return {**self.statuses, **{code: replace(self.statuses[code], kind="final") for code in ends}}

    def is_enveloped(self, party: str) -> bool:
        """Whether a party's messages travel in an envelope, whose answer says whether they arrived."""
        known = self.parties.get(party)
        return known is not None and bool(known.envelope)

    @property
    def on_platform(self) -> Mapping[str, str]:
        """The parties on the customs platform, with their ids there."""
        return {party.id: party.dxp_id for party in self.parties.values() if party.envelope == "dxp"}

    def schema_of(self, element: str) -> Schema | None:
        """The schema of what a party sends under this root element."""
        route = self.notice(element) or next(iter(self.answering(element)), None)
        return route.schema if route else None

    def notice(self, element: str) -> Route | None:
        return next((r for r in self.routes.values() if r.is_notice and r.element == element), None)

    def may_announce(self, party: str, notice: Route) -> bool:
        """Whether this party is of the role that the notice comes from."""
        known = self.parties.get(party)
        return known is not None and known.role == notice.role

    def answering(self, element: str) -> list[Route]:
        """The routes whose business receipts have this root element."""
        return [
            r for r in self.routes.values() if any(leg.answers and leg.answers.element == element for leg in r.legs)
        ]


def load_catalogue(routes: Sequence[Path], schemas: Sequence[Path], rules: Mapping[str, Rule]) -> Catalogue:
    """Load and compile everything; `problems` says what does not fit, and must be empty before anything starts."""
    with _side_by_side(schemas) as xsds:
        return _load(Folders(routes), xsds, rules)


@contextmanager
def _side_by_side(roots: Sequence[Path]) -> Iterator[Folders]:
    """All schemas in one folder while they are compiled: a home's includes those that it extends by their names."""
    with TemporaryDirectory() as together:
        for name, path in Folders(roots).files.items():
            (Path(together) / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(together) / name).symlink_to(path.resolve())
        yield Folders([Path(together)])


def _load(folders: Folders, xsds: Folders, rules: Mapping[str, Rule]) -> Catalogue:
    problems = Problems()
    statuses = read_statuses(
        folders.files.get("codes/statuses.csv", Path("missing")), "routes/codes/statuses.csv", problems
    )
    sound = {} if problems.found else statuses
    lists = _code_lists(folders, problems)
    common = _common(folders, problems)
    envelope = _schema(xsds, "common", problems)
    read: dict[str, Reader | None] = {}
    if envelope is not None and common is not None:
        read = dict(_readers(folders, xsds, Library(lists, sound, rules, common), problems))
    parties = _each(folders, "parties", read_party, problems)
    portals = _each(folders, "portals", read_portal, problems)
    _prove_names(parties, portals, problems)
    compiled = {reader: reader.route() for reader in read.values() if reader is not None}
    _prove_ways(compiled, sound, problems)
    prove_together(compiled, set(read), parties, portals, problems)
    is_whole = bool(read) and all(read.values())
    sides = Sides(lists, _messages(compiled.values()), is_whole, _schemas(xsds, problems))
    dialects = _dialects(folders, sides, problems)
    prove_dialects(dialects, parties, list(compiled.values()), problems)
    cards = _cards(folders, problems)
    return Catalogue(
        routes={route.document: route for route in compiled.values()},
        parties=parties,
        portals=portals,
        statuses=Statuses(
            labelled(statuses, {route.document: route.labels for route in compiled.values()}),
            {route.document: _ends(route, statuses) for route in compiled.values()},
        ),
        envelope=envelope,  # type: ignore[arg-type]  # None only beside problems, and then nothing starts
        digest=hashlib.sha256((folders.digest() + xsds.digest()).encode()).hexdigest(),
        problems=list(problems),
        dialects=dialects,
        lists=lists,
        cards=cards,
    )


def _prove_names(parties: Mapping[str, Party], portals: Mapping[str, Portal], problems: Problems) -> None:
    for name in sorted(parties.keys() & portals.keys()):
        text = f"{name} is a portal's name too: their queues would clash"
        problems.add(Where(f"routes/parties/{name}.yaml", 1), text)


def _prove_ways(compiled: Mapping[Reader, Route], statuses: dict[str, Status], problems: Problems) -> None:
    """Each route's statuses are reached, and nothing waits in one without end."""
    moved = moved_by_others(list(compiled.values()))
    for reader, route in compiled.items():
        before = len(problems)
        prove_lifecycle(route, reader, statuses, moved.get(route.document, set()), problems)
        if len(problems) == before:  # what is unreachable waits for nobody
            prove_deadlines(route, reader, statuses, problems)


def _ends(route: Route, statuses: Mapping[str, Status]) -> frozenset[str]:
    return frozenset(code for code in statuses if route.lifecycle.ends_at(code))


def _each(
    folders: Folders, folder: str, read: Callable[[Path, str, Problems], _Named | None], problems: Problems
) -> dict[str, _Named]:
    """What the files of a folder say, by the name of each."""
    found = ((path.stem, read(path, f"routes/{name}", problems)) for name, path in folders.matching(folder, ".yaml"))
    return {name: one for name, one in found if one is not None}


def _messages(routes: Iterable[Route]) -> dict[str, Schema]:
    """The schema of each message of ours, by root element: what parties get, and what they send."""
    found: dict[str, Schema] = {}
    for route in routes:
        beside = (route.element, *(w.element for w in (route.inquiry, route.shares) if w))
        answers = (leg.answers.element for leg in route.legs if leg.answers)
        found |= dict.fromkeys((*beside, *(leg.element for leg in route.legs), *answers), route.schema)
    return found


def _dialects(folders: Folders, sides: Sides, problems: Problems) -> dict[str, Dialect]:
    found = (
        (p.stem, read_dialect(p, f"routes/{name}", sides, problems))
        for name, p in folders.matching("dialects", ".yaml")
    )
    return {name: one for name, one in found if one is not None}


def _code_lists(folders: Folders, problems: Problems) -> dict[str, CodeList]:
    found = (n for n in folders.matching("codes", ".csv") if n[0] != "codes/statuses.csv")
    return {path.stem: read_code_list(path, f"routes/{name}", problems) for name, path in found}


def _common(folders: Folders, problems: Problems) -> Block | None:
    path = folders.files.get("submission.yaml", Path("missing"))
    block = read_yaml(path, "routes/submission.yaml", problems)
    if block is None:
        return None
    table = Words(block, problems, required=("map",)).raw("map")
    if table is not None and not isinstance(table, Block):
        problems.add(block.at("map"), "“map” must be a mapping")
    return table if isinstance(table, Block) else None


def _cards(folders: Folders, problems: Problems) -> CardProfile:
    """How cards are read; a catalogue without the file knows none."""
    path = folders.files.get("cards.yaml")
    return read_cards(path, "routes/cards.yaml", problems) if path is not None else CardProfile()


def _schemas(xsds: Folders, problems: Problems) -> Callable[[str, Where], Schema | None]:
    """Schema files by name, each compiled once, when it is first asked for."""
    known: dict[str, Schema | None] = {}

    def schema(name: str, where: Where) -> Schema | None:
        if f"{name}.xsd" not in xsds.files:
            problems.add(where, f"there is no schema xsd/{name}.xsd")
            return None
        if name not in known:
            known[name] = _schema(xsds, name, problems)
        return known[name]

    return schema


def _schema(xsds: Folders, service: str, problems: Problems) -> Schema | None:
    path = xsds.files.get(f"{service}.xsd")
    if path is None:
        problems.add(Where(f"xsd/{service}.xsd", 1), "the schema is missing")
        return None
    try:
        schema = Schema(path)
        schema.prove()
    except BrokenSchema as error:
        problems.add(Where(f"xsd/{error.file}", error.line), f"not a schema: {error.text}")
        return None
    return schema


def _readers(
    folders: Folders, xsds: Folders, library: Library, problems: Problems
) -> Iterator[tuple[str, Reader | None]]:
    """A reader for each route, by its document; None where the file or its schema cannot be read."""
    seen: dict[str, str] = {}
    for service in folders.services():
        schema = _schema(xsds, service, problems)
        for name, path in folders.matching(service, ".yaml"):
            block = read_yaml(path, f"routes/{name}", problems)
            if block is None or schema is None:
                yield path.stem, None
                continue
            reader = Reader(block, service, schema, library, problems)
            document = reader.words.text("document")
            if document and document != path.stem:
                problems.add(document.where, f"the file must be named {document}.yaml")
            elif path.stem in seen:
                problems.add(document.where, f"document {document} has a route already: {seen[path.stem]}")
            seen[path.stem] = f"routes/{name}"
            yield path.stem, reader
