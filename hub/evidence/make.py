"""Make an evidence file, and check it before anybody gets it."""

from hub.evidence.check import Checked, check_evidence
from hub.evidence.gather import Beside, gather
from hub.evidence.proofs import prove
from hub.evidence.sealed import close
from hub.evidence.stamped import find_stamped
from hub.ports import Store, Trail


def make_evidence(store: Store, trail: Trail, beside: Beside) -> tuple[bytes, Checked]:
    """The bytes of a document's evidence file, and what its check says.

    Raises OperatorError: HUB-930 where the log does not hold the trail yet; HUB-932 … HUB-939 where the store does not
    prove it, as if the file had been altered.
    """
    with store.log.read() as log:
        proved = prove(log, trail.transitions)
        stamped = find_stamped(log, proved, beside.authorities)
    made = close(gather(trail, store.archive, proved, stamped, beside), beside.signer, beside.at)
    return made, check_evidence(made, beside.log_key, beside.authorities)
