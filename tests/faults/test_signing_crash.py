"""A hub that signs with a device, and is killed while it does: each message has one content, and goes out."""

import json
import signal
from collections import Counter
from itertools import islice

import pytest
from hub_process import SIGNING, SIGNING_POINTS
from rig import Rig, a_credit_authorization, catalogue, usccs
from stage import Stage

from hub.errors import Rejected
from hub.flow.settlement import Proof, Settlement

pytestmark = pytest.mark.slow
MANY = 6
_uscc = usccs()


@pytest.fixture
def ground() -> str:
    """One is enough: two workers that sign one message have tests on both stores."""
    return "folders+SQLite"


@pytest.mark.parametrize("point", SIGNING_POINTS)
def test_what_a_device_signs_survives_a_kill(stage: Stage, point: str) -> None:
    """The signatures differ each time (ECDSA), and yet every message is recorded and sent with one content."""
    forms = [a_credit_authorization(uscc) for uscc in islice(_uscc, MANY)]
    others = [a_credit_authorization(uscc, party="boc-insurance") for uscc in islice(_uscc, 2)]
    stage.place.drop("national", *(json.dumps(form).encode() for form in [*forms, *others]))
    assert stage.live(point) == -signal.SIGKILL
    assert stage.live(SIGNING) == 0
    assert Counter(document.status for document in stage.documents()) == {"P002": MANY + 2}
    contents = {(name, body) for name, body in stage.place.arrived("ping-an")}
    assert len(contents) == len({name for name, _ in contents}) == MANY
    assert stage.store.totals.overview([], []).to_sign == []
    stage.assert_all()


@pytest.mark.parametrize("point", SIGNING_POINTS)
def test_what_an_operator_ends_after_a_kill_is_not_sent_and_what_was_signed_is(stage: Stage, point: str) -> None:
    """The worker died with its card: each document is either ended by the operator or sent, and never both."""
    forms = [a_credit_authorization(uscc) for uscc in islice(_uscc, MANY)]
    stage.place.drop("national", *(json.dumps(form).encode() for form in forms))
    assert stage.live(point) == -signal.SIGKILL
    rig = Rig(stage.store, stage.keys / "operator")
    settlement, signed = Settlement("hub", catalogue(), rig.ports), 0
    for document in stage.documents():
        try:
            settlement.not_sent(document.id, Proof("lost"))
        except Rejected as refusal:
            assert refusal.faults[0].code == "HUB-828"
            signed += 1
    rig.close()
    assert stage.live(SIGNING) == 0
    statuses = Counter(document.status for document in stage.documents())
    assert statuses == +Counter({"P002": signed, "P005": MANY - signed})
    trails = [stage.trail(document) for document in stage.documents()]
    contents = {message.id for trail in trails for message in trail.messages if message.direction == "out"}
    assert len(contents) == signed
    stage.assert_messages()
    stage.assert_events(trails)
    for trail in trails:
        stage.assert_trail_verifies(trail)
