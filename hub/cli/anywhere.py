"""`--home` anywhere on the command line."""

from itertools import pairwise
from typing import Any, Final

from hub.cli.misuse import Unusable
from hub.cli.spoken import SpokenGroup
from hub.text.bilingual import Bilingual

_OPTION: Final = "--home"
_END_OF_OPTIONS: Final = "--"


class HomeAnywhere(SpokenGroup):
    """A command line whose `--home` may stand before or after the verb. The last one counts."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        words = home_first(args)
        if _is_empty(words):
            raise Unusable(Bilingual("不能为空", "it is empty: name a directory"), _OPTION)
        return super().parse_args(ctx, words)


def home_first(words: list[str]) -> list[str]:
    """The same words, with each `--home DIR` and `--home=DIR` moved to the front.

    Words behind `--` stay where they are. A value that is itself `--home` is written `--reason=--home`.
    A `--home` without a value is all that is left: the parser refuses it.
    """
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(words)
    for word in waiting:
        if word == _END_OF_OPTIONS:
            rest += [word, *waiting]
        elif word == _OPTION:
            value = next(waiting, None)
            if value is None:
                return [word]
            front += [word, value]
        elif word.startswith(f"{_OPTION}="):
            front.append(word)
        else:
            rest.append(word)
    return [*front, *rest]


def _is_empty(words: list[str]) -> bool:
    """Whether one of the options in front has no value, as `--home "$UNSET"` has none."""
    for word, value in pairwise([*words, _END_OF_OPTIONS]):
        if word == f"{_OPTION}=" or (word == _OPTION and not value):
            return True
        if word == _END_OF_OPTIONS:
            break
    return False
