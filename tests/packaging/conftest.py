"""One installation for all tests of a run."""

import pytest
from installation import Installed, install, name_of_lock


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Installed:
    """Some 20 s, and a download of 60 MB the first time."""
    assert pytestconfig.cache is not None
    kept = pytestconfig.cache.mkdir(f"wheels-{name_of_lock()}")
    return install(tmp_path_factory.mktemp("packaging"), kept)
