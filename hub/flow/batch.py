"""Run a batch in one transaction. If the transaction fails, run each item in a transaction of its own."""

import random
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn, TypeVar

from hub.errors import Code, Deferred, DoesNotFit, OperatorError, Rejected, StoreConflict, fault, rejected
from hub.model import Books
from hub.model.books.trails import TakenOut
from hub.ports import Delivery
from hub.text.log import Log

Item = TypeVar("Item")
Sound = TypeVar("Sound")
ATTEMPTS = 8
log = Log()


@dataclass(frozen=True)
class Unusable:
    """A delivery that failed before the transaction. It is kept in quarantine, and its sender is told the reason."""

    delivery: Delivery
    refusal: Rejected
    cause: str = ""
    """The traceback, if the fault is the hub's own."""


def attempt(stages: Callable[[Delivery], Sound], delivery: Delivery) -> Sound | Unusable:
    """Take one delivery through the stages that need no store; return a failure as `Unusable` instead of raising it."""
    if delivery.doubt:
        return Unusable(delivery, rejected(delivery.doubt))
    try:
        return stages(delivery)
    except Rejected as refusal:
        return Unusable(delivery, refusal)
    except Exception as error:  # the hub's own fault: kept with bytes and traceback
        log.exception("gave_up")
        return Unusable(delivery, _failed(error), traceback.format_exc())


def _failed(error: Exception) -> Rejected:
    """What a sender is told of a fault that is not its own (HUB-501); the fault is its cause."""
    refusal = Rejected((fault(Code.PROCESSING_FAILED),))
    refusal.__cause__ = error
    return refusal


def raise_operators_own(refusal: Rejected) -> None:
    """Raise the OperatorError that lies behind a refusal: to an operator, who can mend it, it is told as it is."""
    if isinstance(refusal.__cause__, OperatorError):
        raise refusal.__cause__


def raise_unusable(item: Unusable) -> NoReturn:
    """Leave a delivery in quarantine when its release failed, and tell the operator why.

    The sender got its answer when the delivery was quarantined. Raises Rejected, or OperatorError where a file or a
    setting of the home is at fault, and not the delivery.
    """
    raise_operators_own(item.refusal)
    if item.cause:
        log.error("still_unusable", quarantine=item.delivery.tag, code=item.refusal.faults[0].code)
    raise item.refusal


def run_batch(
    items: Sequence[Item],
    transact: Callable[[Sequence[Item]], Books],
    give_up: Callable[[Item, Rejected, str], Books],
) -> list[Books]:
    """Commit all items together; if that fails, commit each item alone. Return the books of all commits.

    `transact` must leave nothing behind when it raises. Deferred is raised to the caller: then no item may be
    acknowledged. An item that fails alone because of the hub's own fault goes to `give_up` with its traceback.
    """
    if not items:
        return []
    try:
        return [transact(items)]
    except Deferred:
        raise
    except Exception as error:
        log.debug("batch_split", size=len(items), error=type(error).__name__)
    return [_alone(item, transact, give_up) for item in items]


def _alone(
    item: Item, transact: Callable[[Sequence[Item]], Books], give_up: Callable[[Item, Rejected, str], Books]
) -> Books:
    try:
        return _past_conflicts(lambda: transact([item]))
    except Deferred:
        raise
    except Rejected as error:
        refusal, cause = error, ""
    except DoesNotFit as error:  # of what is sent next
        log.warning("does_not_fit", reason=str(error))
        refusal, cause = Rejected((error.fault,)), traceback.format_exc()
    except TakenOut as error:  # it needs what an archive has: an operator decides
        log.warning("taken_out", document=error.document)
        refusal, cause = Rejected((fault(Code.TRAIL_TAKEN_OUT, document=error.document),), is_answered=False), ""
    except StoreConflict as error:
        refusal, cause = Rejected((fault(Code.CONCURRENT_CONFLICT),)), f"{ATTEMPTS} attempts: {error}"
    except Exception as error:
        log.exception("gave_up")
        refusal, cause = _failed(error), traceback.format_exc()
    return _past_conflicts(lambda: give_up(item, refusal, cause))


def _past_conflicts(attempt: Callable[[], Books]) -> Books:
    """Try again while another transaction is in the way; raises StoreConflict after the last attempt."""
    for number in range(ATTEMPTS - 1):
        try:
            return attempt()
        except StoreConflict:
            time.sleep(random.uniform(0, 0.01 * 2**number))  # noqa: S311 - jitter, not a secret
    return attempt()
