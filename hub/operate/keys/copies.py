"""Copies of the files of a change of keys, which are compared with what was asked for and then used."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from adapters.files.durable import is_locked
from hub.errors import Code, OperatorError, operator_error, unusable_file
from hub.model import digest
from hub.operate.keys.change import KeyChange, changed
from hub.text.bilingual import Bilingual

_BEGINS: Final = ".change-"


@contextmanager
def bound(change: KeyChange, arguments: Mapping[str, Any], keys: Path) -> Iterator[KeyChange]:
    """The change with copies of its files whose bytes are those that the arguments name.

    Nobody but the hub's user can write the copies, so that what was compared is what is used; they are in a folder in
    `keys` that only this user can enter, and are removed at the end. An error within names the file that was given,
    not its copy. Raises Rejected (HUB-826) for a file that has changed, OperatorError (HUB-705) for one that cannot be
    read.
    """
    named = {name: path for name in arguments.get("files", {}) if (path := getattr(change, name)) is not None}
    if not named:
        yield change
        return
    with TemporaryDirectory(prefix=_BEGINS, dir=keys) as folder:
        copies: dict[str, Any] = {name: _copied(path, Path(folder) / name) for name, path in named.items()}
        for name, copy in copies.items():
            if digest(copy.read_bytes()) != arguments[name]:
                raise changed(Bilingual.same(str(named[name])))
        try:
            yield replace(change, **copies)
        except OperatorError as error:
            given = {str(copy): str(named[name]) for name, copy in copies.items()}
            raise OperatorError(error.code, {name: _said(one, given) for name, one in error.names.items()}) from error


def leftovers(keys: Path) -> Iterator[OperatorError]:
    """A warning (HUB-830) for each folder of copies that a killed change left behind; none while one is at work."""
    if (found := _folders(keys)) and not is_locked(keys):
        yield from (operator_error(Code.KEY_COPIES_LEFT, path=folder) for folder in found)


def remove_leftovers(keys: Path) -> None:
    """Remove such folders. Whoever calls this holds the lock of `keys`: none of them is in use. Raises OSError."""
    for folder in _folders(keys):
        shutil.rmtree(folder)


def _folders(keys: Path) -> list[Path]:
    return sorted(path for path in keys.glob(f"{_BEGINS}*") if path.is_dir() and not path.is_symlink())


def _said(value: object, given: Mapping[str, str]) -> object:
    """What an error says, with the paths that the operator gave instead of those of copies."""
    if isinstance(value, Bilingual):
        return Bilingual(_with(value.zh, given), _with(value.en, given))
    return _with(str(value), given) if isinstance(value, str | Path) else value


def _with(text: str, given: Mapping[str, str]) -> str:
    for copy, path in given.items():
        text = text.replace(copy, path)
    return text


def _copied(path: Path, folder: Path) -> Path:
    """A copy under the same name, with the mode of the original: a key that others may read is refused as such."""
    folder.mkdir()
    try:
        return Path(shutil.copy(path, folder / path.name))
    except OSError as error:
        raise unusable_file(path, error) from error
