"""What operators see of a party that is paused: in the list of what needs a person, in the status, in the metrics."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from verbs import hub, hub_json

from adapters.store import open_store
from hub.bootstrap.metrics import Measuring
from hub.home.place import Home
from hub.model import Changes, Circuit, Outgoing
from hub.testing.rows import write
from hub.xml.times import in_utc

SINCE, NEXT = 1_790_000_000_000_000, 1_790_000_300_000_000
BANK, INSURER = "bank-of-china", "ping-an"


@pytest.fixture(scope="module")
def own(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the home, whose bank is away and whose insurer refuses everything."""
    copy = tmp_path_factory.mktemp("paused") / "home"
    shutil.copytree(home, copy)
    away = Circuit(
        destination=BANK,
        trouble="unreachable",
        failed=("a", "b"),
        sent_from=0,
        opened_at=SINCE,
        probes=3,
        next_at=NEXT,
        why="full",
    )
    refusing = Circuit(
        destination=INSURER, trouble="refuses", failed=("c", "d"), sent_from=1, opened_at=SINCE + 1, why="refused"
    )
    rows = [Outgoing.message(f"m-{n}", BANK, owner="w", at=SINCE + n) for n in range(3)]
    with closing(open_store(f"sqlite:///{copy / 'store.sqlite'}")) as store:
        write(
            store,
            Changes(
                circuits={(row.destination, row.trouble): row for row in (away, refusing)},
                promised={row.id: row for row in rows},
            ),
        )
    return copy


@pytest.fixture(scope="module")
def measuring(own: Path) -> Iterator[Measuring]:
    made = Measuring(Home(own))
    yield made
    made.close()


def test_each_is_an_item_with_its_cause_and_what_to_type_and_no_item_of_the_outbox_beside(own: Path) -> None:
    """Since when, how many wait, for whom."""
    items = {item["name"]: item for item in hub_json(own, "attention")["items"]}
    away, refusing = items[f"paused/{BANK}/unreachable"], items[f"paused/{INSURER}/refuses"]
    assert (away["code"], away["since"], away["waits_for"], away["whom"]) == ("HUB-966", in_utc(SINCE), "party", BANK)
    assert away["en"].startswith(f"nothing more is sent to {BANK}: its queue is full")
    assert away["en"].endswith("3 wait, and one is tried from time to time")
    assert "队列已满" in away["zh"]
    assert (refusing["en"].partition(": ")[2].partition(";")[0]) == "it refuses every message as unusable"
    assert away["next"].endswith("status")
    assert refusing["next"].endswith(f"log --party {INSURER}")
    assert f"outbox/{BANK}" not in items


def test_the_status_shows_when_the_next_message_is_tried(own: Path) -> None:
    """For people and for programs."""
    away, refusing = hub_json(own, "status")["paused"]
    assert away == {
        "destination": BANK,
        "trouble": "unreachable",
        "why": "full",
        "since": in_utc(SINCE),
        "waiting": 3,
        "probes": 3,
        "next_probe": in_utc(NEXT),
    }
    assert (refusing["destination"], refusing["waiting"]) == (INSURER, 0)
    shown = hub(own, "status").stdout.decode()
    assert "paused" in shown
    assert "its queue is full" in shown


def test_the_metrics_name_every_party_once_for_each_trouble(measuring: Measuring) -> None:
    """0 for those that are sent to: a rule needs a value before the first."""
    seen = {metric.name: dict(metric.values) for metric in measuring.read()}
    circuits = seen["hub_circuit_open"]
    assert {key for key, value in circuits.items() if value} == {(BANK, "unreachable"), (INSURER, "refuses")}
    assert circuits["customs", "refuses"] == circuits[BANK, "refuses"] == 0
    assert seen["hub_circuit_opened_timestamp_seconds"][BANK, "unreachable"] == SINCE / 1_000_000
