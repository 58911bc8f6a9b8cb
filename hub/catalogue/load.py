"""Load a catalogue from its folders and prove that it fits together."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from hub.catalogue.compile.dialects import Sides, read_dialect
from hub.catalogue.compile.routes import Library, Reader
from hub.catalogue.mapping.cards import CardProfile
from hub.catalogue.mapping.cases import Rule
from hub.catalogue.mapping.catalogue import Catalogue
from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.mapping.dialects import Dialect
from hub.catalogue.mapping.parties import Party, Portal
from hub.catalogue.mapping.routes import Route
from hub.catalogue.mapping.schemas import BrokenSchema, Schema
from hub.catalogue.pages.cards import read_cards
from hub.catalogue.pages.codes import read_code_list, read_statuses
from hub.catalogue.pages.folders import Folders
from hub.catalogue.pages.labels import labelled
from hub.catalogue.pages.parties import read_party, read_portal
from hub.catalogue.proofs.dialects import prove_dialects
from hub.catalogue.proofs.moves import prove_moves
from hub.catalogue.proofs.together import prove_owners, prove_together
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.text import Block, read_yaml
from hub.catalogue.words.vocabulary import Words
from hub.model import Status, Statuses

_Named = TypeVar("_Named", Party, Portal)


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
    compiled = [reader.route() for reader in read.values() if reader is not None]
    prove_owners(parties, portals, problems)
    prove_moves(compiled, sound, problems)
    prove_together(compiled, set(read), parties, portals, problems)
    is_whole = bool(read) and all(read.values())
    sides = Sides(lists, _messages(compiled), is_whole, _schemas(xsds, problems))
    dialects = _dialects(folders, sides, problems)
    prove_dialects(dialects, parties, compiled, problems)
    cards = _cards(folders, problems)
    return Catalogue(
        routes={route.document: route for route in compiled},
        parties=parties,
        portals=portals,
        statuses=Statuses(
            labelled(statuses, {route.document: route.labels for route in compiled}),
            {route.document: _ends(route, statuses) for route in compiled},
        ),
        envelope=envelope,  # type: ignore[arg-type]  # None only beside problems, and then nothing starts
        digest=hashlib.sha256((folders.digest() + xsds.digest()).encode()).hexdigest(),
        problems=list(problems),
        dialects=dialects,
        lists=lists,
        cards=cards,
    )


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
