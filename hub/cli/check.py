"""`hub check`: check that routes, mappings, code lists and schemas fit together."""

from collections.abc import Sequence
from typing import Annotated, Final

import typer

from hub.bootstrap.catalogue import read_catalogue
from hub.catalogue import Catalogue, Problem, Where
from hub.cli.screen import AsJson, home_of, plain, print_json, screen
from hub.cli.tables import Column, Table
from hub.errors import OperatorError
from hub.exit_codes import ExitCode
from hub.home.place import Home
from hub.home.reading import FILE
from hub.text.bilingual import Bilingual
from hub.views.catalogue import CatalogueView, DialectView, ProblemView, TypeView
from hub.views.view import json_of
from hub.views.words import CARDS, DIRECTIONS, ROLES, label

DETAILS: Final = Bilingual(
    "每处问题都注明文件和行号；只要有一处，hub 就不启动，本命令以退出码 1 结束。",
    "Each fault is listed with its file and line. A hub does not start while there is one, and the exit code is 1.",
)
_OF_TYPES: Final = tuple(
    Column(heading, least=8)
    for heading in (
        Bilingual("类型", "type"),
        Bilingual("单证", "document"),
        Bilingual("服务", "service"),
        Bilingual("方向", "direction"),
        Bilingual("对方", "party"),
        Bilingual("签名卡", "card"),
        Bilingual("状态数", "statuses"),
    )
)
_OF_DIALECTS: Final = (
    Column(Bilingual("方言", "dialect")),
    Column(Bilingual("名称", "name"), least=8),
    Column(Bilingual("使用方", "parties"), least=8),
    Column(Bilingual("报文", "messages"), least=8),
)


def command(
    context: typer.Context,
    packaged: Annotated[
        bool,
        typer.Option("--packaged"),
        Bilingual(
            "只核对随 hub 安装的定义，无需主目录。", "Check only what is installed with the hub. No home is needed."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check the catalogue of the home, also of one that is not made yet, or the packaged one."""
    home = home_of(context)
    is_new = not packaged and not home.is_made and home.has_own_catalogue  # `hub init` refuses it while it has faults
    if not packaged and not is_new:
        _ = home.settings  # a home it must be: else everything would fit that nobody meant
    catalogue = read_catalogue(None if packaged else home)
    faults = [*catalogue.problems, *([] if packaged or is_new else _settings(home, catalogue))]
    view = _view(catalogue, faults)
    if as_json:
        print_json(json_of(view))
    else:
        _print(view)
    if faults:
        raise typer.Exit(ExitCode.REFUSED)
    if not as_json:
        screen.print(_all_fits(catalogue))


def _all_fits(catalogue: Catalogue) -> Bilingual:
    documents, parties, portals = (len(each) for each in (catalogue.routes, catalogue.parties, catalogue.portals))
    digest = catalogue.digest[:12]
    return Bilingual(
        f"[green]全部一致[/]：{documents} 种单证，{parties} 个对方，{portals} 个渠道，摘要 {digest}",
        f"[green]everything fits[/]: {documents} documents, {parties} parties, {portals} portals, digest {digest}",
    )


def _settings(home: Home, catalogue: Catalogue) -> list[Problem]:
    """Settings that the catalogue needs and the home lacks."""
    try:
        home.settings.id_on_platform(catalogue.on_platform)
    except OperatorError as error:
        return [Problem.of(Where(FILE, 1), error)]
    return []


def _view(catalogue: Catalogue, faults: Sequence[Problem]) -> CatalogueView:
    return CatalogueView(
        documents=[
            TypeView(
                type=route.document,
                service=route.service,
                direction=route.direction,
                card=", ".join(route.cards),
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
        faults=[
            ProblemView(file=fault.file, line=fault.line, text=fault.text.fixed, words=fault.text) for fault in faults
        ],
    )


def _cards(names: str) -> str:
    """Labels of the cards in a view, with commas."""
    return ", ".join(label(name, CARDS) for name in names.split(", "))


def _print(view: CatalogueView) -> None:
    for fault in view.faults:
        screen.print(f"[red]{plain(fault.file)}:{fault.line}[/] {plain(fault.words)}")
    if view.faults:
        count, faults = len(view.faults), "fault" if len(view.faults) == 1 else "faults"
        screen.print(
            Bilingual(f"[red]共 {count} 处问题[/]，hub 不能启动", f"[red]{count} {faults}[/]: the hub does not start")
        )
        return
    Table(*_OF_TYPES).show(
        [
            (
                *(one.type, one.zh, one.service, label(one.direction, DIRECTIONS)),
                *(label(one.role, ROLES), _cards(one.card) or "—", str(one.statuses)),
            )
            for one in view.documents
        ]
    )
    nobody = str(Bilingual("无", "nobody"))
    Table(*_OF_DIALECTS).show(
        [
            (one.name, one.zh, ", ".join(one.parties) or nobody, ", ".join([*one.sends, *one.receives.values()]))
            for one in view.dialects
        ]
    )
