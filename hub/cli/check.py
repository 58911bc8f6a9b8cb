"""`hub check`: prove that routes, mappings, code lists and schemas fit together."""

from collections.abc import Sequence
from typing import Annotated

import typer

from hub.bootstrap.catalogue import read_catalogue
from hub.catalogue import Catalogue, Problem
from hub.cli.screen import AsJson, home_of, plain, print_json, screen
from hub.cli.tables import Column, Table
from hub.errors import OperatorError
from hub.exit_codes import ExitCode
from hub.home.place import Home
from hub.home.reading import FILE
from hub.views.catalogue import CatalogueView, DialectView, ProblemView, TypeView
from hub.views.view import json_of


def command(
    context: typer.Context,
    packaged: Annotated[bool, typer.Option("--packaged", help="Only what comes with the hub; needs no home.")] = False,
    as_json: AsJson = False,
) -> None:
    """Prove that routes, mappings, code lists and schemas fit together; exit 1 with every fault's file and line."""
    home = home_of(context)
    if not packaged:
        _ = home.settings  # a home it must be: else everything would fit that nobody meant
    catalogue = read_catalogue(None if packaged else home)
    faults = [*catalogue.problems, *([] if packaged else _settings(home, catalogue))]
    view = _view(catalogue, faults)
    if as_json:
        print_json(json_of(view))
    else:
        _print(view)
    if faults:
        raise typer.Exit(ExitCode.REFUSED)
    if not as_json:
        screen.print(
            f"[green]everything fits[/]: {len(catalogue.routes)} documents, {len(catalogue.parties)} parties, "
            f"{len(catalogue.portals)} portals, digest {catalogue.digest[:12]}"
        )


def _settings(home: Home, catalogue: Catalogue) -> list[Problem]:
    """What the catalogue needs and the home's settings do not say."""
    try:
        home.settings.id_on_platform(catalogue.on_platform)
    except OperatorError as error:
        return [Problem(FILE, 1, str(error))]
    return []


def _view(catalogue: Catalogue, faults: Sequence[Problem]) -> CatalogueView:
    return CatalogueView(
        documents=[
            TypeView(
                type=route.document,
                service=route.service,
                direction=route.direction,
                card=route.card,
                element=route.element,
                zh=route.zh,
                role=route.role,
                statuses=len(route.lifecycle.next),
            )
            for route in catalogue.routes.values()
        ],
        dialects=[
            DialectView(
                name=dialect.name,
                parties=sorted(party.id for party in catalogue.parties.values() if party.dialect == dialect.name),
                sends=list(dialect.sends),
                receives={"/".join(heard.path): heard.becomes for heard in dialect.receives},
                zh=dialect.zh,
            )
            for dialect in catalogue.dialects.values()
        ],
        faults=[ProblemView(file=fault.file, line=fault.line, text=fault.text) for fault in faults],
    )


def _print(view: CatalogueView) -> None:
    for fault in view.faults:
        screen.print(f"[red]{plain(fault.file)}:{fault.line}[/] {plain(fault.text)}")
    if view.faults:
        screen.print(f"[red]{len(view.faults)} faults[/]: nothing starts like this")
        return
    headings = (
        "类型 type",
        "单证 document",
        "服务 service",
        "方向 direction",
        "对方 party",
        "签名卡 card",
        "状态数 statuses",
    )
    Table(*(Column(heading, least=8) for heading in headings)).show(
        [
            (one.type, one.zh, one.service, one.direction, one.role, one.card or "—", str(one.statuses))
            for one in view.documents
        ]
    )
    Table(
        Column("方言 dialect"),
        Column("名称 name", least=8),
        Column("对方 parties", least=8),
        Column("报文 messages", least=8),
    ).show(
        [
            (one.name, one.zh, ", ".join(one.parties) or "nobody", ", ".join([*one.sends, *one.receives.values()]))
            for one in view.dialects
        ]
    )
