"""What a story is played on: folders and SQLite, or a RabbitMQ and a PostgreSQL of the demo's own."""

import signal
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path

from processes import run

sys.path.append(str(Path(__file__).parents[1]))  # the demo's servers are the tests'
PASSWORD = "of-the-demo-only"


@contextmanager
def on_folders(home: Path) -> Iterator[None]:
    """The embedded default."""
    run(home, "init")
    yield


@contextmanager
def on_rabbitmq(home: Path) -> Iterator[None]:
    """Private servers on free ports; they end with the demo."""
    from services import start_postgres, start_rabbitmq  # noqa: PLC0415

    postgres = start_postgres()
    try:
        broker = start_rabbitmq()
        try:
            settings = {
                "store": postgres.create(),
                "queue": broker.url(broker.create_vhost(), "hub", PASSWORD),
                "management": broker.management,
                "dxp_id": "HUB0001",
            }
            (home / "hub.toml").write_text(
                "".join(f'{name} = "{value}"\n' for name, value in settings.items()), "utf-8"
            )
            run(home, "init")
            run(home, "topology", "apply")
            yield
        finally:
            broker.remove()
    finally:
        postgres.remove()


STAGES = {"folders": on_folders, "rabbitmq": on_rabbitmq}


class Stage:
    """Where the stories of one demo are played. Servers end with their story, or with the demo where they are kept."""

    def __init__(self, on: str, servers: ExitStack | None) -> None:
        """`servers`: where those are put that are kept."""
        self.on = on
        self._servers = servers
        self.kept: list[Path] = []
        """Homes whose servers still run."""

    def open(self, home: Path) -> AbstractContextManager[None]:
        """A fresh hub in a home."""
        made = STAGES[self.on](home)
        if self._servers is None or self.on == "folders":
            return made
        self._servers.enter_context(made)
        self.kept.append(home)
        return nullcontext()


def until_interrupted() -> None:
    """Wait for Ctrl-C."""
    try:
        while True:
            signal.pause()
    except KeyboardInterrupt:
        return
