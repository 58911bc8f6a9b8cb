"""`--home` anywhere on the command line."""

from typing import Any, Final

from hub.cli.spoken import SpokenGroup

_OPTION: Final = "--home"
_END_OF_OPTIONS: Final = "--"


class HomeAnywhere(SpokenGroup):
    """A command line whose `--home` may stand before or after the verb. The last one counts."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, home_first(args))


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
