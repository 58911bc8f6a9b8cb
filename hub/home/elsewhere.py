"""A directory that is no home: what it lacks, and where the home may be instead."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from adapters.files.durable import is_there
from hub.errors import Code, OperatorError, operator_error
from hub.text.bilingual import Bilingual

_MOST: Final = 1_000
"""So many entries of a directory are looked at."""


def no_home(path: Path, file: str) -> OperatorError:
    """The error (HUB-701) about a directory without settings in `file`."""
    shown = Bilingual.same(str(_absolute(path)))
    if str(path) == os.environ.get("HUB_HOME"):
        shown = Bilingual(f"{shown.zh}（取自环境变量 HUB_HOME）", f"{shown.en} (by the variable HUB_HOME)")
    elif path == Path():
        shown = Bilingual(f"{shown.zh}（当前目录）", f"{shown.en} (the current directory)")
    return operator_error(Code.NOT_A_HOME, path=shown, why=_why(path, file), next=_next(path, file))


def _absolute(path: Path) -> Path:
    """As it stands, where the current directory was removed."""
    try:
        return path.absolute()
    except FileNotFoundError:
        return path


def _why(path: Path, file: str) -> Bilingual:
    if path.is_dir():
        is_empty = (path / file).is_file()
        return (
            Bilingual(f"其中的 {file} 是空的", f"{file} in it is empty")
            if is_empty
            else Bilingual(f"其中没有 {file}", f"it has no {file}")
        )
    return (
        Bilingual("是文件，不是目录", "it is a file")
        if path.exists()
        else Bilingual("没有这个目录", "there is no such directory")
    )


def _next(path: Path, file: str) -> Bilingual:
    found = next(_near(_absolute(path), file), None)
    if found is None:
        return Bilingual(
            "请用 --home 指明主目录，或用 hub init 建立", "name the home by --home, or make one by `hub init`"
        )
    return Bilingual(
        f"{found} 是主目录，请加 --home {found}；hub init 则另建一个",
        f"{found} is one: add --home {found}; `hub init` would make another",
    )


def _near(path: Path, file: str) -> Iterator[Path]:
    """Homes above a directory, then those in it, as far as this user may look."""
    with suppress(OSError):
        yield from (above for above in path.parents if is_there(above / file))
    with suppress(OSError), os.scandir(path) as entries:
        inside = sorted(entry.path for entry, _ in zip(entries, range(_MOST), strict=False))
        yield from (Path(name) for name in inside if is_there(Path(name) / file))
