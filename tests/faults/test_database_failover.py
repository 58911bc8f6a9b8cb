"""Two database servers, one of which follows the other: the hub writes to whichever takes writes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from at_work import Hub
from places import FolderPlace
from services import DURABLE, Postgres, start_postgres, start_standby
from services.machine import free_port
from stage import Stage

from adapters.store import open_store, upgrade
from hub.errors import StoreUnavailable

pytestmark = pytest.mark.slow


@pytest.fixture
def servers() -> Iterator[tuple[Postgres, Postgres]]:
    """A primary, and one that follows it: a commit waits until both have it."""
    primary = start_postgres(DURABLE)
    follower = start_standby(primary, DURABLE)
    primary.set("synchronous_standby_names", "*")
    yield primary, follower
    for server in (primary, follower):
        server.remove()


@pytest.fixture
def url(servers: tuple[Postgres, Postgres]) -> str:
    """Both servers, and before them one that is not there."""
    primary, follower = servers
    name = primary.create().rpartition("/")[2]
    return f"postgresql://hub@127.0.0.1:{free_port()},127.0.0.1:{follower.port},127.0.0.1:{primary.port}/{name}"


@pytest.fixture
def hub(url: str, tmp_path: Path) -> Iterator[Hub]:
    upgrade(url)
    store = open_store(url)
    at_work = Hub(Stage(store, url, FolderPlace(tmp_path / "queues"), tmp_path / "keys"), tmp_path / "aside")
    yield at_work
    at_work.end()
    store.close()


def _is_gone(primary: Postgres) -> None:
    primary.crash()


def _only_reads(primary: Postgres) -> None:
    """As before a switch-over: it answers, its sessions stay open, and the other has all that it has committed."""
    primary.only_read()


@pytest.mark.parametrize("fails", [_is_gone, _only_reads])
def test_what_one_server_had_is_gone_on_with_on_the_other(
    hub: Hub, servers: tuple[Postgres, Postgres], fails: Callable[[Postgres], None]
) -> None:
    """In the same process, whether the old one is down or only reads; the first host in the URL was never there."""
    primary, follower = servers
    hub.submit(5)
    hub.wait()
    hub.submit(100)
    fails(primary)
    follower.promote()
    hub.submit(20)
    hub.wait()
    hub.end()
    hub.stage.assert_all()


def test_without_a_server_that_takes_writes_the_store_is_unavailable(
    url: str, servers: tuple[Postgres, Postgres]
) -> None:
    """And not written to where it would be lost; who only reads may say so in the URL."""
    upgrade(url)
    primary, _ = servers
    primary.crash()
    store, reader = open_store(url), open_store(f"{url}?target_session_attrs=any")
    with pytest.raises(StoreUnavailable):
        store.heartbeats.record("w", 1)
    assert reader.totals.overview([], [0]).workers == []
    store.close()
    reader.close()
