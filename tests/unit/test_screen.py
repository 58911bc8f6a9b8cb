"""What comes from outside is shown as text: it moves no cursor, hides nothing and is on its own line."""

import json

import pytest

from hub.cli.screen import complain, plain, print_json

ODD = "a\x1b[2J\x07b\nc\u009b1md\u202ee\u2066f [red]g"


def test_a_value_is_one_line_without_anything_that_a_terminal_obeys() -> None:
    """Nor is its markup ours."""
    assert plain(ODD) == "a\ufffd[2J\ufffdb\ufffdc\ufffd1md\ufffde\ufffdf \\[red]g"


def test_only_a_traceback_may_have_lines() -> None:
    """And they hold no more than a line may."""
    assert plain(ODD, lines=True) == "a\ufffd[2J\ufffdb\nc\ufffd1md\ufffde\ufffdf \\[red]g"


def test_an_error_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever it repeats."""
    complain(ODD)
    assert capsys.readouterr().err == "hub: a\ufffd[2J\ufffdb\ufffdc\ufffd1md\ufffde\ufffdf [red]g\n"


def test_json_means_the_same_and_is_safe_on_a_screen(capsys: pytest.CaptureFixture[str]) -> None:
    """A program reads what was there."""
    print_json({"text": ODD, "中": "文"})
    printed = capsys.readouterr().out
    assert json.loads(printed) == {"text": ODD, "中": "文"}
    assert "文" in printed
    assert not set("\x1b\x07\u009b\u202e\u2066") & set(printed)
