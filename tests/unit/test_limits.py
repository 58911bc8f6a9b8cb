"""Rules that a route writes itself: a day within a term, values among those of a list, a product; each at its edges."""

from datetime import date
from typing import Any

import pytest
from rig import catalogue

from hub.catalogue import Among, Case, NamedDocument, Naming, Product, Value, Within
from hub.catalogue.mapping.comparisons import NamedValue
from hub.catalogue.mapping.document_values import form_values
from hub.catalogue.words.places import Places, Where
from hub.errors import Code
from hub.model import Document

WHERE = Where("routes/x.yaml", 1)
FORM = form_values(catalogue().routes["duty-insurance-application"].first_form)
TODAY = date(2026, 9, 21)


def value(path: str, like: str) -> Value:
    """A value at a path of our own, of the kind of one that a form has."""
    known = FORM[like]
    return Value(path=path, field=path, shape=known.shape, converter=known.converter)


def of(path: str) -> NamedValue:
    naming = Naming(
        name="agreement",
        documents=("cargo-agreement",),
        by="agreement_id",
        each="",
        at="data.agreement_id",
        path="data.agreement_id",
        statuses=frozenset(),
        places=Places(WHERE),
    )
    return NamedValue(naming=naming, path=path, where=WHERE)


def an_agreement(**returned: Any) -> NamedDocument:
    texts = dict.fromkeys(("id", "sender", "sender_ref", "content", "payload", "portal", "party"), "x")
    more = {"enterprise": "1", "enterprise_name": "n", "status": "V001", "head": "", "again_of": None}
    document = Document(**texts, **more, type="cargo-agreement", created_at=0, updated_at=0)  # type: ignore[arg-type]
    return NamedDocument(document=document, form={}, returned=returned)


def judged(rule: Any, data: dict[str, Any], agreement: NamedDocument) -> list[tuple[str, str]]:
    form = {"data": {"agreement_id": "A-1", **data}}
    return [(f.code, f.field) for f in rule(Case(form=form, today=TODAY, named={"agreement": [agreement]}))]


# ---- a day within a term ----

DEPARTURE = Within(
    value("data.departure", "data.start_date"),
    of("returned.effective_date"),
    of("returned.expiry_date"),
    Code.DAY_OUT_OF_TERM,
)


@pytest.mark.parametrize("day", ["2026-10-01", "2026-10-15", " 2026-12-31 "])
def test_a_day_of_the_term_is_taken_both_its_ends_included(day: str) -> None:
    """Cover is asked for by 起运日期, both ends inclusive."""
    agreement = an_agreement(effective_date="2026-10-01", expiry_date="2026-12-31")
    assert judged(DEPARTURE, {"departure": day}, agreement) == []


@pytest.mark.parametrize("day", ["2026-09-30", "2027-01-01"])
def test_a_day_before_or_after_the_term_is_refused(day: str) -> None:
    """By the form's own field."""
    agreement = an_agreement(effective_date="2026-10-01", expiry_date="2026-12-31")
    assert judged(DEPARTURE, {"departure": day}, agreement) == [("HUB-336", "data.departure")]


@pytest.mark.parametrize(("day", "is_taken"), [("2026-12-31T15:00:00Z", True), ("2026-12-31T20:00:00Z", False)])
def test_the_day_of_a_time_is_the_one_in_shanghai(day: str, is_taken: bool) -> None:
    """Eight in the evening in London is the next day there."""
    agreement = an_agreement(effective_date="2026-10-01", expiry_date="2026-12-31")
    assert (judged(DEPARTURE, {"departure": day}, agreement) == []) == is_taken


def test_a_term_without_an_end_does_not_end_and_no_day_is_no_fault() -> None:
    """What is missing is another rule's affair."""
    agreement = an_agreement(effective_date="2026-10-01")
    assert judged(DEPARTURE, {"departure": "2999-01-01"}, agreement) == []
    assert judged(DEPARTURE, {}, agreement) == []


# ---- values among those of a list ----

