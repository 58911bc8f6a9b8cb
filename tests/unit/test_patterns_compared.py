"""Two types of texts are compared by all the texts that they admit, not by samples."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.catalogue.proofs.witnesses import Texts, Undecided, one_of, witnesses

LINE = r"\S(.*\S)?"
EMAIL = r"[A-Za-z0-9._%+\-]{1,64}@([A-Za-z0-9]([A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
LETTERS = "ab-"


def texts(*patterns: str, shortest: int = 0, longest: int | None = None) -> Texts:
    return Texts(patterns, shortest, longest)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (texts("[!-~]{1,40}"), texts("[!-~]{1,64}")),
        (texts("[0-9A-Z]{10}"), texts(r"[^a-z\s]+", longest=10)),
        (texts(LINE, longest=100), texts(LINE, shortest=1, longest=500)),
        (texts(LINE, longest=500), texts(longest=2000)),
        (texts(EMAIL), texts(LINE)),
        (texts("1[0-9]{10}"), texts("1[0-9]{10}|(0[0-9]{2,3}-?)?[2-9][0-9]{6,7}")),
        (texts(".*", r"[^\-]*"), texts(r"[^\-\n]*")),
        (texts("(ab)*|a"), texts("[ab]*", "a?(b?a?)*")),
        (texts(one_of(["A.1", "B|2"])), texts(one_of(["A.1", "B|2", "C-3"]))),
    ],
)
def test_a_type_that_admits_all_of_another_has_no_witness(one: Texts, other: Texts) -> None:
    """Whatever its patterns look like."""
    assert witnesses(one, other) == ()


@pytest.mark.parametrize(
    ("one", "other", "witness"),
    [
        (texts("[!-~]{1,40}"), texts(shortest=1, longest=35), "1" * 36),
        (texts("[!-~]{1,40}"), texts("[^;]*"), ";"),
        (texts("[0-9]{4}"), texts("[0-8]{4}"), "1119"),
        (texts(longest=2000), texts(LINE, longest=2000), "1\n1"),
        (texts("[0-9]{4}"), texts(one_of(["1111", "1112"])), "1110"),
        (texts("a.*"), texts(shortest=2), "a"),
        (texts("a[b-]*"), texts("a[b]*"), "a-"),
        (texts("[^-a]"), texts("[^-ab]"), "b"),
    ],
)
def test_a_type_that_admits_more_is_told_with_such_a_text(one: Texts, other: Texts, witness: str) -> None:
    """The shortest there is, in characters that people can read."""
    assert witnesses(one, other)[0] == witness


def test_a_pattern_with_many_states_is_told_apart_by_its_long_texts() -> None:
    """An e-mail address may be longer than forty characters."""
    assert any(len(text) > 40 for text in witnesses(texts(EMAIL), texts("[!-~]{1,40}")))


@pytest.mark.parametrize(
    "pattern", [r"\p{L}+", r"[a-z-[aeiou]]", r"\d", "(a", "a{1,2,3}", "a{x}", "a)", "*", "(a{1,900}){1,900}"]
)
def test_a_pattern_that_is_not_read_here_is_undecided_and_does_not_raise_anything_else(pattern: str) -> None:
    """Samples decide then."""
    with pytest.raises(Undecided):
        witnesses(texts(pattern), texts("[ab]"))


def patterns() -> st.SearchStrategy[str]:
    """Patterns over three letters."""
    atoms = st.sampled_from(["a", "b", r"\-", ".", "[ab]", "[^a]", "[a-b]", "[a-]"])

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        times = st.sampled_from(["?", "*", "+", "{2}", "{1,3}", "{2,}"])
        return st.one_of(
            st.builds("({}){}".format, inner, times),
            st.builds("{}{}".format, inner, inner),
            st.builds("({}|{})".format, inner, inner),
        )

    return st.recursive(atoms, larger, max_leaves=6)


@given(patterns(), patterns(), st.integers(0, 2), st.integers(2, 5))
def test_witnesses_are_those_that_trying_all_short_texts_finds(one: str, other: str, least: int, most: int) -> None:
    """Python's own regular expressions are the judge."""
    mine, theirs = texts(one), texts(other, shortest=least, longest=most)
    found = witnesses(mine, theirs)
    judges = re.compile(one), re.compile(other)

    def tells_apart(text: str) -> bool:
        is_theirs = judges[1].fullmatch(text) is not None and least <= len(text) <= most
        return judges[0].fullmatch(text) is not None and not is_theirs

    assert all(tells_apart(text) for text in found), found
    short = ("".join(some) for length in range(1, 7) for some in product(LETTERS, repeat=length))
    if not found:
        assert not any(map(tells_apart, short))
