"""The files of a catalogue: those of the package, and those of a home."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

_NOT_SERVICES = ("parties", "portals", "codes", "dialects")


class Folders:
    """Folders that extend each other. Of two files of one name, the file of the later folder counts.

    Tables of codes are different: each extends the tables of its name in earlier folders.
    """

    def __init__(self, roots: Sequence[Path]) -> None:
        self.roots = roots
        self.all: dict[str, list[Path]] = {}
        """All files of each name, that of the last folder last."""
        for root in roots:
            for path in sorted(p for p in root.rglob("*") if p.is_file()) if root.is_dir() else []:
                self.all.setdefault(path.relative_to(root).as_posix(), []).append(path)
        self.files: dict[str, Path] = {name: paths[-1] for name, paths in self.all.items()}

    def matching(self, folder: str, suffix: str) -> Iterator[tuple[str, Path]]:
        """Name and path of each file directly in a folder, sorted by name."""
        for name, path in sorted(self.files.items()):
            if name.rpartition("/")[0] == folder and name.endswith(suffix):
                yield name, path

    def services(self) -> list[str]:
        folders = {name.partition("/")[0] for name in self.files if name.count("/") == 1}
        return sorted(folders - set(_NOT_SERVICES))

    def of_document(self, document: str) -> "Folders":
        """The same files without the other routes, and without parties, portals and dialects."""
        kept = Folders([])
        kept.roots = self.roots
        for name, paths in self.all.items():
            folder, _, file = name.rpartition("/")
            if folder in ("", "codes") or (folder not in _NOT_SERVICES and file == f"{document}.yaml"):
                kept.all[name] = paths
        kept.files = {name: paths[-1] for name, paths in kept.all.items()}
        return kept

    def digest(self) -> str:
        whole = hashlib.sha256()
        for name, paths in sorted(self.all.items()):
            for path in paths:
                whole.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
        return whole.hexdigest()
