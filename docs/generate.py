"""Write what can be said of the packaged catalogue and of the hub itself: `python docs/generate.py DIRECTORY`."""

import sys
from pathlib import Path

from generator.cli import cli
from generator.views import of_verbs

from hub.bootstrap.catalogue import sound_catalogue
from hub.bootstrap.names import packaged
from hub.docs.origin import Origins
from hub.docs.written import json_text, write, written


def main(folder: Path) -> None:
    """What `hub docs --packaged` writes, the command line, and the schemas of what verbs print.

    Schemas of documents and verbs that are no more go away.
    """
    files = dict(written(sound_catalogue(None), Origins([packaged("routes")])))
    files["cli.md"] = "".join(cli())
    files.update((f"schemas/cli/{name}", json_text(schema)) for name, schema in of_verbs())
    for path in folder.glob("schemas/**/*.json"):
        if path.relative_to(folder).as_posix() not in files:
            path.unlink()
    write(files, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
