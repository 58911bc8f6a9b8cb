"""The hub built and installed as the Dockerfile does it."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recipe import ROOT, copy_context, read_recipe
from services.machine import missing

VERSION = "1.2.3"
"""What the build is told to be."""
COMPLETE = ".complete"
"""Marks a folder that holds all downloads."""


@dataclass(frozen=True)
class Installed:
    """A wheel, and an environment that holds it and what it needs."""

    source: Path
    """What it was built from: a copy of the checkout, for that may change meanwhile."""
    wheel: Path
    tools: Path
    environment: Path

    @property
    def command(self) -> Path:
        return self.environment / "bin" / "hub"

    @property
    def variables(self) -> dict[str, str]:
        """All that its processes know of the world."""
        return {"PATH": f"{self.command.parent}:/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8"}

    def hub(self, folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run a verb to its end, in this folder."""
        done = subprocess.run(
            [self.command, *words], cwd=folder, env=self.variables, capture_output=True, text=True, check=False
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def hub_json(self, folder: Path, *words: str) -> list[dict[str, Any]]:
        """What a verb prints, a line each; nothing of an empty list."""
        lines = self.hub(folder, *words, "--json").stdout.splitlines()
        return [json.loads(line) for line in lines if line != "[]"]


def install(folder: Path, kept: Path) -> Installed:
    """Run every RUN of the Dockerfile's first stage, word for word; only its folders are others, below `folder`.

    Downloads are kept in `kept`, where the next time finds them; pip compares their hashes all the same.
    """
    build, _ = read_recipe()
    places = {name: str(folder / name.lower()) for name in build.environment}
    source, wheels = copy_context(folder / "source"), Path(places["WHEELS"])
    for line in build.all("RUN"):
        done = _run(line, source, places | {"VERSION": VERSION} | _index(kept))
        is_download = " download " in line
        if done.returncode and is_download and "HASHES" not in done.stderr:
            missing(f"what requirements.lock names cannot be downloaded: {done.stderr.strip()[-300:]}")
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        if is_download:
            shutil.copytree(wheels, kept, dirs_exist_ok=True)
            (kept / COMPLETE).touch()
    (wheel,) = wheels.glob("single_window_hub-*.whl")
    return Installed(source, wheel, Path(places["TOOLS"]), Path(places["HUB"]))


def name_of_lock() -> str:
    """Another lock, other downloads."""
    return hashlib.sha256((ROOT / "requirements.lock").read_bytes()).hexdigest()[:12]


def _run(line: str, folder: Path, variables: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """As a build does: by the shell, with the Python that stands behind ours, and with little else."""
    settings = {name: value for name, value in os.environ.items() if name.startswith("PIP_")} | {"PIP_RETRIES": "1"}
    around = {"PATH": f"{Path(sys.base_prefix) / 'bin'}:/usr/bin:/bin", "HOME": str(Path.home())}
    return subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=folder,
        env=settings | around | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def _index(kept: Path) -> dict[str, str]:
    """Ask no index where everything is here."""
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(kept)} if (kept / COMPLETE).exists() else {}
