"""Waiting for what is gone for a while."""

from collections.abc import Callable

import structlog
from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_random_exponential

from hub.errors import Deferred

log = structlog.get_logger()


def patience(stop: Callable[[], bool]) -> Retrying:
    """Call again after Deferred, ever more slowly, until it works or `stop` says so: then Deferred is raised."""

    def waits(state: RetryCallState) -> None:
        log.warning("waiting", reason=str(state.outcome.exception()) if state.outcome else "")

    return Retrying(
        retry=retry_if_exception_type(Deferred),
        wait=wait_random_exponential(multiplier=0.1, max=5),
        stop=lambda _: stop(),
        before_sleep=waits,
        reraise=True,
    )
