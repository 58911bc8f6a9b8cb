"""A home's code lists and statuses extend the packaged ones, and the messages' schema follows from them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from lxml import etree

from hub.bootstrap.catalogue import read_catalogue
from hub.bootstrap.statuses import read_statuses
from hub.catalogue import Catalogue, Node
from hub.home.place import Home
from hub.xml.build import NAMESPACE

COLUMNS = "code,wire,zh,en\n"
PAYMENTS = {"transfer": "1", "electronic": "2", "cheque": "3", "cash": "4"}


def with_codes(home: Path, name: str, text: str) -> Catalogue:
    """The catalogue of a home that has one table of codes."""
    file = home / "routes" / "codes" / f"{name}.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return read_catalogue(Home(home))


def told(catalogue: Catalogue) -> list[tuple[str, int, str]]:
    return [(problem.file, problem.line, problem.text.en) for problem in catalogue.problems]


def ways(catalogue: Catalogue) -> tuple[dict[str, str], set[str]]:
    """The ways of payment as the list has them, and those that the schema of a general guarantee admits."""
    form = catalogue.routes["general-guarantee"].legs[0].form
    (method,) = [node for node in _every(form.nodes if form else ()) if node.shape.name == "PaymentMethod"]
    values = set(method.shape.codes)
    assert all(method.shape.admits(value) for value in values)
    assert not method.shape.admits("none of them")
    return {str(code): wire for code, wire in catalogue.lists["guarantee-payment"].to_wire.items()}, values


def _every(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _every(node.children.values())


def test_a_code_more_is_one_row_and_no_copy_of_the_list(tmp_path: Path) -> None:
    """The schema of every message admits it, without an edit of a schema."""
    catalogue = with_codes(tmp_path, "guarantee-payment", f"{COLUMNS}card,5,刷卡,by card\n")
    assert told(catalogue) == []
    assert ways(catalogue) == (PAYMENTS | {"card": "5"}, set("12345"))
    assert catalogue.lists["guarantee-payment"].labels["card"] == "刷卡"
    assert catalogue.lists["guarantee-payment"].labels_en["card"] == "by card"


@pytest.mark.parametrize(("customs", "faults"), [("5399", []), ("5398", ["codes"])])
def test_libxml2_admits_what_the_home_adds_and_nothing_else(tmp_path: Path, customs: str, faults: list[str]) -> None:
    """It decides about messages, so its schema must have the row too."""
    catalogue = with_codes(tmp_path, "customs", f"{COLUMNS}5399,5399,某海关,some customs\n")
    notice = etree.Element(f"{{{NAMESPACE}}}GuaranteeNotice")
    etree.SubElement(notice, f"{{{NAMESPACE}}}RegisteredCustoms").text = customs
    found = catalogue.routes["duty-guarantee-notice"].schema.violations(notice)
    assert [fault.trouble for fault in found if fault.path == ("RegisteredCustoms",)] == faults


def test_a_row_with_a_packaged_code_replaces_the_packaged_row(tmp_path: Path) -> None:
    """Also where it takes over what another row of the home gives up."""
    catalogue = with_codes(
        tmp_path, "guarantee-payment", f"{COLUMNS}electronic,E,网上支付,online\nother,2,其他,other\n"
    )
    assert told(catalogue) == []
    assert ways(catalogue) == (PAYMENTS | {"electronic": "E", "other": "2"}, set("1E342"))


def test_a_row_that_has_a_code_alone_withdraws_the_packaged_row(tmp_path: Path) -> None:
    """Neither portals nor parties may say it any more."""
    catalogue = with_codes(tmp_path, "guarantee-payment", f"{COLUMNS}cash,,,\n")
    assert told(catalogue) == []
    assert ways(catalogue) == ({"transfer": "1", "electronic": "2", "cheque": "3"}, set("123"))


@pytest.mark.parametrize(
    ("rows", "line", "says"),
    [
        ("a,7,甲,a\nnone,,,\n", 3, "there is no code “none” to withdraw"),
        ("a,1,甲,a\n", 2, "wire “1” stands twice"),
        ("transfer,2,转账,transfer\n", 2, "wire “2” stands twice"),
        ("a,7,甲,a\na,8,乙,b\n", 3, "code “a” stands twice"),
        ("cash,,,\ncash,,,\n", 3, "code “cash” stands twice"),
        ("a,7,,a\n", 2, "each of the 4 columns needs one value"),
        ("transfer,,,\nelectronic,,,\ncheque,,,\ncash,,,\n", 1, "the code list has no code"),
    ],
)
def test_what_does_not_fit_the_packaged_list_is_told_at_the_homes_line(
    tmp_path: Path, rows: str, line: int, says: str
) -> None:
    """The home's file is the one to correct."""
    assert told(with_codes(tmp_path, "guarantee-payment", COLUMNS + rows)) == [
        ("routes/codes/guarantee-payment.csv", line, says)
    ]


def test_a_code_that_a_condition_asks_for_cannot_be_withdrawn(tmp_path: Path) -> None:
    """The condition could never hold; it is told where the condition stands."""
    catalogue = with_codes(tmp_path, "invoice-type", f"{COLUMNS}special,,,\n")
    assert "routes/duty-guarantee/duty-insurance-application.yaml" in {file for file, _, _ in told(catalogue)}


def test_the_packaged_list_counts_for_the_digest_of_a_home_that_extends_it(tmp_path: Path) -> None:
    """Two homes with the same row and different packaged lists have different catalogues."""
    one = with_codes(tmp_path, "guarantee-payment", f"{COLUMNS}card,5,刷卡,by card\n").digest
    other = with_codes(tmp_path, "guarantee-payment", f"{COLUMNS}card,6,刷卡,by card\n").digest
    assert len({one, other, read_catalogue(None).digest}) == 3


def test_long_lists_cost_no_time_to_describe(tmp_path: Path) -> None:
    """xmlschema, which takes seconds for thousands of values, sees none of them; the shape has them all the same."""
    rows = "".join(f"x{number},x{number},某关,office\n" for number in range(2000))
    catalogue = with_codes(tmp_path, "customs", COLUMNS + rows)
    notice = catalogue.routes["duty-guarantee-notice"].schema.shape("GuaranteeNotice")
    customs = notice.child("RegisteredCustoms") if notice else None
    assert customs is not None
    assert len(customs.codes) > 2000
    assert customs.simple.enumeration is None


def test_a_status_more_is_one_row(tmp_path: Path) -> None:
    """The verbs that read statuses alone know it too."""
    heading = "code,zh,en,kind,list_zh,list_en,result\n"
    catalogue = with_codes(
        tmp_path, "statuses", f"{heading}Z001,已归档,archived,final,,,good\nF,未成,not done,final,,,bad\n"
    )
    assert told(catalogue) == []
    for statuses in (catalogue.statuses, read_statuses(Home(tmp_path))):
        assert (statuses["Z001"].zh, statuses["F"].en, statuses["P001"].en) == (
            "已归档",
            "not done",
            "awaiting dispatch",
        )
