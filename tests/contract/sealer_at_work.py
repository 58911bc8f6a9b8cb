"""Sealers in processes of their own, each stopped by a signal at one of its steps.

As a program: reads a line for each sealer, forks it, and prints how it ended.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, event

from adapters.notes import KeptNote, load_note_signer
from adapters.store import open_store
from hub.bootstrap.clock import SystemClock
from hub.flow.sealing import SealingLine
from hub.text.bilingual import Bilingual

ORIGIN: Final = "hub/audit"
_EVENTS: Final = ("before_cursor_execute", "after_cursor_execute", "commit")


class _SteppedNote(KeptNote):
    """Keeps a checkpoint outside the store; before and after that are steps too."""

    step: Callable[..., None]

    def keep(self, note: str, replaces: Callable[[str], bool]) -> None:
        self.step()
        super().keep(note, replaces)
        self.step()


def kept_note(folder: Path) -> KeptNote:
    """Where sealers of this folder keep the newest checkpoint outside the store."""
    return _SteppedNote(folder / "kept" / "checkpoint", Bilingual.same("kept"))


class Sealers:
    """The process that all sealers are forked from; it has no connection of its own."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        command, pipe = [sys.executable, __file__], subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment)

    def live(self, store_url: str, folder: Path, step: int, number: int) -> int:
        """Let one seal what waits, and send itself a signal at this step; the steps that it made, or minus the signal.

        One that stands still stays so until `go_on`.
        """
        return self._asked([store_url, str(folder), step, number])

    def go_on(self) -> int:
        """Let the one that stands still go on to its end."""
        return self._asked([])

    def close(self) -> None:
        """End the process."""
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        assert self._process.wait(60) == 0

    def _asked(self, line: Sequence[object]) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(line), file=self._process.stdin, flush=True)
        return int(json.loads(self._process.stdout.readline()))


def _live(store_url: str, folder: Path, step: int, number: int) -> int:
    """Seal what waits; how many steps that took."""
    made = 0

    def look(*_: object) -> None:
        nonlocal made
        made += 1
        if made == step:
            os.kill(os.getpid(), number)

    for name in _EVENTS:
        event.listen(Engine, name, look)
    _SteppedNote.step = staticmethod(look)
    store = open_store(store_url)
    signer = load_note_signer(folder / "key.pem", ORIGIN)
    SealingLine(store.log, signer, SystemClock(), places=[kept_note(folder)]).finish()
    store.close()
    return made


def _main() -> None:
    child = 0
    for line in sys.stdin:
        if not (asked := json.loads(line)):
            os.kill(child, signal.SIGCONT)
        else:
            store_url, folder, step, number = asked
            child = os.fork()
            if child == 0:
                os._exit(_live(store_url, Path(folder), step, number))
        _, status = os.waitpid(child, os.WUNTRACED)
        print(-os.WSTOPSIG(status) if os.WIFSTOPPED(status) else os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    _main()
