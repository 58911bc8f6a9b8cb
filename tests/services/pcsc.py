"""A smart card service of the tests' own: pcscd with two virtual readers, on its own socket and ports."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from services.machine import missing

PCSCD, DRIVER = Path("/usr/sbin/pcscd"), Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
_PATIENCE = 60.0
"""Seconds for what takes a tenth of one."""
_READERS = 'FRIENDLYNAME "Hub Test"\nDEVICENAME /dev/null:{port}\nLIBPATH {driver}\nCHANNELID {port}\n'
_HANDED = "exec 3<&0 0</dev/null; LISTEN_PID=$$ LISTEN_FDS=1 exec {pcscd} --foreground --config {configuration}"
"""pcscd always makes its socket at one path, unless it is handed one as systemd does (sd_listen_fds(3))."""


class CardService:
    """One private pcscd; `stop`, `kill` and `start` may take turns. One for each process of pytest: the library that
    reaches it reads the socket's path once."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="hub-pcsc-", dir="/tmp"))
        self.socket = self._home / "socket"
        self.port = _two_ports()
        """Where the first reader's card connects; the second's is one above."""
        self.configuration = self._home / "readers"
        self.configuration.write_text(_READERS.format(port=self.port, driver=DRIVER), "utf-8")
        self._process: subprocess.Popen[bytes] | None = None
        os.environ["PCSCLITE_CSOCK_NAME"] = str(self.socket)

    def start(self) -> None:
        """Start and wait until its readers are there."""
        self.socket.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listener, (self._home / "log").open("ab") as log:
            listener.bind(str(self.socket))
            listener.listen(16)
            words = _HANDED.format(pcscd=PCSCD, configuration=self.configuration)
            self._process = subprocess.Popen(["/bin/sh", "-c", words], stdin=listener.fileno(), stdout=log, stderr=log)
        wait_for(lambda: len(_states()) == 2)

    def stop(self) -> None:
        """End it in order."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a crash would."""
        self._end(signal.SIGKILL)

    def has_card(self, slot: int = 0) -> bool:
        """Whether the service has seen a card in a reader."""
        from smartcard import scard  # noqa: PLC0415 - without the extra, tests are skipped

        return bool(_states()[slot] & scard.SCARD_STATE_PRESENT)

    def events(self, slot: int = 0) -> int:
        """How many cards came and went in a reader, as far as the service has seen it: it looks twice a second."""
        return _states()[slot] >> 16

    def remove(self) -> None:
        with suppress(ProcessLookupError):
            self.kill()
        os.environ.pop("PCSCLITE_CSOCK_NAME", None)
        shutil.rmtree(self._home)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(how)
            process.wait(_PATIENCE)


def what_is_missing() -> str:
    """What a card service needs and this machine has not; empty: nothing."""
    if not PCSCD.exists() or not DRIVER.exists() or shutil.which("opensc-tool") is None:
        return "a card service is missing: apt-get install pcscd vsmartcard-vpcd opensc"
    return "" if find_spec("smartcard") else "pyscard is missing: make devices"


def start_pcscd() -> CardService:
    """Start a private service, or skip the test where something is missing; a CI must have it."""
    if reason := what_is_missing():
        missing(reason)
    service = CardService()
    try:
        service.start()
    except BaseException:
        service.remove()
        raise
    return service


def wait_for(is_so: Any) -> None:
    """Wait for a condition; a minute is a hang."""
    until = time.monotonic() + _PATIENCE
    while not is_so():
        if time.monotonic() > until:
            pytest.fail("the card service did not follow in time")
        time.sleep(0.01)


def _states() -> list[int]:
    """The state of each reader; none while the service is away."""
    from smartcard import scard  # noqa: PLC0415 - as above

    code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    if code != scard.SCARD_S_SUCCESS:
        return []
    try:
        _, names = scard.SCardListReaders(context, [])
        asked = [(name, scard.SCARD_STATE_UNAWARE) for name in names]
        _, states = scard.SCardGetStatusChange(context, 0, asked) if asked else (0, [])
        return [state for _, state, _ in states]
    finally:
        scard.SCardReleaseContext(context)


def _two_ports() -> int:
    """A free port whose successor is free too."""
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            port: int = one.getsockname()[1]
            with suppress(OSError, OverflowError):
                other.bind(("127.0.0.1", port + 1))
                return port
