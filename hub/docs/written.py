"""Every file about a catalogue, and how they are put into a folder."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from adapters.files.durable import write_file
from adapters.files.folders import make_folder
from hub.catalogue import CODES, Catalogue, Portal, PortalShape, code_types
from hub.docs.asyncapi import asyncapi
from hub.docs.catalogue import documents
from hub.docs.errors import errors
from hub.docs.events import refusal_event, status_event
from hub.docs.lifecycles import diagrams
from hub.docs.origin import Origins
from hub.docs.settings import settings
from hub.docs.statuses import statuses
from hub.docs.submissions import submission
from hub.docs.words.editors import of_files
from hub.docs.words.reference import words

_LINK = re.compile(r"\[([^\[\]]*)\]\((?![a-z]+:|#)([^)#\s]+)(#[^)\s]*)?\)")


def written(catalogue: Catalogue, origins: Origins) -> Iterator[tuple[str, str]]:
    """Name and text of every file."""
    yield "statuses.md", "".join(statuses(catalogue))
    yield "errors.md", "".join(errors())
    yield "settings.md", "".join(settings())
    yield "catalogue.md", "".join(documents(catalogue, origins))
    yield "asyncapi.yaml", asyncapi(catalogue)
    yield CODES, code_types(catalogue.lists.values()).decode()
    yield "schemas/event-status.json", json_text(status_event(catalogue))
    yield "schemas/event-refusal.json", json_text(refusal_event(catalogue))
    for name, text in diagrams(catalogue):
        yield f"lifecycles/{name}", text
    yield "words.md", "".join(words(origins.roots))
    for name, schema in of_files(catalogue):
        yield f"schemas/files/{name}", json_text(schema)
    for route in catalogue.routes.values():
        if route.direction == "portal-to-party":
            yield f"schemas/{route.document}.json", json_text(submission(route, catalogue))
    for portal in catalogue.portals.values():
        if portal.shape is not None:
            yield from _of_shape(portal, portal.shape, catalogue)


def _of_shape(portal: Portal, shape: PortalShape, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The schemas of what a portal with a shape of its own submits and is told."""
    folder = f"schemas/portals/{portal.id}"
    yield f"{folder}/event-status.json", json_text(status_event(catalogue, portal))
    yield f"{folder}/event-refusal.json", json_text(refusal_event(catalogue, portal))
    for document in shape.forms:
        yield f"{folder}/{document}.json", json_text(submission(catalogue.routes[document], catalogue, portal))


def json_text(schema: dict[str, Any]) -> str:
    """A schema as its file has it."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def standing_alone(files: Mapping[str, str]) -> dict[str, str]:
    """The same files for a folder that has nothing else: a link to what is not there is its text alone."""

    def kept(link: re.Match[str]) -> str:
        return link[0] if link[2] in files else link[1]

    return {name: _LINK.sub(kept, text) if name.endswith(".md") else text for name, text in files.items()}


def write(files: Mapping[str, str], folder: Path) -> None:
    """Write all of them; other files stay."""
    for name, text in files.items():
        make_folder((folder / name).parent)
        write_file(folder / name, text.encode())
