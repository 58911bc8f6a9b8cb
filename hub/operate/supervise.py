"""Keep worker processes alive: start them, start again those that die, stop them together."""

import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hub.errors import Code, operator_error
from hub.text.bilingual import Bilingual
from hub.text.log import Log

CHECK_INTERVAL_S = 0.05
"""Seconds between two looks at the workers."""
STEADY_AFTER_S = 10.0
"""Seconds that a worker must have lived for the next restart to be at once."""
SHORTEST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0
"""Seconds before a restart: twice as many after each, unless the worker ran steadily or its death has a culprit."""
STOP_TIMEOUT_S = 30.0
"""Seconds that workers have to stop before they are killed; what they held is delivered again."""
log = Log()


@dataclass
class _WorkerSlot:
    """One worker's place, whoever fills it at present."""

    number: int
    process: subprocess.Popen[bytes] | None = None
    since: float = 0.0
    started_at: int = 0
    """The same moment, in microseconds since 1970, UTC."""
    due: float = 0.0
    """When to start the next one, in monotonic seconds."""
    pause: float = SHORTEST_PAUSE_S


class Supervisor:
    """Runs `count` processes of one command; they share nothing with it but the end: each stops when it is gone."""

    def __init__(
        self,
        command: Callable[[int], Sequence[str]],
        count: int,
        hopeless: int,
        keep: int,
        has_culprit: Callable[[int, int], bool] = lambda _number, _since: False,
        has_worked: Callable[[int], bool] = lambda _since: False,
    ) -> None:
        """`command` tells how to start worker n, from 1; `hopeless` is the exit code after which no restart helps.

        Once a worker has worked, nothing is hopeless any more: the others go on, and it is tried again. `has_worked`
        tells whether one did since a time (microseconds since 1970, UTC). How long a worker lived does not tell that:
        on a busy machine it takes long to find out that nothing helps.
        `keep` is a file descriptor that the workers inherit, as the home's lock. `has_culprit` tells whether worker n
        was trying deliveries that came again, which it began since then (microseconds since 1970, UTC): the next life
        tries others first, so that waiting would only delay the healthy ones.
        """
        self._command = command
        self._places = [_WorkerSlot(number) for number in range(1, count + 1)]
        self._hopeless = hopeless
        self._since = time.time_ns() // 1000
        self._keep = keep
        self._has_culprit = has_culprit
        self._has_worked = has_worked

    def run(self, stop: Callable[[], bool]) -> int:
        """Until `stop` says so, or a worker ends without hope; return 0 or that worker's exit code. Blocks."""
        code = 0
        try:
            while not stop() and not code:
                for place in self._places:
                    code = code or self._look(place)
                time.sleep(CHECK_INTERVAL_S)
        finally:
            self._stop()
        return code

    def _look(self, place: _WorkerSlot) -> int:
        """See to one place; return an exit code that is hopeless, else 0."""
        now = time.monotonic()
        if place.process is None:
            if now >= place.due:
                self._start(place, now)
            return 0
        code = place.process.poll()
        if code is None:
            return 0
        if code == self._hopeless and not self._has_worked(self._since):
            return code
        steady = now - place.since >= STEADY_AFTER_S
        has_culprit = self._has_culprit(place.number, place.started_at)
        self._start_later(place, now, SHORTEST_PAUSE_S if steady or has_culprit else place.pause * 2)
        told = {"of_a_delivery": True} if has_culprit else {}
        log.warning("worker_ended", worker=place.number, code=code, again_in_s=place.pause, **told)
        return 0

    def _start_later(self, place: _WorkerSlot, now: float, pause: float) -> None:
        place.pause = min(pause, LONGEST_PAUSE_S)
        place.process, place.due = None, now + place.pause

    def _start(self, place: _WorkerSlot, now: float) -> None:
        try:
            place.process = subprocess.Popen(self._command(place.number), pass_fds=[self._keep])  # noqa: S603 - our own command
        except OSError as error:
            if not self._has_worked(self._since):
                why = Bilingual(f"工作进程无法启动：{error}", f"no worker can be started: {error}")
                raise operator_error(Code.BAD_CONFIGURATION, reason=why) from error
            log.warning("worker_not_started", worker=place.number, reason=str(error))
            self._start_later(place, now, place.pause * 2)
        place.since, place.started_at = now, time.time_ns() // 1000

    def _stop(self) -> None:
        """Ask all to stop, wait, and kill who does not."""
        running = [place.process for place in self._places if place.process is not None]
        for process in running:
            process.terminate()
        end = time.monotonic() + STOP_TIMEOUT_S
        for process in running:
            try:
                process.wait(max(0.0, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.error("worker_killed", process=process.pid)  # noqa: TRY400 - the traceback says nothing
                process.kill()
                process.wait()
