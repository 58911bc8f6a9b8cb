"""What a code means, in a sentence for each language."""

from collections.abc import Mapping
from typing import NamedTuple

NOTHING = "—"
"""Stands where a value is empty: a sentence never shows a hole."""


class Explanation(NamedTuple):
    """One sentence in each language; `{}` places are filled by name."""

    zh: str
    en: str

    def filled(self, names: Mapping[str, object]) -> "Explanation":
        """Both sentences with these values in their places; an empty value, or one that is missing, shows as a dash."""
        told = {name: text for name, value in names.items() if (text := str(value)).strip()}
        return Explanation(*(sentence.format_map(_Dashes(told)) for sentence in self))


class _Dashes(dict[str, str]):
    """Names of places with their values."""

    def __missing__(self, name: str) -> str:
        return NOTHING
