"""A hub does not start on a catalogue that its open documents do not fit any more."""

from dataclasses import replace

import pytest
from rig import Rig, a_credit_authorization, a_duty_application, catalogue

from hub.catalogue import Catalogue
from hub.errors import OperatorError
from hub.operate.open_documents import prove_open_documents


def with_role(party: str, role: str) -> Catalogue:
    """The catalogue with another role for a party."""
    known = catalogue()
    return replace(known, parties={**known.parties, party: replace(known.parties[party], role=role)})


def test_what_is_open_with_parties_of_the_routes_roles_starts(rig: Rig, enterprise: str) -> None:
    """The usual case."""
    rig.submit(a_duty_application(enterprise))
    prove_open_documents(rig.store, catalogue())


def test_a_party_whose_role_changed_while_its_letters_are_open_stops_the_start(rig: Rig, uscc: str) -> None:
    """Its answers would all be refused: they are no insurer's any more."""
    rig.submit(a_credit_authorization(uscc))
    with pytest.raises(OperatorError, match="HUB-702") as caught:
        prove_open_documents(rig.store, with_role("ping-an", "bank"))
    assert "credit-authorization are open with ping-an, whose role is bank now" in str(caught.value)


def test_a_role_may_change_once_everything_is_over(rig: Rig, uscc: str) -> None:
    """Nothing waits for an answer then."""
    (document,) = rig.submit(a_credit_authorization(uscc))
    rig.reply(rig.decision("CreditAuthorizationDecision", rig.message_of(document.id), "F"))
    prove_open_documents(rig.store, with_role("ping-an", "bank"))


def test_the_role_of_another_party_may_change(rig: Rig, uscc: str) -> None:
    """It has nothing open."""
    rig.submit(a_credit_authorization(uscc))
    prove_open_documents(rig.store, with_role("boc-insurance", "bank"))
