"""The Dockerfile and .dockerignore, read as far as the tests need."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from hub.cli import app

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Stage:
    """One FROM, and the instructions that follow it."""

    base: str
    name: str
    steps: tuple[tuple[str, str], ...]
    """Instruction and the rest of its line."""

    def all(self, instruction: str) -> list[str]:
        return [rest for word, rest in self.steps if word == instruction]

    @property
    def environment(self) -> dict[str, str]:
        return dict(pair.split("=", 1) for rest in self.all("ENV") for pair in rest.split())

    @property
    def copied(self) -> list[str]:
        """What it takes from the checkout."""
        taken = [rest.split() for rest in self.all("COPY") if not rest.startswith("--from=")]
        return [source for *sources, _ in taken for source in sources]


def read_recipe() -> tuple[Stage, Stage]:
    """The two stages of the Dockerfile: what builds, and what runs."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text("utf-8"))
    lines = [line.partition(" ") for line in text.splitlines() if line and not line.startswith("#")]
    starts = [number for number, (word, _, _) in enumerate(lines) if word == "FROM"]
    build, run = (lines[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True))
    return _stage(build), _stage(run)


def _stage(lines: list[tuple[str, str, str]]) -> Stage:
    base, _, name = lines[0][2].partition(" AS ")
    return Stage(base, name, tuple((word, rest.strip()) for word, _, rest in lines[1:]))


def let_in() -> tuple[list[str], list[str]]:
    """What .dockerignore lets into a build, and what it keeps out; in their order."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    return [rule[1:] for rule in rules if rule.startswith("!")], [rule for rule in rules if not rule.startswith("!")]


def copy_context(target: Path) -> Path:
    """The checkout as a build sees it."""
    for name in let_in()[0]:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target / name)
    return target


def parse_verb(*words: str) -> dict[str, Any]:
    """What a verb of the hub makes of these words; raises where there is no such verb, option or choice."""
    command: Any = typer.main.get_command(app)
    context = command.make_context("hub", list(words))
    name, verb, rest = command.resolve_command(context, [*context._protected_args, *context.args])
    found: dict[str, Any] = verb.make_context(name, rest, parent=context).params
    return found
