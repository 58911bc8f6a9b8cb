"""`hub topology`: exchanges, queues, users and permissions on the broker."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Final

import typer

from adapters.rabbitmq import Difference
from hub.bootstrap import topology
from hub.bootstrap.broker import owners_of
from hub.bootstrap.catalogue import sound_catalogue
from hub.cli.screen import AsJson, home_of, plain, print_json, screen
from hub.exit_codes import ExitCode
from hub.text.bilingual import Bilingual
from hub.views.installation import DifferenceView, TopologyView
from hub.views.view import json_of

DETAILS: Final = Bilingual(
    "每个渠道和对方各有自己的队列。只增不删。apply、check 后仍有不符时退出码为 1；管理接口连不上时为 5。"
    "口令在 keys/broker/ 中，缺少的由 apply 和 export 生成。",
    "Each portal and party has queues of its own. Nothing is ever deleted. The exit code of `apply` and `check` is 1 "
    "when a difference is left, and 5 when the broker's management API cannot be reached. Passwords are in "
    "keys/broker/; `apply` and `export` make those that are missing.",
)


class Action(StrEnum):
    """What to do."""

    APPLY = "apply"
    EXPORT = "export"
    CHECK = "check"


def command(
    context: typer.Context,
    action: Annotated[
        Action,
        typer.Argument(metavar="apply|export|check"),
        Bilingual(
            "apply：建立；export：打印 RabbitMQ 定义文件；check：列出不符之处。",
            "apply: make everything; export: print RabbitMQ's definitions; check: list the differences.",
        ),
    ],
    wait: Annotated[
        int,
        typer.Option(metavar="SECONDS", min=0, max=86_400),
        Bilingual("apply 等待消息服务器启动的秒数。", "Seconds for which `apply` waits while the broker is starting."),
    ] = 60,
    as_json: AsJson = False,
) -> None:
    """Apply, export or check the topology."""
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
        was = Bilingual(f"原为 {difference.found.zh}", f"was {difference.found.en}")
        screen.print(f"[green]{Bilingual('已建立', 'made')}[/] {plain(difference.name)} [dim]{plain(was)}[/]")
    for difference in left:
        screen.print(f"[red]{Bilingual('不符', 'differs')}[/] {plain(difference.name)}: {plain(difference.found)}")
    if not left:
        name = f"[bold]{plain(vhost)}[/]"
        screen.print(Bilingual(f"虚拟主机 {name} 全部相符", f"the virtual host {name} is as it must be"))


def _views(differences: Sequence[Difference]) -> list[DifferenceView]:
    return [DifferenceView(what=d.name, found=d.found.en, can_be_mended=d.can_be_mended) for d in differences]
