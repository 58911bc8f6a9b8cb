"""A store that was restored on RabbitMQ, where the home lost its checkpoint too: the broker's is what tells."""

import json
import shutil
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from cards import Holder
from operators import operators
from operators_home import AGREED, by_card, refusal
from own_home import OwnHome
from rig import a_credit_authorization, a_uscc
from services import RabbitMQ
from verbs import hub, hub_json

from hub.bootstrap.names import party_names, portal_names
from hub.bootstrap.past import known_of, places_of
from hub.home.place import Home

WAIT_S = 120


@pytest.fixture
def staffed(tmp_path: Path, migrated_file: Path, rabbitmq: RabbitMQ) -> Iterator[tuple[OwnHome, Mapping[str, Holder]]]:
    """A home on a broker, whose restores two operators accept by their cards; these cards."""
    shutil.copy(migrated_file, tmp_path / "hub.db")
    made, vhost = OwnHome(tmp_path / "home", f"sqlite:///{tmp_path / 'hub.db'}"), rabbitmq.create_vhost()
    settings = made.path / "hub.toml"
    broker = f'queue = "amqp://hub-1@127.0.0.1:{rabbitmq.port}/{vhost}"\nmanagement = "{rabbitmq.management}"\n'
    settings.write_text(f'{broker}{settings.read_text("utf-8")}\n[acts]\nrestore = "two-cards"\n', "utf-8")
    made.home = Home(made.path)  # with these settings
    cards = operators(made.home.keys, "li", "wang")[1]
    assert hub(made.path, "topology", "apply").returncode == 0
    yield made, cards
    rabbitmq.api("DELETE", f"vhosts/{vhost}")
    for user in ["hub-1", *party_names(made.home), *portal_names(made.home)]:
        rabbitmq.api("DELETE", f"users/{user}")


def bring(own: OwnHome, tmp_path: Path, name: str, uscc: str) -> str:
    """A submission that goes out, and is sealed and known to the broker; the document's id."""
    form = tmp_path / f"{name}.json"
    form.write_text(json.dumps(a_credit_authorization(uscc) | {"id": name}), "utf-8")
    assert hub(own.path, "submit", str(form), "--portal", "national").returncode == 0
    end = time.monotonic() + WAIT_S
    while not (is_sent(own, name) and is_known(own)):
        assert time.monotonic() < end
        own.work()
    return own.trail(name).document.id


def is_sent(own: OwnHome, name: str) -> bool:
    with own.store() as store:
        return any(found.status == "P002" for found in store.documents.find(name))


def is_known(own: OwnHome) -> bool:
    """Whether both places keep the store's newest checkpoint."""
    with own.store() as store, store.log.read() as log:
        sizes = [one.checkpoint.size for one in known_of(own.home)]
        return log.size() > 0 and sizes == [log.size()] * len(places_of(own.home))


def copied(own: OwnHome, to: Path) -> Path:
    with closing(sqlite3.connect(own.home.store_url.removeprefix("sqlite:///"))) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with closing(sqlite3.connect(to)) as copy:
            store.backup(copy)
    return to


def test_a_restore_is_found_by_the_broker_and_accepted_by_two(
    staffed: tuple[OwnHome, Mapping[str, Holder]], tmp_path: Path
) -> None:
    """Start and verification refuse it; once two have said so, the lost submission gets its id again."""
    (own, cards), first, second = staffed, a_uscc(), a_uscc()
    bring(own, tmp_path, "kept", first)
    backup = copied(own, tmp_path / "backup.db")
    lost = bring(own, tmp_path, "lost", second)
    for old in tmp_path.glob("hub.db*"):
        old.unlink()
    shutil.copy(backup, tmp_path / "hub.db")
    own.home.kept_checkpoint.unlink()

    refused = hub(own.path, "run")
    assert (refused.returncode, b"HUB-920" in refused.stderr) == (4, True), refused
    (finding,) = hub_json(own.path, "audit", "verify")["findings"]
    assert finding["code"] == "HUB-918"

    words = ("audit", "accept-restore", "--reason", "the disk was lost")
    proposed = hub_json(own.path, *by_card(own.path, tmp_path / "carried", cards["li"], *words))
    assert (proposed["verb"], proposed["arguments"]["entries"]) == ("restore", "2")
    approve = ("approve", proposed["proposal"], *AGREED)
    assert refusal(own.path, by_card(own.path, tmp_path / "carried", cards["li"], *approve)) == "HUB-807"
    assert hub(own.path, "run").returncode == 4
    done = hub_json(own.path, *by_card(own.path, tmp_path / "carried", cards["wang"], *approve))
    assert done["outcome"] == "done"

    assert hub_json(own.path, "audit", "verify")["findings"] == []
    assert bring(own, tmp_path, "lost", second) == lost
    assert hub_json(own.path, "audit", "checkpoint")["note"].startswith("hub/audit/2\n")
    assert hub_json(own.path, "audit", "verify", "--all")["findings"] == []
