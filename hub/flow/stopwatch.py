"""How long the stages of a line take."""

from collections.abc import Callable
from time import perf_counter_ns
from typing import ParamSpec, TypeVar

from hub.model.tally import STAGE_TIMES, Tallies

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Stopwatch:
    """Times the stages of one line. Not thread-safe."""

    def __init__(self, tallies: Tallies, line: str) -> None:
        self._tallies = tallies
        self._line = line

    def time(self, stage: str, act: Callable[Given, Result], *given: Given.args, **more: Given.kwargs) -> Result:
        """Do it, and count how long it took, also where it raises."""
        begun = perf_counter_ns()
        try:
            return act(*given, **more)
        finally:
            taken = (perf_counter_ns() - begun) // 1000
            self._tallies.time(STAGE_TIMES, self._line, stage, microseconds=taken)
