"""The nine documents hold what the seeds' forms hold: each field with its label, and whether it must be there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from rig import a_duty_application, catalogue

from hub.catalogue import Leg, Route, Schema, Shape
from hub.model import Fault
from hub.xml.build import new_message, text_at

TABLE: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("fields.yaml").read_text("utf-8"))
COMMON = (
    "统一社会信用代码* | enterprise.uscc | Enterprise/Uscc",
    "海关十位 | enterprise.customs_code | Enterprise/CustomsCode",
    "企业名称* | enterprise.name | Enterprise/Name",
)
"""Of every message that the hub sends."""
Line = tuple[str, str, str]


def lines(texts: list[str]) -> set[Line]:
    """Label with its star, name and element of each line."""
    label_name_element = [tuple(part.strip() for part in text.split("|")) for text in texts]
    return {(label, name, element) for label, name, element in label_name_element}


def shown(shape: Shape | None, element: str, name: str) -> Line:
    """A field as the schema has it."""
    for step in element.split("/"):
        assert shape is not None, element
        shape = shape.child(step)
    assert shape is not None, element
    return f"{shape.label}{'*' if shape.required else ''}", name, element


def sent(leg: Leg, schema: Schema) -> Iterator[Line]:
    """The fields that a message of the hub's holds, and what the route fills them from."""
    assert leg.form is not None
    shape = schema.shape(leg.element)
    for path, (name, label) in leg.form.fields.items():
        line = shown(shape, "/".join(path), name)
        assert label == line[0].rstrip("*")
        if not line_is_part(shape, path):
            yield line


def line_is_part(shape: Shape | None, path: tuple[str, ...]) -> bool:
    """Whether an element holds others."""
    for step in path:
        shape = shape.child(step) if shape is not None else None
    return shape is not None and bool(shape.children)


def said(route: Route, leg: Leg | None) -> set[Line]:
    """The fields that a party's message holds, and the names under which they come back."""
    if leg is None:
        returns, element = route.returns, route.element
    elif leg.answers is None:
        return set()
    else:
        returns, element = leg.answers.returns, leg.answers.element
    shape = route.schema.shape(element)
    return {shown(shape, source.path, name) for name, source in returns.sources.items()}


def test_every_document_is_in_the_table() -> None:
    """And nothing else is."""
    assert sorted(TABLE) == sorted(catalogue().routes)


@pytest.mark.parametrize("document", [name for name, parts in TABLE.items() if "submitted" in parts])
def test_a_message_holds_the_fields_of_its_form(document: str) -> None:
    """Each by its label and star, and no other."""
    route = catalogue().routes[document]
    assert set(sent(route.legs[0], route.schema)) == lines([*COMMON, *TABLE[document]["submitted"]])


def test_the_second_message_of_an_agreement_holds_the_form_and_what_the_payee_said() -> None:
    """The bank is its receiver."""
    route, parts = catalogue().routes["payment-agreement"], TABLE["payment-agreement"]
    form = {line for line in lines(parts["submitted"]) if line[2] not in parts["second"]["without"]}
    expected = form | lines([*COMMON, *parts["second"]["with"]])
    assert set(sent(route.legs[1], route.schema)) == expected


@pytest.mark.parametrize("document", TABLE)
def test_what_comes_back_has_the_fields_of_the_lists(document: str) -> None:
    """Of each answer, or of the notice; a party may say more, as a reason."""
    route = catalogue().routes[document]
    found = [said(route, leg) for leg in route.legs] or [said(route, None)]
    expected = [lines(texts) for texts in TABLE[document]["returned"]]
    assert [fields - there for fields, there in zip(expected, found, strict=True)] == [set()] * len(found)


