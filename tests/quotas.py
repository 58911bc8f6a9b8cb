"""A quota account in tests: what an enterprise applies for, what its insurer says of it, and what is reserved."""

from typing import Any

from money import INSURER, PAYEE, answer, faults_of, of_type
from rig import AN_UNDERWRITING, Rig, a_duty_application, catalogue, figures

from hub.flow.settlement import Proof, Settlement
from hub.model import Document
from hub.testing.rows import resource_of
from hub.xml.times import on_wire

TOTAL = "1000.00"
EXCEEDED = [("HUB-304", "data.amount")]


def apply(rig: Rig, uscc: str, amount: str) -> Document:
    (application,) = rig.submit(a_duty_application(uscc, amount))
    assert application.status == "P001", faults_of(rig, application)
    return application


def refused(rig: Rig, uscc: str, amount: str) -> list[tuple[str, str]]:
    (application,) = rig.submit(a_duty_application(uscc, amount))
    return faults_of(rig, application)


def change(rig: Rig, uscc: str, used: str, about: str = "", at: int = 0) -> None:
    """额度变更 that the insurer sends as it uses the quota."""
    body: dict[str, Any] = {"Enterprise": {"Uscc": uscc, "Name": "某某公司"}}
    body |= {"ApplicationNumber": about} if about else {}
    body |= {"Figures": figures(TOTAL, used), "ChangedAt": on_wire(at or rig.clock.now())}
    rig.reply(rig.signed("QuotaChange", None, body))


def underwritten(rig: Rig, application: Document, code: str = "P202", number: str = "") -> None:
    said = {**AN_UNDERWRITING, "ApplicationNumber": number or f"T{application.id[-12:]}", **PAYEE}
    answer(rig, application, "UnderwritingResult", code, said)


def let_stand(rig: Rig, uscc: str, used: str) -> None:
    """An operator lets stand what the newest change said that brought these figures."""
    for told in (one for one in of_type(rig, "quota-change") if one.enterprise == uscc):
        trail = rig.store.documents.trail(told.id)
        assert trail is not None
        if rows := [row.seq for row in trail.transitions if row.returned.get("used") == used]:
            Settlement("hub", catalogue(), rig.ports).stand(told.id, rows[-1], Proof("told by telephone"))
            return


def reserved(rig: Rig, uscc: str) -> str:
    resource = resource_of(rig.store, f"quota-account:{uscc}:{INSURER}")
    assert resource is not None
    return f"{resource.reserved:.2f}"
