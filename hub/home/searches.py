"""Saved searches: `searches.toml` has a command line of options for each name."""

import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from adapters.files.durable import is_there
from hub.errors import Code, operator_error
from hub.home.toml import read_toml
from hub.text.bilingual import Bilingual

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]*")


def read_searches(file: Path) -> Mapping[str, list[str]]:
    """The words of each search, by its name; empty without the file. Raises OperatorError (HUB-702)."""
    if not is_there(file):
        return {}
    return {name: _words(file, name, said) for name, said in read_toml(file).items()}


def faulty(file: Path, name: str, why: Bilingual) -> Exception:
    """The error about one search of the file."""
    return operator_error(Code.BAD_CONFIGURATION, reason=why.about(f"{file}: {name}"))


def _words(file: Path, name: str, said: object) -> list[str]:
    if not _NAME.fullmatch(name):
        raise faulty(
            file, name, Bilingual("名称只可用小写字母、数字和连字符", "a name has small letters, digits and -")
        )
    if not isinstance(said, str):
        raise faulty(
            file, name, Bilingual("须为一行选项，如 “--open”", 'it must be a line of options, such as "--open"')
        )
    try:
        return shlex.split(said)
    except ValueError as error:
        raise faulty(file, name, Bilingual.same(str(error))) from error
