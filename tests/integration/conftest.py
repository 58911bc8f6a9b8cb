"""A hub and an enterprise for whoever drives the flow; a home with something in it for whoever only reads."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from both_databases import are_all_asked_for, further_on_postgresql
from own_home import OwnHome
from rig import Rig, a_credit_authorization, a_quota_application, a_uscc, grant_quota, usccs

from adapters.folder import drop
from hub.bootstrap.home import make_home
from hub.bootstrap.worker import open_worker
from hub.home.place import Home
from hub.ports import Store

HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not are_all_asked_for(config):
        left_out = further_on_postgresql(item for item in items if HERE in item.path.parents)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]
        config.hook.pytest_deselected(items=left_out)


@pytest.fixture
def rig(store: Store, tmp_path: Path) -> Iterator[Rig]:
    """A hub on each store, with folders for queues."""
    made = Rig(store, tmp_path / "queues")
    yield made
    made.close()


@pytest.fixture
def uscc() -> str:
    """The USCC of an enterprise that nobody has heard of."""
    return a_uscc()


@pytest.fixture
def enterprise(rig: Rig, uscc: str) -> str:
    """A USCC with a quota of 5,000,000 in force."""
    grant_quota(rig, uscc)
    return uscc


@pytest.fixture
def own(tmp_path: Path, migrated_file: Path) -> OwnHome:
    """A home of the test's own, whose store is a file."""
    shutil.copy(migrated_file, tmp_path / "hub.db")
    return OwnHome(tmp_path / "home", f"sqlite:///{tmp_path / 'hub.db'}")


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
