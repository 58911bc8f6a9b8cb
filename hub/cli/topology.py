"""`hub topology`: what must be there on the broker."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from adapters.rabbitmq import Difference
from hub.bootstrap import topology
from hub.bootstrap.broker import owners_of
from hub.bootstrap.catalogue import sound_catalogue
from hub.cli.screen import AsJson, home_of, plain, print_json, screen
from hub.exit_codes import ExitCode
from hub.views.installation import DifferenceView, TopologyView
from hub.views.view import json_of


class Action(StrEnum):
    """What to do about it."""

    APPLY = "apply"
    EXPORT = "export"
    CHECK = "check"


def command(
    context: typer.Context,
    action: Annotated[
        Action,
        typer.Argument(help="apply: make it so; export: print RabbitMQ's definitions; check: list what differs."),
    ],
    wait: Annotated[int, typer.Option(min=0, help="Seconds that `apply` waits for a broker that is starting.")] = 60,
    as_json: AsJson = False,
) -> None:
    """Exchanges, queues, users and permissions on RabbitMQ: one place for each portal and party.

    Nothing is ever deleted. `apply` and `check` exit 1 when something is left that differs; 5 when the broker's
    management API cannot be reached. Passwords are in keys/broker/; `apply` and `export` make those that are missing.
    """
    home = home_of(context)
    owners = owners_of(home, sound_catalogue(home))
    planned = topology.plan(home, owners, make=action is not Action.CHECK)
    if action is Action.EXPORT:
        _export(topology.definitions(planned), as_json)
        return
    if action is Action.APPLY:
        found = topology.apply(home, planned, wait)
        made, left = ([d for d in found if d.can_be_mended is mended] for mended in (True, False))
    else:
        made, left = [], topology.check(home, planned)
    _tell(made, left, planned.topology.vhost, as_json)
    if left:
        raise typer.Exit(ExitCode.REFUSED)


def _export(definitions: dict[str, list[dict[str, object]]], as_json: bool) -> None:
    print_json(definitions, indent=None if as_json else 2)


def _tell(made: Sequence[Difference], left: Sequence[Difference], vhost: str, as_json: bool) -> None:
    if as_json:
        print_json(json_of(TopologyView(vhost=vhost, made=_views(made), left=_views(left))))
        return
    for difference in made:
        screen.print(f"[green]made[/] {plain(difference.name)} [dim]was {plain(difference.found)}[/]")
    for difference in left:
        screen.print(f"[red]differs[/] {plain(difference.name)}: {plain(difference.found)}")
    if not left:
        screen.print(f"the virtual host [bold]{plain(vhost)}[/] is as it must be")


def _views(differences: Sequence[Difference]) -> list[DifferenceView]:
    return [DifferenceView(what=d.name, found=d.found, can_be_mended=d.can_be_mended) for d in differences]
