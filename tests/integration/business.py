"""A business whose bank was silent, refused, and then took its payment: told on a store of its own."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from money import BANK, a_payment, a_policy, agree, answer, paid, underwrite
from own_home import OwnHome
from rig import Rig, catalogue, grant_quota, usccs

from hub.flow.deadlines import DeadlineLine
from hub.model import Document

HOUR = 3600
_uscc = usccs()


@dataclass(frozen=True)
class Business:
    """The home, and what an operator may have in hand."""

    own: OwnHome
    uscc: str
    agreement: str
    application: Document
    number: str
    paid_with: Document
    """Another application, paid by the same payment and insured."""
    payment: Document
    other: Document
    """A payment of another application by the same agreement."""
    policy: str


@contextmanager
def told(own: OwnHome, others: Path) -> Iterator[Business]:
    """Tell it."""
    with own.store() as store:
        rig = Rig(store, others)
        try:
            yield _tell(own, rig)
        finally:
            rig.close()


def _tell(own: OwnHome, rig: Rig) -> Business:
    clock = DeadlineLine("hub", catalogue(), rig.ports, lambda: rig.clock.at / 1e6)
    uscc = next(_uscc)
    grant_quota(rig, uscc)
    agreement = agree(rig, uscc)
    (application, number), (beside, another) = (underwrite(rig, uscc) for _ in range(2))
    _, of_third = underwrite(rig, uscc)
    (other,) = rig.submit(a_payment(uscc, agreement, {of_third: "2555.56"}))
    rig.send()
    rig.clock.pass_(days=1)
    (payment,) = rig.submit(a_payment(uscc, agreement, {number: "2555.56", another: "2555.56"}))
    rig.confirm(payment.id)
    rig.reply(rig.technical(rig.message_of(payment.id), sender=BANK), party=BANK)
    for _ in range(4):
        rig.send()
        rig.clock.pass_(seconds=3 * HOUR)
        clock.run()
    rig.clock.pass_(days=3, seconds=4 * HOUR)
    answer(rig, payment, "PaymentResult", "Y003", {"Reason": "账户余额不足"}, by=BANK)
    (again,) = rig.submit(
        a_payment(uscc, agreement, {another: "2555.56"}, data={"operation": "again"}, again_of=payment.id)
    )
    answer(rig, again, "PaymentResult", "Y002", paid(rig), by=BANK)
    rig.reply(a_policy(rig, uscc, another))
    after_all = paid(rig)
    for _ in range(3):
        answer(rig, payment, "PaymentResult", "Y002", after_all, by=BANK)
    return Business(own, uscc, agreement, application, number, beside, payment, other, f"P{another}")


def still(text: str) -> str:
    """A text in which ids, numbers and times say only which of them are the same."""
    names: dict[str, str] = {}

    def name(found: re.Match[str]) -> str:
        known = names.setdefault(found[0], f"{len(names) + 1:02}")
        return known.rjust(len(found[0]), "·")

    text = re.sub(r"\bs-\d+\b", "s-·", re.sub(r"\.\d{6}\+", ".······+", text))
    return re.sub(
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[A-Z]{0,2}\d{12,}\b|\b[0-9A-Z]{18}\b|"
        r"\b[ATP][0-9a-fT]{12,14}\b",
        name,
        text,
    )
