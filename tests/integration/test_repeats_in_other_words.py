"""What a party says again in other words is said again: lists in another order, and facts that others brought since."""

from pathlib import Path
from typing import Any

import pytest
from cargo import AGREED, agreed, an_agreement_of_cargo
from files import A_PDF, in_base64
from guarantees import returned
from money import answer, of_type
from racers import race
from rig import Rig
from test_corrected_policies import NOTED, a_note, a_returned_policy, note_catalogue, policy_number
from test_policies_again import insured, kept, notices, policies, policy, refused_by_customs

from hub.flow.worker import Worker

INVOICE = in_base64(A_PDF)
IN_OTHER_WORDS: list[tuple[str, dict[str, Any]]] = [
    ("duty", {"ClearanceCustoms": ["0200", "0100"]}),
    ("duty", {"ClearanceCustoms": ["0200", "0100", "0200"]}),
    ("duty", {"Amount": "01000.0", "Premium": "+2555.56"}),
    ("cargo", {"AdditionalCoverage": ["6", "7"]}),
    ("cargo", {"Amount": "01100.00", "Rate": "0.45"}),
]


def observed(rig: Rig, id_: str) -> list[Any]:
    """What the rows of a trail observe."""
    trail = rig.store.documents.trail(id_)
    assert trail is not None
    return [row.detail.get("observed") for row in trail.transitions]


@pytest.mark.parametrize(("kind", "more"), IN_OTHER_WORDS)
@pytest.mark.parametrize("invoice", ["", INVOICE])
def test_a_policy_in_other_words_is_a_repeat(
    rig: Rig, uscc: str, kind: str, more: dict[str, Any], invoice: str
) -> None:
    """A list without an order is compared as `equal` compares it with the application; a missing file still comes."""
    _, number = insured(rig, uscc, kind)
    amount = {"Amount": "1000"} if kind == "duty" else {}
    rig.reply(policy(rig, uscc, number, kind, **amount))
    rig.reply(policy(rig, uscc, number, kind, **{**amount, **more}, **({"Invoice": invoice} if invoice else {})))
    (document,) = policies(rig, kind)
    assert (kept(rig), observed(rig, document.id)[-1]) == ([], "brought" if invoice else "repeated")
    assert len(notices(rig)) == (1 if kind == "duty" else 0)


@pytest.mark.parametrize("order", [["0100", "0200"], ["0200", "0100"]])
def test_another_order_corrects_nothing_that_customs_refused(rig: Rig, uscc: str, order: list[str]) -> None:
    """A second notice would be a second guarantee."""
    _, number, document, _ = refused_by_customs(rig, uscc, "G003")
    rig.reply(policy(rig, uscc, number, "duty", ClearanceCustoms=order))
    assert ([d.id for d in policies(rig, "duty")], notices(rig), kept(rig)) == ([document.id], ["G003"], [])


@pytest.mark.parametrize(
    "more",
    [
        {"TransportMode": ["5", "4", "2"]},
        {"Coverage": list(reversed(AGREED["Coverage"]))},
        {"GoodsClass": list(reversed(AGREED["GoodsClass"]))},
    ],
)
def test_an_agreement_in_another_order_is_no_other_version(rig: Rig, uscc: str, more: dict[str, Any]) -> None:
    """Of the same time: neither a contradiction nor a version."""
    name = agreed(rig, uscc, f"Q{uscc[-8:]}")
    rig.reply(an_agreement_of_cargo(rig, uscc, name, **more))
    (document,) = of_type(rig, "cargo-agreement")
    assert (kept(rig), observed(rig, document.id)[-1]) == ([], "repeated")


@pytest.mark.parametrize("more", [{"TransportMode": ["5", "4"]}, {"Coverage": [*AGREED["Coverage"][:1]] * 2}])
def test_an_agreement_with_other_items_is_another_one(rig: Rig, uscc: str, more: dict[str, Any]) -> None:
    """An item less, and an item in the place of another."""
    name = agreed(rig, uscc, f"Q{uscc[-8:]}")
    rig.reply(an_agreement_of_cargo(rig, uscc, name, **more))
    assert (len(of_type(rig, "cargo-agreement")), kept(rig)) == (1, ["HUB-417"])


@pytest.mark.parametrize("more", [{}, {"Invoice": INVOICE}])
def test_a_policy_is_repeated_although_facts_were_brought_to_it(rig: Rig, uscc: str, more: dict[str, str]) -> None:
    """What another document brought is none of the insurer's words: without it, the policy corrects nothing."""
    rig.worker = Worker("hub", note_catalogue(), rig.ports, batch=100, wait=0)
    document, number = a_returned_policy(rig, uscc)
    (note,) = rig.submit(a_note(uscc, policy_number(rig, document)))
    answer(rig, note, "PolicyNoteAnswer", "S")
    assert returned(rig, document)["applied_on"] == NOTED
    rig.reply(policy(rig, uscc, number, "duty", **more))
    assert ([d.id for d in policies(rig, "duty")], notices(rig), kept(rig)) == ([document.id], ["G003"], [])
    assert (returned(rig, document)["applied_on"], "invoice" in returned(rig, document)) == (NOTED, bool(more))


def test_two_orders_at_once_are_one_policy(rig: Rig, uscc: str, store_url: str, tmp_path: Path) -> None:
    """Two workers on one store: whichever is first, the other repeats it."""
    _, number = insured(rig, uscc, "duty")
    bodies = [
        policy(rig, uscc, number, "duty", ClearanceCustoms=order) for order in (["0100", "0200"], ["0200", "0100"])
    ]
    race(store_url, tmp_path, "ping-an", [(bodies[0], bodies[1])])
    assert (len(policies(rig, "duty")), notices(rig), kept(rig)) == (1, ["P001"], [])
