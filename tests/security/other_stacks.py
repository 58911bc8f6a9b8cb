"""Other stacks that sign and verify, each by its own program; `make stacks` installs them."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from services.machine import missing

STACKS = Path(__file__).resolve().parent / "stacks"
MODULES = Path(__file__).resolve().parents[2] / "var" / "stacks" / "node_modules"
"""What `make stacks` installs from the lock file."""
Pair = tuple[Path, Path]
"""Files of a private key and its certificate."""


@dataclass(frozen=True)
class Program:
    """A stack that is one program for both verbs."""

    name: str
    command: tuple[str, ...]
    needs: tuple[str | None, ...]
    """What must be there, as found; None for what is not."""

    def require(self) -> None:
        """Skip the test when the stack is not there; fail it in CI."""
        if not all(self.needs):
            missing(f"{self.name} is not installed: make stacks")

    def sign(self, prefix: str, pair: Pair, document: Path, signed: Path) -> None:
        _run(*self.command, "sign", prefix or "-", *map(str, pair), str(document), str(signed))

    def verify(self, files: Sequence[tuple[Path, Path]]) -> list[bool]:
        """Whether each file's signature is by the certificate beside it."""
        given = [str(path) for one in files for path in one]
        return [line == "valid" for line in _run(*self.command, "verify", *given).splitlines()]


@dataclass(frozen=True)
class Xmlsec1(Program):
    """The command line of xmlsec: it fills in a signature that is there, and verifies one file at a time."""

    def sign(self, prefix: str, pair: Pair, document: Path, signed: Path) -> None:
        """`document` holds a signature of the wanted prefix already, without values."""
        _run("xmlsec1", "--sign", "--privkey-pem", ",".join(map(str, pair)), "--output", str(signed), str(document))

    def verify(self, files: Sequence[tuple[Path, Path]]) -> list[bool]:
        def command(certificate: Path, file: Path) -> list[str]:
            return ["xmlsec1", "--verify", "--pubkey-cert-pem", str(certificate), str(file)]

        return [subprocess.run(command(*one), capture_output=True, check=False).returncode == 0 for one in files]


def stacks() -> list[Program]:
    """Every stack, whether it is there or not."""
    modules = str(MODULES / "xml-crypto") if (MODULES / "xml-crypto").is_dir() else None
    return [
        Xmlsec1("xmlsec1", ("xmlsec1",), (shutil.which("xmlsec1"),)),
        Program("java", ("java", str(STACKS / "XmlDsig.java")), (shutil.which("java"), shutil.which("javac"))),
        Program("xml-crypto", ("node", str(STACKS / "xmldsig.cjs")), (shutil.which("node"), modules)),
    ]


def _run(*command: str) -> str:
    environment = {**os.environ, "NODE_PATH": str(MODULES)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def require_openssl() -> None:
    """Skip the test when the program is not there; fail it in CI."""
    if shutil.which("openssl") is None:
        missing("openssl is not installed: make stacks")
