"""What a story is played on: folders and SQLite, or a RabbitMQ and a PostgreSQL of the demo's own."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
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
