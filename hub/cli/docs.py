"""`hub docs`: write pages, schemas and the queues' description of a catalogue into a folder."""

from pathlib import Path
from typing import Annotated, Final

import typer

from hub.bootstrap.catalogue import sound_catalogue
from hub.bootstrap.names import packaged as place_of
from hub.cli.screen import AsJson, home_of, plain, print_json, screen
from hub.docs.origin import Origins
from hub.docs.written import standing_alone, write, written
from hub.text.bilingual import Bilingual
from hub.views.installation import DocsView
from hub.views.view import json_of

DETAILS: Final = Bilingual(
    "写入：单证、状态（附状态图）、错误代码、配置、定义文件用词的页面，申报和事件的 JSON Schema，"
    "供编辑器使用的定义文件 JSON Schema，队列的 AsyncAPI 描述，代码表的 XSD 类型（codes.xsd）；"
    "内容包括随 hub 安装的定义和主目录自己的定义。同名文件会被覆盖，其他文件保持不变。",
    "It writes pages (documents, statuses with diagrams, errors, settings, words of the files), JSON Schemas of "
    "submissions and events, schemas of the catalogue's files for editors, the queues as AsyncAPI, and the XSD types "
    "of code lists (codes.xsd): of what is installed with the hub and of what the home adds. A file of the same name "
    "is replaced; other files stay.",
)


def command(
    context: typer.Context,
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", file_okay=False),
        Bilingual("写入的文件夹；没有则建立。", "The folder to write into. It is made where it is missing."),
    ],
    packaged: Annotated[
        bool,
        typer.Option("--packaged"),
        Bilingual(
            "只写随 hub 安装的定义，无需主目录。", "Write only what is installed with the hub. No home is needed."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write the files about the home's catalogue, or the packaged one."""
    home = None if packaged else home_of(context)
    if home is not None:
        _ = home.settings  # a home it must be: else the packaged catalogue would be written as the home's
    roots = [place_of("routes"), *([home.path / "routes"] if home is not None else [])]
    files = standing_alone(dict(written(sound_catalogue(home), Origins(roots))))
    write(files, folder)
    view = DocsView(folder=str(folder.absolute()), written=sorted(files))
    if as_json:
        print_json(json_of(view))
        return
    where = plain(view.folder)
    screen.print(Bilingual(f"已写入 {len(files)} 个文件：{where}", f"{len(files)} files written into {where}"))