@pytest.mark.parametrize("document", [name for name, parts in TABLE.items() if "existing" in parts])
def test_a_document_that_was_there_before_is_told_with_its_fields(document: str) -> None:
    """Its form and what came back, but for what the table says; each label as elsewhere."""
    route, parts = catalogue().routes[document], TABLE[document]
    existing = route.existing
    assert existing is not None
    shape = route.schema.shape(existing.element)
    fields = {path: name for path, (name, _) in existing.form.fields.items() if not line_is_part(shape, path)}
    form = {(name, "/".join(path).removeprefix("Form/")) for path, name in fields.items()}
    brought = {(name, source.path) for name, source in existing.returns.sources.items()}
    told = [*COMMON, *parts["submitted"], *(line for answer in parts["returned"] for line in answer)]
    assert form | brought == {(name, at) for _, name, at in lines(told) if at not in parts["existing"]}


INVOICE = {
    "title": "某某进出口有限公司",
    "address": "上海市某某路 1 号",
    "bank": "某某银行",
    "account": "310000000000000001",
    "email": "invoice@example.com",
    "tax_number": "913100000000000000",
    "phone": "13800000001",
}
STARRED = ("address", "bank", "email", "tax_number", "phone")


def filled(invoice: dict[str, Any]) -> tuple[Any, list[Fault]]:
    route = catalogue().routes["duty-insurance-application"]
    submission = a_duty_application("91310000MA0000001X")
    submission["data"]["invoice"] = invoice
    root, form = new_message(route.legs[0].element, {}), route.legs[0].form
    assert form is not None
    return root, form.fill(root, submission)


@pytest.mark.parametrize("kind", ["electronic", "paper", "special"])
@pytest.mark.parametrize("missing", INVOICE)
def test_an_invoice_needs_what_has_a_star(kind: str, missing: str) -> None:
    """发票抬头 and 银行账号 have none."""
    _, faults = filled({"type": kind, **{k: v for k, v in INVOICE.items() if k != missing}})
    found = [(f.code, f.field) for f in faults if f.field.startswith("data.invoice")]
    assert found == ([("HUB-201", f"data.invoice.{missing}")] if missing in STARRED else [])


@pytest.mark.parametrize("given", [(), ("title",), ("email", "phone"), tuple(INVOICE)])
def test_where_no_invoice_is_needed_the_rest_may_be_absent_and_what_is_there_is_sent(given: tuple[str, ...]) -> None:
    """A portal's form is often filled in before."""
    root, faults = filled({"type": "none", **{name: INVOICE[name] for name in given}})
    assert [f for f in faults if f.field.startswith("data.invoice")] == []
    found = root.find("{*}Invoice/{*}Prefilled")
    assert (found is None) == (not given)
    for name in given:
        element = "".join(part.capitalize() for part in name.split("_"))
        assert text_at(root, f"Invoice/Prefilled/{element}") == INVOICE[name]


NUMBERS = [
    ("premium-payment", "PaymentResult", "BankReference"),
    ("duty-policy", "DutyPolicy", "PolicyNumber"),
    ("duty-insurance-application", "UnderwritingResult", "ApplicationNumber"),
    ("payment-agreement", "PaymentAgreementDecision", "AgreementNumber"),
    ("credit-authorization", "CreditAuthorizationDecision", "AuthorizationNumber"),
    ("quota-application", "QuotaDecision", "QuotaNumber"),
    ("duty-guarantee-notice", "GuaranteeDecision", "GuaranteeNumber"),
    ("premium-payment", "PremiumPayment", "PayeeAccount"),
]


def named(shape: Shape, name: str) -> Iterator[Shape]:
    """Every element of a name, however deep."""
    yield from (child for child in shape.children if child.name == name)
    for child in shape.children:
        yield from named(child, name)


@pytest.mark.parametrize(("document", "root", "name"), NUMBERS)
def test_numbers_have_room_for_forty_characters(document: str, root: str, name: str) -> None:
    """The seeds' are examples, not patterns."""
    shape = catalogue().routes[document].schema.shape(root)
    assert shape is not None
    found = list(named(shape, name))
    assert found
    assert all(one.admits("A" * 40) and one.admits("0" * 19) for one in found)
