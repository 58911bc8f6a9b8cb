"""Lock what a batch of submissions names, and read it into the books."""

from collections.abc import Sequence

from hub.catalogue.routes import Route
from hub.model import Ledger, Submission
from hub.ports import Standing, Unit


def load_ledger(unit: Unit, ledger: Ledger, batch: Sequence[tuple[Submission, Route | None]]) -> None:
    """Lock predecessors and resources in id order, then read them and whatever the preconditions ask for.

    A route of None stands for a submission that is refused anyway: only its id is looked up.
    """
    earlier = _predecessors(unit, [submission for submission, _ in batch])
    keys = {
        key
        for submission, route in batch
        if route is not None
        for key in route.resource_keys(submission.enterprise.uscc, submission.party)
    }
    needs = {
        Standing(need.document, submission.enterprise.uscc, need.statuses)
        for submission, route in batch
        if route is not None
        for need in route.requires
    }
    if earlier or keys:
        unit.lock(earlier, sorted(keys))
    ledger.load_documents(unit.documents(earlier))
    ledger.load_documents(unit.brought([(submission.portal, submission.id) for submission, _ in batch]))
    ledger.load_documents(unit.standing(sorted(needs, key=lambda n: (n.type, n.enterprise))))
    ledger.load_resources(unit.resources(sorted(keys)))
    ledger.load_claims(unit.claims(earlier, sorted(keys)))


def _predecessors(unit: Unit, submissions: Sequence[Submission]) -> list[str]:
    """Ids of the documents that `again_of` names, by the portal's own id or the hub's."""
    named = [(s.portal, s.again_of) for s in submissions if s.again_of]
    if not named:
        return []
    found = [*unit.brought([(p, n) for p, n in named if n]), *unit.documents([n for _, n in named if n])]
    return sorted({document.id for document in found})
