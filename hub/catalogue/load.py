"""Load a catalogue from its folders and prove that it fits together."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from hub.catalogue.codes import CodeList, read_code_list, read_statuses
from hub.catalogue.parties import Party, Portal, read_party, read_portal
from hub.catalogue.prove import prove_lifecycle
from hub.catalogue.reading import Library, Reader
from hub.catalogue.routes import Route, Rule
from hub.catalogue.schemas import Schema
from hub.catalogue.source import Block, Problem, Problems, Where, read_yaml
from hub.model import Status

_NOT_SERVICES = ("parties", "portals", "codes")


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All routes, parties and portals of a hub, compiled; read-only."""

    routes: Mapping[str, Route]
    parties: Mapping[str, Party]
    portals: Mapping[str, Portal]
    statuses: Mapping[str, Status]
    envelope: Schema
    """The schema of technical receipts."""
    digest: str
    """Hex SHA-256 over all its files; every message and transition records it."""
    problems: Sequence[Problem]

    def notice(self, element: str) -> Route | None:
        return next((r for r in self.routes.values() if r.is_notice and r.element == element), None)

    def answering(self, element: str) -> list[Route]:
        """The routes whose business receipts have this root element."""
        return [r for r in self.routes.values() if r.answers and r.answers.element == element]


class Folders:
    """The packaged folder and those of a home that extend it; a later file of one name replaces an earlier one."""

    def __init__(self, roots: Sequence[Path]) -> None:
        self.files: dict[str, Path] = {}
        for root in roots:
            found = sorted(p for p in root.rglob("*") if p.is_file()) if root.is_dir() else []
            self.files.update({p.relative_to(root).as_posix(): p for p in found})

    def matching(self, folder: str, suffix: str) -> Iterator[tuple[str, Path]]:
        """Name and path of each file that stands directly in a folder."""
        for name, path in sorted(self.files.items()):
            if name.rpartition("/")[0] == folder and name.endswith(suffix):
                yield name, path

    def services(self) -> list[str]:
        folders = {name.partition("/")[0] for name in self.files if name.count("/") == 1}
        return sorted(folders - set(_NOT_SERVICES))

    def digest(self) -> str:
        whole = hashlib.sha256()
        for name, path in sorted(self.files.items()):
            whole.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
        return whole.hexdigest()


def load_statuses(routes: Sequence[Path]) -> dict[str, Status]:
    """Only the statuses: enough to show a trail, and quick."""
    path = Folders(routes).files.get("codes/statuses.csv", Path("statuses.csv"))
    return read_statuses(path, "routes/codes/statuses.csv", Problems())


def load_catalogue(routes: Sequence[Path], schemas: Sequence[Path], rules: Mapping[str, Rule]) -> Catalogue:
    """Load and compile everything; `problems` says what does not fit, and must be empty before anything starts."""
    problems = Problems()
    folders, xsds = Folders(routes), Folders(schemas)
    statuses = read_statuses(
        folders.files.get("codes/statuses.csv", Path("missing")), "routes/codes/statuses.csv", problems
    )
    library = Library(_code_lists(folders, problems), statuses, rules, _common(folders, problems))
    envelope = _schema(xsds, "common", problems)
    compiled = dict(_routes(folders, xsds, library, problems)) if envelope else {}
    parties = {
        p.id: p for p in (read_party(path, f"routes/{n}", problems) for n, path in folders.matching("parties", ".yaml"))
    }
    portals = {
        p.id: p
        for p in (read_portal(path, f"routes/{n}", problems) for n, path in folders.matching("portals", ".yaml"))
    }
    _prove_together(compiled, portals, problems)
    return Catalogue(
        routes=compiled,
        parties=parties,
        portals=portals,
        statuses=statuses,
        envelope=envelope,  # type: ignore[arg-type]  # None only beside problems, and then nothing starts
        digest=hashlib.sha256((folders.digest() + xsds.digest()).encode()).hexdigest(),
        problems=list(problems),
    )


def _code_lists(folders: Folders, problems: Problems) -> dict[str, CodeList]:
    found = (n for n in folders.matching("codes", ".csv") if n[0] != "codes/statuses.csv")
    return {path.stem: read_code_list(path, f"routes/{name}", problems) for name, path in found}


def _common(folders: Folders, problems: Problems) -> Block:
    path = folders.files.get("submission.yaml", Path("missing"))
    block = read_yaml(path, "routes/submission.yaml", problems)
    table = block.word("map")
    return table if isinstance(table, Block) else Block(Where("routes/submission.yaml", 1))


def _schema(xsds: Folders, service: str, problems: Problems) -> Schema | None:
    name = f"xsd/{service}.xsd"
    path = xsds.files.get(f"{service}.xsd")
    if path is None:
        problems.add(Where(name, 1), "the schema is missing")
        return None
    try:
        return Schema(path)
    except (etree.XMLSchemaParseError, etree.XMLSyntaxError) as error:
        for entry in list(error.error_log)[:1]:  # type: ignore[arg-type]  # the stubs do not see that it iterates
            problems.add(Where(f"xsd/{Path(entry.filename).name}", entry.line), f"not a schema: {entry.message}")
        return None


def _routes(folders: Folders, xsds: Folders, library: Library, problems: Problems) -> Iterator[tuple[str, Route]]:
    seen: set[str] = set()
    for service in folders.services():
        schema = _schema(xsds, service, problems)
        for name, path in folders.matching(service, ".yaml") if schema else ():
            block = read_yaml(path, f"routes/{name}", problems)
            reader = Reader(block, service, schema, library, problems)  # type: ignore[arg-type]
            route = reader.route()
            prove_lifecycle(route, reader, dict(library.statuses), problems)
            if route.document in seen:
                problems.add(block.at("document"), f"document {route.document} has a route already")
            seen.add(route.document)
            yield route.document, route


def _prove_together(routes: Mapping[str, Route], portals: Mapping[str, Portal], problems: Problems) -> None:
    """What one route says of another must be so."""
    for route in routes.values():
        if route.home and route.home not in portals:
            problems.add(route.where, f"home portal {route.home} is not in routes/portals")
        for need in route.requires:
            other = routes.get(need.document)
            if other is None:
                problems.add(route.where, f"requires {need.document}, which has no route")
                continue
            for odd in sorted(need.statuses - set(other.lifecycle.next)):
                problems.add(route.where, f"requires {need.document} in {odd}, a status it never has")
        kept = {name for r in routes.values() if r.figures for name in r.figures.keep}
        for claim in route.claims:
            if claim.of and claim.of not in kept:
                problems.add(route.where, f"claims an amount of “{claim.of}”, a figure that no route keeps")
            if claim.amount and route.form and claim.amount not in route.form.known:
                problems.add(route.where, f"claims {claim.amount}, a field that its mapping does not read")
