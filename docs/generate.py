"""Write what can be said of the catalogue and the code: `python docs/generate.py DIRECTORY`."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generator.asyncapi import asyncapi
from generator.catalogue import documents
from generator.cli import cli
from generator.errors import errors
from generator.events import refusal_event, status_event
from generator.settings import settings
from generator.statuses import statuses
from generator.submissions import submission
from generator.views import of_verbs

from hub.bootstrap.catalogue import sound_catalogue
from hub.catalogue import Catalogue


def written(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Name and text of every file."""
    yield "statuses.md", "".join(statuses(catalogue))
    yield "errors.md", "".join(errors())
    yield "settings.md", "".join(settings())
    yield "catalogue.md", "".join(documents(catalogue))
    yield "cli.md", "".join(cli())
    yield "asyncapi.yaml", asyncapi(catalogue)
    yield "schemas/event-status.json", _json(status_event(catalogue))
    yield "schemas/event-refusal.json", _json(refusal_event(catalogue))
    for route in catalogue.routes.values():
        if route.direction == "portal-to-party":
            yield f"schemas/{route.document}.json", _json(submission(route, catalogue))
    for name, schema in of_verbs():
        yield f"schemas/cli/{name}", _json(schema)


def _json(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def main(folder: Path) -> None:
    """Write them all; schemas of documents and verbs that are no more go away."""
    files = dict(written(sound_catalogue(None)))
    (folder / "schemas" / "cli").mkdir(parents=True, exist_ok=True)
    for path in folder.glob("schemas/**/*.json"):
        if path.relative_to(folder).as_posix() not in files:
            path.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
