"""A hub that is killed while it probes a paused party: the circuit does not stay half-open, and nothing is lost."""

import json
import signal
from itertools import islice

import pytest
from rig import START, a_credit_authorization, usccs
from stage import Stage

from hub.model import Changes, Circuit
from hub.testing.rows import write

pytestmark = pytest.mark.slow
INSURER = "ping-an"
MANY = 4
POINTS = (
    "written, not committed",  # the turn
    "acknowledged, not published",  # the probe
    "published, not confirmed",
    "confirmed, not recorded",
    "confirms written, not committed",  # the circuit is closed in this transaction
)
_uscc = usccs()


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_between_a_probe_and_the_end_of_the_pause_loses_nothing(stage: Stage, point: str) -> None:
    """Every message arrives, with one id and one content, and the circuit is closed."""
    forms = [a_credit_authorization(uscc) for uscc in islice(_uscc, MANY)]
    stage.place.drop("national", *(json.dumps(form).encode() for form in forms))
    assert stage.live("acknowledged, not published") == -signal.SIGKILL
    paused = Circuit(
        destination=INSURER, trouble="unreachable", failed=("a",), sent_from=0, opened_at=START, why="full"
    )
    write(stage.store, Changes(circuits={(INSURER, "unreachable"): paused}))

    assert stage.live(point) == -signal.SIGKILL
    (left,) = stage.store.circuits.open()
    assert left.probes == (0 if point == POINTS[0] else 1)
    assert {document.status for document in stage.documents()} == {"P001"}
    assert stage.live(days=1) == 0
    assert stage.store.circuits.open() == []
    assert {document.status for document in stage.documents()} == {"P002"}
    contents = set(stage.place.arrived(INSURER))
    assert len(contents) == len({name for name, _ in contents}) == MANY
