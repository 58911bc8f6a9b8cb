"""Operators' acts are recorded once, and what was proposed waits until it is done, rejected or over."""

from typing import Any

import pytest

from hub.errors import StoreConflict
from hub.model import Changes, Operator, OperatorAct, Proposal, Request
from hub.ports import Store
from hub.testing.rows import write
from hub.testing.store.rig import Part

ONE = Operator(user="li", login="li", name="li", subject="CN=李", serial="1f", certificate="ab", signature="cd")
OTHER = Operator(user="hub", login="wang", sudo="wang", reason="核对无误")


class Acts(Part):
    """Acts and proposals."""

    def test_an_act_is_recorded_once_with_its_operators(self, store: Store) -> None:
        """Another one with its id is refused, whatever it says."""
        act = _an_act("a-1", about="d-1")
        write(store, Changes(acts=[act, _an_act("a-2", about="d-2")]))
        with pytest.raises(StoreConflict):
            write(store, Changes(acts=[_an_act("a-1", reason="another")]))
        assert store.acts.about(["d-1"]) == [act]
        with store.transactions.begin() as unit:
            assert (unit.acts(["a-1", "a-9"]), unit.acts([])) == ([act], [])

    def test_the_acts_since_a_time_are_found_newest_first(self, store: Store) -> None:
        """That time included, and no more than were asked for."""
        made = [_an_act(f"a-{at}", at=at) for at in (5, 7, 6)]
        write(store, Changes(acts=made))
        assert [act.id for act in store.acts.since(6, 9)] == ["a-7", "a-6"]
        assert store.acts.since(0, 1) == [made[1]]

    def test_a_proposal_waits_until_it_is_done_or_over(self, store: Store) -> None:
        """An act with its id is its end; nothing is removed."""
        first, second = _a_proposal("p-1", until=50), _a_proposal("p-2", until=99)
        write(store, Changes(proposals=[first, second]))
        assert (store.acts.waiting(50), store.acts.waiting(51)) == ([first, second], [second])
        write(store, Changes(acts=[_an_act("p-2")]))
        assert (store.acts.waiting(50), store.acts.proposed("p-2"), store.acts.proposed("p")) == (
            [first],
            [second],
            [first, second],
        )
        with pytest.raises(StoreConflict):
            write(store, Changes(proposals=[_a_proposal("p-1", until=70)]))
        with store.transactions.begin() as unit:
            assert unit.proposals(["p-1", "p-%"]) == [first]
        assert store.acts.proposed("%") == []

    def test_a_replay_that_was_approved_is_begun_until_it_is_over(self, store: Store) -> None:
        """Not one that was rejected or still waits, and no other act."""
        write(store, Changes(proposals=[_a_proposal(f"p-{number}", until=50) for number in range(4)]))
        write(store, Changes(acts=[_an_act("p-0", verb="replay"), _an_act("p-1", verb="reject"), _an_act("p-2")]))
        assert ([one.id for one in store.acts.begun(50)], store.acts.begun(51)) == (["p-0"], [])


def _an_act(id_: str, **given: Any) -> OperatorAct:
    facts: dict[str, Any] = {"verb": "settle", "about": "d-0", "reason": "为何", "operators": (ONE, OTHER), "at": 7}
    return OperatorAct(id=id_, **(facts | given))


def _a_proposal(id_: str, until: int) -> Proposal:
    request = Request(
        verb="settle",
        about="d-1",
        reason="银行电话确认",
        arguments={"paid": ["1", "2"], "values": {"bank_reference": "B-1"}, "proof": "ab"},
        heads={"d-1": "00"},
    )
    return Proposal(id=id_, request=request, operator=ONE, cards=True, at=7, until=until)
