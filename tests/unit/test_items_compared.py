"""Values in the items of lists of objects fit where they are written again, as values outside of lists do."""

from dataclasses import replace

import pytest
from rig import catalogue

from hub.catalogue.mapping.converters import PLAIN
from hub.catalogue.mapping.document_values import all_said_by
from hub.catalogue.mapping.existing import Existing
from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.nodes import Node, Source
from hub.catalogue.mapping.returns import Returns
from hub.catalogue.mapping.schemas import Shape
from hub.catalogue.proofs.passed_on import prove_passed_on
from hub.catalogue.proofs.returned import prove_read
from hub.catalogue.words.places import Places, Problems, Where

HERE = Where("routes/a.yaml", 7)


def element(document: str, root: str, path: str) -> Shape:
    """An element of a packaged message."""
    shape = catalogue().routes[document].schema.shape(root)
    found = shape.at(path.split("/")) if shape is not None else None
    assert found is not None
    return found


def a_list(holder: Shape, each: str, name: str, target: Shape, converter: str = "text") -> Form:
    """A mapping with one line: in each item of a list, a value becomes an element."""
    source = Source(name, PLAIN[converter], None, None, HERE)
    item = Node(holder, HERE, each=each, children={target.name: Node(target, HERE, source)})
    return Form(nodes=(item,), known=frozenset({each}), lists=frozenset({each}), fields={})


HOLDER, NUMBER, NAME = (
    element("premium-payment", "PremiumPayment", path)
    for path in ("Application", "Application/Number", "Application/PayeeName")
)
REMARK = element("cargo-agreement", "CargoAgreement", "SpecialTerm/Name")


def told(document: str, form: Form) -> list[str]:
    """What is reported of a later message."""
    problems = Problems()
    prove_read(form, all_said_by(catalogue().routes[document]), problems)
    assert {(one.file, one.line) for one in problems} <= {HERE}
    return [one.text.en for one in problems]


@pytest.mark.parametrize(
    ("document", "each", "name", "path"),
    [
        ("premium-payment", "data.applications", "payee_name", "data.applications.payee_name"),
        ("cargo-agreement", "returned.special_term", "name", "returned.special_term[].name"),
    ],
)
def test_a_value_of_an_item_that_its_next_element_cannot_hold_is_reported(
    document: str, each: str, name: str, path: str
) -> None:
    """Of a list that was submitted, and of one that came back."""
    (said,) = told(document, a_list(HOLDER, each, name, NUMBER))
    assert f"“{path}” can be “a b”, which Number does not admit" in said
    assert told(document, a_list(HOLDER, each, name, REMARK)) == []


def test_a_value_of_an_item_that_its_converter_cannot_read_is_reported() -> None:
    """A truth value is no date."""
    (said,) = told("cargo-agreement", a_list(HOLDER, "returned.coverage", "main", NAME, "date"))
    assert said == "“returned.coverage[].main” is boolean: “date” cannot read it"


def test_a_value_of_an_item_of_an_existing_document_that_others_cannot_have_is_reported() -> None:
    """It is read afterwards as if it had been submitted."""
    route = catalogue().routes["premium-payment"]
    places = Places(HERE, {"element": HERE})
    for target, said in (
        (NUMBER, []),
        (NAME, ["“data.applications.number” can be “a b”, “data.applications.number” cannot"]),
    ):
        form = a_list(HOLDER, "data.applications", "number", target)
        existing = Existing(element="PremiumPayment", form=form, returns=Returns({}), places=places)
        problems = Problems()
        prove_passed_on(replace(route, existing=existing), catalogue().routes, problems)
        assert [one.text.en.partition(":")[0] for one in problems] == said
