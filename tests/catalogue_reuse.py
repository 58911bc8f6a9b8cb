"""Load edits of one catalogue cheaply: what an edit does not reach is taken from the first load.

Each step of loading is wrapped. A step that is asked for what the first load asked for, of the same bytes and the same
compiled values, gives what it gave then; any other call is made as usual. Nothing of an edit is kept.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from hub.catalogue import Catalogue, load, load_catalogue
from hub.catalogue.compile import code_types, schema_files
from hub.catalogue.mapping import document_values
from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.proofs import framing, moves
from hub.catalogue.words.places import Problems, Where
from hub.rules import RULES
from hub.text.bilingual import Bilingual

_Call = Callable[..., Any]


class Reloading:
    """A catalogue in a folder that is loaded again after each edit. The first load must find nothing wrong."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._kept: dict[Hashable, _Kept] = {}
        self._is_first = True
        self.first = self.load()
        assert not self.first.problems
        self._is_first = False

    def load(self, *, to_the_end: bool = True) -> Catalogue:
        """The catalogue as the folder has it now; if not to the end, the first problem raises Refused."""
        with ExitStack() as stack:
            if not to_the_end:
                stack.enter_context(patch.object(load, "Problems", _First))
            for module, name, key_of in _STEPS:
                reusing = self._reusing(name, getattr(module, name), key_of)
                stack.enter_context(patch.object(module, name, reusing))
            return load_catalogue([self.home / "routes"], [self.home / "xsd"], RULES)

    def _reusing(self, name: str, call: _Call, key_of: _Call) -> _Call:
        def step(*args: Any, **more: Any) -> Any:
            key, lists = (name, key_of(*args, **more)), next(filter(None, map(_lists, args)), {})
            kept = self._kept.get(key)
            if kept is not None and all(lists.get(list_) is codes for list_, codes in kept.seen.items()):
                return kept.value
            if not self._is_first:
                return call(*args, **more)
            seen = _SeenLists(lists)
            value = call(*(_with(arg, seen) for arg in args), **more)
            self._kept[key] = _Kept(value, seen.seen, args)
            return value

        return step


class Refused(Exception):
    """A catalogue has a problem."""


class _First(Problems):
    """Problems of which the first ends the load."""

    def add(self, where: Where, text: Bilingual) -> None:
        raise Refused(f"{where.file}:{where.line}: {text.en}")


class _Kept(NamedTuple):
    """What a step gave."""

    value: Any
    seen: Mapping[str, CodeList | None]
    """The code lists that it asked for."""
    args: Sequence[Any]
    """Kept alive: keys tell them by their identity."""


class _SeenLists(dict[str, CodeList]):
    """Code lists that know which of them were asked for."""

    def __init__(self, lists: Mapping[str, CodeList]) -> None:
        super().__init__(lists)
        self.seen: dict[str, CodeList | None] = {}

    def __contains__(self, name: object) -> bool:
        self.seen[str(name)] = self.get(str(name))
        return super().__contains__(name)

    def __getitem__(self, name: str) -> CodeList:
        self.seen[name] = super().get(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.seen[name] = found = super().get(name, default)
        return found

    def __iter__(self) -> Any:
        raise NotImplementedError("which lists a step asks for could not be told")


def _lists(arg: Any) -> Mapping[str, CodeList]:
    """The code lists of an argument that has some."""
    lists = getattr(arg, "lists", None)
    return lists if isinstance(lists, Mapping) else {}


def _with(arg: Any, lists: _SeenLists) -> Any:
    """An argument with these code lists in place of its own."""
    if not _lists(arg):
        return arg
    return arg._replace(lists=lists) if hasattr(arg, "_replace") else replace(arg, lists=lists)


# ---- by which arguments a step is told -----------------------------------------------------------


def _of_file(path: Path, file: str, _: Problems) -> Hashable:
    return file, path.read_bytes() if path.is_file() else None


def _of_files(paths: Sequence[Path], file: str, _: Problems) -> Hashable:
    return file, tuple(path.read_bytes() if path.is_file() else None for path in paths)


def _ids(values: Any) -> Hashable:
    return tuple((name, id(value)) for name, value in values.items())


_STEPS: tuple[tuple[Any, str, _Call], ...] = (
    *((load, f"read_{kind}", _of_file) for kind in ("yaml", "submission", "lifecycles", "party", "portal")),
    *((load, f"read_{kind}", _of_file) for kind in ("dialect", "cards")),
    *((load, f"read_{kind}", _of_files) for kind in ("statuses", "code_list")),
    (
        load,
        "write_out",
        lambda block, *said: (id(block), *map(id, (said[0].schema, said[0].statuses, said[0].beginnings))),
    ),
    (load, "read_route", lambda block, service, statuses, _: (id(block), service, id(statuses))),
    (load, "compile_route", lambda page, schema, library, _: (id(page), id(schema), id(library.common))),
    (load, "plain_shape", lambda routes: tuple(map(id, routes))),
    (
        load,
        "compile_shape",
        lambda page, known, _: (
            id(page),
            tuple(map(id, known.routes)),
            frozenset(known.parties),
            frozenset(known.statuses),
        ),
    ),
    (
        code_types,
        "code_types",
        lambda lists, **more: (tuple((one.name, *one.from_wire) for one in lists), *more.items()),
    ),
    (schema_files, "compiled", lambda path, codes, digest: (path.name, digest)),
    (document_values, "form_values", id),
    (framing, "_prove", lambda framed, shape, schema, _: (framed, id(schema))),
    (moves, "prove_lifecycle", lambda route, statuses, moved, _: (id(route), id(statuses), frozenset(moved))),
)
