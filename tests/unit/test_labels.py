"""Both labels of a status, labels of what comes back, and full names of parties: as data, and everywhere the same."""

import json
from pathlib import Path
from typing import Any

import pytest
from rig import ROOT, catalogue
from test_events import told

from hub.catalogue import Catalogue, Problems, labelled, load_catalogue, own_labels, read_statuses
from hub.model import Status
from hub.rules import RULES
from hub.views.statuses import tone_of

OWN = "labels:\n  S: {zh: 签约成功, en: signed}\n"
STATUSES = catalogue().statuses


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Routes of a home in which credit authorizations have a word of their own for S."""
    route = ROOT / "routes" / "duty-guarantee" / "credit-authorization.yaml"
    file = tmp_path / "duty-guarantee" / route.name
    file.parent.mkdir()
    file.write_text(route.read_text("utf-8").replace("\nrules:", f"\n{OWN}rules:", 1), "utf-8")
    return tmp_path


def of_home(home: Path) -> Catalogue:
    return load_catalogue([ROOT / "routes", home], [ROOT / "xsd"], RULES)


@pytest.mark.parametrize(
    ("code", "row", "column"),
    [
        ("P001", "待发送", "待发送"),
        ("P002", "报文发送成功", "发送成功"),
        ("P004", "银行/保险接收成功", "接收成功"),
        ("P202", "成功未缴费", "核保成功待缴费"),
        ("G003", "海关退单", "退单"),
        ("S", "处理成功", "成功"),
        ("F", "处理失败", "失败"),
    ],
)
def test_a_status_is_said_as_the_portals_screens_say_it(code: str, row: str, column: str) -> None:
    """In the row of a trail (状态描述) and in the column of a list (状态), S1 and S2."""
    assert (STATUSES[code].zh, STATUSES[code].listed("duty-policy")[0]) == (row, column)


def test_every_status_has_both_labels_in_both_languages() -> None:
    """Where the list has none of its own, it says the row's."""
    assert [code for code, status in STATUSES.items() if not all((status.zh, status.en, *status.listed("")))] == []


def test_a_type_may_have_words_of_its_own(home: Path) -> None:
    """For its list alone: the row keeps the code's label, and other types keep theirs."""
    found = of_home(home)
    assert list(found.problems) == []
    status = found.statuses["S"]
    assert status.listed("credit-authorization") == ("签约成功", "signed")
    assert (status.listed("duty-policy")[0], status.zh) == ("成功", "处理成功")


def test_verbs_read_the_same_labels_without_compiling_a_route(home: Path) -> None:
    """They show trails, and are to be quick."""
    files = [*(ROOT / "routes").glob("*/*.yaml"), *home.glob("*/*.yaml")]
    read = labelled(read_statuses([ROOT / "routes" / "codes" / "statuses.csv"], "s", Problems()), own_labels(files))
    types = {path.stem for path in files}
    compiled = of_home(home).statuses
    assert {(c, t): read[c].listed(t) for c in read for t in types} == {
        (c, t): compiled[c].listed(t) for c in compiled for t in types
    }


def test_a_route_that_cannot_be_read_has_no_labels_of_its_own(tmp_path: Path) -> None:
    """Whoever shows trails goes on."""
    broken = tmp_path / "broken.yaml"
    broken.write_bytes(b"a: b\nlabels: [\xff")
    (tmp_path / "odd.yaml").write_text("a: b\nlabels: [S]\n", "utf-8")
    assert own_labels([broken, tmp_path / "odd.yaml", tmp_path / "missing.yaml"]) == {
        "broken": {},
        "odd": {},
        "missing": {},
    }


def test_a_home_may_have_statuses_in_the_older_columns(tmp_path: Path) -> None:
    """Its lists say what its rows say."""
    file, problems = tmp_path / "statuses.csv", Problems()
    file.write_text("code,zh,en,kind\nP001,待发送,awaiting dispatch,open\n", "utf-8")
    assert read_statuses([file], "statuses.csv", problems) == {
        "P001": Status("P001", "待发送", "awaiting dispatch", "open")
    }
    assert list(problems) == []


def test_an_event_has_both_labels() -> None:
    """The row's and the list's, in both languages."""
    data = told("P202", {}, type="duty-insurance-application")["data"]
    assert (data["label_zh"], data["list_label_zh"]) == ("成功未缴费", "核保成功待缴费")
    assert (data["label_en"], data["list_label_en"]) == (STATUSES["P202"].en, STATUSES["P202"].list_en)


# ---- what comes back -----------------------------------------------------------------------------

RETURNED = [(route.document, name) for route in catalogue().routes.values() for name in route.returned]


@pytest.mark.parametrize(("document", "name"), RETURNED)
def test_what_comes_back_has_labels_in_both_languages(document: str, name: str) -> None:
    """From the schema's own documentation, and in the published schema of events."""
    source = catalogue().routes[document].returned[name]
    assert (bool(source.zh), bool(source.en)) == (True, True)
    (of_type,) = [then for type_, then in _by_type() if type_ == document]
    assert of_type["properties"][name]["title"] == f"{source.zh} {source.en}"


def _by_type() -> list[tuple[str, Any]]:
    event = json.loads((ROOT / "docs" / "schemas" / "event-status.json").read_text("utf-8"))
    rules = event["properties"]["data"]["allOf"]
    return [(r["if"]["properties"]["type"]["const"], r["then"]["properties"]["returned"]) for r in rules]


@pytest.mark.parametrize("party", [p for p in catalogue().parties.values() if p.role != "customs"], ids=lambda p: p.id)
def test_insurers_and_banks_have_their_full_names(party: Any) -> None:
    """As the portals' lists write them (S0, S1)."""
    assert party.zh.endswith(("股份有限公司", "保险有限公司", "保险公司"))
    assert party.en.endswith(("Limited", "Corporation", "Ltd."))


# ---- good or bad ---------------------------------------------------------------------------------


def test_the_packaged_statuses_say_which_are_good_and_which_are_bad() -> None:
    """Those of neither kind are under way, or end something without deciding it."""
    by_result = {result: {s.code for s in STATUSES.values() if s.result == result} for result in ("good", "bad")}
    assert by_result["good"] == {"S", "G002", "N002", "K001", "V001", "Q002"}
    assert by_result["bad"] == {"F", "H001", "H002", "U005", "P003", "P005", "A002", "U004", "C003"}


def test_a_status_of_a_home_is_shown_as_its_table_says(tmp_path: Path) -> None:
    """By its result, and where it has none by its kind."""
    file, problems = tmp_path / "statuses.csv", Problems()
    rows = ["Q001,通过,approved,final,,,good", "Q002,未通过,declined,rest,,,bad", "S,成功,succeeded,final,,,"]
    file.write_text("\n".join(["code,zh,en,kind,list_zh,list_en,result", *rows, ""]), "utf-8")
    tones = {s.code: tone_of(s) for s in read_statuses([file], "statuses.csv", problems).values()}
    assert (tones, list(problems)) == ({"Q001": "good", "Q002": "bad", "S": "final"}, [])
