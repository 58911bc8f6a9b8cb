"""Every word of a catalogue's files has its sentences and an example that the hub reads, and editors know it."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from rig import ROOT, catalogue
from test_broken_catalogue import TABLE, Broken, edit

from hub.catalogue import FileKind, load_catalogue
from hub.docs.words.editors import of_files
from hub.docs.words.examples import EXAMPLES, examples, files_of, one_line, read_texts
from hub.docs.words.sentences import BLOCK, kinds, sentences
from hub.docs.words.tables import KINDS_OF_FILES, tables_of, uses
from hub.rules import RULES
from hub.simulate.reading import load_script
from hub.text.grammar import Kind, Scalar

TABLES = tables_of(kind.kind for kind in KINDS_OF_FILES)
WORDS = sorted({(name, word) for name, grammars in TABLES.items() for each in grammars for word in each.words})
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PACKAGED = ROOT / "routes"
EDITS: list[dict[str, str]] = yaml.safe_load(Path(__file__).with_name("word-examples.yaml").read_text("utf-8"))
SCHEMAS = {name.removesuffix(".json"): Draft202012Validator(schema) for name, schema in of_files(catalogue())}
YAML_FILES = [
    (kind.name, path)
    for kind in KINDS_OF_FILES
    for path in files_of(kind, [PACKAGED, *ROOT.glob("docs/examples/*/routes")])
    if path.suffix == ".yaml"
]


# ---- sentences -----------------------------------------------------------------------------------


def test_every_word_has_a_sentence() -> None:
    """Add the line in `hub/docs/words/sentences/`: in Chinese, in English, what is proved in both, an example."""
    blocks = [(name, BLOCK) for name in TABLES]
    assert [word for word in [*blocks, *WORDS] if not sentences().of(*word).says.zh] == []


def test_no_sentence_is_about_a_word_that_is_no_more() -> None:
    """What is taken out of a table is taken out of the sentences."""
    told = sentences()
    known = {*WORDS, *((name, BLOCK) for name in TABLES)}
    assert [word for word in told.words if word not in known] == []
    without = {(told.files.get(name, ""), word) for name, word in WORDS if (name, word) not in told.words}
    assert [shared for shared in told.shared if shared not in without] == []


def test_a_sentence_is_in_both_languages() -> None:
    """Neither stands in the place of the other."""
    told = sentences()
    texts = [text for one in (*told.words.values(), *told.shared.values()) for text in (one.says, one.proved) if text]
    odd = [text for text in (*texts, *kinds().values()) if not CHINESE.search(text.zh) or CHINESE.search(text.en)]
    assert odd == []


def test_every_kind_of_value_is_told() -> None:
    """And no other."""
    found: set[str] = set()
    waiting: list[Kind] = [
        word.kind for grammars in TABLES.values() for each in grammars for word in each.words.values()
    ]
    while waiting:
        kind = waiting.pop()
        found |= {kind.name} if isinstance(kind, Scalar) else set()
        waiting += _inner(kind)
    assert found == kinds().keys()


def _inner(kind: Kind) -> list[Kind]:
    of = getattr(kind, "of", None)
    return [of] if of is not None else list(getattr(kind, "kinds", ()))


# ---- examples ------------------------------------------------------------------------------------


def test_every_word_has_an_example() -> None:
    """The shortest use in the packaged files, or the fifth text of its sentence."""
    found = examples([PACKAGED])
    assert [word for word in WORDS if word not in found] == []


def used_in(kind: FileKind, path: Path) -> set[tuple[str, str, str]]:
    """Table, word and example of each use in a file."""
    return {(use.table, use.word, one_line(use.word, use.value)) for use in uses(kind.kind, read_texts(path))}


def edited(case: dict[str, str], folder: Path) -> Path:
    """A copy of the packaged catalogue with the edit; the file that has it."""
    for name in ("routes", "xsd"):
        shutil.copytree(ROOT / name, folder / name)
    path = folder / case["file"]
    text = path.read_text("utf-8")
    assert text.count(case["old"]) == 1
    path.write_text(text.replace(case["old"], case["new"]), "utf-8")
    return path


def test_an_example_that_no_packaged_file_has_is_in_a_file_that_fits(tmp_path: Path) -> None:
    """An edit of `word-examples.yaml` makes a file with each; else it would be an example that nothing reads."""
    packaged = {
        use[:2] for kind in KINDS_OF_FILES for path in files_of(kind, [PACKAGED]) for use in used_in(kind, path)
    }
    written = {key: one.example for key, one in sentences().words.items() if one.example and key not in packaged}
    read: set[tuple[str, str, str]] = set()
    for number, case in enumerate(EDITS):
        path = edited(case, tmp_path / str(number))
        read |= used_in(_kind(path, tmp_path / str(number)), path)
    odd = [key for key, text in written.items() if (*key, f"{key[1]}: {text}") not in read]
    assert odd == []


@pytest.mark.parametrize("case", EDITS, ids=[f"{case['table']}-{case['word']}" for case in EDITS])
def test_a_written_example_is_read_without_a_problem(case: dict[str, str], tmp_path: Path) -> None:
    """The packaged catalogue fits with it, and an editor finds no fault."""
    path = edited(case, tmp_path)
    assert list(load_catalogue([tmp_path / "routes"], [tmp_path / "xsd"], RULES).problems) == []
    kind = _kind(path, tmp_path)
    assert (case["table"], case["word"]) in {use[:2] for use in used_in(kind, path)}
    assert list(SCHEMAS[kind.name].iter_errors(_as_editors(path))) == []


def _kind(path: Path, home: Path) -> FileKind:
    (kind,) = (kind for kind in KINDS_OF_FILES if path in files_of(kind, [home / "routes"]))
    return kind


def test_the_example_script_is_one() -> None:
    """Every word of a script stands in it, and the simulator reads it."""
    assert load_script(EXAMPLES["script"]).parties == {"ping-an", "boc-insurance", "customs"}


# ---- editors -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "path"), YAML_FILES, ids=[path.relative_to(ROOT).as_posix() for _, path in YAML_FILES]
)
def test_an_editor_finds_no_fault_in_a_file_that_fits(kind: str, path: Path) -> None:
    """Packaged files and those of the examples, as the hub reads them and as an editor does."""
    assert [error.message for error in SCHEMAS[kind].iter_errors(read_texts(path))] == []
    assert [error.message for error in SCHEMAS[kind].iter_errors(_as_editors(path))] == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_for_editors_is_one(name: str) -> None:
    """By the rules of JSON Schema itself."""
    Draft202012Validator.check_schema(SCHEMAS[name].schema)


SEEN = re.compile(r"is not known here|is missing|must be one of|must be a list|must map|must be a mapping")
"""What a file alone shows."""
BESIDE = re.compile(r"“[A-Z]\d{3}” is not known here|“like” must be one of")
"""What depends on other words of the file or on another file."""
SHOWN = [
    case for case in TABLE if SEEN.search(case.says) and not BESIDE.search(case.says) and case.file.endswith(".yaml")
]


@pytest.mark.parametrize("case", SHOWN, ids=[case.kind for case in SHOWN])
def test_an_editor_shows_what_a_file_alone_shows(case: Broken, tmp_path: Path) -> None:
    """Words that are unknown, missing or of another kind are marked while they are typed."""
    for folder in ("routes", "xsd"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    edit(tmp_path, case)
    path = tmp_path / case.file
    assert list(SCHEMAS[_kind(path, tmp_path).name].iter_errors(_as_editors(path))) != []


def _as_editors(path: Path) -> Any:
    """A file as an editor reads it, by YAML 1.2: plain scalars may be numbers and booleans."""
    return _value(yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader))


def _value(node: yaml.Node | None) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _value(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    assert isinstance(node, yaml.ScalarNode)
    text = str(node.value)
    if node.style is not None:
        return text
    if text in ("true", "false"):
        return text == "true"
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text
