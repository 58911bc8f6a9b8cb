"""`hub audit prune` as operators use it, and what other verbs then say."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from archives import ended
from verbs import hub, hub_json

from adapters.store import open_store
from hub.bootstrap.home import make_home
from hub.bootstrap.sealing import open_sealer
from hub.flow.sealing import SealingLine
from hub.home.place import Home
from hub.home.reading import FILE
from hub.testing.rows import write

KIND: dict[str, Any] = {"type": "credit-authorization", "party": "ping-an", "sender": "national", "portal": "national"}
WHY = ("--reason", "two years are over")
POLICY = """prune:
  - documents: [credit-authorization]
    fields: personal
    after: 2 years
"""


class Clock:
    """A time at which a checkpoint is due."""

    def now(self) -> int:
        return 1_800_000_000_000_000


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A home with a policy, a closed document whose trail ended in November 2023, and one that waits."""
    home = Home(tmp_path / "home")
    make_home(home, ["ping-an"], ["national"])
    (home.path / "retention.yaml").write_text(POLICY, "utf-8")
    made = [ended("one", status="S", **KIND), ended("open", status="P002", **KIND)]
    with closing(open_store(home.store_url)) as store:
        write(store, *(books.changes() for books, _ in made))
        signer = open_sealer(home)
        assert signer is not None
        SealingLine(store.log, signer, Clock()).run()
    return home.path


def test_what_is_due_is_listed_removed_shown_and_verified(own: Path) -> None:
    """Without --remove nothing leaves. What is gone is told with day, operator and policy."""
    looked = hub_json(own, "audit", "prune")
    whole = hub(own, "show", "one", "--message", "m-one", "--raw")
    told = hub_json(own, "audit", "prune", "--remove", *WHY)
    shown = hub_json(own, "show", "one")
    refused = hub(own, "show", "one", "--message", "m-one")
    again = hub_json(own, "audit", "prune")
    history = hub_json(own, "keys", "check", "--history")

    assert (looked["done"], looked["removals"], whole.stdout) == (False, [], b"<message>one</message>")
    assert [(one["type"], one["documents"], one["bytes"]["payloads"]) for one in told["types"]] == [
        ("credit-authorization", 1, 2)
    ]
    assert looked["types"] == told["types"]
    assert [one["why"] for one in told["kept"]] == [["open"]]
    ((removal,),) = (told["removals"],)
    assert (removal["removed"], removal["finished"]) == (2, True)
    assert [(one["removal"], one["kind"], one["place"], one["reason"]) for one in shown["left"]] == [
        (removal["name"], "prune", "", WHY[1])
    ]
    assert [row["seq"] for row in shown["transitions"]] == [1, 2, 3]
    assert {one["id"]: one["left"] for one in shown["messages"]} == {"m-one": removal["name"], "r-one": None}
    assert (refused.returncode, b"HUB-957" in refused.stderr, b"retention policy" in refused.stderr) == (1, True, True)
    assert (again["types"], again["policy"]) == ([], told["policy"])
    assert [one["count"] for one in history["checks"] if "count" in one][-1] == 1
    assert hub_json(own, "audit", "verify", "--all", "--keep-going", "9")["findings"] == []


def test_a_reason_is_needed_to_remove(own: Path) -> None:
    """And a policy, also to list."""
    without = hub(own, "audit", "prune", "--remove")
    (own / "retention.yaml").unlink()
    none = hub(own, "audit", "prune")
    assert (without.returncode, b"--reason" in without.stderr) == (2, True)
    assert (none.returncode, b"HUB-960" in none.stderr) == (4, True)


def test_a_second_operator_is_asked_where_the_home_says_so(own: Path) -> None:
    """Nothing leaves before he approves; he sees by which policy."""
    settings = own / FILE
    settings.write_text(settings.read_text("utf-8") + '\n[acts]\nprune = "two"\n', "utf-8")
    proposed = hub_json(own, "audit", "prune", "--remove", *WHY)
    alone = hub(own, "approve", proposed["proposal"], "--reason", "yes")
    rejected = hub_json(own, "approve", proposed["proposal"], "--reject", "--reason", "no")
    looked = hub_json(own, "audit", "prune")
    assert (proposed["verb"], proposed["arguments"]) == ("prune", {"policy": looked["policy"]})
    assert (b"HUB-807" in alone.stderr, rejected["outcome"], looked["types"] == []) == (True, "rejected", False)


def test_a_policy_that_does_not_fit_is_told_by_line(own: Path) -> None:
    """By `hub check`, with the word that may have been meant; nothing starts with it."""
    (own / "retention.yaml").write_text(
        "prune:\n  - documents: [credit-authorisation]\n    fields: personal\n    after: 2 years\n", "utf-8"
    )
    checked = hub(own, "check", "--json")
    refused = hub(own, "audit", "prune")
    assert checked.returncode == 1
    assert b"retention.yaml" in checked.stdout
    assert "credit-authorization" in checked.stdout.decode()
    assert (refused.returncode, b"HUB-703" in refused.stderr) == (4, True)
