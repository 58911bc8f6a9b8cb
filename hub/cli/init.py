"""`hub init`: make a home."""

from typing import Annotated, Final

import typer

from hub.bootstrap.catalogue import sound_catalogue
from hub.bootstrap.encryption import make_encryption_keys
from hub.bootstrap.home import make_home
from hub.bootstrap.signing import key_kinds
from hub.cli.screen import AsJson, aside, home_of, plain, print_json, screen
from hub.text.bilingual import Bilingual
from hub.views.installation import HomeView
from hub.views.view import json_of

DETAILS: Final = Bilingual(
    "已有的保持不变；旧版本的审计库升级到本版本。",
    "What exists is kept. A store of an older version is brought up to date.",
)
_OF_DEVELOPMENT: Final = Bilingual(
    "这些密钥只供开发；对方的正式证书用 hub keys import 登记。",
    "These keys are for development. Register a real party's certificate with `hub keys import`.",
)


def command(
    context: typer.Context,
    as_json: AsJson = False,
    keys: Annotated[
        bool,
        typer.Option(),
        Bilingual(
            "是否为 hub 和模拟的对方生成开发用密钥；默认生成。",
            "Whether to make development keys for the hub and for simulated parties. By default they are made.",
        ),
    ] = True,
) -> None:
    """Make what the home lacks. An existing store is brought up to date."""
    home = home_of(context)
    catalogue = sound_catalogue(home, makes_keys=keys)
    kinds = key_kinds(catalogue)
    parties, portals = sorted(catalogue.parties), sorted(catalogue.portals)
    made = make_home(home, parties, portals, keys=keys, kinds=kinds, tell=_tell)
    if keys:
        made += make_encryption_keys(home, catalogue)
    if as_json:
        print_json(json_of(HomeView(home=str(home.path.absolute()), made=made)))
        return
    for name in made:
        screen.print(f"[green]{Bilingual('已建立', 'made')}[/] {plain(name)}")
    path = plain(home.path.absolute())
    screen.print(Bilingual(f"主目录 [bold]{path}[/] 已就绪", f"The home [bold]{path}[/] is ready"))
    if any(name.startswith("simulate/") for name in made):
        screen.print(f"[dim]{_OF_DEVELOPMENT}[/]")


def _tell(table: str, copied: int, all_: int) -> None:
    """Say how far the upgrade of a large store is. Standard output stays for the result."""
    aside.print(f"[dim]{Bilingual('审计库升级', 'upgrading the store')}: {table} {copied:,} / {all_:,}[/]")
