"""Rules of the customs duty guarantee insurance (关税保证保险)."""

from collections.abc import Iterator
from datetime import MAXYEAR, date
from decimal import Decimal

from hub.catalogue import Case, lookup
from hub.errors import Code, fault
from hub.model import Fault, Resource
from hub.xml.times import read_day


def seal_is_the_signers(case: Case) -> Iterator[Fault]:
    """The seal's holder is the signer, and the seal is valid today (S0: legal person and operators have one each)."""
    if _text(case, "data.seal.holder") != _text(case, "signer.name"):
        yield fault(Code.SEAL_OF_ANOTHER_HOLDER, "data.seal.holder")
    if not _date(case, "data.seal.valid_from") <= case.today <= _date(case, "data.seal.valid_to"):
        yield fault(Code.SEAL_NOT_VALID, "data.seal.valid_to")


def period_within_a_year(case: Case) -> Iterator[Fault]:
    """The period is at most one year, both days included (S0): to the same date next year, 29 February to the 28th."""
    start, end = _date(case, "data.start_date"), _date(case, "data.end_date")
    if end < start:
        yield fault(Code.END_BEFORE_START, "data.end_date")
    elif end > a_year_after(start):
        yield fault(Code.PERIOD_TOO_LONG, "data.end_date")


def quota_in_force(case: Case) -> Iterator[Fault]:
    """Cover is drawn on a quota account in status 成功 (S1 §5.7.1) that has taken effect by today."""
    begun = case.account is not None and case.account.figures.get("effective_date", "") <= case.today.isoformat()
    if not (begun and is_in_force(case.account, case.today)):
        yield fault(Code.NO_QUOTA, "party")


def quota_operation_fits(case: Case) -> Iterator[Fault]:
    """申请 without a quota in force, 追加 on one in force, 重新申请 of one that failed or expired (S1 §5.6, S0).

    After the insurer's gateway refused a 追加, a new 追加 may name it: the account is still usable.
    """
    operation = _text(case, "data.operation")
    in_force = is_in_force(case.account, case.today)
    if case.predecessor is None if operation == "again" else operation == "apply" and case.predecessor is not None:
        yield fault(Code.ORIGINAL_NOT_EXPECTED, "again_of", name="again_of")
    if operation == "increase" and case.predecessor is not None and not case.was_refused_by_party:
        yield fault(Code.ORIGINAL_NOT_REPEATABLE, "again_of")
    if operation == "increase" and not in_force:
        yield fault(Code.NO_QUOTA, "party")
    if operation in ("apply", "again") and in_force:
        yield fault(Code.QUOTA_EXISTS, "data.operation")


def quota_figures_add_up(case: Case) -> Iterator[Fault]:
    """Total = used + remaining, as in all samples of S1. Figures that break this are kept and not applied.

    When more is used than granted, the remaining amount is written as negative or as zero.
    """
    if "total" not in case.form:
        return
    total, used, remaining = (Decimal(case.form.get(name, "NaN")) for name in ("total", "used", "remaining"))
    is_overdrawn = used > total and remaining == 0
    if total != used + remaining and not is_overdrawn:
        yield fault(Code.QUOTA_FIGURES_INCONSISTENT, "total")


def is_in_force(account: Resource | None, today: date) -> bool:
    """True for an account in status 成功: granted and not expired. An empty expiry date means that it never expires."""
    if account is None or not account.figures:
        return False
    expiry = account.figures.get("expiry_date")
    return not expiry or today.isoformat() <= expiry


def a_year_after(day: date) -> date:
    """The same date next year; 28 February for 29 February."""
    if day.year == MAXYEAR:
        return date.max
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _text(case: Case, path: str) -> str:
    return str(lookup(case.form, path) or "").strip()


def _date(case: Case, path: str) -> date:
    """A date that the mapping has already validated."""
    return read_day(_text(case, path)) or date.min
