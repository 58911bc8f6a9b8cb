"""`hub init`: make a home."""

from typing import Annotated

import typer

from hub.bootstrap.catalogue import sound_catalogue
from hub.bootstrap.home import make_home
from hub.cli.screen import AsJson, home_of, plain, print_json, screen
from hub.views.installation import HomeView
from hub.views.view import json_of


def command(
    context: typer.Context,
    as_json: AsJson = False,
    keys: Annotated[bool, typer.Option(help="Make development keys for the hub and for simulated parties.")] = True,
) -> None:
    """Make a home: settings, store, queue folders, and development keys. What is there already stays."""
    home = home_of(context)
    catalogue = sound_catalogue(home)
    made = make_home(home, sorted(catalogue.parties), sorted(catalogue.portals), keys=keys)
    if as_json:
        print_json(json_of(HomeView(home=str(home.path.absolute()), made=made)))
        return
    told = f": made {plain(', '.join(made))}" if made else ""
    screen.print(f"home [bold]{plain(home.path.absolute())}[/] is ready{told}")
    if any(name.startswith("simulate/") for name in made):
        screen.print("[dim]the keys are for development; a real party's certificate goes to keys/parties/<party>/[/]")
