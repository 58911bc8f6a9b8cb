"""Views: what is seen of a record, by people and by programs, and the schemas that say so."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.core import TyperGroup

from hub.cli.verbs import VERBS, load
from hub.errors import Code
from hub.model import Operator, OperatorAct, Parked, Quarantined, Settled
from hub.ports import QuarantineGroup
from hub.views.apart import acts_on, view_apart
from hub.views.groups import view_groups
from hub.views.view import Moment, json_of

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas" / "cli"
AT = 1_790_000_000_000_000
"""2026-09-21 22:13:20 in Shanghai."""


def _verbs_with_json() -> Iterator[str]:
    for name in VERBS:
        verb = load(name)
        if isinstance(verb, TyperGroup):
            yield from (f"{name}-{each}" for each, command in verb.commands.items() if _has_json(command))
        elif _has_json(verb):
            yield name


def _has_json(command: Any) -> bool:
    return any("--json" in parameter.opts for parameter in command.params)


def test_what_each_verb_prints_has_a_schema() -> None:
    """And nothing else has one."""
    assert sorted(_verbs_with_json()) == sorted(path.stem for path in SCHEMAS.glob("*.json"))


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.stem)
def test_a_schema_says_what_each_of_its_views_is(path: Path) -> None:
    """Every view has a description, and all of its fields are there but those that may be absent."""
    for name, view in json.loads(path.read_text("utf-8")).get("$defs", {}).items():
        assert set(view["required"]) <= set(view["properties"]), name


def test_a_time_is_reported_in_utc_to_programs_and_in_shanghai_to_people() -> None:
    """People see the zone beside it, or in the heading above it."""
    moment = Moment(AT + 1)
    assert moment.utc == "2026-09-21T14:13:20.000001Z"
    assert (moment.clock, str(moment)) == ("2026-09-21 22:13:20", "2026-09-21 22:13:20 +08:00")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-5, "0 s"), (59, "59 s"), (60, "1 min"), (3_599, "59 min"), (86_399, "23 h"), (86_400, "1 d")],
)
def test_an_age_has_one_unit(seconds: int, said: str) -> None:
    """As people say it; a clock that was set back makes nothing younger than now."""
    assert Moment(AT).age(AT + seconds * 1_000_000) == said


def test_what_is_absent_is_not_printed() -> None:
    """A delivery that nobody settled has no `settled`; one that was, has."""
    row = Quarantined(
        id="q",
        owner="national",
        code="HUB-102",
        field="",
        zh="坏",
        en="bad",
        cause="c",
        payload="0" * 64,
        document=None,
        answers=None,
        at=AT,
    )
    act = Settled(quarantine="q", act="released", reason="mended", at=AT)
    assert list(json_of(view_apart(row))) == [
        *("kind", "id", "owner", "code", "field", "zh", "en", "payload", "document", "answers", "cause", "at"),
    ]
    who = Operator(user="hub", login="li", reason="mended")
    assert json_of(view_apart(row, acts_on([act], [])))["settled"] == {
        "act": "released",
        "reason": "mended",
        "at": Moment(AT).utc,
        "operators": [],
    }
    done = OperatorAct(id="a", verb="release", about="q", reason="mended", operators=(who,), at=AT)
    assert json_of(view_apart(row, acts_on([act], [done])))["settled"]["operators"] == [who.facts()]


def test_a_receipt_that_waits_is_reported_with_its_size_where_that_is_known() -> None:
    """Only who asks for one has its bytes."""
    row = Parked(party="ping-an", message="r", answers="m", payload="0" * 64, at=AT)
    told = json_of(view_apart(row, size=7))
    assert list(told) == ["kind", "party", "message", "answers", "payload", "at", "size"]
    assert "size" not in json_of(view_apart(row))


def test_a_notice_that_waits_is_reported_with_what_it_waits_for() -> None:
    """Its type, and the numbers that it names."""
    given = {"type": "cargo-policy", "names": "C-1"}
    told = json_of(view_apart(Parked(party="ping-an", message="n", answers="", payload="0" * 64, at=AT, **given)))
    assert (told["answers"], told["type"], told["names"]) == ("", "cargo-policy", "C-1")


@pytest.mark.parametrize("code", Code)
def test_a_group_of_deliveries_is_reported_without_holes(code: str) -> None:
    """What each of them lacks or says otherwise stands in its own row."""
    group = QuarantineGroup(owner="portal-a", code=code, count=2, first=AT, last=AT, recent=0)
    (seen,) = view_groups([group])
    told = f"{seen.zh} · {seen.en}"
    assert "{" not in told
    assert "}" not in told
