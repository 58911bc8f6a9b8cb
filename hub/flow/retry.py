"""Retry with backoff while the store or the queue is unavailable."""

from collections.abc import Callable

from tenacity import RetryCallState, Retrying, retry_if_exception, wait_random_exponential

from hub.errors import Deferred, StoreConflict, Wording
from hub.text.log import Log

log = Log()


def retry_policy(
    stop: Callable[[], bool],
    tell: Callable[[Wording], None] = lambda _: None,
    but_not: tuple[type[Deferred], ...] = (),
) -> Retrying:
    """Call again after Deferred or StoreConflict, with growing pauses; raise the error when `stop` returns True.

    Errors of the classes in `but_not` are raised at once. `tell` is called with each reason, once until the reason
    changes.
    """
    last_reason = ""

    def is_worth_waiting(error: BaseException) -> bool:
        return isinstance(error, Deferred | StoreConflict) and not isinstance(error, but_not)

    def waits(state: RetryCallState) -> None:
        nonlocal last_reason
        error = state.outcome.exception() if state.outcome else None
        assert isinstance(error, Deferred | StoreConflict)  # nothing else is worth waiting
        reason = error.wording.fixed
        log.warning("waiting", reason=reason, attempt=state.attempt_number)
        if reason != last_reason:
            tell(error.wording)
        last_reason = reason

    return Retrying(
        retry=retry_if_exception(is_worth_waiting),
        wait=wait_random_exponential(multiplier=0.1, max=5),
        stop=lambda _: stop(),
        before_sleep=waits,
        reraise=True,
    )
