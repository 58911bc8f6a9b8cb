"""`hub window`: pages in a browser, read only."""

import time
from typing import Annotated, Final

import typer

from hub.cli.listening import address_of
from hub.cli.screen import AsJson, StopSignal, home_of, plain, print_json, screen
from hub.errors import Code, operator_error
from hub.exit_codes import ExitCode
from hub.text.bilingual import Bilingual
from hub.views.view import json_of
from hub.views.window import WindowView

LOOK_S: Final = 0.2
EXTRA: Final = ("jinja2", "markupsafe", "starlette", "uvicorn")
DETAILS: Final = Bilingual(
    "页面：现在、单证、经过、隔离、重发计划、审计。只读审计库，只接受 GET；PostgreSQL 上只需有 SELECT 权限的角色。"
    "需要附加组件 window。\n\n"
    "没有登录，也没有 TLS：供他人查看时，须置于本单位的反向代理之后（docs/window.md）。",
    "Pages: now, the log, a document, quarantine, plans, audit. It only reads the store, and answers GET only. On "
    "PostgreSQL a role with SELECT is enough. It needs the extra `window`.\n\n"
    "It has no login and no TLS: put it behind the house's proxy if others are to read it (docs/window.md).",
)
Listen = Annotated[
    str,
    typer.Option(metavar="HOST:PORT"),
    Bilingual("监听地址；默认只对本机开放。", "Where to listen; by default only this machine can ask."),
]
Hosts = Annotated[
    list[str] | None,
    typer.Option("--host", metavar="NAME"),
    Bilingual(
        "除本机名称外，还以此名称提供服务（反向代理的域名）；可多次使用。",
        "Another name under which it is served, beside this machine's own: the proxy's. It may be repeated.",
    ),
]
UserHeader = Annotated[
    str,
    typer.Option(metavar="NAME"),
    Bilingual(
        "反向代理用哪个请求头说明是谁在查看，如 X-Remote-User；查看个人信息时记入 hub.log。",
        "The header in which the proxy says who asks, such as X-Remote-User. hub.log has it when somebody asks for "
        "personal data.",
    ),
]


def command(
    context: typer.Context,
    listen: Listen = "127.0.0.1:7382",
    hosts: Hosts = None,
    user_header: UserHeader = "",
    as_json: AsJson = False,
) -> None:
    """Answer until told to stop."""
    try:
        from hub.window.answering import House  # noqa: PLC0415 - an extra: `hub --help` needs none of it
        from hub.window.serving import WindowServer  # noqa: PLC0415 - likewise
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in EXTRA:
            raise
        raise operator_error(Code.WINDOW_MISSING) from error
    stop, home = StopSignal(), home_of(context)
    host, port = address_of(listen)
    names = {*House().hosts, listen.rpartition(":")[0].lower(), *(name.lower() for name in hosts or ())}
    server = WindowServer(home, (host, port), House(hosts=names, user_header=user_header))
    try:
        _tell(WindowView(url=f"http://{listen.rpartition(':')[0]}:{server.port}/"), as_json)
        while not stop() and server.is_open:
            time.sleep(LOOK_S)
        if not stop():  # its thread has said why
            raise SystemExit(ExitCode.GONE)
    finally:
        server.close()


def _tell(view: WindowView, as_json: bool) -> None:
    if as_json:
        print_json(json_of(view))
    else:
        screen.print(Bilingual(f"窗口在 {plain(view.url)}", f"the window is at {plain(view.url)}"))
