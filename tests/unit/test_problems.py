"""Problems of a catalogue: their order, and their texts for people, programs and logs."""

from pathlib import Path

import pytest

from hub.catalogue import Problem, Problems, Where
from hub.catalogue.pages.codes import read_code_list
from hub.catalogue.words.text import read_yaml
from hub.errors import Code, operator_error
from hub.text.bilingual import Bilingual


def test_problems_are_sorted_by_file_line_and_english_text() -> None:
    """The Chinese has no part in it: the order is the same for every reader."""
    problems = Problems()
    for where, text in (
        (Where("b.yaml", 1), Bilingual("一", "one")),
        (Where("a.yaml", 2), Bilingual("甲", "two")),
        (Where("a.yaml", 2), Bilingual("乙", "three")),
        (Where("a.yaml", 10), Bilingual("四", "four")),
    ):
        problems.add(where, text)
    assert [problem.text.en for problem in problems] == ["three", "two", "four", "one"]


def test_a_problem_is_reported_once() -> None:
    """However many lines of a catalogue find it."""
    problems = Problems()
    for _ in range(2):
        problems.add(Where("a.yaml", 1), Bilingual("生命周期为空", "the lifecycle is empty"))
    assert len(problems) == 1
    assert problems.reported == 2  # else the second route that rests on a broken file would count as sound


@pytest.mark.parametrize("chosen", ["zh", "en"])
def test_a_problem_as_text_has_both_languages_whoever_reads(chosen: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """For logs and failures of tests."""
    monkeypatch.setenv("HUB_LANG", chosen)
    problem = Problem("a.yaml", 3, Bilingual("生命周期为空", "the lifecycle is empty"))
    assert str(problem) == "a.yaml:3: 生命周期为空 · the lifecycle is empty"


def test_a_problem_that_is_an_error_has_its_code_in_both_languages() -> None:
    """And names the place where it is mended."""
    problem = Problem.of(
        Where("routes/portals/national.yaml", 4), operator_error(Code.CARD_CA_MISSING, portal="national")
    )
    assert (problem.file, problem.line) == ("routes/portals/national.yaml", 4)
    assert (problem.text.zh.split()[0], problem.text.en.split()[0]) == ("HUB-713", "HUB-713")
    assert problem.text.zh.isascii() is False
    assert problem.text.en.isascii()


def test_a_reason_of_the_system_is_the_same_in_both_languages(tmp_path: Path) -> None:
    """We do not translate what the operating system says."""
    problems = Problems()
    (tmp_path / "use.csv").mkdir()
    read_code_list([tmp_path / "use.csv"], "codes/use.csv", problems)
    read_yaml(tmp_path, "submission.yaml", problems)
    reason = Bilingual("无法读取：Is a directory", "cannot be read: Is a directory")
    assert [problem.text for problem in problems] == [reason, reason]
