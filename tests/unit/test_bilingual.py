"""Every text for people has both languages, and the reader's environment chooses between them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.cells import cell_len
from typer.core import TyperGroup

from hub.cli import app
from hub.cli.help import help_text, parameter_texts
from hub.cli.screen import EXIT_CODES
from hub.cli.verbs import VERBS, load
from hub.cli.wrapping import wrapped
from hub.errors import Code, Deferred, rejected
from hub.text.bilingual import Bilingual, language
from hub.views import words

HUB = Path(__file__).parents[2] / "hub"
CATALOGUE = sorted(
    path for path in HUB.glob("catalogue/**/*.py") if path.parent.name != "mapping" and path.name != "__init__.py"
)
MODULES = sorted([*HUB.glob("cli/*.py"), *HUB.glob("views/*.py"), *CATALOGUE])


def subclasses(kind: type) -> Iterator[type]:
    """A class and everything that is one."""
    yield kind
    each: type
    for each in type.__subclasses__(kind):
        yield from subclasses(each)


EVERYWHERE = sorted(path for room in (HUB, HUB.parent / "adapters") for path in room.rglob("*.py"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PROSE = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
"""Two words beside each other: a text in English."""
NOT_FOR_PEOPLE = {
    *("on screen", "surrogates not allowed", "bold dim", "\u2e80-\u9fff\uff00-\uffef"),
    *("done before", "left out", "send again", "event again", "new round"),
    " --open --sort oldest",
    *("某", "某某公司", "1Aa-某 "),
}
"""Keys, styles, ranges of characters, words of `--json`, options of a command to type, and samples of values."""


# ---- which language ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "chosen"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW"}, "zh"),
        ({"LANG": "zh"}, "zh"),
        ({"LANG": "zh-Hans"}, "zh"),
        ({"LANG": "zha_CN"}, "en"),
        ({"LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ({"LC_ALL": "C", "LC_MESSAGES": "zh_CN.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, "zh"),
        ({"HUB_LANG": "zh", "LC_ALL": "C"}, "zh"),
        ({"HUB_LANG": "en", "LC_ALL": "zh_CN.UTF-8"}, "en"),
        ({"HUB_LANG": "fr", "LANG": "zh_CN.UTF-8"}, "en"),
    ],
)
def test_the_first_variable_that_is_set_decides(environment: dict[str, str], chosen: str) -> None:
    """HUB_LANG before the locale; whatever is not Chinese is English."""
    assert language(environment) == chosen


def test_a_text_is_in_the_language_of_whoever_reads_it_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also within an f-string; what people pass on has both."""
    text = Bilingual("单证", "document")
    for chosen, shown, both in (("zh", "单证", "单证 · document"), ("en", "document", "document · 单证")):
        monkeypatch.setenv("HUB_LANG", chosen)
        assert (str(text), f"{text:>9}", text.both, text.fixed) == (shown, f"{shown:>9}", both, "单证 · document")


# ---- nothing is forgotten ------------------------------------------------------------------------


def _commands() -> Iterator[tuple[str, Any]]:
    """Every verb, and every verb of a verb, by the words that call it."""
    yield "hub", typer.main.get_command(app)
    for name in VERBS:
        verb = load(name)
        yield name, verb
        if isinstance(verb, TyperGroup):
            yield from ((f"{name} {inner}", command) for inner, command in verb.commands.items())


COMMANDS = dict(_commands())


def _has_both(text: Bilingual) -> bool:
    return bool(CHINESE.search(text.zh) and text.en.strip() and not CHINESE.search(text.en))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_verb_and_each_of_its_words_has_a_help_in_both_languages(command: str) -> None:
    """The verb itself, every argument and every option."""
    verb = COMMANDS[command]
    assert _has_both(verb.text)
    texts = parameter_texts(verb)
    assert [one.name for one in verb.params if one.name not in texts or not _has_both(texts[one.name])] == []


def _labels() -> Iterator[tuple[str, Bilingual]]:
    for name, table in vars(words).items():
        if isinstance(table, dict):
            yield from ((f"{name} {word}", text) for word, text in table.items() if isinstance(text, Bilingual))
    yield from ((f"exit code {code}", text) for code, text in EXIT_CODES.items())


@pytest.mark.parametrize(("name", "text"), list(_labels()))
def test_a_label_has_both_languages(name: str, text: Bilingual) -> None:
    """Of kinds, causes, results, outcomes and exit codes."""
    assert _has_both(text), name


