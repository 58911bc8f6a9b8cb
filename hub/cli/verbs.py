"""The verbs by name; each is loaded when it is named."""

import gc
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from hub.cli.anywhere import HomeAnywhere

VERBS: Final[Mapping[str, str]] = {
    "init": "Make a home: settings, store, queue folders, and development keys. What is there already stays.",
    "check": "Prove that routes, mappings, code lists and schemas fit together; exit 1 with every fault's file and "
    "line.",
    "run": "Take submissions and replies, dispatch messages and events, until SIGTERM or Ctrl-C.",
    "submit": "Drop a submission on a portal's queue, as the portal would; the hub answers with events.",
    "log": "List documents with their statuses, newest first; with --follow, as they move.",
    "show": "Show a document: its trail newest first, its messages, and receipts that moved nothing.",
    "explain": "Say what the hub would do with a submission: mapping line by line, message, refusals. Nothing is "
    "recorded.",
    "settle": "Settle a dispute; nothing that parties said is removed, and a running hub sends what follows.",
    "simulate": "Play parties, well-behaved or not, on this home's queues, until SIGTERM or Ctrl-C.",
    "status": "Show queues, outbox, open documents by party and status with the oldest, rates, and workers.",
    "topology": "Exchanges, queues, users and permissions on RabbitMQ: one place for each portal and party.",
    "doctor": "Look at home, catalogue, keys, store, broker, clock and disk; exit 1 when a check is a failure.",
    "quarantine": "Deliveries that could not be used, and receipts that wait for what they answer; alone it lists "
    "them.",
    "replay": "Send again what was sent, the same bytes under the same ids: `hub replay ID --reason …` for one "
    "document, `plan` and `apply` for many. Nothing is overwritten; a running hub sends what is promised here.",
    "keys": "Our keys and parties' certificates: list and check them, register a party's, let one follow the other. "
    "Nothing is ever written over, and a running hub notices by itself.",
}
"""Each verb with its line in `hub --help`: the first line of the help in `hub.cli.<verb>`."""


def load(name: str) -> TyperCommand | TyperGroup:
    """The verb of this name, from its module: a function `command`, or an `app` with verbs of its own."""
    gc.disable()  # what is loaded stays: there is nothing to collect
    try:
        module = import_module(f"hub.cli.{name}")
        gc.freeze()
    finally:
        gc.enable()
    if isinstance(group := getattr(module, "app", None), typer.Typer):
        loaded = typer.main.get_group(group)
        loaded.name = name
        return loaded
    alone = typer.Typer(add_completion=False)
    alone.command(name)(module.command)
    found = typer.main.get_command(alone)
    assert isinstance(found, TyperCommand)
    return found


class Named(TyperCommand):
    """A verb that is not loaded yet: it has its name and its line of help."""

    def __init__(self, name: str, line: str) -> None:
        super().__init__(name, help=line)

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """The context of the verb itself, which is loaded now; whoever invokes it asks the context for its command."""
        assert self.name is not None
        return load(self.name).make_context(info_name, args, parent, **extra)


class Verbs(HomeAnywhere):
    """All verbs, in the order of the help; `--home` may stand before or after them."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = {name: Named(name, line) for name, line in VERBS.items()}
