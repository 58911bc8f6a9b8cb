"""`hub metrics`: an exporter for Prometheus."""

import time
from typing import Annotated, Final

import typer

from hub.bootstrap.metrics import ALARMS, DASHBOARD, Exporter, monitoring_file
from hub.cli.listening import address_of
from hub.cli.screen import AsJson, StopSignal, home_of, plain, print_json, screen, write_bytes
from hub.text.bilingual import Bilingual
from hub.views.metrics import MetricsView
from hub.views.view import json_of

LOOK_S: Final = 0.2
DETAILS: Final = Bilingual(
    "只读审计库，只回答 GET /metrics；PostgreSQL 上只需有 SELECT 权限的角色。需要附加组件 metrics。\n\n"
    "告警规则和 Grafana 面板随 hub 一起安装：用 --alarms 和 --dashboard 输出。",
    "It only reads the store, and answers GET /metrics only. On PostgreSQL a role with SELECT is enough. It needs the "
    "extra `metrics`.\n\n"
    "Alarm rules and a Grafana dashboard are installed with the hub: --alarms and --dashboard print them.",
)
Listen = Annotated[
    str,
    typer.Option(metavar="HOST:PORT"),
    Bilingual("监听地址；默认只对本机开放。", "Where to listen; by default only this machine can ask."),
]
Alarms = Annotated[
    bool,
    typer.Option("--alarms"),
    Bilingual("输出 Prometheus 告警规则，然后结束。", "Print the alarm rules for Prometheus, and end."),
]
Dashboard = Annotated[
    bool,
    typer.Option("--dashboard"),
    Bilingual("输出 Grafana 面板，然后结束。", "Print the dashboard for Grafana, and end."),
]


def command(
    context: typer.Context,
    listen: Listen = "127.0.0.1:7381",
    alarms: Alarms = False,
    dashboard: Dashboard = False,
    as_json: AsJson = False,
) -> None:
    """Answer until told to stop."""
    if alarms or dashboard:
        write_bytes(monitoring_file(ALARMS if alarms else DASHBOARD).read_bytes())
        return
    stop, home = StopSignal(), home_of(context)
    host, port = address_of(listen)
    exporter = Exporter(home, host, port)
    try:
        _tell(MetricsView(listen=f"{listen.rpartition(':')[0]}:{exporter.port}"), as_json)
        while not stop():
            time.sleep(LOOK_S)
    finally:
        exporter.close()


def _tell(view: MetricsView, as_json: bool) -> None:
    if as_json:
        print_json(json_of(view))
    else:
        place = plain(f"http://{view.listen}/metrics")
        screen.print(Bilingual(f"指标在 {place}", f"metrics at {place}"))
