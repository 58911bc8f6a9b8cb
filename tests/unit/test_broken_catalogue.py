"""What does not fit in a catalogue is told once, with its file and its line, and nothing raises."""

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from catalogue_reuse import Reloading
from rig import ROOT, catalogue

from hub.catalogue import Catalogue, Problem, load_catalogue
from hub.catalogue.words.text import DEPTH_LIMIT
from hub.rules import RULES
from hub.text.bilingual import Bilingual

CHINESE = re.compile(r"[\u4e00-\u9fff]")
COMPILED_IN = re.compile(r"'[^']*/")
QUOTED = re.compile(r"“[^”]*”")
"""What a text repeats of a file, in whatever language that is."""


@dataclass(frozen=True, kw_only=True)
class Broken:
    """One edit and the one problem that it makes, as broken-catalogues.yaml has them."""

    kind: str
    file: str
    new: str
    says: str
    old: str = ""
    at: str = ""
    told: str = ""
    long: bool = False
    """Whether the routes that are edited are those of tests/unit/written-out, which have no short forms."""


TABLE = [Broken(**row) for row in yaml.safe_load(Path(__file__).with_name("broken-catalogues.yaml").read_text("utf-8"))]


FOLDERS = ("routes", "xsd")
WHOLE = 1 if os.environ.get("HUB_WHOLE_LOADS") else 100
"""Of so many rows of the table, one is also loaded without reuse, and compared: another one each day."""
TODAY = datetime.now(UTC).toordinal()
_reloading: dict[Path, Reloading] = {}


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the packaged catalogue, which is made once and put right again after each test."""
    if not _reloading:
        path = tmp_path_factory.mktemp("catalogue")
        for name in FOLDERS:
            shutil.copytree(ROOT / name, path / name)
        _reloading[path] = Reloading(path)
    (path,) = _reloading
    yield path
    put_right(path)


def put_right(home: Path) -> None:
    """Take out what a test added, and write again what it changed."""
    for name in FOLDERS:
        for path in sorted((home / name).rglob("*"), reverse=True):  # what is in a folder before the folder
            if not (ROOT / path.relative_to(home)).exists():
                path.rmdir() if path.is_dir() else path.unlink()
        for path in (ROOT / name).rglob("*"):
            copy = home / path.relative_to(ROOT)
            if path.is_file() and (not copy.is_file() or copy.read_bytes() != path.read_bytes()):
                shutil.copy(path, copy)


def load(home: Path) -> Catalogue:
    """The catalogue of a home; what an edit does not reach is not compiled again (`test_catalogue_edits`)."""
    return _reloading[home].load()


def load_whole(home: Path) -> Catalogue:
    return load_catalogue([home / "routes"], [home / "xsd"], RULES)


def write_out(home: Path) -> None:
    """Replace routes by the same routes without short forms."""
    shutil.copytree(Path(__file__).with_name("written-out"), home / "routes", dirs_exist_ok=True)


def edit(home: Path, case: Broken) -> int:
    """Make the edit and return the line that its problem must be told of."""
    if case.long:
        write_out(home)
    path = home / case.file
    before = path.read_text("utf-8") if path.exists() else ""
    assert not case.old or before.count(case.old) == 1
    after = before.replace(case.old, case.new) if case.old else case.new
    path.parent.mkdir(exist_ok=True)
    path.write_text(after, "utf-8")
    told = home / (case.told or case.file)
    if case.at:
        text = told.read_text("utf-8")
        return text[: text.index(case.at)].count("\n") + 1
    if not case.old:
        return 1
    same = next((n for n, (a, b) in enumerate(zip(case.old, case.new, strict=False)) if a != b), len(case.new))
    changed = before.index(case.old) + min(same, len(case.old))
    return before[:changed].count("\n") + 1


def told(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """File and text of each, without the folder where schemas lie while they are compiled.

    Without the line: a schema that was compiled before has no file any more to look for a line in.
    """
    return [(problem.file, COMPILED_IN.sub("", problem.text.en)) for problem in problems]


def has_both(text: Bilingual) -> bool:
    """Whether a text is in Chinese and in English, and the Chinese quotes all that the English quotes."""
    zh, en = (QUOTED.sub("", said) for said in (text.zh, text.en))
    is_apart = CHINESE.search(zh) is not None and CHINESE.search(en) is None
    return is_apart and set(QUOTED.findall(text.en)) <= set(QUOTED.findall(text.zh))


def test_the_packaged_catalogue_fits() -> None:
    """Nothing is wrong with what every broken catalogue here is made from."""
    assert list(catalogue().problems) == []


@pytest.mark.parametrize(("number", "case"), list(enumerate(TABLE)), ids=[case.kind for case in TABLE])
def test_what_does_not_fit_is_reported_once_with_file_and_line(number: int, case: Broken, home: Path) -> None:
    """One edit makes one problem, and no others follow from it; it is said in both languages."""
    line = edit(home, case)
    problems = load(home).problems
    if (number + TODAY) % WHOLE == 0:
        assert told(load_whole(home).problems) == told(problems)
    assert [(p.file, p.line) for p in problems] == [(case.told or case.file, line)], problems
    assert case.says in problems[0].text.en
    assert has_both(problems[0].text), problems[0].text


def test_a_receipt_about_items_whose_codes_exclude_nothing_is_reported(home: Path) -> None:
    """A part of it could do no harm, and the word no good; what else is wrong then is told beside."""
    path = home / "routes/payment/premium-payment.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("[Y001, Y002, Y003]", "[Y001, Y003]"), "utf-8")
    assert "no two codes are outcomes that exclude each other" in [p.text.en for p in load(home).problems]


@pytest.mark.parametrize(("name", "documents"), [("Replaces", 10), ("About", 2)])
def test_a_header_that_cannot_name_other_documents_is_reported_of_each_message(
    name: str, documents: int, home: Path
) -> None:
    """Of messages that take the place of another one, and of those that tell what they change or end."""
    path = home / "xsd/common.xsd"
    text, header = path.read_text("utf-8"), '<xs:complexType name="DocumentHeader">'
    before, after = text.split(header)
    after = after.replace(f'name="{name}" type="h:Replaced"', f'name="{name}" type="h:Date"', 1)
    path.write_text(f"{before}{header}{after}", "utf-8")
    said = [problem.text.en for problem in load(home).problems]
    assert len(said) == documents
    assert all(f"does not admit the Header/{name}" in one for one in said)


def test_a_header_that_cannot_say_how_an_existing_document_stands_is_reported_of_each(home: Path) -> None:
    """Of all three that parties announce: each would be refused."""
    path = home / "xsd/common.xsd"
    text, said = path.read_text("utf-8"), '<xs:element name="TakenOver" type="h:TakenOver"'
    assert text.count(said) == 1
    path.write_text(text.replace(said, said.replace("h:TakenOver", "h:Date")), "utf-8")
    told = [problem.text.en for problem in load(home).problems]
    assert len(told) == sum(route.existing is not None for route in catalogue().routes.values())
    assert all("does not admit the Header/TakenOver" in one for one in told)


def test_two_routes_for_one_document_are_reported_where_the_second_is(home: Path) -> None:
    """A document's route may stand in one service's folder only."""
    (home / "routes/other").mkdir()
    shutil.copy(home / "xsd/duty-guarantee.xsd", home / "xsd/other.xsd")
    shutil.copy(home / "routes/duty-guarantee/quota-application.yaml", home / "routes/other")
    (problem,) = load(home).problems
    assert (problem.file, problem.line) == ("routes/other/quota-application.yaml", 2)
    assert "has a route already: routes/duty-guarantee/quota-application.yaml" in problem.text.en


def test_receipts_of_two_services_with_one_element_are_reported(home: Path) -> None:
    """Which of two schemas a receipt must fit could not be told from its root element."""
    (home / "routes/other").mkdir()
    shutil.copy(home / "xsd/duty-guarantee.xsd", home / "xsd/other.xsd")
    text = (home / "routes/duty-guarantee/credit-authorization.yaml").read_text("utf-8")
    other = text.replace("document: credit-authorization", "document: other-authorization")
    (home / "routes/other/other-authorization.yaml").write_text(other, "utf-8")
    (problem,) = load(home).problems
    assert (problem.file, problem.line) == ("routes/other/other-authorization.yaml", 25)
    assert "CreditAuthorizationDecision is the element of credit-authorization’s receipts already" in problem.text.en


def test_receipts_of_two_documents_of_one_service_may_share_an_element(home: Path) -> None:
    """The message that a receipt answers tells its document; the schema is the same."""
    text = (home / "routes/duty-guarantee/credit-authorization.yaml").read_text("utf-8")
    other = text.replace("document: credit-authorization", "document: credit-renewal")
    (home / "routes/duty-guarantee/credit-renewal.yaml").write_text(other, "utf-8")
    assert list(load(home).problems) == []


@pytest.mark.parametrize("document", ["claims/claim-notice", "cargo/cargo-agreement", "export-credit/sme-policy-offer"])
def test_a_notice_with_versions_and_without_a_lifecycle_does_not_raise(document: str, home: Path) -> None:
    """What else the route says is proved as far as it can be."""
    path = home / f"routes/{document}.yaml"
    path.write_text(path.read_text("utf-8").replace("\nlifecycle:", "\nlifecycles:"), "utf-8")
    found = [(problem.file, problem.text.en) for problem in load(home).problems]
    assert (f"routes/{document}.yaml", "the word “lifecycles” is not known here: did you mean “lifecycle”?") in found


def test_an_element_that_can_stand_inside_itself_never_overflows(home: Path) -> None:
    """Schemas of others may say so; what our messages fill there is proved one level deep."""
    path = home / "xsd/iso20022-pain001.xsd"
    text = path.read_text("utf-8")
    assert 'type="p:OtherOrganisation"' in text
    path.write_text(text.replace('type="p:OtherOrganisation"', 'type="p:GroupHeader"'), "utf-8")
    assert {problem.file for problem in load(home).problems} == {"routes/dialects/iso20022.yaml"}


@pytest.mark.parametrize("file", ["routes/parties/ping-an.yaml", "routes/codes/duty-use.csv", "routes/submission.yaml"])
def test_another_encoding_is_reported_of_the_file(file: str, home: Path) -> None:
    """A file in GBK is not read as something else."""
    path = home / file
    path.write_bytes(path.read_text("utf-8").encode() + "中国".encode("gbk"))
    assert [(p.file, p.line, p.text.en) for p in load(home).problems] == [(file, 1, "cannot be read: not UTF-8")]


def test_a_byte_order_mark_does_no_harm(home: Path) -> None:
    """Spreadsheets and some editors write one."""
    for file in ("routes/codes/duty-use.csv", "routes/codes/statuses.csv", "routes/parties/ping-an.yaml"):
        path = home / file
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert list(load(home).problems) == []


@pytest.mark.parametrize("levels", [DEPTH_LIMIT + 1, 20_000])
def test_deep_nesting_is_reported_and_never_overflows(levels: int, home: Path) -> None:
    """YAML has no limit of its own."""
    (home / "routes/parties/ping-an.yaml").write_text("party: " + "[" * levels + "]" * levels)
    assert [p.text.en for p in load(home).problems] == [f"nested too deep: at most {DEPTH_LIMIT} levels"]


def test_aliases_that_would_explode_are_refused(home: Path) -> None:
    """Nine levels of nine aliases would be 387 million words."""
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    (home / "routes/parties/ping-an.yaml").write_text("\n".join(lines))
    (problem,) = load(home).problems
    assert "anchors and aliases are not used here" in problem.text.en


def test_every_fault_of_a_file_is_reported_at_once(home: Path) -> None:
    """Independent faults do not hide each other."""
    write_out(home)
    path = home / "routes/duty-guarantee/quota-application.yaml"
    text = path.read_text("utf-8").replace("card: operator", "card: gold").replace("Branch: data", "Brunch: data")
    path.write_text(text.replace("- quota_operation_fits", "- no_such_rule").replace("[S, F, X001]", "[S, Q]"), "utf-8")
    assert [p.line for p in load(home).problems] == [7, 24, 35, 37]


def test_files_of_a_home_replace_packaged_ones_of_the_same_name(tmp_path: Path) -> None:
    """A home extends the packaged catalogue, and its digest is another."""
    extra = tmp_path / "routes/parties"
    extra.mkdir(parents=True)
    (extra / "ping-an.yaml").write_text("party: ping-an\nzh: 平安\nen: P\nrole: insurer\n", "utf-8")
    both = load_catalogue([ROOT / "routes", tmp_path / "routes"], [ROOT / "xsd"], RULES)
    assert (list(both.problems), both.parties["ping-an"].zh, both.parties["ping-an"].deduplicates) == (
        [],
        "平安",
        False,
    )
    assert both.digest != catalogue().digest


def test_a_catalogue_of_nothing_is_reported_and_does_not_raise(tmp_path: Path) -> None:
    """Folders that do not exist have no statuses, no submission table and no envelope schema."""
    files = [p.file for p in load_catalogue([tmp_path / "no"], [tmp_path / "no"], RULES).problems]
    assert files == ["routes/codes/statuses.csv", "routes/submission.yaml", "xsd/common.xsd"]
