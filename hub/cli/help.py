"""The help of a verb, in the reader's language and as wide as the terminal."""

import inspect
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, Final, get_args, get_type_hints

from rich.cells import cell_len

from hub.cli.wrapping import wrapped
from hub.text.bilingual import Bilingual

_WIDEST: Final = 100
"""Cells; longer lines are hard to read."""
_WIDEST_NAME: Final = 26
"""Cells of an option's name; the text of a longer one begins on the next line."""
_OF_ALL: Final[Mapping[str, Bilingual]] = {
    "help": Bilingual("显示帮助。", "Show this help."),
    "install_completion": Bilingual(
        "为当前 shell 安装命令补全。", "Install completion of verbs and options for the current shell."
    ),
    "show_completion": Bilingual(
        "打印命令补全脚本，供自行安装。", "Print the completion script, to install it yourself."
    ),
}
"""Options that Typer adds."""
_OPTIONS: Final = Bilingual("[选项]", "[OPTIONS]")
_VERB: Final = Bilingual("命令 [参数]...", "COMMAND [ARGS]...")


def usage(context: Any) -> str:
    """One line: how the verb is called."""
    command = context.command
    arguments = [_name(one) for one in command.get_params(context) if one.param_type_name == "argument"]
    pieces = [context.command_path, str(_OPTIONS), *arguments, *([str(_VERB)] if _is_group(command) else [])]
    return f"{Bilingual('用法：', 'Usage: ')}{' '.join(pieces)}"


def help_text(context: Any, text: Bilingual, exits: Mapping[int, Bilingual]) -> str:
    """All of a verb's help; `text` says what the verb does, `exits` what its exit codes mean."""
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    command = context.command
    parameters = [one for one in command.get_params(context) if not getattr(one, "hidden", False)]
    texts = parameter_texts(command)
    arguments = [_described(one, texts) for one in parameters if one.param_type_name == "argument"]
    options = [_described(one, texts) for one in parameters if one.param_type_name == "option"]
    parts = [
        usage(context),
        "\n".join(wrapped(str(text), width)),
        _section(Bilingual("参数", "Arguments"), arguments, width),
        _section(Bilingual("选项", "Options"), options, width),
        _section(Bilingual("命令", "Commands"), list(_commands(context)), width),
        _section(Bilingual("退出码", "Exit codes"), [(str(int(code)), str(one)) for code, one in exits.items()], width),
    ]
    return "\n\n".join(part for part in parts if part)


def first_line(text: Bilingual) -> str:
    """The line by which a list of verbs tells of one."""
    return str(text).partition("\n")[0]


def parameter_texts(command: Any) -> Mapping[str, Bilingual]:
    """The help of each argument and option, by its name: the `Bilingual` in its annotation."""
    texts = dict(_OF_ALL)
    function = _function(command)
    for name, hint in get_type_hints(function, include_extras=True).items() if function else ():
        for text in get_args(hint):
            if isinstance(text, Bilingual):
                texts[name] = text
    return texts


def _function(command: Any) -> Callable[..., Any] | None:
    """The function that a command calls, as it was written; a group of verbs may have none."""
    return inspect.unwrap(command.callback) if command.callback else None


def _commands(context: Any) -> Iterator[tuple[str, str]]:
    command = context.command
    for name in command.list_commands(context) if _is_group(command) else ():
        if not (verb := command.get_command(context, name)).hidden:
            yield name, verb.get_short_help_str()


def _is_group(command: Any) -> bool:
    return hasattr(command, "list_commands")


def _described(parameter: Any, texts: Mapping[str, Bilingual]) -> tuple[str, str]:
    text = texts.get(parameter.name, Bilingual.same(""))
    return _name(parameter), str(_with_notes(text, list(_notes(parameter))))


def _name(parameter: Any) -> str:
    """`-f, --follow`, `--type TYPE`, or the name of an argument."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    named = ", ".join(sorted(parameter.opts, key=len))
    named = " / ".join([named, *parameter.secondary_opts])
    return named if parameter.is_flag else f"{named} {_value(parameter)}"


def _value(parameter: Any) -> str:
    if parameter.metavar is not None:
        return str(parameter.metavar)
    if choices := parameter.type_descriptor.choices:
        return "|".join(str(choice.value if isinstance(choice, Enum) else choice) for choice in choices)
    return str(parameter.name.upper())


def _notes(parameter: Any) -> Iterator[Bilingual]:
    """Whether it must be given, in which limits, and what it is otherwise."""
    if parameter.required and parameter.param_type_name == "option":
        yield Bilingual("必填", "required")
    least, most = getattr(parameter, "min", None), getattr(parameter, "max", None)
    if least is not None and most is not None:
        yield Bilingual(f"{least} 至 {most}", f"{least} to {most}")
    elif least is not None:
        yield Bilingual(f"至少 {least}", f"at least {least}")
    default, is_flag = parameter.default, getattr(parameter, "is_flag", False)
    if parameter.show_default and not is_flag and default not in (None, "", ()):
        shown = default.value if isinstance(default, Enum) else default
        yield Bilingual(f"默认 {shown}", f"default: {shown}")
    if parameter.envvar:
        yield Bilingual(f"也可用环境变量 {parameter.envvar}", f"or the variable {parameter.envvar}")


def _with_notes(text: Bilingual, notes: Sequence[Bilingual]) -> Bilingual:
    """The text with the notes in brackets before its last full stop."""
    if not notes:
        return text
    zh, en = "，".join(note.zh for note in notes), "; ".join(note.en for note in notes)
    return Bilingual(f"{text.zh.removesuffix('。')}（{zh}）。", f"{text.en.removesuffix('.')} ({en}).")


def _section(heading: Bilingual, rows: Sequence[tuple[str, str]], width: int) -> str:
    """A heading, and beneath it names with their texts in two columns."""
    if not rows:
        return ""
    left = min(max(cell_len(name) for name, _ in rows), _WIDEST_NAME) + 2
    lines = [str(Bilingual(f"{heading.zh}：", f"{heading.en}:"))]
    for name, text in rows:
        first, *more = wrapped(text, width - left - 2)
        gap = left - cell_len(name)
        lines += [f"  {name}{' ' * gap}{first}"] if gap >= 2 else [f"  {name}", f"{' ' * (left + 2)}{first}"]
        lines += [f"{' ' * (left + 2)}{line}" for line in more]
    return "\n".join(lines)
