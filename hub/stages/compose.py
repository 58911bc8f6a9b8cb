"""Make the unsigned message of a submission, with all faults of its form."""

from dataclasses import replace

from hub.effects.build_message import build_message
from hub.effects.draft import Draft
from hub.effects.work import Means
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
    return replace(prepared, draft=draft, root=root, faults=faults)
