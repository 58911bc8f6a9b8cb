"""A home with something in it, for whoever only reads."""

import json
from pathlib import Path

import pytest
from rig import a_credit_authorization, a_quota_application, usccs

from adapters.folder import drop
from hub.bootstrap import make_home, open_worker
from hub.config import Home


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which one document was accepted, one refused, and one delivery could not be read."""
    uscc, root = usccs(), Home(tmp_path_factory.mktemp("home"))
    make_home(root, ["boc-insurance", "ping-an"], ["liaoning", "national"])
    refused = a_quota_application(next(uscc)) | {"id": "refused-1"}
    del refused["data"]["contact"]
    accepted = a_credit_authorization(next(uscc)) | {"id": "accepted-1"}
    for name, body in (("1", accepted), ("2", refused)):
        drop(root.queues, "national", f"{name}.json", json.dumps(body).encode())
    drop(root.queues, "liaoning", "3.json", b"{half")
    with open_worker(root) as worker:
        looks = iter([False, False, False, True])
        worker.run(lambda: next(looks))
    return root.path
