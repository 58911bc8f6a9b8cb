"""A software token of the tests' own: SoftHSM with its own configuration, folder and token."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from adapters.x509 import SigningKey
from services.machine import missing

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
TOKEN, PIN = "hub", b"135790"
_CONFIGURATION = "directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n"


class SoftHSM:
    """One private token, which may be taken away and put back. One for each process of pytest: a module reads its
    configuration when it is initialized."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="hub-hsm-", dir="/tmp"))
        self._tokens, self._away = self._home / "tokens", self._home / "away"
        self._tokens.mkdir()
        configuration = self._home / "softhsm2.conf"
        configuration.write_text(_CONFIGURATION.format(tokens=self._tokens), "utf-8")
        os.environ["SOFTHSM2_CONF"] = str(configuration)
        self._run("softhsm2-util", "--init-token", "--free", "--label", TOKEN, "--so-pin", "24680246", "--pin", PIN)

    def keep(self, key: SigningKey, name: str, number: int) -> None:
        """Write a key and its certificate to the token, under a label and an id."""
        assert not hasattr(key.key, "sign_digest"), "SoftHSM has no SM2"
        private = key.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())  # type: ignore[union-attr]
        written = {"privkey": private, "cert": key.certificate.public_bytes(Encoding.DER)}
        for kind, content in written.items():
            file = self._home / f"{name}.{kind}"
            file.write_bytes(content)
            marks = ("--id", f"{number:02x}", "--label", name, *(("--usage-sign",) if kind == "privkey" else ()))
            self._tool("--write-object", str(file), "--type", kind, *marks, "--login", "--pin", PIN)

    def take_away(self) -> None:
        self._tokens.rename(self._away)

    def put_back(self) -> None:
        if self._away.exists():
            self._away.rename(self._tokens)

    def was_tried(self) -> bool:
        """Whether a wrong PIN came since the last right one; the right one is given then."""
        flags = self._tool("--list-token-slots")
        self._tool("--list-objects", "--login", "--pin", PIN)
        return "user PIN count low" in flags

    def remove(self) -> None:
        os.environ.pop("SOFTHSM2_CONF", None)
        shutil.rmtree(self._home)

    def _tool(self, *arguments: str | bytes) -> str:
        return self._run("pkcs11-tool", "--module", str(MODULE), "--token-label", TOKEN, *arguments)

    def _run(self, program: str, *arguments: str | bytes) -> str:
        words = [word.decode() if isinstance(word, bytes) else word for word in arguments]
        done = subprocess.run([program, *words], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stdout}{done.stderr}")
        return done.stdout


def start_softhsm() -> SoftHSM:
    """A private token, or skip the test where the programs are missing; a CI must have them."""
    programs = [shutil.which("softhsm2-util"), shutil.which("pkcs11-tool")]
    if not all(programs) or not MODULE.exists():
        missing("SoftHSM or OpenSC is missing: apt-get install softhsm2 opensc")
    return SoftHSM()
