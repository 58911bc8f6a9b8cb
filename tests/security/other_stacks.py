"""Other stacks that sign and verify, each by its own program; `make stacks` installs them."""

import os
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from lxml import etree
from services.machine import missing

STACKS = Path(__file__).resolve().parent / "stacks"
MODULES = Path(__file__).resolve().parents[2] / "var" / "stacks" / "node_modules"
"""What `make stacks` installs from the lock file."""
DSS = Path(__file__).resolve().parents[2] / "var" / "stacks" / "dss"
"""What `make stacks` installs from pom.xml."""
TLOG = Path(__file__).resolve().parents[2] / "var" / "stacks" / "tlog"
"""What `make stacks` builds of Go's modules for transparency logs."""
LITEWITNESS = TLOG.with_name("litewitness")
"""What `make stacks` builds of filippo.io/torchwood."""
Judgement = Literal["valid", "invalid", "unknown"]
"""Unknown: the stack lacks an algorithm, or does not use it."""
_JUDGEMENTS: dict[str, Judgement] = {"valid": "valid", "invalid": "invalid", "unknown": "unknown"}
_DS = "{http://www.w3.org/2000/09/xmldsig#}"
Pair = tuple[Path, Path]
"""Files of a private key and its certificate."""
DEBIANS_PYTHON = "/usr/bin/python3"
"""Botan's binding is installed for it alone."""


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

    def verify(self, files: Sequence[tuple[Path, Path]]) -> list[Judgement]:
        """Whether each file's signature is by the certificate beside it."""
        given = [str(path) for one in files for path in one]
        return [_JUDGEMENTS[line] for line in _run(*self.command, "verify", *given).splitlines()]


@dataclass(frozen=True)
class Xmlsec1(Program):
    """The command line of xmlsec: it fills in a signature that is there, and verifies one file at a time."""

    def sign(self, prefix: str, pair: Pair, document: Path, signed: Path) -> None:
        """`document` holds a signature of the wanted prefix already, without values."""
        _run("xmlsec1", "--sign", "--privkey-pem", ",".join(map(str, pair)), "--output", str(signed), str(document))

    def verify(self, files: Sequence[tuple[Path, Path]]) -> list[Judgement]:
        return [self._judged(*one) for one in files]

    def _judged(self, certificate: Path, file: Path) -> Judgement:
        command = ["xmlsec1", "--verify", "--pubkey-cert-pem", str(certificate), str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return "valid"
        return "invalid" if "FAIL\n" in done.stdout + done.stderr else "unknown"


@dataclass(frozen=True)
class OpenSsl(Program):
    """The `openssl` program for digest and value by SM2; xml-crypto canonicalizes. It signs nothing here."""

    def verify(self, files: Sequence[tuple[Path, Path]]) -> list[Judgement]:
        return [self._judged(*one) for one in files]

    def _judged(self, certificate: Path, file: Path) -> Judgement:
        signature = etree.parse(str(file)).getroot()[-1]
        method, digest = (signature.find(f".//{_DS}{name}Method") for name in ("Signature", "Digest"))
        assert method is not None
        assert digest is not None
        if not str(method.get("Algorithm")).endswith("#sm2-sm3"):
            return "unknown"
        hashed = {"sm3": "-sm3", "sha1": "-sha1"}[str(digest.get("Algorithm")).rpartition("#")[2]]
        signed_info, content, der = (file.with_suffix(f".{name}") for name in ("info", "content", "der"))
        _run(*self.command, "canonical", str(file), str(signed_info), str(content))
        value = b64decode(signature.findtext(f"{_DS}SignatureValue") or "")
        der.write_bytes(encode_dss_signature(*(int.from_bytes(half, "big") for half in (value[:32], value[32:]))))
        made = subprocess.run(["openssl", "dgst", hashed, "-binary", content], capture_output=True, check=True).stdout
        key = ("-certin", "-inkey", str(certificate), "-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678")
        command = ["openssl", "pkeyutl", "-verify", *key, "-in", str(signed_info), "-sigfile", str(der)]
        is_by = subprocess.run(command, capture_output=True, check=False).returncode == 0
        is_over = b64decode(signature.findtext(f".//{_DS}DigestValue") or "") == made
        return "valid" if is_by and is_over else "invalid"


def stacks() -> list[Program]:
    """Every stack, whether it is there or not."""
    modules = str(MODULES / "xml-crypto") if (MODULES / "xml-crypto").is_dir() else None
    return [
        Xmlsec1("xmlsec1", ("xmlsec1",), (shutil.which("xmlsec1"),)),
        Program("java", ("java", str(STACKS / "XmlDsig.java")), (shutil.which("java"), shutil.which("javac"))),
        Program("xml-crypto", ("node", str(STACKS / "xmldsig.cjs")), (shutil.which("node"), modules)),
    ]


def openssl() -> Program:
    """What knows SM2 besides the hub."""
    canonicalizes = stacks()[-1]
    return OpenSsl("openssl", canonicalizes.command, (*canonicalizes.needs, shutil.which("openssl")))


def dss() -> Program:
    """The EU's library, for XAdES only: the library itself is asked whether a signature is of a baseline level."""
    jars = str(DSS / "*") if (DSS / ".ready").is_file() else None
    command = ("java", "-cp", str(DSS / "*"), str(STACKS / "Dss.java"))
    return Program("dss", command, (shutil.which("java"), shutil.which("javac"), jars))


def _run(*command: str) -> str:
    environment = {**os.environ, "NODE_PATH": str(MODULES)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def tlog_proof() -> Path:
    """The program that verifies C2SP proofs. Skips the test when it is not there; fails it in CI."""
    return _built("tlog-proof")


def tlog_read() -> Path:
    """The program that reads and verifies published logs. Skips the test when it is not there; fails it in CI."""
    return _built("tlog-read")


def litewitness() -> Path:
    """A witness of logs that others wrote. Skips the test when it is not there; fails it in CI."""
    if shutil.which("ssh-agent") is None:
        missing("openssh-client is not installed: make stacks")
    return _built("litewitness", LITEWITNESS)


def _built(name: str, folder: Path = TLOG) -> Path:
    if not (folder / name).is_file():
        missing(f"{name} is not built: make stacks")
    return folder / name


def require_xmlsec1() -> None:
    """Skip the test when the program is not there; fail it in CI."""
    if shutil.which("xmlsec1") is None:
        missing("xmlsec1 is not installed: make stacks")


def require_openssl() -> None:
    """Skip the test when the program is not there; fail it in CI."""
    if shutil.which("openssl") is None:
        missing("openssl is not installed: make stacks")


def botan(script: str, *arguments: str, given: str = "") -> list[str]:
    """The lines that a script of ours writes by Botan. Skips the test when Botan is not there; fails it in CI."""
    has_python = Path(DEBIANS_PYTHON).exists()
    if not has_python or subprocess.run([DEBIANS_PYTHON, "-c", "import botan2"], check=False).returncode:
        missing("python3-botan is not installed: make stacks")
    command = [DEBIANS_PYTHON, str(STACKS / script), *arguments]
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[:-1]
