"""`hub audit timestamp`: a timestamp of the newest checkpoint, now."""

import typer

from hub.bootstrap.clock import SystemClock
from hub.bootstrap.past import open_store_to_write
from hub.bootstrap.timestamps import open_timestamps
from hub.cli.screen import AsJson, home_of, print_json, say_empty, screen
from hub.cli.spoken import spoken
from hub.flow.stamping import Stamping
from hub.home.place import Home
from hub.ports import Timestamp
from hub.text.bilingual import Bilingual
from hub.views.audit import TimestampView
from hub.views.view import Moment, json_of

HELP = spoken(
    zh="为最新的检查点取得时间戳（RFC 3161），已有则不再取。\n\n"
    "hub run 每天会自行取一次（[audit] timestamp_url）；此命令用于立即取得，或查明为何没有取到。",
    en="Get a timestamp (RFC 3161) of the newest checkpoint, unless it has one.\n\n"
    "`hub run` gets one a day by itself ([audit] timestamp_url). This verb gets one at once, or tells why there is "
    "none.",
)
NONE = Bilingual("[audit] 中未配置 timestamp_url，或尚无检查点", "no timestamp_url in [audit], or no checkpoint yet")


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("timestamp", cls=HELP)(timestamp)


def timestamp(context: typer.Context, as_json: AsJson = False) -> None:
    """Ask the authority."""
    made = _asked(home_of(context))
    if made is None:
        say_empty(NONE, as_json)
        return
    view = TimestampView(size=made.size, at=Moment(made.at))
    if as_json:
        print_json(json_of(view))
    else:
        screen.print(
            Bilingual(f"第 {view.size} 条处的检查点：{view.at}", f"checkpoint at {view.size} entries: {view.at}")
        )


def _asked(home: Home) -> Timestamp | None:
    if (authority := open_timestamps(home)) is None:
        return None
    store = open_store_to_write(home)
    try:
        return Stamping(store.log, authority, SystemClock()).ask()
    finally:
        store.close()
