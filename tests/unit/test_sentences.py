"""What an error says is whole: every place in its sentences is filled, wherever in the code it is raised."""

import ast
import string
from collections.abc import Iterator
from typing import Any

import pytest
from rig import ROOT

from hub.errors import NOTHING, Code, Deferred, OperatorError, fault, operator_error, rejected

MAKERS = {"fault": 2, "rejected": 2, "operator_error": 1}
"""Functions that fill a code's sentences by name, and how many arguments they take by place."""
OTHERS = {"field", "answers"}
"""Names that they take beside."""
Call = tuple[str, ast.Call]


def calls() -> Iterator[Call]:
    """Each call that makes an error by its code, with the place."""
    for path in sorted(p for folder in ("hub", "adapters") for p in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and name_of(node.func) in {*MAKERS, "OperatorError"}:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def name_of(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else ""


def places(code: Code) -> set[str]:
    """The names that a code's sentences need."""
    texts = (code.meaning.zh, code.meaning.en)
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def codes_in(argument: ast.expr) -> list[Code]:
    """The codes that an argument can be, where it says so itself: one, or one of two."""
    if isinstance(argument, ast.IfExp):
        return [*codes_in(argument.body), *codes_in(argument.orelse)]
    if isinstance(argument, ast.Attribute) and isinstance(argument.value, ast.Name) and argument.value.id == "Code":
        return [Code[argument.attr]] if argument.attr in Code.__members__ else []
    return []


def given(call: ast.Call) -> set[str] | None:
    """The names that a call fills; None where that is not to be seen from its text."""
    if name_of(call.func) == "OperatorError":
        names = call.args[1] if len(call.args) > 1 else None
        return (
            {str(k.value) for k in names.keys if isinstance(k, ast.Constant)} if isinstance(names, ast.Dict) else None
        )
    keywords = {keyword.arg for keyword in call.keywords}
    return None if None in keywords else {name for name in keywords if name} - OTHERS


def test_every_call_fills_the_places_of_its_sentences() -> None:
    """A name that is forgotten, or misspelt, leaves a hole."""
    holes, seen = [], 0
    for place, call in calls():
        for code in codes_in(call.args[0]) if call.args else []:
            seen += 1
            names = given(call)
            if names is not None and (lacking := places(code) - names):
                holes.append((place, code, sorted(lacking)))
    assert holes == []
    assert seen > 150


def test_a_call_that_says_its_names_elsewhere_is_known_here() -> None:
    """Each was looked at: which codes it can have, and that all their names are there."""
    hidden = {
        place.partition(":")[0]
        for place, call in calls()
        if call.args and (not codes_in(call.args[0]) or given(call) is None)
    }
    assert hidden <= {
        "adapters/rabbitmq/ailments.py",  # queues and its facts, by the code that has them
        "adapters/signing/xmldsig/verifier.py",  # codes without places
        "hub/catalogue/mapping/comparisons.py",  # all of label, name, day and other
        "hub/catalogue/mapping/existing.py",  # the places that the fault had before
        "hub/catalogue/mapping/filling.py",  # names what its callers say beside label and name
        "hub/catalogue/mapping/form.py",  # fills every place of 2xx
        "hub/catalogue/mapping/kept_rules.py",  # label, name and other, in one mapping
        "hub/catalogue/mapping/limits.py",  # all of label, name, day, begin and end
        "adapters/timestamps/authority.py",  # HUB-945 and HUB-946, with the same places
        "hub/catalogue/mapping/returns.py",  # what a value that cannot be read says beside label and name
        "hub/bootstrap/known.py",  # near and near_zh, both or none
        "hub/errors/__init__.py",  # the makers themselves
        "hub/flow/batch.py",  # HUB-117 and HUB-118, without places
        "hub/flow/release.py",  # HUB-117
        "hub/flow/replay.py",  # HUB-743 to 747, without places
        "hub/flow/signing.py",  # HUB-505 and HUB-813, without places
        "hub/operate/audit/finding.py",  # whatever the check found, in one mapping
        "hub/operate/keys/copies.py",  # the names that the error had, with the given path
        "hub/operate/doctor/months.py",  # HUB-788 and HUB-789, with the same place
        "hub/operate/doctor/plans.py",  # how far a plan is, in one mapping
        "hub/stages/check_requirements.py",  # label and name, in one mapping
        "hub/stages/check_rules.py",  # label, name and what, in one mapping
        "hub/stages/refuse.py",  # codes without places
        "hub/stages/refuse_untrue.py",  # label, name and value, in one mapping, beside whole
        "hub/stages/why_early.py",  # label and name, in one mapping
        "hub/stages/record_notice.py",  # label and name, in one mapping
        "hub/reading/kept_form.py",  # document and file, in one mapping
        "hub/reading/read_shape.py",  # the values that the fault had before, in the portal's words
        "hub/reading/read_taken_over.py",  # label, name and value, in one mapping, beside whole
        "hub/reading/translate_message.py",  # fills every place of 2xx
        "hub/views/unsigned.py",  # the code that was kept, without places
    }


@pytest.mark.parametrize("code", Code)
@pytest.mark.parametrize("value", ["", " ", None])
def test_no_sentence_shows_a_hole(code: Code, value: Any) -> None:
    """Neither braces, nor nothing where something is announced: an empty or missing value is a dash."""
    names = {} if value is None else dict.fromkeys(places(code), value)
    found = fault(code, **names)
    said = str(operator_error(code, **names)), found.zh, found.en, rejected(code, **names).faults[0].en
    for text in said:
        assert "{" not in text
        assert text == text.strip()
        assert not text.endswith((":", "：", "try", "for", "“”", "()", "（）")), text
        assert (NOTHING in text) == bool(places(code)) or code in text


def test_a_failure_without_a_reason_announces_none() -> None:
    """No colon with nothing behind it."""
    assert not str(Deferred("")).endswith(":")
    assert str(Deferred("gone")).endswith(": gone")


def test_braces_in_a_value_are_its_own() -> None:
    """What somebody calls a thing is no template."""
    assert "{near}" in str(OperatorError(Code.NOT_FOUND, {"value": "{near}"}))
