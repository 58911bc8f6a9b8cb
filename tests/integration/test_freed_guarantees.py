"""申报失败 frees what a document of a guarantee holds: no late answer brings it back beside a second one."""

from collections.abc import Callable
from typing import Any

import pytest
from guarantees import (
    a_change,
    a_deposit_confirmation,
    a_deposit_refund,
    a_general_guarantee,
    a_guarantee_in_force,
    a_levy_for,
    a_number,
    a_refund,
    approve,
    decide,
    faults,
    hear,
)
from money import status
from rig import Rig, catalogue

from hub.flow.settlement import Proof, Settlement
from hub.model import Document

SAID = Proof("customs said so by telephone")
Form = dict[str, Any]


def _guarantee(rig: Rig, uscc: str) -> tuple[Form, Form]:
    """Two that are set up beside each other: customs knows each by a 预录入编号 of its own."""
    return a_general_guarantee(uscc), a_general_guarantee(uscc)


def _change(rig: Rig, uscc: str) -> tuple[Form, Form]:
    form = a_general_guarantee(uscc, letter=True)
    (guarantee,) = rig.submit(form)
    approve(rig, guarantee, {"GuaranteeNumber": (number := a_number("D801"))})
    return a_change(uscc, form, number, amount="5"), a_change(uscc, form, number, amount="6")


def _refund(rig: Rig, uscc: str) -> tuple[Form, Form]:
    _, number = a_guarantee_in_force(rig, uscc, amount="100")
    return a_refund(uscc, number, "60"), a_refund(uscc, number, "60")


def _confirmation(rig: Rig, uscc: str) -> tuple[Form, Form]:
    _, levy = a_levy_for(rig, uscc)
    return a_deposit_confirmation(uscc, levy), a_deposit_confirmation(uscc, levy)


def _deposit_refund(rig: Rig, uscc: str) -> tuple[Form, Form]:
    _, levy = a_levy_for(rig, uscc, Amount="100.00")
    (confirmation,) = rig.submit(a_deposit_confirmation(uscc, levy))
    approve(rig, confirmation)
    return a_deposit_refund(uscc, levy, "60.00"), a_deposit_refund(uscc, levy, "60.00")


TWO: dict[str, Callable[[Rig, str], tuple[Form, Form]]] = {
    "general-guarantee": _guarantee,
    "general-guarantee-change": _change,
    "general-guarantee-refund": _refund,
    "deposit-confirmation": _confirmation,
    "deposit-refund": _deposit_refund,
}


def accepted(rig: Rig, form: Form) -> Document:
    (document,) = rig.submit(form)
    assert document.status == "P001", faults(rig, document)
    return document


def late(rig: Rig, document: Document, code: str) -> bytes:
    """An answer of customs to a document, not sent yet."""
    if code == "G001":
        return rig.technical(rig.message_of(document.id), "accepted", sender="customs")
    result = {"GuaranteeNumber": a_number("D801")} if document.type == "general-guarantee" else None
    return decide(rig, document, code, result)


def fail(rig: Rig, document: Document) -> None:
    hear(rig, rig.technical(rig.message_of(document.id), "refused", sender="customs"))
    assert status(rig, document) == "G004"


@pytest.mark.parametrize("type_", TWO)
@pytest.mark.parametrize("code", ["G001", "G002", "G003"])
@pytest.mark.parametrize("is_again", [False, True])
def test_a_late_answer_brings_nothing_back_beside_a_second_document(
    rig: Rig, uscc: str, type_: str, code: str, is_again: bool
) -> None:
    """Whether the second one was declared again of the first or anew; the second one runs on and is decided alone."""
    forms = TWO[type_](rig, uscc)
    first = accepted(rig, forms[0])
    answer = late(rig, first, code)
    fail(rig, first)
    made_again = {**forms[0], "id": f"{forms[0]['id']}-2", "again_of": first.id}
    second = accepted(rig, made_again if is_again else forms[1])
    hear(rig, answer)
    assert status(rig, first) == ("X001" if is_again else "G004")
    assert bool(rig.document(first.id).disputes) == (code != "G001" or not is_again)
    hear(rig, late(rig, second, "G001"))
    assert (status(rig, second), rig.document(second.id).disputes) == ("G001", frozenset())
    hear(rig, late(rig, second, "G003"))
    assert status(rig, second) == "G003"


@pytest.mark.parametrize("type_", TWO)
@pytest.mark.parametrize("stands", [False, True])
def test_a_late_approval_after_a_failure_counts_only_where_an_operator_says_so(
    rig: Rig, uscc: str, type_: str, stands: bool
) -> None:
    """Nothing was declared again by then; until it is settled nothing is."""
    forms = TWO[type_](rig, uscc)
    first = accepted(rig, forms[0])
    answer = late(rig, first, "G002")
    fail(rig, first)
    hear(rig, answer)
    (refused,) = rig.submit({**forms[0], "id": f"{forms[0]['id']}-2", "again_of": first.id})
    assert "HUB-318" in {code for code, _ in faults(rig, refused)}
    settlement = Settlement("hub", catalogue(), rig.ports)
    if stands:
        trail = rig.store.documents.trail(first.id)
        assert trail is not None
        row = next(t for t in reversed(trail.transitions) if t.detail.get("code") == "G002")
        settlement.stand(first.id, row.seq, SAID)
    else:
        settlement.close(first.id, SAID)
    assert (status(rig, first), rig.document(first.id).disputes) == ("G002" if stands else "G004", frozenset())
    (again,) = rig.submit({**forms[0], "id": f"{forms[0]['id']}-3", "again_of": first.id})
    assert (again.status == "P001") == (not stands)