CUSTOMS = Among({"": value("data.customs", "data.registered_customs")}, of("returned.customs"), Code.VALUE_NOT_AMONG)
SEVERAL = Among({"": value("data.customs", "data.clearance_customs")}, of("returned.customs"), Code.VALUE_NOT_AMONG)
GOODS = Among(
    {
        "class": value("data.goods.class", "data.invoice.title"),
        "subclass": value("data.goods.subclass", "data.invoice.title"),
    },
    of("returned.goods"),
    Code.VALUE_NOT_AMONG,
)
CLASSES = [{"class": "机器", "subclass": "电阻器"}, {"class": "车辆"}]


def test_a_value_of_the_list_is_taken_and_another_refused() -> None:
    """Codes are compared, with white space around them or without."""
    agreement = an_agreement(customs=["0100", "0200"])
    assert judged(CUSTOMS, {"customs": " 0200 "}, agreement) == []
    assert judged(CUSTOMS, {"customs": "0400"}, agreement) == [("HUB-337", "data.customs")]


def test_of_a_list_every_value_must_be_there() -> None:
    """One that is not is enough to refuse."""
    agreement = an_agreement(customs=["0100", "0200"])
    assert judged(SEVERAL, {"customs": ["0200", "0100"]}, agreement) == []
    assert judged(SEVERAL, {"customs": ["0200", "0400"]}, agreement) == [("HUB-337", "data.customs")]


def test_a_document_without_the_list_admits_nothing() -> None:
    """Cover that was not agreed on is none."""
    assert judged(CUSTOMS, {"customs": "0100"}, an_agreement()) == [("HUB-337", "data.customs")]


@pytest.mark.parametrize(
    ("class_", "subclass", "is_taken"),
    [("机器", "电阻器", True), ("机器", "印刷电路", False), ("车辆", "电阻器", True), ("电阻器", "机器", False)],
)
def test_values_must_stand_together_in_one_item(class_: str, subclass: str, is_taken: bool) -> None:
    """A class without a subclass is the whole class."""
    found = judged(GOODS, {"goods": {"class": class_, "subclass": subclass}}, an_agreement(goods=CLASSES))
    assert found == ([] if is_taken else [("HUB-337", "data.goods.class")])


def test_a_value_that_the_form_leaves_out_is_no_fault() -> None:
    """The schema says what is mandatory."""
    assert judged(GOODS, {"goods": {"class": "飞机"}}, an_agreement(goods=CLASSES)) == []
    assert judged(CUSTOMS, {}, an_agreement(customs=["0100"])) == []


# ---- a product ----

INSURED = Product(*(value(f"data.{name}", "data.amount") for name in ("amount", "invoice", "markup")))


@pytest.mark.parametrize(
    ("amount", "invoice", "markup"),
    [
        ("1100.00", "1000.00", "10"),
        ("1000.00", "1000.00", "0"),
        ("1.11", "1.01", "10"),  # 1.111
        ("1.16", "1.05", "10"),  # 1.155, half up
        ("1.17", "1.05", "10"),  # one cent to either side
        ("1.15", "1.05", "10"),
        ("1012.50", "1000", "1.25"),
    ],
)
def test_an_amount_raised_by_a_percentage_is_rounded_half_up(amount: str, invoice: str, markup: str) -> None:
    """保险金额 = 发票金额 × (100 + 加成比例) / 100, one cent to either side."""
    assert judged(INSURED, {"amount": amount, "invoice": invoice, "markup": markup}, an_agreement()) == []


@pytest.mark.parametrize(("amount", "markup"), [("1.18", "10"), ("1.14", "10"), ("11.55", "10"), ("1.05", "100")])
def test_an_amount_that_is_more_than_a_cent_off_is_refused(amount: str, markup: str) -> None:
    """加成比例 is per cent: 10 means a tenth more."""
    found = judged(INSURED, {"amount": amount, "invoice": "1.05", "markup": markup}, an_agreement())
    assert found == [("HUB-338", "data.amount")]


def test_a_product_without_all_its_numbers_is_no_fault() -> None:
    """What is mandatory is said by the schema."""
    assert judged(INSURED, {"amount": "1.00"}, an_agreement()) == []
