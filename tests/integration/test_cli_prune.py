"""`hub audit prune` as operators use it, and what other verbs then say."""

from contextlib import closing
from pathlib import Path

import pytest
from operators import operators
from operators_home import refusal
from retention_home import WHY, approval_of, home_with, proposed_by, require
from verbs import hub, hub_json

from adapters.store import open_store
from hub.home.place import Home

POLICY = """prune:
  - documents: [credit-authorization]
    fields: personal
    after: 2 years
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A home with a policy, a closed document whose trail ended in November 2023, and one that waits."""
    home = home_with(tmp_path / "home", {"one": "S", "open": "P002"})
    (home / "retention.yaml").write_text(POLICY, "utf-8")
    return home


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
    require(own, "prune", "two")
    proposed = hub_json(own, "audit", "prune", "--remove", *WHY)
    alone = hub(own, "approve", proposed["proposal"], "--reason", "yes")
    rejected = hub_json(own, "approve", proposed["proposal"], "--reject", "--reason", "no")
    looked = hub_json(own, "audit", "prune")
    assert (proposed["verb"], proposed["arguments"]) == ("prune", {"policy": looked["policy"]})
    assert (b"HUB-807" in alone.stderr, rejected["outcome"], looked["types"] == []) == (True, "rejected", False)


def test_two_operators_remove_by_the_policy_that_both_saw(own: Path) -> None:
    """Not by another one that the home has by then; the proposal waits until the policy is back."""
    require(own, "prune", "two-cards")
    _, cards = operators(own / "keys", "li", "wang")
    policy = own / "retention.yaml"
    proposal = proposed_by(own, cards, "audit", "prune", "--remove")
    policy.write_text(POLICY.replace("2 years", "1 day"), "utf-8")
    changed = refusal(own, approval_of(own, cards, proposal))
    policy.write_text(POLICY, "utf-8")
    told = hub_json(own, *approval_of(own, cards, proposal))
    shown = hub_json(own, "show", "one")

    assert changed == "HUB-961"
    assert [(one["removed"], one["finished"]) for one in told["pruned"]["removals"]] == [(2, True)]
    assert [one["kind"] for one in shown["left"]] == ["prune"]
    with closing(open_store(Home(own).store_url)) as store:
        (act,) = [one for one in store.acts.about([told["about"]]) if one.verb == "prune"]
    assert [one.name for one in act.operators] == ["li", "wang"]


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
