"""docker-compose.yml, read as far as the tests need."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from recipe import ROOT

IMAGE = "single-window-hub"


@dataclass(frozen=True)
class Service:
    """One service, as it is written."""

    name: str
    told: Mapping[str, Any]

    @property
    def is_ours(self) -> bool:
        return bool(self.told["image"] == IMAGE)

    @property
    def environment(self) -> dict[str, str]:
        return dict(self.told.get("environment", {}))

    @property
    def mounts(self) -> list[tuple[str, str]]:
        """Volume or folder of the checkout, and where it is seen."""
        return [(parts[0], parts[1]) for parts in (mount.split(":") for mount in self.told.get("volumes", []))]

    @property
    def waits_for(self) -> dict[str, str]:
        """Service and condition."""
        return {name: how["condition"] for name, how in self.told.get("depends_on", {}).items()}

    @property
    def script(self) -> str:
        """What its shell runs, with what the engine fills in."""
        return filled_in("\n".join(self.told["command"]))


def read_composition() -> tuple[dict[str, Service], Mapping[str, Any]]:
    """The services, and everything else."""
    told = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    return {name: Service(name, how) for name, how in told["services"].items()}, told


def filled_in(text: str) -> str:
    """As the engine hands it on where nobody set a variable: `${NAME:-default}` is its default, `$$` a dollar."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text).replace("$$", "$")


def hub_lines(script: str) -> Iterator[list[str]]:
    """The hub's verbs in a shell script."""
    yield from (line.split()[1:] for line in script.splitlines() if line.startswith("hub "))
