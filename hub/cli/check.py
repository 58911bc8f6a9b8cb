"""`hub check`: prove that routes, mappings, code lists and schemas fit together."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from hub import bootstrap
from hub.cli.screen import AsJson, Failure, home_of, plain, print_json, screen
from hub.config import FILE, Home
from hub.errors import OperatorError

if TYPE_CHECKING:
    from hub.catalogue import Catalogue, Dialect, Problem, Route


def command(
    context: typer.Context,
    packaged: Annotated[bool, typer.Option("--packaged", help="Only what comes with the hub; needs no home.")] = False,
    as_json: AsJson = False,
) -> None:
    """Prove that routes, mappings, code lists and schemas fit together; exit 1 with every fault's file and line."""
    home = home_of(context)
    if not packaged:
        _ = home.settings  # a home it must be: else everything would fit that nobody meant
    catalogue = bootstrap.read_catalogue(None if packaged else home)
    faults = [*catalogue.problems, *([] if packaged else _settings(home, catalogue))]
    if as_json:
        print_json(
            {
                "documents": [_document(route) for route in catalogue.routes.values()],
                "dialects": [_dialect(dialect, catalogue) for dialect in catalogue.dialects.values()],
                "faults": [{"file": fault.file, "line": fault.line, "text": fault.text} for fault in faults],
            }
        )
    else:
        _print(catalogue, faults)
    if faults:
        raise typer.Exit(Failure.REFUSED)


def _settings(home: Home, catalogue: "Catalogue") -> "list[Problem]":
    """What the catalogue needs and the home's settings do not say."""
    from hub.catalogue import Problem  # noqa: PLC0415 - loads the catalogue's parsers

    try:
        home.settings.id_on_platform(catalogue.on_platform)
    except OperatorError as error:
        return [Problem(FILE, 1, str(error))]
    return []


def _document(route: "Route") -> dict[str, str]:
    return {
        "type": route.document,
        "service": route.service,
        "direction": route.direction,
        "card": route.card,
        "element": route.element,
    }


def _dialect(dialect: "Dialect", catalogue: "Catalogue") -> dict[str, object]:
    return {
        "name": dialect.name,
        "parties": sorted(party.id for party in catalogue.parties.values() if party.dialect == dialect.name),
        "sends": list(dialect.sends),
        "receives": {"/".join(heard.path): heard.becomes for heard in dialect.receives},
    }


def _print(catalogue: "Catalogue", faults: "Sequence[Problem]") -> None:
    for fault in faults:
        screen.print(f"[red]{plain(fault.file)}:{fault.line}[/] {plain(fault.text)}")
    if faults:
        screen.print(f"[red]{len(faults)} faults[/]: nothing starts like this")
        return
    for route in catalogue.routes.values():
        arrow = "←" if route.is_notice else "→"
        screen.print(
            f"{plain(route.document):<28} {plain(route.zh)}  [dim]{plain(route.service)} · {arrow} {route.role}"
            f"{' · card ' + route.card if route.card else ''} · {len(route.lifecycle.next)} statuses[/]"
        )
    for dialect in catalogue.dialects.values():
        spoken = ", ".join(party.id for party in catalogue.parties.values() if party.dialect == dialect.name)
        words = ", ".join([*dialect.sends, *(heard.becomes for heard in dialect.receives)])
        told = plain(f"{words} · {spoken or 'nobody'}")
        screen.print(f"{plain(dialect.name):<28} {plain(dialect.zh)}  [dim]dialect · {told}[/]")
    screen.print(
        f"[green]everything fits[/]: {len(catalogue.routes)} documents, {len(catalogue.parties)} parties, "
        f"{len(catalogue.portals)} portals, digest {catalogue.digest[:12]}"
    )
