"""`hub audit publish`: the log as files for a web server."""

from pathlib import Path
from typing import Annotated

import typer

from hub.bootstrap.retention import archived_hashes
from hub.bootstrap.store import open_store
from hub.cli.screen import AsJson, home_of, plain, print_json, say_empty, screen
from hub.cli.spoken import spoken
from hub.flow.cosigning import note_with_cosignatures
from hub.operate.publish_log import publish_log
from hub.text.bilingual import Bilingual
from hub.views.audit import PublishedView
from hub.views.view import json_of

HELP = spoken(
    zh="把封存日志写入一个目录，由任意网页服务器提供（C2SP tlog-tiles）：检查点、哈希树的分块和条目。\n\n"
    "只写新增部分，检查点最后写；可由定时器反复运行。条目只是办理记录的哈希，不含业务数据。",
    en="Write the sealed log into a folder which any web server can serve (C2SP tlog-tiles): checkpoint, tiles of the "
    "tree, and entries.\n\n"
    "Only what is new is written, the checkpoint last; a timer may run it again and again. Entries are hashes of "
    "transitions: no business data.",
)
Folder = Annotated[
    Path,
    typer.Argument(metavar="DIR", file_okay=False, writable=True),
    Bilingual("目标目录，不存在时建立。只放一个日志。", "The folder; it is made. It is for one log only."),
]


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("publish", cls=HELP)(publish)


def publish(context: typer.Context, folder: Folder, as_json: AsJson = False) -> None:
    """Write what the folder lacks."""
    home = home_of(context)
    store = open_store(home)
    try:
        with store.log.read() as log:
            sealed = log.sealed()
            note = note_with_cosignatures(log, sealed) if sealed else ""
        elsewhere = archived_hashes(home, store)
        files = publish_log(store.log, sealed, note, folder, elsewhere) if sealed else 0
    finally:
        store.close()
    if sealed is None:
        say_empty(Bilingual("尚无检查点", "no checkpoint yet"), as_json)
    elif as_json:
        print_json(json_of(PublishedView(size=sealed.size, files=files)))
    else:
        said = Bilingual(
            f"已发布 {sealed.size} 条，新写 {files} 个文件：",
            f"{sealed.size} entries are published, {files} new files:",
        )
        screen.print(f"{said} {plain(folder)}")
