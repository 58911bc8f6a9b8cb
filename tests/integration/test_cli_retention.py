"""`hub audit archive` and `hub audit hold`, as operators use them, and what other verbs then say."""

from contextlib import closing
from pathlib import Path

import pytest
from operators import operators
from retention_home import WHY, approval_of, home_with, proposed_by, require
from verbs import hub, hub_json

from adapters.store import open_store
from hub.home.place import Home


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A home with two closed documents of October 2024, and one that waits."""
    return home_with(tmp_path / "home", {"one": "S", "two": "S", "open": "P002"})


def test_a_month_is_archived_shown_verified_and_published(own: Path, tmp_path: Path) -> None:
    """The archive is told where rows and bytes left the store, and read where it is at hand."""
    looked = hub_json(own, "audit", "archive", "--before", "2024-11", "--dry-run")
    told = hub_json(own, "audit", "archive", "--before", "2024-11", *WHY)
    shown = hub_json(own, "show", "one")
    message = hub(own, "show", "one", "--message", "m-one", "--raw")

    assert [(one["name"], one["documents"]) for one in looked["archives"]] == [("2024-10", 2)]
    assert told["archives"] == [{"name": "2024-10-1", "documents": 2, "transitions": 2, "finished": True}]
    assert [one["why"] for one in told["kept"]] == [["open"]]
    assert [row["seq"] for row in shown["transitions"]] == [1, 2, 3]
    assert [(one["removal"], one["at_hand"], one["reason"]) for one in shown["left"]] == [("2024-10-1", True, WHY[1])]
    assert {one["left"] for one in shown["messages"]} == {"2024-10-1"}
    assert message.stdout == b"<message>one</message>"
    assert hub_json(own, "audit", "verify", "--all", "--keep-going", "9")["findings"] == []
    assert hub_json(own, "audit", "publish", str(tmp_path / "log"))["size"] == 9


def test_an_archive_that_is_not_at_hand_is_named(own: Path) -> None:
    """What stays in the store is shown; the bytes are said to be in the archive."""
    hub(own, "audit", "archive", "--before", "2024-11", *WHY)
    (own / "audit" / "archive").rename(own / "elsewhere")
    shown = hub_json(own, "show", "one")
    refused = hub(own, "show", "one", "--message", "m-one")
    assert ([row["seq"] for row in shown["transitions"]], shown["left"][0]["at_hand"]) == ([1, 3], False)
    assert (refused.returncode, b"HUB-957" in refused.stderr, b"2024-10-1" in refused.stderr) == (1, True, True)


def test_a_document_on_hold_stays(own: Path) -> None:
    """Until the hold is lifted; what does not change is refused."""
    held = hub_json(own, "audit", "hold", "one", "--reason", "court file")
    again = hub(own, "audit", "hold", "one", "--reason", "court file")
    told = hub_json(own, "audit", "archive", "--before", "2024-11", *WHY)
    shown = hub_json(own, "show", "one")
    lifted = hub_json(own, "audit", "hold", "one", "--lift", "--reason", "decided")
    assert (held["held"], shown["held"]["act"], lifted["held"]) == (True, held["act"], False)
    assert (again.returncode, b"HUB-952" in again.stderr) == (1, True)
    assert sorted(one["why"] for one in told["kept"]) == [["held"], ["open"]]
    assert hub_json(own, "audit", "archive", "--before", "2024-11", *WHY)["archives"][0]["documents"] == 1


def test_a_second_operator_is_asked_where_the_home_says_so(own: Path) -> None:
    """Nothing is archived before he approves; his own proposal he may reject."""
    require(own, "archive", "two")
    proposed = hub_json(own, "audit", "archive", "--before", "2024-11", *WHY)
    alone = hub(own, "approve", proposed["proposal"], "--reason", "yes")
    rejected = hub_json(own, "approve", proposed["proposal"], "--reject", "--reason", "no")
    assert (proposed["verb"], proposed["arguments"]) == ("archive", {"before": "2024-11"})
    assert (b"HUB-807" in alone.stderr, rejected["outcome"]) == (True, "rejected")
    assert not (own / "audit" / "archive").exists()


def test_an_archived_document_is_brought_back_shown_and_archived_again(own: Path) -> None:
    """Its trail and bytes are in the store, without the archive; a second time there is nothing to do."""
    hub(own, "audit", "archive", "--before", "2024-11", *WHY)
    back = hub_json(own, "audit", "unarchive", "one", "two", "--reason", "a receipt came")
    again = hub_json(own, "audit", "unarchive", "one", "--reason", "once more")
    shown = hub_json(own, "show", "one")
    (own / "audit" / "archive").rename(own / "elsewhere")
    message = hub(own, "show", "one", "--message", "m-one", "--raw")
    (own / "elsewhere").rename(own / "audit" / "archive")

    assert [(one["transitions"], one["payloads"]) for one in back["documents"]] == [(1, 3), (1, 3)]
    assert [(one["transitions"], one["payloads"]) for one in again["documents"]] == [(0, 0)]
    assert [(one["removal"], one["back"]) for one in shown["left"]] == [("2024-10-1", True)]
    assert (message.stdout, [row["seq"] for row in shown["transitions"]]) == (b"<message>one</message>", [1, 2, 3])
    assert hub_json(own, "audit", "verify", "--all", "--keep-going", "9")["findings"] == []
    told = hub_json(own, "audit", "archive", "--before", "2024-11", *WHY)
    assert told["archives"] == [{"name": "2024-10-1", "documents": 0, "transitions": 2, "finished": False}]


def test_two_operators_archive_and_bring_back(own: Path) -> None:
    """The second one sees what stays and why, and what came back."""
    require(own, "archive", "two-cards")
    _, cards = operators(own / "keys", "li", "wang")
    archiving = proposed_by(own, cards, "audit", "archive", "--before", "2024-11")
    archived = hub_json(own, *approval_of(own, cards, archiving))
    came = hub_json(own, *approval_of(own, cards, proposed_by(own, cards, "audit", "unarchive", "one")))

    assert [one["why"] for one in archived["archived"]["kept"]] == [["open"]]
    assert [one["documents"] for one in archived["archived"]["archives"]] == [2]
    assert [one["transitions"] for one in came["unarchived"]["documents"]] == [1]
    with closing(open_store(Home(own).store_url)) as store:
        acts = store.acts.about(["2024-11", came["about"]])
    assert {act.verb: [one.name for one in act.operators] for act in acts} == {
        "archive": ["li", "wang"],
        "unarchive": ["li", "wang"],
    }


def test_a_month_that_is_not_over_or_none_is_refused(own: Path) -> None:
    """Before anything is written."""
    future = hub(own, "audit", "archive", "--before", "2099-01", *WHY)
    none = hub(own, "audit", "archive", "--before", "2024-13", *WHY)
    assert (future.returncode, b"HUB-955" in future.stderr, none.returncode) == (1, True, 2)
