"""Write a message that the hub itself starts: build, validate, sign, keep, promise."""

from collections.abc import Mapping
from typing import Any

from hub.effects.build_message import build_message
from hub.effects.draft import Draft
from hub.effects.name_replaced import name_replaced
from hub.effects.sign_message import sign_message
from hub.effects.work import Work
from hub.errors import Unfit


def write_message(work: Work, draft: Draft, facts: Mapping[str, Any]) -> None:
    """Write one message from known facts; raises Unfit if the facts do not make a valid message."""
    header = draft.header(work.means.hub_id, work.books.now)
    dialect = work.catalogue.dialect(draft.party)
    root, faults = build_message(draft.what, draft.route.schema, facts, header, dialect=dialect)
    if faults:
        raise Unfit(draft.document.id, tuple(faults))
    if draft.kind == "business":
        name_replaced(work, draft, root, work.books.trails.find(draft.document.again_of))
    message = sign_message(work, draft, root)
    work.books.post.promise_message(message.id, draft.party)
