"""Make the unsigned message of a submission, with all faults of its form."""

from dataclasses import replace

from lxml import etree

from hub.effects.build_message import build_message
from hub.effects.draft import Draft
from hub.effects.room import room_for
from hub.effects.work import Means
from hub.errors import Code, fault
from hub.model import Fault
from hub.stages.prepared import Prepared


def compose(means: Means, prepared: Prepared) -> Prepared:
    """Add the message, and the faults that the mapping and the schema find in the form."""
    route, submission = prepared.route, prepared.submission
    if route is None:
        return prepared
    said_at = submission.submitted_at
    draft = Draft(route=route, what=route.legs[0], document=prepared.made(), party=submission.party, said_at=said_at)
    header, dialect = draft.header(means.hub_id, prepared.at), means.catalogue.dialect(submission.party)
    root, faults = build_message(draft.what, route.schema, submission.form, header, prepared.faults, dialect=dialect)
    if root is not None and not faults:
        faults = _too_large(means, root, submission.party)
    return replace(prepared, draft=draft, root=root, faults=faults)


def _too_large(means: Means, root: etree._Element, party: str) -> list[Fault]:
    """The fault of a message that could not be encrypted for its party once it is signed; none if it fits."""
    limit = room_for(means, party)
    if limit is None or len(etree.tostring(root, encoding="UTF-8")) <= limit:
        return []
    return [fault(Code.TOO_LARGE_TO_ENCRYPT, limit=limit)]
