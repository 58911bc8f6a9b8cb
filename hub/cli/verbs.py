"""The verbs by name; each is loaded when it is named."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import typer

from hub.bootstrap.memory import kept
from hub.cli.anywhere import HomeAnywhere
from hub.cli.inner_verbs import InnerVerbs
from hub.cli.screen import EXIT_CODES
from hub.cli.spoken import SpokenCommand, SpokenGroup
from hub.text.bilingual import Bilingual

VERBS: Final[Mapping[str, Bilingual]] = {
    "init": Bilingual(
        "建立主目录：配置、审计库、队列文件夹、开发用密钥。",
        "Make a home: settings, store, queue folders, development keys.",
    ),
    "check": Bilingual(
        "核对单证定义、字段映射、代码表与报文架构是否一致。",
        "Check that routes, mappings, code lists and schemas fit together.",
    ),
    "docs": Bilingual(
        "把业务目录写成文档：页面、JSON Schema、AsyncAPI。",
        "Write the catalogue as documents: pages, JSON Schemas, AsyncAPI.",
    ),
    "run": Bilingual(
        "运行 hub：收取申报和回执，发送报文和事件。",
        "Run the hub: take submissions and receipts, send messages.",
    ),
    "submit": Bilingual("代渠道把一份申报放入其队列。", "Drop a submission on a portal's queue, as the portal does."),
    "log": Bilingual("列出单证及其状态，新的在前。", "List documents and their statuses, newest first."),
    "show": Bilingual(
        "查看一笔业务或一份单证的经过、报文和回执。",
        "Show a business or a document: what happened to it, messages, receipts.",
    ),
    "explain": Bilingual(
        "说明 hub 会如何处理一份申报或对方的报文，不作记录。",
        "Say what the hub would do with a submission or a message; record nothing.",
    ),
    "settle": Bilingual("核定一份单证的争议。", "Settle the dispute of a document."),
    "approve": Bilingual(
        "列出、批准或否决待第二人批准的操作。", "List, approve or reject acts that wait for a second operator."
    ),
    "acts": Bilingual(
        "列出操作员做过什么、何时、为何，新的在前。", "List what operators did, when and why, newest first."
    ),
    "simulate": Bilingual("模拟保险公司、银行和海关。", "Play insurers, banks and customs, as a script says."),
    "attention": Bilingual(
        "列出现在需要人处理的事，及下一条命令。", "List what needs a person now, and the next command to type."
    ),
    "status": Bilingual(
        "查看队列、待发送箱、未办结单证、争议和工作进程。",
        "Show queues, outbox, open documents, disputes and workers.",
    ),
    "top": Bilingual(
        "同 hub status，持续刷新，直到按 q 或 Ctrl-C。",
        "Show what `hub status` shows, again and again, until q or Ctrl-C.",
    ),
    "topology": Bilingual(
        "在 RabbitMQ 上建立或核对交换机、队列、用户和权限。",
        "Make or check exchanges, queues and users on RabbitMQ.",
    ),
    "doctor": Bilingual(
        "检查主目录、业务目录、密钥、审计库、队列、时钟和磁盘。",
        "Check the home, catalogue, keys, store, broker, clock and disk.",
    ),
    "metrics": Bilingual(
        "为 Prometheus 导出指标，直到收到 SIGTERM 或 Ctrl-C。",
        "Export metrics for Prometheus, until SIGTERM or Ctrl-C.",
    ),
    "window": Bilingual(
        "在浏览器中查看：只读，直到收到 SIGTERM 或 Ctrl-C。",
        "Show the hub in a browser, read only, until SIGTERM or Ctrl-C.",
    ),
    "traces": Bilingual(
        "把链路（OpenTelemetry）发往收集器，直到收到 SIGTERM 或 Ctrl-C。",
        "Send spans (OpenTelemetry) to a collector, until SIGTERM or Ctrl-C.",
    ),
    "quarantine": Bilingual("列出和处置隔离件。", "List and settle deliveries that could not be used."),
    "replay": Bilingual(
        "重发已发过的内容，编号与字节都不变。", "Send again what was sent: the same bytes under the same ids."
    ),
    "audit": Bilingual("核对审计库，查看其封存日志。", "Check the audit store and show its sealed log."),
    "keys": Bilingual("管理本方密钥和对方证书。", "Manage the hub's keys and the parties' certificates."),
}
"""Each verb with its line in `hub --help`, which is also the first line of its own help."""


def text_of(name: str, module: object) -> Bilingual:
    """All that the help of a verb says: its line, then the `DETAILS` of its module."""
    line, details = VERBS[name], getattr(module, "DETAILS", None)
    if details is None:
        return line
    return Bilingual(f"{line.zh}\n\n{details.zh}", f"{line.en}\n\n{details.en}")


def load(name: str) -> SpokenCommand | SpokenGroup:
    """The verb of this name, from its module: a function `command`, or an `app` with verbs of its own.

    Those of them that `INNER` names are in modules of their own.
    """
    with kept():
        module = import_module(f"hub.cli.{name}")
    if isinstance(group := getattr(module, "app", None), typer.Typer):
        loaded = typer.main.get_group(group)
        assert isinstance(loaded, SpokenGroup)
        loaded.name, loaded.text = name, text_of(name, module)
        if inner := getattr(module, "INNER", ()):
            loaded.commands = InnerVerbs(name, inner)  # type: ignore[assignment]  # a group only reads them
        return loaded
    alone = typer.Typer(add_completion=False)
    alone.command(name, cls=SpokenCommand)(module.command)
    found = typer.main.get_command(alone)
    assert isinstance(found, SpokenCommand)
    found.text = text_of(name, module)
    return found


class Named(SpokenCommand):
    """A verb that is not loaded yet: it has its name and its line of help."""

    def __init__(self, name: str, line: Bilingual) -> None:
        super().__init__(name)
        self.text = line

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """The context of the verb itself, which is loaded now. Whoever invokes it asks the context for its command."""
        assert self.name is not None
        return load(self.name).make_context(info_name, args, parent, **extra)


class Verbs(HomeAnywhere):
    """All verbs, in the order of the help; `--home` may stand before or after them."""

    text = Bilingual(
        "单一窗口与保险公司、银行、海关之间的报文交换中枢。\n\n"
        "界面语言取自环境变量 HUB_LANG（zh、en），未设时取自 LC_ALL、LC_MESSAGES、LANG。",
        "Message hub between Single Window portals, insurers, banks and customs.\n\n"
        "The language is that of the variable HUB_LANG (zh, en), or else of LC_ALL, LC_MESSAGES or LANG.",
    )
    exits = EXIT_CODES

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = {name: Named(name, line) for name, line in VERBS.items()}
