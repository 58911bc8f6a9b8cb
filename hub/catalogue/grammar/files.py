"""The kinds of files of a catalogue, and the table by which each is read."""

from collections.abc import Mapping
from typing import NamedTuple

from hub.catalogue.grammar.cards import CARDS
from hub.catalogue.grammar.codes import CODE_LIST, STATUS_LIST
from hub.catalogue.grammar.dialects import DIALECT
from hub.catalogue.grammar.lines import BUT_LINE, LINE, PARTY_LINE, SUBMISSION
from hub.catalogue.grammar.owners import PARTY, PORTAL
from hub.catalogue.grammar.retention import PERSONAL, RETENTION
from hub.catalogue.grammar.routes import BEGINNING, ROUTES
from hub.text.grammar import BUT_MAPPING, MAPPING, PARTY_MAPPING, SOURCE, BlockOf, Either, Kind, Scalar, TableOf


class FileKind(NamedTuple):
    """One kind of file."""

    name: str
    place: str
    """Where such files stand in the folder of routes; `*` for any name. Empty for files that stand elsewhere."""
    kind: Kind


FILE_KINDS = (
    FileKind("route", "*/*.yaml", Either(tuple(BlockOf(grammar) for grammar in ROUTES.values()))),
    FileKind("party", "parties/*.yaml", BlockOf(PARTY)),
    FileKind("portal", "portals/*.yaml", BlockOf(PORTAL)),
    FileKind("dialect", "dialects/*.yaml", BlockOf(DIALECT)),
    FileKind("lifecycles", "lifecycles.yaml", TableOf(BlockOf(BEGINNING))),
    FileKind("submission", "submission.yaml", BlockOf(SUBMISSION)),
    FileKind("cards", "cards.yaml", BlockOf(CARDS)),
    FileKind("personal", "personal.yaml", BlockOf(PERSONAL)),
    FileKind("statuses", "codes/statuses.csv", BlockOf(STATUS_LIST)),
    FileKind("code-list", "codes/*.csv", BlockOf(CODE_LIST)),
)
POLICY = FileKind("retention", "", BlockOf(RETENTION))
"""Stands in a home, beside the folder of routes."""
MAPPINGS: Mapping[Scalar, Kind] = {
    MAPPING: TableOf(Either((SOURCE, BlockOf(LINE)))),
    BUT_MAPPING: TableOf(Either((SOURCE, BlockOf(BUT_LINE)))),
    PARTY_MAPPING: TableOf(Either((SOURCE, BlockOf(PARTY_LINE)))),
}
"""What a mapping is: by target path, where its value comes from. Lines stand inside lines."""
