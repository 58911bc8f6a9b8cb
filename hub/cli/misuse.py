"""What was wrong with a command line, in the reader's language. Typer's own messages are English only."""

from collections.abc import Sequence
from difflib import get_close_matches
from enum import Enum
from typing import Any

import typer

from hub.text.bilingual import Bilingual


class Unusable(typer.BadParameter):
    """A value that an option of ours does not take."""

    def __init__(self, text: Bilingual, option: str | None = None) -> None:
        super().__init__(text.en, param_hint=option)
        self.text = text


class NoSuchVerb(typer.BadParameter):
    """A verb that there is not; told with those whose names come near."""

    def __init__(self, name: str, verbs: Sequence[str], context: Any) -> None:
        near = get_close_matches(name, verbs)
        zh, en = "、".join(near), ", ".join(near)
        self.text = Bilingual(
            f"没有命令“{name}”" + (f"，是否指：{zh}" if near else ""),
            f"No such command '{name}'." + (f" Did you mean {en}?" if near else ""),
        )
        super().__init__(self.text.en, context)

    def format_message(self) -> str:
        return self.text.en


def what_was_wrong(error: Any) -> Bilingual:
    """The message of an error of Typer's. Its class says which it is."""
    english = " ".join(error.format_message().split())
    said = Bilingual(f"命令用法有误：{english}", english)
    match type(error).__name__:
        case "NoSuchVerb":
            said = error.text
        case "NoSuchOption":
            near = "、".join(sorted(error.possibilities or ()))
            said = Bilingual(f"没有选项 {error.option_name}" + (f"，是否指：{near}" if near else ""), english)
        case "MissingParameter":
            said = Bilingual(f"缺少{_kind(error).zh} {_named(error)}", english)
        case "BadParameter" | "Unusable":
            must = _expected(error)
            said = Bilingual(
                f"{_kind(error).zh} {_named(error)} 的值无效：{must.zh}",
                f"Invalid value for {_kind(error).en} {_named(error)}: {must.en}",
            )
        case "BadOptionUsage":
            said = Bilingual(f"选项 {error.option_name} 缺少值，或不应带值", english)
        case "UsageError" if error.cmd is not None:
            said = _more_or_less(error, english)
    return said


def _more_or_less(error: Any, english: str) -> Bilingual:
    """A verb that is missing, or words that no argument takes."""
    if hasattr(error.cmd, "list_commands"):
        return Bilingual("缺少命令", english)
    surplus = english.rpartition("(")[2].removesuffix(")")
    return Bilingual(f"多余的参数：{surplus}" if surplus else "参数过多", english)


def _kind(error: Any) -> Bilingual:
    is_argument = getattr(error.param, "param_type_name", "") == "argument"
    return Bilingual("参数", "argument") if is_argument else Bilingual("选项", "option")


def _named(error: Any) -> str:
    hint = error.param_hint or (error.param.get_error_hint() if error.param is not None else "")
    return (hint if isinstance(hint, str) else " / ".join(hint)).replace("'", "")


def _expected(error: Any) -> Bilingual:
    """What the value must be: our own words, or what the parameter says of itself."""
    if isinstance(error, Unusable):
        return error.text
    if error.param is None:
        return Bilingual.same(str(error.message))
    least, most = getattr(error.param, "min", None), getattr(error.param, "max", None)
    if choices := error.param.type_descriptor.choices:
        names = [str(one.value if isinstance(one, Enum) else one) for one in choices]
        return Bilingual(f"须为 {'、'.join(names)} 之一", f"one of {', '.join(names)}")
    if least is not None and most is not None:
        return Bilingual(f"须为 {least} 至 {most} 的数", f"a number from {least} to {most}")
    if least is not None:
        return Bilingual(f"须为不小于 {least} 的数", f"a number that is at least {least}")
    return Bilingual.same(str(error.message))
