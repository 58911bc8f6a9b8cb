"""The schema files of a catalogue, each compiled once."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from hub.catalogue.compile.code_types import CodeTypes
from hub.catalogue.compile.compiled_schemas import Contents, compiled
from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.mapping.schemas import CODES, BrokenSchema, Schema
from hub.catalogue.pages.folders import Folders
from hub.catalogue.words.places import Problems, Where
from hub.text.bilingual import Bilingual


@contextmanager
def side_by_side(roots: Sequence[Path]) -> Iterator[Folders]:
    """All schemas in one folder while they are compiled: a home's include those that it extends by their names.

    The types of code lists are left out: they are made of the code lists at hand.
    """
    with TemporaryDirectory() as together:
        for name, path in Folders(roots).files.items():
            if name != CODES:
                (Path(together) / name).parent.mkdir(parents=True, exist_ok=True)
                (Path(together) / name).symlink_to(path.resolve())
        yield Folders([Path(together)])


class SchemaFiles:
    """Finds schemas by name, and reports those that are missing or broken."""

    def __init__(self, folders: Folders, lists: Iterable[CodeList], problems: Problems) -> None:
        self.codes = CodeTypes(lists, folders.files.values())
        self.codes.write(folders.roots[-1])
        self._contents = Contents(folders.roots[-1], self.codes.values)
        self._folders = folders
        self._problems = problems
        self._known: dict[str, Schema | None] = {}

    def of_service(self, service: str) -> Schema | None:
        """The schema that every route of a service is proved against."""
        if f"{service}.xsd" not in self._folders.files:
            self._problems.add(Where(f"xsd/{service}.xsd", 1), Bilingual("缺少架构文件", "the schema is missing"))
            return None
        return self._compiled(service)

    def named(self, name: str, where: Where) -> Schema | None:
        """The schema that a dialect names at a place."""
        if f"{name}.xsd" not in self._folders.files:
            self._problems.add(where, Bilingual(f"没有架构文件 xsd/{name}.xsd", f"there is no schema xsd/{name}.xsd"))
            return None
        return self._compiled(name)

    def prove_others(self) -> None:
        """Report each broken schema that no service or dialect has used, as an envelope's."""
        for name in sorted(self._folders.files):
            if name.endswith(".xsd") and "/" not in name:
                self._compiled(name.removesuffix(".xsd"))

    def _compiled(self, name: str) -> Schema | None:
        if name not in self._known:
            self._known[name] = self._compile(self._folders.files[f"{name}.xsd"])
        return self._known[name]

    def _compile(self, path: Path) -> Schema | None:
        try:
            return compiled(path, self.codes.values, self._contents.digest(path.name))
        except BrokenSchema as error:
            text = Bilingual(f"不是有效的架构文件：{error.text}", f"not a schema: {error.text}")
            self._problems.add(Where(f"xsd/{error.file}", error.line), text)
            return None
