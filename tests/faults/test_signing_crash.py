"""A hub that signs with a device, and is killed while it does: each message has one content, and goes out."""

import json
import signal
from collections import Counter
from itertools import islice

import pytest
from hub_process import SIGNING, SIGNING_POINTS
from rig import a_credit_authorization, usccs
from stage import Stage

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
