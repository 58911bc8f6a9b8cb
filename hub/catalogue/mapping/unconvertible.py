"""The error of a converter for a value that it cannot convert."""

from hub.errors import Code
from hub.text.bilingual import Bilingual


class Unconvertible(Exception):
    """A value that a converter cannot convert; `code` and `names` make the fault."""

    def __init__(self, code: Code, **names: object) -> None:
        super().__init__(code)
        self.code = code
        self.names = names


def wrong(zh: str, en: str) -> Unconvertible:
    """Another kind of value is expected (HUB-203)."""
    return Unconvertible(Code.WRONG_KIND_OF_VALUE, expected=Bilingual(zh, en))
