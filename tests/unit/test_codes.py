"""Codes of failures: each has a name, a meaning and a class, and nothing else steers by its text."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from rig import ROOT

from hub.errors import (
    CatalogueFaulty,
    Code,
    Deferred,
    Kind,
    OperatorError,
    Rejected,
    StoreConflict,
    fault,
    operator_error,
)
from hub.errors.meanings import MEANINGS
from hub.exit_codes import ExitCode
from hub.views.failures import failure_text

TEXT = re.compile(r"HUB-\d{3}")


def literals() -> Iterator[str]:
    """Each string of the product that is or begins with a code; docstrings and the words of a help may name one."""
    for folder in ("hub", "adapters"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if ROOT / "hub" / "errors" not in path.parents:
                yield from (f"{path.relative_to(ROOT)}:{line}" for line in lines_with_codes(path))


def lines_with_codes(path: Path) -> Iterator[int]:
    tree = ast.parse(path.read_text("utf-8"))
    documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented:
            yield from [node.lineno] if TEXT.match(node.value) else []


def test_no_code_is_written_as_text_outside_its_declaration() -> None:
    """A misspelt name is found by the type checker; a misspelt text by nobody."""
    assert list(literals()) == []


def test_each_meaning_has_a_name() -> None:
    """A code without a meaning cannot be declared at all."""
    assert set(MEANINGS) == set(Code)


def test_no_code_has_two_names() -> None:
    """An enum takes a second name of a value for another spelling of the first."""
    assert len(Code.__members__) == len(Code)


@pytest.mark.parametrize("code", Code)
def test_a_code_is_its_text_wherever_it_is_written(code: Code) -> None:
    """In a log, an answer and the store it is the plain string."""
    assert (f"{code}", str(code), code.value) == (code, code, code)
    assert TEXT.fullmatch(code)


@pytest.mark.parametrize("code", Code)
def test_both_languages_fill_the_same_places(code: Code) -> None:
    """Labels and expectations have a name for each language; English may say a little more."""
    zh, en = (
        {name for _, name, _, _ in Formatter().parse(text) if name} for text in (code.meaning.zh, code.meaning.en)
    )
    assert {name.removesuffix("_zh") for name in zh - {"label"}} <= en


def test_a_text_that_is_no_code_is_not_found() -> None:
    """A newer hub may have stored it."""
    assert (Code.of("HUB-999"), Code.of(""), Code.of("HUB-105")) == (None, None, Code.INVALID_CHARACTERS)


def deferred(kind: type[Deferred] = Deferred) -> list[type[Deferred]]:
    return [kind, *(each for below in kind.__subclasses__() for each in deferred(below))]


@pytest.mark.parametrize("kind", deferred())
def test_what_is_deferred_has_a_code_that_says_so(kind: type[Deferred]) -> None:
    """The class of a failure and the class of its code are one."""
    assert kind("").code.meaning.kind is Kind.DEFERRED


EXITS = {
    ExitCode.NOT_FOUND: "704 708 710 748",
    ExitCode.REFUSED: "740 741 742 751 752",
    ExitCode.USAGE: "711 763",
    ExitCode.SETUP: "701 702 703 705 706 707 712 713 721 709 760 761 762 764 782 783 785",
    ExitCode.GONE: "502 505 506 507 780 781 784",
}


@pytest.mark.parametrize(
    ("code", "expected"), [(f"HUB-{number}", exit_) for exit_, numbers in EXITS.items() for number in numbers.split()]
)
def test_a_verb_ends_with_the_exit_code_of_what_it_met(code: str, expected: ExitCode) -> None:
    """Exit codes are promised to scripts."""
    error = Deferred("", Code(code)) if Code(code).meaning.kind is Kind.DEFERRED else operator_error(Code(code))
    assert (failure_text(error).exit, failure_text(error).wording.code) == (expected, code)


@pytest.mark.parametrize("error", [Rejected((fault(Code.NOT_XML),)), StoreConflict("")])
def test_what_is_refused_ends_a_verb_with_one(error: Exception) -> None:
    """Whatever its code says of the command line."""
    assert failure_text(error).exit is ExitCode.REFUSED


def test_a_faulty_catalogue_is_an_operators_error_of_its_own_class() -> None:
    """So that a check which meets it need not compare codes."""
    error = CatalogueFaulty(3)
    assert isinstance(error, OperatorError)
    assert (error.code, "3" in str(error)) == ("HUB-703", True)


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("is_missing_value", ["HUB-201"]),
        ("is_about_a_value", ["HUB-201", "HUB-204", "HUB-205", "HUB-206", "HUB-207"]),
        ("is_about_a_certificate", ["HUB-406", "HUB-407"]),
        ("is_about_queue_members", ["HUB-723"]),
        ("is_unverified_sender", ["HUB-117", "HUB-810"]),
        ("is_delivery_limit", ["HUB-118"]),
        (
            "is_perhaps_good",
            [f"HUB-{number}" for number in (118, 403, 405, 406, 407, 408, 412, 415, 501, 503, 504, 508, 510, 811, 951)],
        ),
        ("is_perhaps_unread", ["HUB-117", "HUB-118", "HUB-501"]),
        ("forbids_resending", ["HUB-743", "HUB-744", "HUB-746", "HUB-747", "HUB-829"]),
        ("forbids_a_new_round", ["HUB-757", "HUB-758", "HUB-759"]),
    ],
)
def test_what_a_code_is_asked(question: str, codes: list[str]) -> None:
    """What steers by a single code, in one place."""
    assert [code for code in Code if getattr(code, question)] == codes
