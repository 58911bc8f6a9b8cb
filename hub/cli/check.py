"""`hub check`: prove that routes, mappings, code lists and schemas fit together."""

from typing import TYPE_CHECKING

import typer

from hub import bootstrap
from hub.cli.screen import AsJson, Failure, home_of, plain, print_json, screen
from hub.config import FILE

if TYPE_CHECKING:
    from hub.catalogue.load import Catalogue
    from hub.catalogue.routes import Route


def command(context: typer.Context, as_json: AsJson = False) -> None:
    """Prove that routes, mappings, code lists and schemas fit together; exit 1 with every fault's file and line."""
    home = home_of(context)
    catalogue = bootstrap.read_catalogue(home if (home.path / FILE).is_file() else None)
    if as_json:
        print_json(
            {
                "documents": [_document(route) for route in catalogue.routes.values()],
                "faults": [{"file": p.file, "line": p.line, "text": p.text} for p in catalogue.problems],
            }
        )
    else:
        _print(catalogue)
    if catalogue.problems:
        raise typer.Exit(Failure.REFUSED)


def _document(route: "Route") -> dict[str, str]:
    return {
        "type": route.document,
        "service": route.service,
        "direction": route.direction,
        "card": route.card,
        "element": route.element,
    }


def _print(catalogue: "Catalogue") -> None:
    for problem in catalogue.problems:
        screen.print(f"[red]{problem.file}:{problem.line}[/] {plain(problem.text)}")
    if catalogue.problems:
        screen.print(f"[red]{len(catalogue.problems)} faults[/]: nothing starts on this catalogue")
        return
    for route in catalogue.routes.values():
        arrow = "←" if route.is_notice else "→"
        screen.print(
            f"{route.document:<28} {route.zh}  [dim]{route.service} · {arrow} {route.role}"
            f"{' · card ' + route.card if route.card else ''} · {len(route.lifecycle.next)} statuses[/]"
        )
    screen.print(
        f"[green]everything fits[/]: {len(catalogue.routes)} documents, {len(catalogue.parties)} parties, "
        f"{len(catalogue.portals)} portals, digest {catalogue.digest[:12]}"
    )
