"""What somebody may have meant who wrote a word that is not known."""

from collections.abc import Iterable
from difflib import get_close_matches

from hub.text.bilingual import Bilingual

_NEAR = 0.75
"""From here on a word is like another one; 1 is the same."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like a word, whatever its case, dashes and first steps; empty for none."""
    by_form: dict[str, str] = {}
    for one in known:
        by_form.setdefault(_form(one), one)
        by_form.setdefault(_form(one.rpartition(".")[2]), one)
    found = get_close_matches(_form(word), by_form, n=1, cutoff=_NEAR)
    return by_form[found[0]] if found else ""


def meant(told: Bilingual, word: str, known: Iterable[str]) -> Bilingual:
    """A sentence about an unknown word, with the word that may have been meant."""
    near = nearest(word, known)
    if not near or near == word:
        return told
    return Bilingual(f"{told.zh}；是否应为“{near}”", f"{told.en}: did you mean “{near}”?")


def _form(word: str) -> str:
    return word.casefold().replace("_", "-").replace(" ", "-")
