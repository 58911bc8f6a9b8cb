"""What was stored with a proposal: its bytes, and the replay plan that they are."""

import json

from hub.errors import Code, rejected
from hub.flow.replay_plan import ReplayPlan, read_plan
from hub.model import Request, digest
from hub.model.moments import moment
from hub.ports import StoreReader


def stored_plan(store: StoreReader, request: Request, act: str, now: int) -> ReplayPlan:
    """The plan that was proposed; `act` is the id of a plan that the command itself made.

    Its age does not count: every entry is judged again, and heads are compared. Raises Rejected (HUB-745).
    """
    facts = {
        "id": request.arguments.get("plan", act),
        "made_at": moment(now).isoformat(),
        "store": store.identity(),
        "catalogue": "",
        "filters": {},
        "entries": json.loads(stored_content(store, request.arguments["entries"])),
    }
    return read_plan(json.dumps(facts).encode())


def stored_content(store: StoreReader, name: str) -> bytes:
    """Bytes that an act refers to, by their hex SHA-256. Raises Rejected (HUB-745) where the store has others."""
    body = store.archive.payload(name)
    if body is None or digest(body) != name:
        raise rejected(Code.STORED_CONTENT_DIFFERS)
    return body
