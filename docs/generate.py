"""Write what can be said of the packaged catalogue and the hub: `python docs/generate.py DIRECTORY [SCHEMAS]`.

The second directory gets the schema file that is made of the code lists.
"""

import sys
from pathlib import Path

from generator.cli import cli
from generator.traced import traced
from generator.views import of_verbs

from hub.bootstrap.catalogue import sound_catalogue
from hub.bootstrap.names import packaged
from hub.catalogue import CODES
from hub.docs.origin import Origins
from hub.docs.written import json_text, write, written


def main(folder: Path, *schemas: Path) -> None:
    """What `hub docs --packaged` writes, the command line, and the schemas of what verbs print.

    Schemas of documents and verbs that are no more go away.
    """
    catalogue = sound_catalogue(None)
    files = dict(written(catalogue, Origins([packaged("routes")])))
    types = {CODES: files.pop(CODES)}
    for of_messages in schemas:
        write(types, of_messages)
    files["cli.md"] = "".join(cli())
    files["traced.md"] = "".join(traced(catalogue))
    files.update((f"schemas/cli/{name}", json_text(schema)) for name, schema in of_verbs())
    for path in (*folder.glob("schemas/**/*.json"), *folder.glob("lifecycles/*.svg")):
        if path.relative_to(folder).as_posix() not in files:
            path.unlink()
    write(files, folder)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
