"""`retention.yaml`: what it says, and how strictly it is read."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from hub.bootstrap.catalogue import read_catalogue
from hub.catalogue import EVERYTHING, Catalogue, Policy, Problems, read_policy
from hub.catalogue.mapping.document_values import all_said_by
from hub.catalogue.mapping.said_fields import is_among
from hub.docs.words.examples import EXAMPLES
from hub.model.moments import microseconds
from hub.model.period import Period
from hub.testing.rows import a_document

NOW = microseconds(datetime(2026, 11, 30, 4, tzinfo=UTC))
ENTRY = "prune:\n  - documents: {}\n    fields: {}\n    after: {}\n"
REACHABLE = {"Phone", "Mobile", "Email", "PhoneOrEmail", "Account"}
"""Types of the schemas that tell how to reach somebody, or whose account it is."""


@cache
def packaged() -> Catalogue:
    return read_catalogue(None)


def read(folder: Path, text: str) -> tuple[Policy | None, list[str]]:
    """The policy, and what is wrong with it."""
    (file := folder / "retention.yaml").write_text(text, "utf-8")
    policy = read_policy(file, packaged(), problems := Problems())
    return policy, [str(one) for one in problems]


def test_the_example_of_the_reference_fits() -> None:
    policy = read_policy(EXAMPLES["retention"], packaged(), problems := Problems())
    assert (policy is not None, list(problems)) == (True, [])


def test_without_a_file_nothing_is_due(tmp_path: Path) -> None:
    assert read_policy(tmp_path / "retention.yaml", packaged(), Problems()) is None


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (("[credit-authorisation]", "all", "5 years"), "retention.yaml:2: 没有单证"),
        (("[credit-authorisation]", "all", "5 years"), "did you mean “credit-authorization”?"),
        (("[credit-authorization]", "[data.seal.holdr]", "5 years"), "retention.yaml:3: 这些单证都没有字段"),
        (("[credit-authorization]", "[data.seal.holdr]", "5 years"), "did you mean “data.seal.holder”?"),
        (("[credit-authorization]", "[holder]", "5 years"), "none of these documents has the field “holder”"),
        (("all", "personal", "5 winters"), "retention.yaml:4: “5 winters”不是期限"),
        (("all", "personal", "0 days"), "is not a period"),
        (("all", "personnel", "5 years"), "must be one of: all, personal"),
        (("[]", "personal", "5 years"), "is an empty list"),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(tmp_path: Path, entry: tuple[str, str, str], said: str) -> None:
    policy, problems = read(tmp_path, ENTRY.format(*entry))
    assert policy is None
    assert any(said in problem for problem in problems), problems


def test_a_word_that_is_unknown_or_missing_is_told(tmp_path: Path) -> None:
    _, unknown = read(tmp_path, "prune:\n  - document: all\n    fields: all\n    after: 5 years\n")
    _, missing = read(tmp_path, "prune:\n  - documents: all\n    fields: all\n")
    assert any("did you mean “documents”?" in problem for problem in unknown), unknown
    assert any("“after” is missing" in problem for problem in missing), missing


@pytest.mark.parametrize(
    ("fields", "parts"),
    [
        ("all", EVERYTHING),
        ("personal", frozenset(("submission", "sent"))),
        ("[data.seal]", frozenset(("submission", "sent"))),
        ("[signer.name]", frozenset(("submission",))),
        ("[returned.authorization_number]", frozenset(("received",))),
    ],
)
def test_a_field_is_in_the_words_that_hold_it(tmp_path: Path, fields: str, parts: frozenset[str]) -> None:
    policy, problems = read(tmp_path, ENTRY.format("[credit-authorization]", fields, "5 years"))
    assert policy is not None, problems
    old = a_document(type="credit-authorization", updated_at=Period(5, "year").before(NOW))
    assert policy.due(old, NOW) == parts


def test_what_no_portal_submitted_is_due_whole(tmp_path: Path) -> None:
    """It came with the message that is its form too."""
    policy, _ = read(tmp_path, ENTRY.format("[credit-authorization]", "[signer.name]", "1 day"))
    assert policy is not None
    assert policy.due(a_document(type="credit-authorization", portal=None, updated_at=1), NOW) == EVERYTHING


def test_the_period_is_of_each_entry_and_of_each_type(tmp_path: Path) -> None:
    """Of types that have no route any more, only what is said of all documents."""
    text = ENTRY.format("[credit-authorization]", "[signer.name]", "1 month") + ENTRY.format(
        "all", "personal", "2 years"
    ).removeprefix("prune:\n")
    policy, problems = read(tmp_path, text)
    assert policy is not None, problems
    young = {"updated_at": Period(40, "day").before(NOW)}
    assert policy.due(a_document(type="credit-authorization", **young), NOW) == {"submission"}
    assert policy.due(a_document(type="quota-application", **young), NOW) == set()
    assert policy.due(a_document(type="gone", **young), NOW) == set()
    assert policy.due(a_document(type="gone", updated_at=1), NOW) == EVERYTHING
    assert (policy.types, policy.due_until(NOW)) == (None, Period(1, "month").before(NOW))


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("1 day", "2024-02-28"),
        ("366 days", "2023-02-28"),
        ("1 month", "2024-01-29"),
        ("12 months", "2023-02-28"),
        ("1 year", "2023-02-28"),
        ("9999 years", "1970-01-01"),
    ],
)
def test_a_period_is_of_the_calendar_in_shanghai(period: str, day: str) -> None:
    """The time of day stays; a month without the day ends with its last one."""
    at = microseconds(datetime(2024, 2, 29, 2, 30, tzinfo=UTC))
    found = datetime.fromtimestamp(Period.read(period).before(at) / 1_000_000, UTC)
    assert found.isoformat() == (f"{day}T02:30:00+00:00" if day > "1971" else "1970-01-01T00:00:00+00:00")


def test_whatever_reaches_a_person_or_names_an_account_is_personal() -> None:
    """By the types of the schemas; names of persons have none, and are listed."""
    catalogue = packaged()
    left_out = {
        (route.document, path)
        for route in catalogue.routes.values()
        for path, value in all_said_by(route).items()
        if value.shape.type in REACHABLE and not is_among(path.replace("[]", ""), catalogue.personal)
    }
    assert left_out == set()
