"""The verbs of a verb, each in a module of its own, which is loaded when the verb is named."""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

import typer

from hub.bootstrap.memory import kept
from hub.cli.spoken import SpokenCommand


class InnerVerbs(Mapping[str, SpokenCommand]):
    """The verbs of a group, by name and in the order of its help. Only the help of the group loads all of them.

    `accept-restore` of `audit` is in `hub.cli.audit_accept_restore`, whose function `add_to` makes it a verb.
    """

    def __init__(self, group: str, names: Sequence[str]) -> None:
        self._group, self._names = group, names
        self._loaded: dict[str, SpokenCommand] = {}

    def __getitem__(self, name: str) -> SpokenCommand:
        if name not in self:
            raise KeyError(name)
        if name not in self._loaded:
            self._loaded[name] = self._load(name)
        return self._loaded[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def _load(self, name: str) -> SpokenCommand:
        with kept():
            module: Any = import_module(f"hub.cli.{self._group}_{name.replace('-', '_')}")
        module.add_to(app := typer.Typer(add_completion=False))
        found = typer.main.get_command(app)
        assert isinstance(found, SpokenCommand)
        return found
