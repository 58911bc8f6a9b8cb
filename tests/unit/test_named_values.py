"""Values of named documents: one that is not recorded hides no other, and shifts none."""

from typing import Any

import pytest
from test_limits import TODAY, WHERE, an_agreement, value

from hub.catalogue.mapping.cases import Case, NamedDocument
from hub.catalogue.mapping.comparisons import Equal, NamedValue
from hub.catalogue.mapping.relations import Naming
from hub.catalogue.words.places import Places
from hub.errors import Code

KIND = value("kind", "enterprise.name")


def naming(name: str, each: str = "") -> Naming:
    """An optional name of a notice."""
    return Naming(
        name=name,
        documents=("cargo-agreement",),
        by="agreement_id",
        each=each,
        at=name,
        path=f"{each}[].{name}" if each else name,
        statuses=frozenset(),
        is_optional=True,
        places=Places(WHERE),
    )


def of(name: str, each: str = "", **more: Any) -> NamedValue:
    return NamedValue(naming=naming(name, each), path="returned.kind", where=WHERE, **more)


def judged(place: NamedValue, form: dict[str, Any], *, is_exact: bool = True, **named: Any) -> list[str]:
    """The fields at fault."""
    rule = Equal(((KIND, place),), Code.REPORTED_VALUE_DIFFERS, WHERE if is_exact else None)
    return [fault.field for fault in rule(Case(form=form, today=TODAY, named=named))]


@pytest.mark.parametrize("other", [[], [an_agreement()]])
def test_a_value_that_neither_says_is_missing_for_exactly(other: list[NamedDocument]) -> None:
    """Whether the document after `or` is not recorded, or does not say it."""
    place = of("first", instead=of("second"))
    form = {"first": "1", "second": "2", "kind": "import"}
    assert judged(place, form, first=[an_agreement()], second=other) == ["kind"]
    assert judged(place, form, is_exact=False, first=[an_agreement()], second=other) == []


def test_what_stands_after_or_counts_for_a_document_that_is_not_recorded() -> None:
    """As for a value that is missing."""
    place, form = of("first", instead=of("second")), {"first": "1", "second": "2", "kind": "import"}
    assert judged(place, form, second=[an_agreement(kind="export")]) == ["kind"]
    assert judged(place, form, second=[an_agreement(kind="import")]) == []


def test_each_document_of_a_list_stands_at_its_own_number() -> None:
    """One that is not recorded is left out, and the fields of the others stay theirs."""
    form = {"rows": [{"number": name} for name in ("1", "2", "3")]}
    place, last = of("number", "rows"), NamedDocument(**{**vars(an_agreement(kind="import")), "position": 2})
    found = place.found(Case(form=form, today=TODAY, named={"number": [an_agreement(kind="import"), last]}))
    assert [field for field, _, _ in found] == ["rows[0].number", "rows[2].number"]


def test_a_value_through_a_named_document_is_of_what_that_one_named() -> None:
    """Not of the document itself, also where it has such a value."""
    place, form = of("first", through="agreement"), {"first": "1", "kind": "import"}
    named = {**vars(an_agreement(kind="import")), "beside": {"agreement": an_agreement(kind="export")}}
    assert judged(place, form, first=[NamedDocument(**named)]) == ["kind"]
    assert str(place) == "first.agreement.returned.kind"