def _texts_outside(path: Path) -> Iterator[str]:
    """The string constants of a module that are for people and stand in no `Bilingual`."""
    tree = ast.parse(path.read_text("utf-8"))
    inside = {id(node) for call in ast.walk(tree) if _is_bilingual(call) for node in ast.walk(call)}
    inside |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    inside |= {id(key) for key in _told_in_other_words(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            text = re.sub(r"\[/?[a-z ]*\]|hub [a-z]+", "", node.value)
            if text not in NOT_FOR_PEOPLE and (CHINESE.search(text) or PROSE.search(text)):
                yield f"{path.name}:{node.lineno} {node.value}"


def _told_in_other_words(tree: ast.Module) -> Iterator[ast.expr]:
    """What another program says, as the key of what people are told instead."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            yield from (key for key, value in pairs if key is not None and _is_bilingual(value))


def _name_of(module: Path) -> str:
    return module.relative_to(HUB.parent).as_posix()


def _is_bilingual(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Bilingual", "spoken"}


@pytest.mark.parametrize("path", MODULES, ids=_name_of)
def test_no_text_for_people_stands_alone(path: Path) -> None:
    """A heading, a message or a prompt is written in both languages, side by side."""
    assert list(_texts_outside(path)) == []


ERRORS = {"operator_error", "rejected", "fault", "OperatorError"} | {one.__name__ for one in subclasses(Deferred)}
"""What carries words into a sentence that a person reads."""


def _alone_in_errors(path: Path) -> Iterator[str]:
    """Values of errors that are words in one language."""
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ERRORS:
            for given in [*call.args, *(keyword.value for keyword in call.keywords)]:
                text = _written(given) if isinstance(given, ast.Constant | ast.JoinedStr | ast.IfExp) else ""
                if CHINESE.search(text) or PROSE.search(text):
                    yield f"{path.name}:{given.lineno} {text}"


def test_no_words_within_an_error_are_in_one_language() -> None:
    """An error's sentence is in both languages, and so are our own words in it; a library's are as they came."""
    assert [found for path in EVERYWHERE for found in _alone_in_errors(path)] == []


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    """The Chinese and the English of each text of a module, without the values in them."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if _is_bilingual(node):
            assert isinstance(node, ast.Call)
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            if len(given) == 2:
                yield _written(given[0]), _written(given[1])


def _written(text: ast.expr) -> str:
    constants = [node.value for node in ast.walk(text) if isinstance(node, ast.Constant)]
    return "".join(each for each in constants if isinstance(each, str))


@pytest.mark.parametrize("path", EVERYWHERE, ids=_name_of)
def test_neither_language_stands_in_the_place_of_the_other(path: Path) -> None:
    """The Chinese comes first; a text without any is a name or a sign."""
    pairs = list(_pairs(path))
    assert [en for _, en in pairs if CHINESE.search(en)] == []
    assert [zh for zh, en in pairs if PROSE.search(en) and not CHINESE.search(zh)] == []


def _of_problems(tree: ast.Module) -> Iterator[tuple[int, ast.expr]]:
    """What a module gives to `problems.add` as the text, with its line; of a name, whatever is assigned to it."""
    assigned: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            assigned.setdefault(node.targets[0].id, []).append(node.value)
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _adds_a_problem(call.func) and len(call.args) == 2:
            text = call.args[1]
            given = assigned.get(text.id, []) if isinstance(text, ast.Name) else [text]
            yield from ((call.lineno, one) for one in given)


def _adds_a_problem(called: ast.expr) -> bool:
    return isinstance(called, ast.Attribute) and ast.unparse(called).endswith("problems.add")


def _is_in_one_language(text: ast.expr) -> bool:
    """Whether an expression is text by itself: a constant, an f-string, or either of them put together."""
    if isinstance(text, ast.IfExp):
        return _is_in_one_language(text.body) or _is_in_one_language(text.orelse)
    if isinstance(text, ast.BinOp):
        return _is_in_one_language(text.left) or _is_in_one_language(text.right)
    return isinstance(text, ast.JoinedStr | ast.Constant)


@pytest.mark.parametrize("path", CATALOGUE, ids=_name_of)
def test_a_problem_of_the_catalogue_is_said_in_both_languages(path: Path) -> None:
    """Wherever a reader, a compiler or a proof reports one."""
    found = _of_problems(ast.parse(path.read_text("utf-8")))
    assert [f"{path.name}:{line} {ast.unparse(text)}" for line, text in found if _is_in_one_language(text)] == []


def test_problems_of_the_catalogue_are_found_where_they_are_reported() -> None:
    """So many that the test above cannot pass for want of any."""
    found = [text for path in CATALOGUE for text in _of_problems(ast.parse(path.read_text("utf-8")))]
    assert len(found) > 100


@pytest.mark.parametrize("waiting", [("通知", "notice"), ("回执", "receipt")])
def test_the_help_of_discard_tells_whose_wait_it_ends(waiting: tuple[str, str]) -> None:
    """Both kinds of what is parked."""
    text = COMMANDS["quarantine discard"].text
    assert (f"{waiting[0]} HUB-" in text.zh, waiting[1] in text.en) == (True, True)


def test_an_answer_that_was_not_awaited_is_told_in_a_whole_sentence() -> None:
    """Also in Chinese."""
    assert rejected(Code.ANSWER_NOT_AWAITED).faults[0].zh.endswith("所答复的报文一直没有出现")


# ---- the help ------------------------------------------------------------------------------------


@pytest.mark.parametrize("chosen", ["zh", "en"])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_help_fits_a_terminal_of_eighty_cells(command: str, chosen: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it is in the other language, and no line is longer."""
    monkeypatch.setenv("HUB_LANG", chosen)
    monkeypatch.setenv("COLUMNS", "80")
    verb = COMMANDS[command]
    context = typer.Context(verb, info_name=command)
    told = help_text(context, verb.text, {})
    assert [line for line in told.splitlines() if cell_len(line) > 80] == []
    assert bool(CHINESE.search(told)) == (chosen == "zh")


def test_a_line_ends_between_characters_and_never_begins_with_a_mark() -> None:
    """A word, and a mark with the character before it, stay together."""
    text = "用于签名（自换证时间起），详见 hub keys 的帮助。"
    for width in range(12, 40):
        lines = wrapped(text, width)
        assert max(map(cell_len, lines)) <= width
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert [line for line in lines if line[0] in "，。）" or line[-1] == "（"] == []
