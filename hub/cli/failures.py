"""What a verb does with a command line that is wrong."""

import sys
from typing import Any, NoReturn

from hub.cli.help import usage
from hub.cli.misuse import what_was_wrong
from hub.cli.screen import complain
from hub.text.bilingual import Bilingual
from hub.text.visible import visible


def is_usage(error: Exception) -> bool:
    """Whether the command line itself was wrong: an error of Typer's."""
    return hasattr(error, "format_message") and hasattr(error, "exit_code")


def misused(error: Any) -> NoReturn:
    """Print how the verb is used and what was wrong, on standard error, and end with the error's exit code.

    A verb that needs words and got none prints its help.
    """
    if type(error).__name__ == "NoArgsIsHelpError":
        print(error.format_message())
        raise SystemExit(int(error.exit_code))
    if (context := getattr(error, "ctx", None)) is not None:
        path = visible(context.command_path)
        print(visible(usage(context)), file=sys.stderr)
        print(Bilingual(f"详见 {path} --help", f"Try '{path} --help' for help."), file=sys.stderr)
    complain(what_was_wrong(error))
    raise SystemExit(int(error.exit_code))
