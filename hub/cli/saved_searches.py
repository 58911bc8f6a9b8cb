"""The parameters of a verb with those of a saved search."""

from pathlib import Path
from typing import Any

import typer

from hub.bootstrap.known import unknown
from hub.cli.failures import is_usage
from hub.cli.misuse import what_was_wrong
from hub.home.searches import faulty, read_searches
from hub.text.bilingual import Bilingual


def with_search(context: typer.Context, file: Path, name: str) -> dict[str, Any]:
    """The values of the verb's parameters by name: those on the command line, otherwise those of the search `@name`.

    Raises OperatorError: HUB-710 for a name that the file does not have, HUB-702 for options that the verb does not.
    """
    searches = read_searches(file)
    if (words := searches.get(name.removeprefix("@"))) is None:
        raise unknown(file.name, name, [f"@{known}" for known in searches])
    try:
        saved = context.command.make_context(context.info_name, list(words), parent=context.parent).params
    except Exception as error:
        if not is_usage(error):
            raise
        raise faulty(file, name, what_was_wrong(error)) from error
    if saved["search"] is not None:
        raise faulty(file, name, Bilingual("查询不可引用另一查询", "a search cannot name another search"))
    given = {one for one in saved if str(getattr(context.get_parameter_source(one), "name", "")) == "COMMANDLINE"}
    return {**saved, **{one: context.params[one] for one in given}, "search": None}
