"""After a story: the store verifies, and one evidence file stands before tools that are not the hub's."""

import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from processes import run
from verdict import Trail

_COMMAND = re.compile(r"\*\*(\d)\.\*\*.*?```sh\n(.*?)```", re.DOTALL)
"""A numbered command in the README of an evidence file."""
_TOOLS = {"1": "sha256sum", "2": "sha256sum", "3": "xmlsec1", "4": "openssl"}
"""Which program each command needs; the fifth needs a verifier of C2SP proofs, which no machine has by itself."""
_WHAT = {
    "1": ("文件逐一无改动", "no file was changed"),
    "2": ("办理记录环环相扣", "each transition follows from the one before it"),
    "3": ("各方报文与整个文件的签名有效", "the parties' signatures hold, and that of the whole file"),
    "4": ("检查点由日志密钥签名", "the log's key signed the checkpoint"),
}


class Checked(NamedTuple):
    """What one tool said."""

    tool: str
    zh: str
    en: str
    result: str
    """`ok`, `missing` where the machine has no such tool, else what the tool said."""


def verified(home: Path) -> str:
    """What `hub audit verify` says; raises StoryBroken if it finds anything."""
    return run(home, "audit", "verify").strip()


def evidence_of(home: Path, trails: Mapping[str, Trail]) -> Path:
    """The evidence file of the document that moved most often."""
    longest = max(sorted(trails), key=lambda id_: len(trails[id_]["transitions"]))
    file = home / f"{trails[longest]['document']['record']}.asice"
    run(home, "audit", "prove", longest, "--out", str(file))
    return file


def checked(home: Path, file: Path) -> Iterator[Checked]:
    """Follow the file's own README as a stranger would; then the hub checks what is left, its place in the log."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(file) as content:
            content.extractall(folder)
        commands = dict(_COMMAND.findall((Path(folder) / "README.md").read_text("utf-8")))
        for number, tool in _TOOLS.items():
            yield Checked(tool, *_WHAT[number], _run(tool, commands[number], folder))
    run(home, "audit", "check", str(file))
    yield Checked("hub audit check", "每条记录都在日志中", "the log holds each transition", "ok")


def _run(tool: str, command: str, folder: str) -> str:
    if shutil.which(tool) is None:
        return "missing"
    done = subprocess.run(["bash", "-e", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    return "ok" if done.returncode == 0 else done.stderr.strip() or f"{tool} ended with {done.returncode}"
