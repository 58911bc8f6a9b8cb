"""What can be seen and what can't: nothing unseen reaches a screen, and JSON says all of it all the same."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.text.visible import UNSEEN, json_text, visible

IGNORABLE = (0x034F, 0x115F, 0x17B4, 0x180B, 0x2065, 0x3164, 0xFE0F, 0xFFA0, 0xE0100)
"""Some of what Unicode lets a screen leave out without being a format (Default_Ignorable_Code_Point)."""
ODD = "".join(map(chr, (0x1B, 0x9B, 0x200B, 0x202E, 0xFEFF, 0xE0041, 0xDC80)))


def test_controls_formats_separators_and_surrogates_are_unseen() -> None:
    """Every character of these categories, and no letter, number, mark in use or sign."""
    seen = [chr(c) for c in range(0x110000) if unicodedata.category(chr(c)) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    assert [c for c in seen if not UNSEEN.match(c)] == []
    assert [c for c in map(chr, IGNORABLE) if not UNSEEN.match(c)] == []
    assert visible("某某公司 (上海) é 😀 ①") == "某某公司 (上海) é 😀 ①"


@given(st.text())
def test_a_line_is_one_line_of_what_can_be_seen(text: str) -> None:
    """Of the same length, whatever is in it."""
    shown = visible(text)
    assert len(shown) == len(text)
    assert not UNSEEN.search(shown)
    assert len(shown.splitlines()) <= 1


@given(st.text(alphabet=st.characters() | st.sampled_from("\r\n\t")))
def test_a_text_keeps_its_lines(text: str) -> None:
    """Ends of lines and tabs, and nothing else that is unseen."""
    shown = visible(text, lines=True)
    assert shown.count("\n") == text.count("\n")
    assert not UNSEEN.search(shown.replace("\n", "").replace("\t", ""))


@given(st.dictionaries(st.text(), st.text()), st.sampled_from(["utf-8", "ascii", "latin-1", "gbk"]))
def test_json_means_the_same_in_every_encoding(value: dict[str, str], encoding: str) -> None:
    """It can be written, moves nothing, and is read back as it was."""
    for indent in (None, 2):
        text = json_text(value, encoding=encoding, indent=indent)
        assert json.loads(text.encode(encoding)) == value
        assert not UNSEEN.search(text.replace("\n", ""))


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_what_is_no_character_is_written_as_an_escape(encoding: str) -> None:
    """A lone surrogate, as a file's name may have it; a tag beyond 16 bits is two escapes."""
    text = json_text({"name": ODD}, encoding=encoding)
    assert json.loads(text)["name"] == ODD
    assert "\\udb40\\udc41" in text
