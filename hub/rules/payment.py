"""Rules for paying premiums online (在线交费)."""

from collections.abc import Iterator
from decimal import Decimal

from hub.catalogue import Case, NamedDocument, lookup
from hub.errors import Code, fault
from hub.model import Fault


def payment_fits(case: Case) -> Iterator[Fault]:
    """The amount equals the one that the insurer asked for, to the cent, under an agreement in force (S1 §5.3, 5.4)."""
    (agreement,), applications = case.named["agreement"], case.named["applications"]
    yield from _agreed(case, agreement)
    for number, application in enumerate(applications):
        yield from _asked(case, f"data.applications[{number}]", number, application, agreement)
    asked = sum(Decimal(application.returned.get("premium", "0")) for application in applications)
    if Decimal(_text(case, "data.total")) != asked:
        yield fault(Code.WRONG_TOTAL, "data.total", total=asked)
    if (_text(case, "data.operation") == "again") != (case.predecessor is not None):
        yield fault(Code.ORIGINAL_NOT_EXPECTED, "again_of", name="again_of")


def _agreed(case: Case, agreement: NamedDocument) -> Iterator[Fault]:
    """The agreement is with this bank and in force today. An empty end means that it does not end."""
    if lookup(agreement.form, "data.bank") != _text(case, "party"):
        yield fault(Code.BANK_NOT_OF_AGREEMENT, "party")
    begin, end = agreement.returned.get("effective_date", ""), agreement.returned.get("expiry_date")
    if not begin <= case.today.isoformat() <= (end or "9999-12-31"):
        yield fault(Code.AGREEMENT_NOT_VALID, "data.agreement_number")


def _asked(case: Case, path: str, number: int, application: NamedDocument, agreement: NamedDocument) -> Iterator[Fault]:
    """The sum is the insurer's premium; the account is the one in its answer, else the one in the agreement.

    A premium of zero cannot be paid: its application waits for the insurer.
    """
    item, asked = lookup(case.form, "data.applications")[number], application.returned
    if Decimal(asked.get("premium", "NaN")) == 0:
        yield fault(Code.NOTHING_TO_PAY, f"{path}.number")
    elif Decimal(str(item["premium"]).strip()) != Decimal(asked.get("premium", "NaN")):
        yield fault(Code.WRONG_PREMIUM, f"{path}.premium", premium=asked.get("premium", "?"))
    for field in ("payee_account", "payee_name"):
        if (asked.get(field) or agreement.returned.get(field, "")) != item[field].strip():
            yield fault(Code.WRONG_ACCOUNT, f"{path}.{field}")


def _text(case: Case, path: str) -> str:
    return str(lookup(case.form, path) or "").strip()
